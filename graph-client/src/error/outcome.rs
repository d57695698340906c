//! What became of a request.

use reqwest::StatusCode;
use std::fmt::{self, Display, Formatter};

/// What became of a request that failed, over all of its attempts.
///
/// ```
/// use graph_client::{Error, Outcome};
///
/// fn advice(error: &Error) -> &'static str {
///     match error.outcome() {
///         Outcome::NotSent | Outcome::Refused => "try again later",
///         Outcome::CarriedOut => "do not try again",
///         Outcome::Unknown => "look whether it is there before you try again",
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It never left this machine. Repeating it is safe.
    NotSent,
    /// The service did not do what was asked. Repeating it is safe, though it may be refused again.
    Refused,
    /// The service did what was asked; only its answer is unusable. Repeating it does it twice.
    CarriedOut,
    /// There is no telling. Look before you repeat it.
    Unknown,
}

impl Outcome {
    /// What a status says about a request that changes something.
    pub(crate) fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            202 | 303 | 408 => Self::Unknown,
            200..=299 => Self::CarriedOut,
            301 | 302 | 307 | 308 | 400..=499 | 503 => Self::Refused,
            _ => Self::Unknown,
        }
    }

    /// What became of a request, this being the outcome of its last attempt: the one that leaves more open.
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
            Self::Unknown => "whether the request was carried out is not known, so look before it is sent again",
        })
    }
}
