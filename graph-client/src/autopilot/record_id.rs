//! The ids of records that are to be deleted. There may be as many as rows: the service limits the deletions.

use std::fmt::{self, Display, Formatter};
use uuid::Uuid;

/// The id of a record. That of the service is a GUID, which takes a quarter of the memory of its text.
pub(super) enum RecordId {
    Guid(Uuid),
    Other(Box<str>),
}

impl From<String> for RecordId {
    fn from(id: String) -> Self {
        // A GUID in another form is kept as it is.
        let guid = Uuid::try_parse(&id).ok().filter(|guid| guid.to_string() == id);
        guid.map_or_else(|| Self::Other(id.into()), Self::Guid)
    }
}

impl Display for RecordId {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guid(guid) => guid.fmt(f),
            Self::Other(id) => id.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RecordId;

    #[test]
    fn an_id_stays_as_it_is() {
        for (id, is_guid) in [
            ("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa", true),
            ("FAC6F0B1-f0b1-fac6-b1f0-c6fab1f0c6fa", false),
            ("fac6f0b1f0b1fac6b1f0c6fab1f0c6fa", false),
            ("", false),
            ("a/b", false),
        ] {
            let record = RecordId::from(id.to_owned());
            assert_eq!(record.to_string(), id);
            assert_eq!(matches!(record, RecordId::Guid(_)), is_guid, "{id}");
        }
        assert!(size_of::<(u64, RecordId)>() <= 32);
    }
}
