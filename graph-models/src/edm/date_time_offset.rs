//! `Edm.DateTimeOffset`: a date and time with an offset from UTC.

mod parse;
mod text;

use chrono::{DateTime, FixedOffset, Offset, TimeZone, Timelike, Utc};
pub use parse::ParseDateTimeOffsetError;
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt::{self, Debug, Display, Formatter};
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use text::Text;

/// A date and time with an offset from UTC, an OData [`Edm.DateTimeOffset`].
///
/// Every valid value is written back byte for byte: up to 12 fractional digits of a second, years from -262142 to
/// 262141, offsets below 24 hours, omitted seconds. Graph sends 0, 5, 6 or 7 fractional digits, `Z` as well as offsets,
/// and `0001-01-01T00:00:00Z` for "never".
///
/// Two values are equal if they are the same instant, even if their texts differ.
///
/// ```
/// use chrono::{DateTime, Timelike};
/// use graph_models::edm::DateTimeOffset;
///
/// let written = "2016-12-31T23:58:26.2447023-08:00";
/// let contacted: DateTimeOffset = written.parse()?;
/// assert_eq!(contacted.to_string(), written);
/// assert_eq!(contacted.as_date_time().nanosecond(), 244_702_300);
/// assert_eq!(contacted, "2017-01-01T07:58:26.24470230Z".parse()?);
///
/// // Converting from chrono writes as many fractional digits as needed:
/// let now = DateTime::from_timestamp_millis(1_483_228_700_500).ok_or("out of range")?;
/// assert_eq!(DateTimeOffset::from(now).to_string(), "2016-12-31T23:58:20.5Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`Edm.DateTimeOffset`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes
#[derive(Clone, Copy)]
pub struct DateTimeOffset {
    date_time: DateTime<FixedOffset>,
    /// The part below chrono's nanoseconds: 0 to 999.
    picoseconds: u16,
    spelling: Spelling,
}

/// The parts of the text that the instant and its offset do not determine.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent choice in the grammar")]
struct Spelling {
    /// The number of fractional digits: 0 to 12.
    digits: u8,
    /// `Z` rather than `+00:00`.
    zulu: bool,
    /// `-00:00` rather than `+00:00`.
    negative_zero_offset: bool,
    /// `-0000` rather than `0000`.
    negative_zero_year: bool,
    /// `t` rather than `T`.
    lowercase_t: bool,
    /// `z` rather than `Z`.
    lowercase_z: bool,
    /// `10:30Z` rather than `10:30:00Z`.
    without_seconds: bool,
}

impl Spelling {
    const PLAIN: Self = Self {
        digits: 0,
        zulu: false,
        negative_zero_offset: false,
        negative_zero_year: false,
        lowercase_t: false,
        lowercase_z: false,
        without_seconds: false,
    };
}

impl DateTimeOffset {
    /// Returns the instant and its offset. The fraction of a second is truncated to nanoseconds.
    #[must_use]
    pub fn as_date_time(&self) -> &DateTime<FixedOffset> {
        &self.date_time
    }

    fn instant(&self) -> (DateTime<FixedOffset>, u16) {
        (self.date_time, self.picoseconds)
    }
}

/// OData has no leap seconds. A leap second, which chrono represents as 10⁹ nanoseconds or more, becomes the last
/// nanosecond before it.
impl<Tz: TimeZone> From<DateTime<Tz>> for DateTimeOffset {
    fn from(date_time: DateTime<Tz>) -> Self {
        let offset = date_time.offset().fix();
        // OData writes an offset in minutes, but offsets of the 19th century have seconds.
        let offset = if offset.local_minus_utc() % 60 == 0 { offset } else { Utc.fix() };
        let mut date_time = date_time.with_timezone(&offset);
        if date_time.nanosecond() > 999_999_999 {
            date_time = date_time.with_nanosecond(999_999_999).unwrap_or(date_time);
        }
        let mut digits = 9;
        let mut fraction = date_time.nanosecond();
        while digits > 0 && fraction.is_multiple_of(10) {
            fraction /= 10;
            digits -= 1;
        }
        let spelling = Spelling { digits, zulu: offset.local_minus_utc() == 0, ..Spelling::PLAIN };
        Self { date_time, picoseconds: 0, spelling }
    }
}

impl From<DateTimeOffset> for DateTime<FixedOffset> {
    fn from(value: DateTimeOffset) -> Self {
        value.date_time
    }
}

impl From<DateTimeOffset> for DateTime<Utc> {
    fn from(value: DateTimeOffset) -> Self {
        value.date_time.to_utc()
    }
}

impl FromStr for DateTimeOffset {
    type Err = ParseDateTimeOffsetError;

    fn from_str(text: &str) -> Result<Self, ParseDateTimeOffsetError> {
        parse::parse(text)
    }
}

impl Display for DateTimeOffset {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.pad(Text::of(self).as_str())
    }
}

impl Debug for DateTimeOffset {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl PartialEq for DateTimeOffset {
    fn eq(&self, other: &Self) -> bool {
        self.instant() == other.instant()
    }
}

impl Eq for DateTimeOffset {}

impl PartialOrd for DateTimeOffset {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTimeOffset {
    fn cmp(&self, other: &Self) -> Ordering {
        self.instant().cmp(&other.instant())
    }
}

impl Hash for DateTimeOffset {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.instant().hash(state);
    }
}

impl Serialize for DateTimeOffset {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Text::of(self).as_str())
    }
}

impl<'de> Deserialize<'de> for DateTimeOffset {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(DateTimeOffsetVisitor)
    }
}

struct DateTimeOffsetVisitor;

impl Visitor<'_> for DateTimeOffsetVisitor {
    type Value = DateTimeOffset;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a date and time such as 2016-12-31T23:58:26.2447023-08:00")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<DateTimeOffset, E> {
        text.parse().map_err(E::custom)
    }
}
