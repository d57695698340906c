//! Typed models of Microsoft Graph.
//!
//! [`beta`] is generated from an OData schema by `cargo xtask codegen`, one file per type; [`edm`] has the
//! types of their values, and [`odata`] what they are built on. The models are made for programs that must not lose or leak anything:
//!
//! - a property, an enumeration member or a derived type that the schema does not know is kept, and written back;
//! - a date comes back byte for byte as it was written;
//! - a secret is never printed by `Debug`, and wiped from memory when dropped;
//! - what is `None` is not sent; a received null is `None`.
//!
//! An object is built with `new` and `with_…`, and its fields are public to read and to change.
//!
//! ```
//! use graph_models::beta::{WindowsAutopilotDeviceIdentity, WindowsAutopilotDeviceRemediationState as RemediationState};
//!
//! let device = WindowsAutopilotDeviceIdentity::new()
//!     .with_group_tag("lab")
//!     .with_product_key("00330-80000-00000-AA123")
//!     .with_remediation_state(RemediationState::Unknown);
//!
//! assert_eq!(
//!     format!("{device:?}"),
//!     r#"WindowsAutopilotDeviceIdentity { groupTag: "lab", productKey: [redacted], remediationState: Unknown }"#
//! );
//! assert_eq!(
//!     serde_json::to_string(&device)?,
//!     concat!(
//!         r##"{"@odata.type":"#microsoft.graph.windowsAutopilotDeviceIdentity","groupTag":"lab","##,
//!         r#""productKey":"00330-80000-00000-AA123","remediationState":"unknown"}"#,
//!     )
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```

//! # What keeps it cheap to compile
//!
//! A compiler's time goes into the number of functions and of trait implementations more than into what is in them. All
//! of Graph is 3,822 types: generated in this shape they are checked several times faster than the same types with
//! serde's derives, in a fraction of the memory. `BENCHMARKS.md` has the figures, `cargo xtask scale` repeats them. What
//! worked:
//!
//! - **Two plain lists instead of code.** A type shows its properties to a visitor, once to be read and once to be changed:
//!   a call per property, with no result to be looked at, no `?` and no branch. Matching on names and passing errors on in
//!   generated code took more time than both lists together. The order of what is received is the reader's concern.
//! - **Nothing generic in generated files.** Serialising, deserialising and printing are written once here, and a type
//!   forwards to them in one line.
//! - **One implementation for all types** where Rust allows it: what a value of a property can do is implemented for every
//!   [`Object`](odata::Object) at once, which spared each type a trait and two functions.
//! - **`#[inline]` on every function that is not generic**, so that building the models generates no machine code: a
//!   program gets what it uses. That halved the time of `cargo build`.
//!
//! Replacing `derive` for `Clone`, `Default` and `PartialEq` gains less than a tenth, and documentation costs
//! nothing. About a sixth of the time is spent on the setters.

// Generated code names this crate from the outside, so that it reads the same wherever it stands.
extern crate self as graph_models;

#[rustfmt::skip]
pub mod beta;
pub mod edm;
pub mod odata;
