//! The operations that collections, items and their actions share. Each has the statuses and the content that the API
//! documents for it.

use super::Resource;
use crate::page::Page;
use crate::pipeline::{Content, Operation};
use crate::request::Request;
use crate::response::MaybeRefused;
use graph_models::odata::Object;
use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, StatusCode};

const OK: &[StatusCode] = &[StatusCode::OK];
const CREATED: &[StatusCode] = &[StatusCode::CREATED];
/// Without content, an update was carried out, but its response is unusable.
const UPDATED: &[StatusCode] = &[StatusCode::OK, StatusCode::NO_CONTENT];
const NO_CONTENT: &[StatusCode] = &[StatusCode::NO_CONTENT];

impl Resource {
    /// Reads an item.
    pub(crate) fn get<T>(&self) -> Request<T> {
        self.request(Method::GET, self.reading(Content::Object))
    }

    /// Reads a collection.
    pub(crate) fn list<T>(&self) -> Request<Page<T>> {
        self.request(Method::GET, self.reading(Content::Page))
    }

    /// Reads the number of items in a collection.
    pub(crate) fn count(&self) -> Request<u64> {
        let mut request = self.child("$count").request(Method::GET, self.reading(Content::Any));
        request.call.headers.insert(ACCEPT, HeaderValue::from_static("text/plain"));
        request
    }

    /// Creates an item in a collection.
    pub(crate) fn create<T: Object>(&self, item: &T) -> Request<T> {
        self.creation().with_object(item)
    }

    /// Creates an item in a collection, with a body that the caller sets.
    pub(crate) fn creation<T>(&self) -> Request<T> {
        self.request(Method::POST, self.writing(CREATED, Content::Object))
    }

    /// Changes the properties of an item that are set.
    pub(crate) fn update<T: Object>(&self, item: &T) -> Request<T> {
        self.request(Method::PATCH, self.writing(UPDATED, Content::Object)).with_object(item)
    }

    /// Deletes an item.
    pub(crate) fn delete(&self) -> Request<()> {
        self.request(Method::DELETE, self.writing(NO_CONTENT, Content::Nothing))
    }

    /// Carries out an action that returns nothing.
    pub(crate) fn action(&self, name: &'static str) -> Request<()> {
        self.child(name).request(Method::POST, self.writing(NO_CONTENT, Content::Nothing))
    }

    /// Carries out an action that returns nothing, or that the service may refuse with certain statuses by a rule.
    pub(crate) fn action_with_refusals(
        &self,
        name: &'static str,
        refusals: &'static [StatusCode],
    ) -> Request<MaybeRefused> {
        let operation = Operation { refusals, ..self.writing(NO_CONTENT, Content::Nothing) };
        self.child(name).request(Method::POST, operation)
    }

    /// Carries out an action that returns a list.
    pub(crate) fn action_with_list<T>(&self, name: &'static str) -> Request<Page<T>> {
        self.child(name).request(Method::POST, self.writing(OK, Content::Page))
    }

    /// Carries out an action that creates an item.
    pub(crate) fn action_with_item<T>(&self, name: &'static str) -> Request<T> {
        self.child(name).creation()
    }

    fn reading(&self, content: Content) -> Operation {
        Operation { documented: OK, content, permission: self.permissions.read, ..Operation::default() }
    }

    fn writing(&self, documented: &'static [StatusCode], content: Content) -> Operation {
        Operation { documented, content, permission: self.permissions.write, ..Operation::default() }
    }
}
