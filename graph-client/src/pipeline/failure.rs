//! Maps the errors of the HTTP client to outcomes.

use crate::error::{AttemptError, Error, ErrorKind, Outcome, Persistence};
use h2::Reason;
use std::error::Error as StdError;
use std::io;
use std::iter::successors;
use std::time::Duration;

/// What is known of a failed attempt besides its error.
pub(super) struct Circumstances<'a> {
    /// The host that the request is for.
    pub(super) host: &'a str,
    pub(super) proxy: Option<&'a str>,
    /// Whether the body, or the head of a request without one, was handed to a connection.
    pub(super) is_sent: bool,
    pub(super) timeout: Duration,
}

/// Returns the error of an attempt without a response: its outcome, and whether to repeat it.
pub(super) fn classify(error: reqwest::Error, circumstances: &Circumstances<'_>) -> AttemptError {
    let Circumstances { host, timeout, is_sent, .. } = *circumstances;
    // The URL contains ids; the error has the path template.
    let error = error.without_url();
    let (kind, outcome, message) = if error.is_builder() {
        (ErrorKind::Request, Outcome::NotSent, "could not build the request".to_owned())
    } else if error.is_connect() {
        (ErrorKind::Connection, Outcome::NotSent, describe_connect(&error, circumstances))
    } else if error.is_timeout() && !is_sent {
        let message = format!("timed out after {timeout:?}, before the request could be sent to {host}");
        (ErrorKind::Timeout, Outcome::NotSent, message)
    } else if error.is_timeout() {
        (ErrorKind::Timeout, Outcome::Unknown, format!("{host} did not respond within {timeout:?}"))
    } else if !is_sent || is_unprocessed(&error) {
        let message = format!("{host} closed the connection before it processed the request: {}", reason(&error));
        (ErrorKind::Connection, Outcome::NotSent, message)
    } else {
        let message = format!("the connection to {host} was lost before the service responded: {}", reason(&error));
        (ErrorKind::Connection, Outcome::Unknown, message)
    };
    let persistence = if kind == ErrorKind::Connection { persistence(&error) } else { Persistence::default() };
    let error = Error::new(kind, outcome, message).with_source(error);
    AttemptError { persistence, ..error.into() }
}

fn describe_connect(error: &reqwest::Error, circumstances: &Circumstances<'_>) -> String {
    let Circumstances { host, proxy, .. } = *circumstances;
    let Some(refusal) = tunnel_error(error) else { return format!("could not connect to {host}: {}", reason(error)) };
    let proxy = proxy.map(|proxy| format!(" {proxy}")).unwrap_or_default();
    let reason = match refusal.as_str() {
        UNAUTHORIZED => "the proxy demands valid credentials (407)".to_owned(),
        UNSUCCESSFUL => "the proxy refuses to connect to this host".to_owned(),
        _ => reason(error),
    };
    format!("could not connect to {host} through the proxy{proxy}: {reason}")
}

/// A proxy's refusals to open a tunnel: 407, and any other status than success.
const UNAUTHORIZED: &str = "proxy authorization required";
const UNSUCCESSFUL: &str = "unsuccessful";

/// Returns why a proxy opened no tunnel. The type of these errors is private to `hyper-util`, so that only their text is left.
fn tunnel_error(error: &reqwest::Error) -> Option<String> {
    causes(error).find_map(|cause| cause.to_string().strip_prefix("tunnel error: ").map(str::to_owned))
}

/// Returns whether the same attempt may succeed later.
fn persistence(error: &reqwest::Error) -> Persistence {
    // TLS libraries report certificates and mismatches as invalid data.
    let is_tls = |cause: &(dyn StdError + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData)
    };
    let is_refused = || matches!(tunnel_error(error).as_deref(), Some(UNAUTHORIZED | UNSUCCESSFUL));
    if error.is_connect() && (is_refused() || causes(error).any(is_tls)) {
        Persistence::Lasting
    } else if error.is_dns() {
        Persistence::LikelyLasting
    } else {
        Persistence::Passing
    }
}

/// Returns `true` if HTTP/2 says that the service did not process the request ([RFC 9113, section 8.7]): the stream is above
/// the last one of a GOAWAY, or was refused. A stream that the service may have processed fails otherwise.
///
/// [RFC 9113, section 8.7]: https://www.rfc-editor.org/rfc/rfc9113#section-8.7
fn is_unprocessed(error: &reqwest::Error) -> bool {
    causes(error).filter_map(|cause| cause.downcast_ref::<h2::Error>()).any(|error| {
        error.is_remote()
            && (error.is_go_away() || (error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM)))
    })
}

/// Returns the text of the innermost cause.
fn reason(error: &reqwest::Error) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

/// Returns an error and its causes, the outermost first.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    successors(Some(error as &(dyn StdError + 'static)), |error| cause(*error))
}

fn cause<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>() {
        // The source of an I/O error skips the error that it wraps.
        Some(error) => error.get_ref().map(|inner| inner as &(dyn StdError + 'static)),
        None => error.source(),
    }
}
