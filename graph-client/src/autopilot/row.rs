//! The rows of a list of devices.

use std::fmt::{self, Debug, Formatter};

/// A row of a list of devices to register.
///
/// The texts are as they were read. [`register`](super::register) checks them. `Debug` does not print the hardware hash.
///
/// ```
/// use graph_client::autopilot::Row;
///
/// let row = Row::new(2, "PF2X8K1L", "T0EBAAAA").with_group_tag("lab").with_assigned_user("adele@contoso.com");
/// assert_eq!(row.serial_number, "PF2X8K1L");
/// ```
#[non_exhaustive]
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Row {
    /// The number of the row in its source, such as the line of a file. Later rows have greater numbers.
    pub number: u64,
    /// The serial number of the device.
    pub serial_number: String,
    /// The hardware hash of the device, in base64 with or without padding. See [`HardwareHash`](crate::HardwareHash).
    pub hardware_hash: String,
    /// A label by which dynamic groups can select the device.
    pub group_tag: Option<String>,
    /// The user principal name of the user to assign to the device.
    pub assigned_user: Option<String>,
}

impl Row {
    /// Creates a row without a group tag and a user.
    #[must_use]
    pub fn new(number: u64, serial_number: impl Into<String>, hardware_hash: impl Into<String>) -> Self {
        let (serial_number, hardware_hash) = (serial_number.into(), hardware_hash.into());
        Self { number, serial_number, hardware_hash, ..Self::default() }
    }

    /// Sets the group tag.
    #[must_use]
    pub fn with_group_tag(mut self, group_tag: impl Into<String>) -> Self {
        self.group_tag = Some(group_tag.into());
        self
    }

    /// Sets the user to assign to the device.
    #[must_use]
    pub fn with_assigned_user(mut self, user_principal_name: impl Into<String>) -> Self {
        self.assigned_user = Some(user_principal_name.into());
        self
    }
}

impl Debug for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row")
            .field("number", &self.number)
            .field("serial_number", &self.serial_number)
            .field("hardware_hash", &format_args!("[{} bytes]", self.hardware_hash.len()))
            .field("group_tag", &self.group_tag)
            .field("assigned_user", &self.assigned_user)
            .finish()
    }
}
