//! Resources of the API: their paths, and the operations that they share.

mod operations;

use crate::page::Page;
use crate::path::ResourcePath;
use crate::pipeline::{Call, Operation, Pipeline};
use crate::request::Request;
use crate::version::Version;
use reqwest::Method;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// A path of the API, with the pipeline for requests to it.
#[derive(Clone)]
pub(crate) struct Resource {
    pipeline: Arc<Pipeline>,
    version: Version,
    path: ResourcePath,
    permissions: Permissions,
}

/// The least privileged permissions for a resource and everything below it, if they are known.
#[derive(Clone, Copy, Default)]
pub(crate) struct Permissions {
    pub(crate) read: Option<&'static str>,
    pub(crate) write: Option<&'static str>,
}

impl Resource {
    /// Creates the root of a version.
    pub(crate) fn root(pipeline: Arc<Pipeline>, version: Version) -> Self {
        Self { pipeline, version, path: ResourcePath::root(), permissions: Permissions::default() }
    }

    pub(crate) fn pipeline(&self) -> &Arc<Pipeline> {
        &self.pipeline
    }

    /// Sets the permissions for this resource and everything below it.
    pub(crate) fn needing(self, permissions: Permissions) -> Self {
        Self { permissions, ..self }
    }

    /// Returns the resource below this one at a segment that the API defines.
    pub(crate) fn child(&self, segment: &'static str) -> Self {
        self.with_path(self.path.clone().segment(segment))
    }

    /// Returns the item of this collection with that key.
    pub(crate) fn item(&self, key: &str) -> Self {
        self.with_path(self.path.clone().key(key))
    }

    fn with_path(&self, path: ResourcePath) -> Self {
        let Self { pipeline, version, permissions, .. } = self;
        Self { pipeline: Arc::clone(pipeline), version: *version, path, permissions: *permissions }
    }

    fn request<T>(&self, method: Method, operation: Operation) -> Request<T> {
        let call = Call::new(method, self.version, self.path.clone(), operation);
        Request::new(Arc::clone(&self.pipeline), call)
    }

    /// Creates a request for a path below this resource, with its query, or for a link of the service.
    pub(crate) fn request_at<T>(&self, path: &str, method: Method) -> Request<T> {
        if path.starts_with("https://") || path.starts_with("http://") {
            return self.request_for_link(path, method);
        }
        let (path, query) = path.split_once('?').filter(|(_, query)| is_query(query)).unwrap_or((path, ""));
        let request = self.with_path(ResourcePath::parse(path)).request(method, Operation::default());
        request.with_query(query)
    }

    /// Creates a request for the page at a link of the service.
    pub(crate) fn follow<T>(&self, link: &str) -> Request<Page<T>> {
        self.request_for_link(link, Method::GET)
    }

    fn request_for_link<T>(&self, link: &str, method: Method) -> Request<T> {
        let link = self.pipeline.endpoint.resolve_below(self.version, link);
        self.with_path(ResourcePath::link()).request(method, Operation::default()).with_link(link, "link")
    }
}

/// Returns whether a text is a query: pairs of a name and a value. Anything else after a `?` may be the rest of a key.
fn is_query(text: &str) -> bool {
    let is_name = |name: &str| {
        let name = name.strip_prefix('$').unwrap_or(name);
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
    };
    !text.contains('#') && text.split('&').all(|pair| pair.split_once('=').is_some_and(|(name, _)| is_name(name)))
}

impl Debug for Resource {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resource")
            .field("endpoint", &self.pipeline.endpoint.as_str())
            .field("version", &self.version)
            .field("path", &self.path.template())
            .finish_non_exhaustive()
    }
}
