//! Construction of objects.

/// Creates an object with the given properties set.
///
/// It reads like a struct expression. A value is converted [into](Into) the type of its property, and is not wrapped in
/// `Some`. A property that is not named is `None`. A field name alone takes the value of the variable of this name, and
/// `..object` takes the other properties from another object of the type.
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
    (@value $field:ident) => { $field };
    (@value $field:ident $value:expr) => { $value };
    ($object:ty { $($field:ident $(: $value:expr)?),* $(,)? }) => {
        $crate::build!($object { $($field $(: $value)?,)* ..<$object as ::core::default::Default>::default() })
    };
    ($object:ty { $($field:ident $(: $value:expr)?,)* ..$others:expr }) => {{
        #[allow(unused_mut, reason = "no property may be named")]
        let mut object: $object = $others;
        $(object.$field = ::core::option::Option::Some(::core::convert::Into::into($crate::build!(@value $field $($value)?)));)*
        object
    }};
}
