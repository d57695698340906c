//! Versions of the API.

/// A version of the API: the first segment of every path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    Beta,
}

impl Version {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Beta => "beta",
        }
    }
}
