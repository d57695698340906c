//! What can go wrong on request.

use crate::error::Outcome;
use reqwest::StatusCode;
use std::fmt::{self, Display, Formatter};
use std::time::Duration;

/// A way in which the service, or what lies before it, lets a client down. [`Emulator::script`](super::Emulator::script)
/// and [`Emulator::randomize`](super::Emulator::randomize) bring it about.
///
/// ```
/// use graph_client::emulator::{Emulator, Fault, RetryAfter};
/// use graph_models::beta::WindowsAutopilotDeviceIdentity;
/// use std::time::Duration;
///
/// // The clock stands still but for the waits of the client, so this takes no time.
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::start().await?;
/// emulator.script([Fault::Throttled(Some(RetryAfter::Seconds(120))), Fault::ConnectionRefused]);
///
/// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
/// let response = devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number("PF2X8K1L")).send().await?;
///
/// assert_eq!(response.attempts(), 3);
/// assert_eq!(emulator.devices().len(), 1);
/// # Ok(()) }
/// # tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap().block_on(example()).unwrap();
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// 429 and an OData error. Nothing is carried out.
    Throttled(Option<RetryAfter>),
    /// A page of HTML, as gateways answer with: 502, 503, 504 and the like.
    Gateway {
        /// The status of the answer.
        status: StatusCode,
        /// What the answer says about when to come back.
        retry_after: Option<RetryAfter>,
        /// Whether the service behind the gateway did what was asked. Counts only with a status that leaves it open, as 502
        /// and 504 do: a service that did what was asked does not answer 503.
        carried_out: bool,
    },
    /// Nobody listens at the port while the client tries to connect; who else connects meanwhile is refused as well. Works with [`Emulator::client`](super::Emulator::client)
    /// and [`Emulator::builder`](super::Emulator::builder); for other clients, or one that still has a connection, it is
    /// [`ClosedBeforeReading`](Self::ClosedBeforeReading).
    ConnectionRefused,
    /// The connection is closed before the body is read.
    ClosedBeforeReading,
    /// What was asked is carried out, and the connection is closed instead of an answer.
    ClosedAfterStoring,
    /// What was asked is carried out, and the connection is closed after half of the answer's body.
    TruncatedAnswer,
    /// What was asked is carried out, and the answer comes after that time.
    SlowAnswer(Duration),
    /// 400 and the OData error of a call that the service has no route for. Nothing is carried out.
    NoRoute,
    /// 401 and a challenge for claims. Nothing is carried out.
    ClaimsChallenge,
    /// A redirect. Nothing is carried out.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: StatusCode,
        /// Where it leads.
        location: String,
    },
}

impl Fault {
    /// 503 with a page of HTML. Nothing is carried out.
    #[must_use]
    pub fn unavailable(retry_after: impl Into<Option<RetryAfter>>) -> Self {
        Self::Gateway { status: StatusCode::SERVICE_UNAVAILABLE, retry_after: retry_after.into(), carried_out: false }
    }

    /// 502, 504 or another status with a page of HTML, behind which the request may have been carried out.
    #[must_use]
    pub fn gateway(status: StatusCode, carried_out: bool) -> Self {
        Self::Gateway { status, retry_after: None, carried_out }
    }

    /// Whether what was asked is carried out nevertheless.
    pub(super) fn is_carried_out(&self) -> bool {
        match self {
            Self::ClosedAfterStoring | Self::TruncatedAnswer | Self::SlowAnswer(_) => true,
            Self::Gateway { status, carried_out, .. } => *carried_out && Outcome::of(*status) == Outcome::Unknown,
            Self::Throttled(_)
            | Self::ConnectionRefused
            | Self::ClosedBeforeReading
            | Self::NoRoute
            | Self::ClaimsChallenge
            | Self::Redirect { .. } => false,
        }
    }

    /// Any fault, by chance. The times in it are some seconds.
    pub(super) fn random(random: &mut fastrand::Rng) -> Self {
        let seconds = random.u64(1..20);
        let retry_after = match random.u8(..4) {
            0 => None,
            1 => Some(RetryAfter::Seconds(seconds)),
            2 => Some(RetryAfter::Decimal(Duration::from_millis(seconds * 128))),
            _ => Some(RetryAfter::Date(Duration::from_secs(seconds))),
        };
        let carried_out = random.bool();
        match random.u8(..12) {
            0 | 1 => Self::Throttled(retry_after),
            2 => Self::unavailable(retry_after),
            3 => Self::gateway(StatusCode::BAD_GATEWAY, carried_out),
            4 => Self::gateway(StatusCode::GATEWAY_TIMEOUT, carried_out),
            5 => Self::ConnectionRefused,
            6 => Self::ClosedBeforeReading,
            7 => Self::ClosedAfterStoring,
            8 => Self::TruncatedAnswer,
            // Some are too slow for the usual timeout of an attempt.
            9 => Self::SlowAnswer(Duration::from_secs(seconds * 10)),
            10 => Self::ClaimsChallenge,
            _ if random.bool() => Self::NoRoute,
            _ => Self::Redirect {
                status: StatusCode::TEMPORARY_REDIRECT,
                location: "https://elsewhere.example/beta".to_owned(),
            },
        }
    }
}

/// How an answer says when to come back.
///
/// ```
/// use graph_client::emulator::{Fault, RetryAfter};
/// use std::time::Duration;
///
/// let faults = [
///     Fault::Throttled(Some(RetryAfter::Decimal(Duration::from_millis(2128)))),
///     Fault::unavailable(RetryAfter::Date(Duration::from_secs(30))),
///     Fault::Throttled(None),
/// ];
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// Whole seconds: `2`.
    Seconds(u64),
    /// Seconds with a fraction: `2.128`.
    Decimal(Duration),
    /// An HTTP date that lies so long after that of the answer, in whole seconds.
    Date(Duration),
}

impl RetryAfter {
    /// The header of an answer that is given at that time.
    pub(super) fn header(self, now: std::time::SystemTime) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::Decimal(duration) => duration.as_secs_f64().to_string(),
            // A date that no calendar has is as good as none.
            Self::Date(duration) => {
                let latest = Duration::from_secs(60 * 60 * 24 * 365 * 1000);
                httpdate::fmt_http_date(now + duration.min(latest))
            }
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Throttled(_) => f.write_str("throttled"),
            Self::Gateway { status, .. } => write!(f, "{} by a gateway", status.as_u16()),
            Self::ConnectionRefused => f.write_str("connection refused"),
            Self::ClosedBeforeReading => f.write_str("closed before reading"),
            Self::ClosedAfterStoring => f.write_str("closed after storing"),
            Self::TruncatedAnswer => f.write_str("truncated answer"),
            Self::SlowAnswer(time) => write!(f, "answer after {time:?}"),
            Self::NoRoute => f.write_str("no route"),
            Self::ClaimsChallenge => f.write_str("claims challenge"),
            Self::Redirect { status, .. } => write!(f, "redirect {}", status.as_u16()),
        }
    }
}
