//! The parts of a request that can fail.

/// The part of a request that failed.
///
/// ```
/// use graph_client::{ErrorKind, GraphClient};
///
/// let error = GraphClient::builder().build().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The configuration of the client is invalid.
    Configuration,
    /// The request is invalid, such as one for a blank id.
    Request,
    /// The credential could not acquire an access token.
    Credential,
    /// Connecting failed, or the connection was lost.
    Connection,
    /// The request timed out.
    Timeout,
    /// The service responded with an error, or with a success that is not the documented one and does not have what was
    /// asked for: it may come from a captive portal. See [`Error::status`](crate::Error::status) and
    /// [`Error::code`](crate::Error::code).
    Service,
    /// The service responded with success, but the response cannot be read.
    Response,
    /// A request before this one in a [batch in sequence](crate::Batch::in_sequence) failed.
    Dependency,
}
