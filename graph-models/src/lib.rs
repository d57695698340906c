//! Typed models of Microsoft Graph.
//!
//! - [`beta`] has the types of Graph's `/beta`, generated from its OData schema: a struct for each entity type and
//!   complex type, an enum for each enumeration.
//! - [`edm`] has the primitive types that the standard library lacks, such as [`DateTimeOffset`](edm::DateTimeOffset)
//!   and [`Secret`](edm::Secret).
//! - [`odata`] has the traits of all models, such as [`Object`](odata::Object), and the types that keep unknown
//!   properties and members.
//!
//! # Writing
//!
//! The macro [`build!`] constructs an object of any type. The types of this crate also have `new`, which returns an object
//! with no property set, and a method `with_…` for each property. Both convert a value into the type of the property.
//! `None` is not sent.
//!
//! ```
//! use graph_models::beta::{WindowsAutopilotDeviceIdentity, WindowsAutopilotDeviceRemediationState as RemediationState};
//! use graph_models::build;
//!
//! let device = build!(WindowsAutopilotDeviceIdentity {
//!     group_tag: "lab",
//!     product_key: "00330-80000-00000-AA123",
//!     remediation_state: RemediationState::Unknown,
//! });
//! let same = WindowsAutopilotDeviceIdentity::new()
//!     .with_group_tag("lab")
//!     .with_product_key("00330-80000-00000-AA123")
//!     .with_remediation_state(RemediationState::Unknown);
//!
//! assert_eq!(device, same);
//! assert_eq!(
//!     serde_json::to_string(&device)?,
//!     concat!(
//!         r##"{"@odata.type":"#microsoft.graph.windowsAutopilotDeviceIdentity","groupTag":"lab","##,
//!         r#""productKey":"00330-80000-00000-AA123","remediationState":"unknown"}"#,
//!     )
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Reading
//!
//! A received null is `None`. A value that does not fit its property, such as a date without an offset or a number for a
//! text, never fails the object around it: the field is `None`, and the value is kept and written back unless the field is
//! set. A property that the schema does not name goes to
//! [`additional_properties`](odata::AdditionalProperties), a property of an enumeration also holds members that the schema
//! does not name ([`Evolvable`](odata::Evolvable)), and all are written back. [`Object::unrecognized`](odata::Object::unrecognized) lists them
//! at any depth, and [`Object::downcast`](odata::Object::downcast) converts an object that was read as its base type.
//!
//! ```
//! use graph_models::beta::WindowsAutopilotDeviceIdentity;
//! use graph_models::odata::Object;
//!
//! let json = r#"{"serialNumber":"A","enrollmentState":"hibernating","batteryHealth":{"percent":97.50}}"#;
//! let device: WindowsAutopilotDeviceIdentity = serde_json::from_str(json)?;
//!
//! let unrecognized = device.unrecognized();
//! assert_eq!(unrecognized.iter().map(|found| found.path()).collect::<Vec<_>>(), ["enrollmentState", "batteryHealth"]);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! [`odata::from_slice`] and [`odata::from_str`] read like the functions of `serde_json`, and keep a value that does not fit
//! exactly as it was received. `serde_json` itself differs for two kinds of such values: a number that is not an integer of
//! 64 bits is kept with the digits of a double, and a list is kept with the items before the first one that does not fit
//! in the form in which they would be written.
//!
//! ```
//! use graph_models::beta::WindowsAutopilotDeviceIdentity;
//! use graph_models::odata::{self, Object};
//!
//! let json = r#"{"id":"1","lastContactedDateTime":"2024-02-14T08:55:18","model":1.10}"#;
//! let device: WindowsAutopilotDeviceIdentity = odata::from_str(json)?;
//! assert_eq!((device.id.as_deref(), device.last_contacted_date_time), (Some("1"), None));
//! let date: Option<String> = device.additional_properties.read("lastContactedDateTime")?;
//! assert_eq!(date.as_deref(), Some("2024-02-14T08:55:18"));
//! assert_eq!(device.unrecognized()[0].to_string(), "`lastContactedDateTime` has a value that its type cannot hold");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Debug
//!
//! `Debug` prints the properties that are set, under their names in JSON. It redacts secrets, and of unknown properties
//! it prints the names only.
//!
//! ```
//! use graph_models::beta::WindowsAutopilotDeviceIdentity;
//!
//! let device = WindowsAutopilotDeviceIdentity::new().with_group_tag("lab").with_device_account_password("hunter2");
//! assert_eq!(
//!     format!("{device:?}"),
//!     r#"WindowsAutopilotDeviceIdentity { deviceAccountPassword: [redacted], groupTag: "lab" }"#
//! );
//! ```

// Generated code names this crate from the outside, so that the same code also compiles in other crates.
extern crate self as graph_models;

#[rustfmt::skip]
pub mod beta;
mod construction;
pub mod edm;
pub mod odata;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
