//! What the schema says to readers.

use std::fmt::{self, Display, Formatter};

/// What the schema says to readers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documentation {
    /// What it stands for.
    pub description: Option<String>,
    /// The same at length.
    pub long_description: Option<String>,
    /// Set where it should no longer be used.
    pub deprecation: Option<Deprecation>,
    /// Whether the service makes the value, and the caller cannot set it.
    pub is_computed: bool,
    /// Whether the value can be set when the object is created, and not changed later.
    pub is_immutable: bool,
    /// Whether a parameter may be left out.
    pub is_optional: bool,
    /// What a caller may do with the value, where the schema says so.
    pub permission: Option<Permission>,
}

/// What a caller may do with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Nothing.
    None,
    /// Read it.
    Read,
    /// Write it.
    Write,
    /// Both.
    ReadWrite,
}

/// When and why something should no longer be used. Microsoft often says no more than that it is so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// Why, and what to use instead.
    pub description: Option<String>,
    /// Since when, as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// When it goes away, as `YYYY-MM-DD`.
    pub removal_date: Option<String>,
    /// The revision of the API that deprecated it.
    pub version: Option<String>,
}

impl Display for Deprecation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let since = self.date.as_ref().map(|date| format!("deprecated since {date}"));
        let version = self.version.as_ref().map(|version| format!("revision {version}"));
        let until = self.removal_date.as_ref().map(|date| format!("to be removed on {date}"));
        let facts: Vec<_> = [since, version, until].into_iter().flatten().collect();
        let facts = if facts.is_empty() { "deprecated".to_owned() } else { facts.join(", ") };
        match &self.description {
            Some(description) => write!(f, "{description} ({facts})"),
            None => f.write_str(&facts),
        }
    }
}
