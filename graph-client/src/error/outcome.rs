//! The outcome of a failed request.

use reqwest::StatusCode;
use std::fmt::{self, Display, Formatter};

/// The outcome of a failed request, over all of its attempts.
///
/// ```
/// use graph_client::{Error, Outcome};
///
/// fn advice(error: &Error) -> &'static str {
///     match error.outcome() {
///         Outcome::NotSent | Outcome::Refused => "try again later",
///         Outcome::CarriedOut => "do not try again",
///         Outcome::Unknown => "check whether it exists before you try again",
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The request never left this machine, or HTTP/2 says that the service did not process it: its stream was refused, or is
    /// above the last one of a GOAWAY. A retry is safe.
    NotSent,
    /// The service did not carry the request out. A retry is safe, but it may be refused again.
    Refused,
    /// The service carried the request out; only its response is unusable. A retry carries it out twice.
    CarriedOut,
    /// The service may have carried the request out. Check before a retry.
    Unknown,
}

impl Outcome {
    /// Returns the outcome of a request that changes something and gets a response with that status.
    pub(crate) fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            202 | 303 | 408 => Self::Unknown,
            200..=299 => Self::CarriedOut,
            301 | 302 | 307 | 308 | 400..=499 | 503 | 509 => Self::Refused,
            _ => Self::Unknown,
        }
    }

    /// Combines the outcome of the last attempt with that of the earlier ones. The one that may have changed more counts.
    pub(crate) fn after(self, earlier: Self) -> Self {
        let rank = |outcome| match outcome {
            Self::NotSent => 0,
            Self::Refused => 1,
            Self::Unknown => 2,
            Self::CarriedOut => 3,
        };
        if rank(self) < rank(earlier) { earlier } else { self }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not sent",
            Self::Refused => "refused",
            Self::CarriedOut => "carried out",
            Self::Unknown => "unknown",
        }
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "the request was not sent",
            Self::Refused => "the request was refused and changed nothing",
            Self::CarriedOut => "the request was carried out",
            Self::Unknown => "the request may have been carried out; check before sending it again",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tour_has_the_outcome_of_each_status() {
        let tour = include_str!("../tour/errors.md");
        let rows: Vec<_> = tour.lines().filter(|line| line.starts_with("| [`")).collect();
        for status in 200..600 {
            let names = [status.to_string(), format!("{}xx", status / 100)];
            let row = names.iter().find_map(|name| rows.iter().find(|row| row.contains(name.as_str())));
            let outcome = Outcome::of(StatusCode::from_u16(status).unwrap());
            assert!(row.unwrap().starts_with(&format!("| [`{outcome:?}`]")), "{status} is {outcome:?}: {row:?}");
        }
    }
}
