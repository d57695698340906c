//! The columns that have a meaning.

/// The greatest length of the name of a column, in bytes.
pub(super) const NAME_LIMIT: usize = 40;

/// A column with a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    SerialNumber,
    ProductId,
    HardwareHash,
    GroupTag,
    AssignedUser,
}

/// The names by which columns are known, in lower case and without blanks and punctuation.
const NAMES: [(Column, &[&str]); 5] = [
    (Column::SerialNumber, &["deviceserialnumber", "deviceserial", "serialnumber", "serialno", "serial"]),
    (Column::ProductId, &["windowsproductid", "windowsproductkey", "productid", "productkey", "productkeyid", "pkid"]),
    (
        Column::HardwareHash,
        &["hardwarehash", "devicehardwarehash", "hardwareidentifier", "devicehardwaredata", "hwhash", "hash"],
    ),
    (Column::GroupTag, &["grouptag", "orderid", "orderidentifier", "tag"]),
    (Column::AssignedUser, &["assigneduser", "assigneduserprincipalname", "userprincipalname", "upn", "user"]),
];

impl Column {
    /// Returns the meaning of a name in a header.
    pub(super) fn named(name: &str) -> Option<Self> {
        if name.len() > NAME_LIMIT {
            return None;
        }
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
    }

    /// Returns the name that Microsoft's own files have.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SerialNumber => "Device Serial Number",
            Self::ProductId => "Windows Product ID",
            Self::HardwareHash => "Hardware Hash",
            Self::GroupTag => "Group Tag",
            Self::AssignedUser => "Assigned User",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Column, NAMES};

    #[test]
    fn names_are_known_in_many_spellings() {
        for (name, expected) in [
            ("Device Serial Number", Some(Column::SerialNumber)),
            ("SerialNumber", Some(Column::SerialNumber)),
            ("serial_number", Some(Column::SerialNumber)),
            ("WINDOWS PRODUCT ID", Some(Column::ProductId)),
            ("Hardware-Hash", Some(Column::HardwareHash)),
            ("hash", Some(Column::HardwareHash)),
            ("Order ID", Some(Column::GroupTag)),
            ("User", Some(Column::AssignedUser)),
            ("Manufacturer name", None),
            ("Device model", None),
            ("Serial number of the monitor", None),
            ("", None),
        ] {
            assert_eq!(Column::named(name), expected, "{name}");
        }
        for column in NAMES.map(|(column, _)| column) {
            assert_eq!(Column::named(column.name()), Some(column));
        }
    }
}
