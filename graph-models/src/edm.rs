//! Primitive types of OData's Entity Data Model that the standard library lacks.
//!
//! The [ABNF] of OData 4.01 and [section 7.1] of its JSON format define their texts. Each value keeps its text and is
//! written back as it was received.
//!
//! [ABNF]: https://docs.oasis-open.org/odata/odata/v4.01/os/abnf/odata-abnf-construction-rules.txt
//! [section 7.1]: https://docs.oasis-open.org/odata/odata-json-format/v4.01/odata-json-format-v4.01.html#sec_PrimitiveValue

mod binary;
mod date;
mod date_time_offset;
mod decimal;
mod digits;
mod double;
mod duration;
mod error;
mod guid;
pub(crate) mod raw_json;
mod secret;
mod text;
mod time_of_day;
mod untyped;

pub use binary::Binary;
pub use date::Date;
pub use date_time_offset::{DateTimeOffset, ParseDateTimeOffsetError};
pub use decimal::Decimal;
pub(crate) use decimal::integer;
pub use double::Double;
pub use duration::Duration;
pub use error::ParsePrimitiveError;
pub use guid::Guid;
pub use secret::Secret;
pub use time_of_day::TimeOfDay;
pub use untyped::Untyped;
