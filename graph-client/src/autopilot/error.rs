//! Errors that end a registration.

use super::JournalError;
use crate::error::Error;
use std::error::Error as StdError;
use std::fmt::{self, Display, Formatter};

/// An error that ends a registration before every row has a verdict. Errors of single rows are
/// [verdicts](super::Verdict).
///
/// The same call with the same [journal](super::Journal) goes on where the registration stopped.
#[non_exhaustive]
#[derive(Debug)]
pub enum RegistrationError {
    /// A request failed, and so would all others: the token is not accepted, a permission or a licence is missing, or the
    /// service cannot be reached.
    Request(Error),
    /// The journal cannot be written or read, or it is not of this registration.
    Journal(JournalError),
    /// The rows do not have ascending numbers.
    Order {
        /// The number that is not greater than the one before.
        row: u64,
    },
    /// The time for the whole registration is over.
    DeadlineExceeded,
}

impl Display for RegistrationError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(_) => f.write_str("the registration has stopped: no row can succeed with this error"),
            Self::Journal(_) => f.write_str("the registration has stopped: the journal cannot be used"),
            Self::Order { row } => write!(f, "the number of row {row} is not greater than that of the row before"),
            Self::DeadlineExceeded => f.write_str("the time for the registration is over"),
        }
    }
}

impl StdError for RegistrationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Request(error) => Some(error),
            Self::Journal(error) => Some(error),
            Self::Order { .. } | Self::DeadlineExceeded => None,
        }
    }
}

impl From<JournalError> for RegistrationError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}
