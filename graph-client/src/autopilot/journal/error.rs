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
    /// A row has changed or is missing that cannot be corrected.
    OtherList {
        row: u64,
    },
    /// Too many rows are new or corrected, the last of them this one.
    TooDifferent {
        row: u64,
    },
}

impl JournalError {
    pub(super) fn new(path: &Path, reason: Reason) -> Self {
        Self { path: path.to_owned(), reason }
    }
}

impl JournalError {
    /// Returns `true` if another process uses the journal.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self.reason, Reason::Locked)
    }

    /// Returns `true` if the file is not a journal, or not one of this version.
    #[must_use]
    pub fn is_malformed(&self) -> bool {
        matches!(self.reason, Reason::Malformed { .. })
    }

    /// Returns `true` if the journal is of another tenant or another service.
    #[must_use]
    pub fn is_other_tenant(&self) -> bool {
        matches!(self.reason, Reason::OtherTenant { .. })
    }

    /// Returns `true` if the journal is of another list: a [row](Self::row) has changed or is missing that cannot be corrected, or
    /// very many rows are corrected.
    #[must_use]
    pub fn is_other_list(&self) -> bool {
        self.row().is_some()
    }

    /// Returns the number of the row in which the list differs from that of the journal.
    #[must_use]
    pub fn row(&self) -> Option<u64> {
        match self.reason {
            Reason::OtherList { row } | Reason::TooDifferent { row } => Some(row),
            _ => None,
        }
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
                "the journal {path} is of another list: row {row} has changed or is missing, and a device may have become of \
                 it; restore the row, or name another file for the journal"
            ),
            Reason::TooDifferent { row } => write!(
                f,
                "the journal {path} is of another list: too many rows until row {row} are new or corrected; name another file \
                 for the journal"
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
