//! What an error means: predicates, by the class of its response or by its kind.

use super::class::ErrorClass;
use super::{Error, ErrorKind, Inner};
use reqwest::StatusCode;

/// What an error means. Each predicate knows the statuses and codes that the service answers with, documented or not.
///
/// ```
/// use graph_client::RetryPolicy;
/// use graph_client::emulator::{Emulator, Fault};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.inject_faults([Fault::Throttled(None), Fault::PermissionDenied, Fault::NoRoute]);
/// let client = emulator.client_builder().retry(RetryPolicy::never()).build()?;
/// let events = client.beta().device_management().autopilot_events();
///
/// assert!(events.list().await.unwrap_err().is_throttled());
/// let error = events.list().await.unwrap_err();
/// assert!(error.is_permission_denied() && !error.is_unauthorized());
/// assert_eq!(error.required_permission(), Some("DeviceManagementManagedDevices.Read.All"));
/// assert!(events.list().await.unwrap_err().is_route_missing());
/// assert!(events.by_id("1").get().await.unwrap_err().is_not_found());
/// # Ok(()) }
/// ```
impl Error {
    /// Returns what the response means, if there was one.
    pub(super) fn class(&self) -> Option<ErrorClass> {
        let Inner { call, response, is_of_batch, .. } = &*self.0;
        let method = call.as_ref().map(|(method, _)| method);
        // A success that cannot be read is not an error of the service.
        let status = response.status.filter(|status| !status.is_success() || response.service.is_some())?;
        let class = ErrorClass::of(method, status, &response.headers, response.service.as_ref());
        // What a whole batch misses is not the resource of a request in it.
        let is_of_other = *is_of_batch && matches!(class, ErrorClass::NotFound | ErrorClass::RouteMissing);
        Some(if is_of_other { ErrorClass::Other } else { class })
    }

    /// Returns `true` if the service throttled the request: 429, 509, or an error that says so.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.class() == Some(ErrorClass::Throttled)
    }

    /// Returns `true` if the service rejected the token: 401, unless it says that the token is valid but [does not permit the
    /// request](Self::is_permission_denied), or a [claims challenge](Self::is_claims_challenge).
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        let class = self.class();
        class == Some(ErrorClass::Unauthorized)
            || class == Some(ErrorClass::ClaimsChallenge)
            || (class == Some(ErrorClass::WrongAudience) && self.status() == Some(StatusCode::UNAUTHORIZED))
    }

    /// Returns `true` if the service demands a token with [other claims], with 401 or 403.
    ///
    /// [other claims]: https://learn.microsoft.com/entra/identity-platform/claims-challenge
    #[must_use]
    pub fn is_claims_challenge(&self) -> bool {
        self.class() == Some(ErrorClass::ClaimsChallenge)
    }

    /// Returns `true` if the token was issued for another API or another cloud.
    #[must_use]
    pub fn is_wrong_audience(&self) -> bool {
        self.class() == Some(ErrorClass::WrongAudience)
    }

    /// Returns `true` if the tenant has no licence for the request, such as Intune's: "Request not applicable to target
    /// tenant".
    #[must_use]
    pub fn is_license_missing(&self) -> bool {
        self.class() == Some(ErrorClass::LicenseMissing)
    }

    /// Returns `true` if the token is valid, but does not permit the request: 403, or an error that says so with another
    /// status, such as Intune's with 401. [`Error::required_permission`] names the missing permission.
    #[must_use]
    pub fn is_permission_denied(&self) -> bool {
        self.class() == Some(ErrorClass::PermissionDenied)
    }

    /// Returns the permission that the request needs, if the service [denied it](Self::is_permission_denied) and the client
    /// knows the permission.
    #[must_use]
    pub fn required_permission(&self) -> Option<&str> {
        self.0.required_permission.filter(|_| self.is_permission_denied())
    }

    /// Returns `true` if the resource does not exist: 404, 410, or an error that says so with another status, such as Intune's
    /// with 400.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.class() == Some(ErrorClass::NotFound)
    }

    /// Returns `true` if the service has no route for the request, although it is documented.
    #[must_use]
    pub fn is_route_missing(&self) -> bool {
        self.class() == Some(ErrorClass::RouteMissing)
    }

    /// Returns `true` if the service or a gateway in front of it is unavailable: 502, 503 or 504, unless the error says that
    /// the request was [throttled](Self::is_throttled).
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        self.class() == Some(ErrorClass::Unavailable)
    }

    /// Returns `true` if the request timed out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Returns `true` if connecting failed or the connection was lost.
    #[must_use]
    pub fn is_connection(&self) -> bool {
        self.kind() == ErrorKind::Connection
    }
}
