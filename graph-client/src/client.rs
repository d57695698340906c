//! The client.

use crate::builder::GraphClientBuilder;
use crate::device_management::DeviceManagement;
use crate::pipeline::Pipeline;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

/// A client for Microsoft Graph. Cheap to clone; clones share connections.
///
/// Requests are awaited inside a tokio runtime that has time and I/O enabled, as `#[tokio::main]` makes it.
#[derive(Clone)]
pub struct GraphClient {
    pub(crate) pipeline: Arc<Pipeline>,
}

impl GraphClient {
    /// Begins to describe a client. It needs a credential, the rest has defaults.
    #[must_use]
    pub fn builder() -> GraphClientBuilder {
        GraphClientBuilder::default()
    }

    /// The URL that paths are appended to.
    #[must_use]
    pub fn service_root(&self) -> &str {
        self.pipeline.service_root.as_str()
    }

    /// Device management: `/deviceManagement`.
    #[must_use]
    pub fn device_management(&self) -> DeviceManagement {
        DeviceManagement::new(self.clone())
    }
}

impl Debug for GraphClient {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphClient")
            .field("service_root", &self.service_root())
            .field("timeout", &self.pipeline.timeout)
            .field("response_limit", &self.pipeline.response_limit)
            .finish_non_exhaustive()
    }
}
