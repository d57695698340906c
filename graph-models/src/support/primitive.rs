//! The primitive types of OData that Rust's standard library has no type for.
//!
//! What they look like is said by the [ABNF] of OData 4.01 and by [section 7.1] of its JSON format. Each keeps what it
//! was read from, so that it comes back as it was written.
//!
//! [ABNF]: https://docs.oasis-open.org/odata/odata/v4.01/os/abnf/odata-abnf-construction-rules.txt
//! [section 7.1]: https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_PrimitiveValue

mod binary;
mod date;
mod decimal;
mod digits;
mod double;
mod duration;
mod error;
mod guid;
mod text;
mod time_of_day;
mod untyped;

pub use binary::Binary;
pub use date::Date;
pub use decimal::Decimal;
pub use double::Double;
pub use duration::Duration;
pub use error::ParsePrimitiveError;
pub use guid::Guid;
pub use time_of_day::TimeOfDay;
pub use untyped::Untyped;
