//! Answers that were what they should be.

use reqwest::StatusCode;
use std::fmt::{self, Debug, Formatter};

/// A successful answer: what it carried, and what it said about itself.
#[derive(Clone, PartialEq)]
pub struct Response<T> {
    pub(crate) value: T,
    pub(crate) status: StatusCode,
    pub(crate) request_id: Option<String>,
    pub(crate) client_request_id: String,
    pub(crate) location: Option<String>,
}

impl<T> Response<T> {
    /// What the service answered with.
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// Takes out what the service answered with.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The service's name for the request, to be quoted to its support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The client's name for the request.
    pub fn client_request_id(&self) -> &str {
        &self.client_request_id
    }

    /// Where the created resource is, if the service says so.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }
}

/// Leaves out the headers, which are as the server wrote them.
impl<T: Debug> Debug for Response<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("status", &self.status)
            .field("client_request_id", &self.client_request_id)
            .finish_non_exhaustive()
    }
}
