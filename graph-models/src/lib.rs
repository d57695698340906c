//! Typed models of Microsoft Graph.
//!
//! [`beta`] is generated from an OData schema by `cargo xtask codegen`, one file per type; [`support`] is what those types
//! stand on. The models are made for programs that must not lose or leak anything:
//!
//! - a property, an enumeration member or a derived type that the schema does not know is kept, and written back;
//! - a date comes back byte for byte as it was written;
//! - a secret is never printed by `Debug`, and wiped from memory when dropped;
//! - what is `None` is not sent; a received null is `None`.
//!
//! An object is built with `new` and `with_…`, and its fields are public to read and to change.
//!
//! ```
//! use graph_models::beta::{EnrollmentState, WindowsAutopilotDeviceIdentity};
//!
//! let device = WindowsAutopilotDeviceIdentity::new()
//!     .with_serial_number("PF2X8K1L")
//!     .with_enrollment_state(EnrollmentState::NotContacted)
//!     .with_product_key("00330-80000-00000-AA123");
//!
//! assert_eq!(
//!     format!("{device:?}"),
//!     r#"WindowsAutopilotDeviceIdentity { serialNumber: "PF2X8K1L", productKey: [redacted], enrollmentState: NotContacted }"#
//! );
//! assert_eq!(
//!     serde_json::to_string(&device)?,
//!     concat!(
//!         r##"{"@odata.type":"#microsoft.graph.windowsAutopilotDeviceIdentity","serialNumber":"PF2X8K1L","##,
//!         r#""productKey":"00330-80000-00000-AA123","enrollmentState":"notContacted"}"#,
//!     )
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```

// Generated code names this crate from the outside, so that it reads the same wherever it stands.
extern crate self as graph_models;

#[rustfmt::skip]
pub mod beta;
pub mod support;
