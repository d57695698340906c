//! Errors of journals.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

/// An error of a [`Journal`](super::Journal).
#[derive(Debug)]
pub struct JournalError {
    path: PathBuf,
    reason: Reason,
}

#[derive(Debug)]
pub(super) enum Reason {
    Io(io::Error),
    Locked,
    Malformed {
        line: u64,
    },
    /// A line that was read when the journal was opened is missing.
    Changed,
    OtherTenant {
        expected: String,
        actual: String,
    },
    OtherList {
        row: u64,
    },
}

impl JournalError {
    pub(super) fn new(path: &Path, reason: Reason) -> Self {
        Self { path: path.to_owned(), reason }
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Display for JournalError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.reason {
            Reason::Io(_) => write!(f, "cannot use the journal {path}"),
            Reason::Locked => write!(f, "another process uses the journal {path}; wait until it has ended"),
            Reason::Malformed { line } => {
                write!(f, "line {line} of {path} is not a line of a journal; name another file for the journal")
            }
            Reason::Changed => write!(f, "the journal {path} was changed by another program"),
            Reason::OtherTenant { expected, actual } => write!(
                f,
                "the journal {path} is of another tenant: it is of {expected}, and the client is of {actual}; sign in to that \
                 tenant, or name another file for the journal"
            ),
            Reason::OtherList { row } => write!(
                f,
                "the journal {path} is of another list, which differs in row {row}; use the list as it was, or name another \
                 file for the journal"
            ),
        }
    }
}

impl Error for JournalError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.reason {
            Reason::Io(error) => Some(error),
            _ => None,
        }
    }
}
