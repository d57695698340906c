//! Construction of objects.

/// Creates an object with the given properties set.
///
/// It reads like a struct expression. A value is converted [into](Into) the type of its property, and is not wrapped in
/// `Some`. A property that is not named is `None`. A field name alone takes the value of the variable of this name, and
/// `..object` takes the other properties from another object of the type. The values are evaluated in their order, and
/// the other object last.
///
/// The macro takes no `Option` and no additional properties: assign these to the field of the object.
///
/// ```
/// use graph_models::beta::{EnrollmentState, WindowsAutopilotDeviceIdentity};
/// use graph_models::build;
///
/// let serial_number = "PF2X8K1L";
/// let device = build!(WindowsAutopilotDeviceIdentity { serial_number, enrollment_state: EnrollmentState::Enrolled });
/// assert_eq!(device.serial_number.as_deref(), Some("PF2X8K1L"));
///
/// let device = build!(WindowsAutopilotDeviceIdentity { group_tag: "lab", ..device });
/// assert_eq!(device.group_tag.as_deref(), Some("lab"));
/// assert_eq!(device.serial_number.as_deref(), Some("PF2X8K1L"));
/// ```
///
/// The compiler checks names and types:
///
/// ```compile_fail,E0609
/// # use graph_models::{beta::WindowsAutopilotDeviceIdentity, build};
/// build!(WindowsAutopilotDeviceIdentity { serial: "PF2X8K1L" });
/// ```
///
/// ```compile_fail,E0277
/// # use graph_models::{beta::WindowsAutopilotDeviceIdentity, build};
/// build!(WindowsAutopilotDeviceIdentity { serial_number: 5 });
/// ```
#[macro_export]
macro_rules! build {
    (@ $object:ty, $others:expr;) => {{
        let object: $object = $others;
        object
    }};
    (@ $object:ty, $others:expr; $field:ident, $($rest:tt)*) => {
        $crate::build!(@ $object, $others; $field: $field, $($rest)*)
    };
    (@ $object:ty, $others:expr; $field:ident: $value:expr, $($rest:tt)*) => {{
        let value = ::core::option::Option::Some(::core::convert::Into::into($value));
        let mut object = $crate::build!(@ $object, $others; $($rest)*);
        object.$field = value;
        object
    }};
    ($object:ty { $($field:ident $(: $value:expr)?),* $(,)? }) => {
        $crate::build!(@ $object, <$object as ::core::default::Default>::default(); $($field $(: $value)?,)*)
    };
    ($object:ty { $($field:ident $(: $value:expr)?,)* ..$others:expr }) => {
        $crate::build!(@ $object, $others; $($field $(: $value)?,)*)
    };
}
