//! `Edm.DateTimeOffset`: an instant that remembers how it was written.

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

/// A point in time with an offset from UTC, an OData [`Edm.DateTimeOffset`].
///
/// Graph writes 0, 5, 6 or 7 digits of a second, `Z` as well as offsets, and `0001-01-01T00:00:00Z` for "never". Every
/// valid value comes back byte for byte: up to 12 digits of a second, years from -262142 to 262141, offsets below 24
/// hours, seconds that are left out.
///
/// Two values are equal when they are the same instant, however they are written.
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
/// // From chrono, with as many digits as it takes:
/// let now = DateTime::from_timestamp_millis(1_483_228_700_500).ok_or("out of range")?;
/// assert_eq!(DateTimeOffset::from(now).to_string(), "2016-12-31T23:58:20.5Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`Edm.DateTimeOffset`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes
#[derive(Clone, Copy)]
pub struct DateTimeOffset {
    date_time: DateTime<FixedOffset>,
    /// What lies below chrono's nanoseconds: 0 to 999.
    picoseconds: u16,
    spelling: Spelling,
}

/// What the instant and its offset leave open about the text.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a freedom of its own that the grammar leaves")]
struct Spelling {
    /// Digits of a second: 0 to 12.
    digits: u8,
    /// `Z` rather than `+00:00`.
    zulu: bool,
    /// `-00:00` rather than `+00:00`.
    negative_zero_offset: bool,
    /// `-0000` rather than `0000`.
    negative_zero_year: bool,
    /// `t` rather than `T`: the grammar does not mind.
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
    /// The instant and its offset. Digits of a second beyond the ninth are cut off.
    #[must_use]
    pub fn as_date_time(&self) -> &DateTime<FixedOffset> {
        &self.date_time
    }

    fn instant(&self) -> (DateTime<FixedOffset>, u16) {
        (self.date_time, self.picoseconds)
    }
}

/// Chrono holds a leap second as the second before it with a billion nanoseconds or more. OData has no leap seconds, so
/// such an instant becomes the last nanosecond before.
impl<Tz: TimeZone> From<DateTime<Tz>> for DateTimeOffset {
    fn from(date_time: DateTime<Tz>) -> Self {
        let offset = date_time.offset().fix();
        // OData writes an offset in minutes; local times of the 19th century have seconds in theirs.
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
