//! Descriptions and other annotations.

use std::fmt::{self, Display, Formatter};

/// The descriptions and other annotations of an element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Documentation {
    /// The description.
    pub description: Option<String>,
    /// The long description.
    pub long_description: Option<String>,
    /// The deprecation, if the element is deprecated.
    pub deprecation: Option<Deprecation>,
    /// Whether the service computes the value. Clients cannot set it.
    pub is_computed: bool,
    /// Whether the value can be set on creation only.
    pub is_immutable: bool,
    /// Whether a parameter may be omitted.
    pub is_optional: bool,
    /// The permission of clients to access the value, if the schema declares it.
    pub permission: Option<Permission>,
}

/// The permission of clients to access a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// No access.
    None,
    /// Read access.
    Read,
    /// Write access.
    Write,
    /// Read and write access.
    ReadWrite,
}

impl Permission {
    /// All permissions.
    pub(crate) const ALL: [Self; 4] = [Self::None, Self::Read, Self::Write, Self::ReadWrite];

    /// Returns the name in CSDL.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Read => "Read",
            Self::Write => "Write",
            Self::ReadWrite => "ReadWrite",
        }
    }
}

/// The date and reason of a deprecation. Microsoft often omits both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deprecation {
    /// The reason, and a replacement.
    pub description: Option<String>,
    /// The date of the deprecation, as `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The date of the removal, as `YYYY-MM-DD`.
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
