//! The choice of random faults.

use super::{Fault, RetryAfter};
use reqwest::StatusCode;
use std::time::Duration;

/// Values of `Retry-After` outside of the grammar. Some can be read nevertheless.
const ODD: [&str; 6] = ["2 s", "00:00:03", "\"2\"", "soon", "-1", "2, 1"];

impl Fault {
    /// Returns a random fault. A retry is due after less than 20 seconds, a slow response takes up to 190 seconds.
    pub(in crate::emulator) fn random(rng: &mut fastrand::Rng) -> Self {
        let seconds = rng.u64(1..20);
        let retry_after = match rng.u8(..7) {
            0 => None,
            1 => Some(RetryAfter::Seconds(seconds)),
            2 => Some(RetryAfter::Decimal(Duration::from_millis(seconds * 128))),
            3 => Some(RetryAfter::Seconds(0)),
            // A date that has passed when the response arrives.
            4 => Some(RetryAfter::Date(Duration::ZERO)),
            5 => Some(RetryAfter::Date(Duration::from_secs(seconds))),
            _ => rng.choice(ODD).map(RetryAfter::Verbatim),
        };
        let carried_out = rng.bool();
        match rng.u8(..20) {
            0 | 1 => Self::Throttled(retry_after),
            2 => Self::unavailable(retry_after),
            3 => Self::gateway(StatusCode::BAD_GATEWAY, carried_out),
            4 => Self::gateway(StatusCode::GATEWAY_TIMEOUT, carried_out),
            5 => Self::ConnectionRefused,
            6 => Self::ClosedBeforeReading,
            7 => Self::ClosedAfterStoring,
            8 => Self::TruncatedResponse,
            // Half of these exceed the default timeout of an attempt.
            9 => Self::SlowResponse(Duration::from_secs(seconds * 10)),
            10 => Self::ClaimsChallenge,
            11 => Self::ConditionalAccess,
            12 => Self::Gateway { status: bandwidth_limit_exceeded(), retry_after, carried_out: false },
            // A page of a captive portal, which looks like a success.
            13 => Self::gateway(StatusCode::OK, false),
            14 => Self::UndocumentedSuccess,
            15 => Self::Accepted,
            16 => Self::NotFoundAsBadRequest,
            17 if carried_out => Self::Gzip,
            17 => Self::ByteOrderMark,
            18 => Self::PermissionDenied,
            _ if carried_out => Self::NoRoute,
            _ => Self::Redirect {
                status: StatusCode::TEMPORARY_REDIRECT,
                location: "https://other.example/beta".to_owned(),
            },
        }
    }
}

/// Returns 509, with which some gateways throttle.
fn bandwidth_limit_exceeded() -> StatusCode {
    StatusCode::from_u16(509).unwrap_or(StatusCode::TOO_MANY_REQUESTS)
}
