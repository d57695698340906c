//! `Edm.Duration`: a span of time.

use super::digits::{Signed, fraction, is_digits, nanoseconds};
use super::text::{Syntax, text_primitive};
use chrono::TimeDelta;
use std::cmp::Ordering;

const DAY: u64 = 24 * HOUR;
const HOUR: u64 = 60 * MINUTE;
const MINUTE: u64 = 60;

/// A span of time in days, hours, minutes and seconds, an OData [`Edm.Duration`], such as `P3DT12H30M5.5S`.
///
/// At least one part is required. A sign is optional, and every part may have any number of digits. Years, months and
/// weeks are not accepted. Two durations are equal if their texts are equal, so `PT60S` is not `PT1M`; compare
/// [`to_time_delta`](Self::to_time_delta) if only the span matters.
///
/// ```
/// use chrono::TimeDelta;
/// use graph_models::edm::Duration;
///
/// let limit: Duration = "-P1DT90M".parse()?;
/// assert_eq!(limit.to_time_delta(), Some(-TimeDelta::minutes(24 * 60 + 90)));
/// assert_eq!(Duration::from(TimeDelta::milliseconds(5_400_500)).as_str(), "PT1H30M0.5S");
/// # Ok::<(), graph_models::edm::ParsePrimitiveError>(())
/// ```
///
/// [`Edm.Duration`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Duration(Box<str>);

text_primitive!(
    Duration,
    Syntax {
        expected: "a duration in days, hours, minutes and seconds such as P3DT12H30M5.5S",
        accepts: |text| Parts::of(text).is_some(),
        is_shown: true,
    }
);

struct Parts<'a> {
    is_negative: bool,
    /// The digits of each unit, and the seconds in one unit.
    units: [(&'a str, u64); 4],
    fraction: &'a str,
}

impl<'a> Parts<'a> {
    /// Parses by the ABNF, in which letters have either case. The ABNF accepts `P` and `PT`, but approximates
    /// `dayTimeDuration` of XML Schema, which does not.
    fn of(text: &'a str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let parts = unsigned.strip_prefix(['P', 'p'])?;
        let (mut date, mut time) = parts.split_once(['T', 't']).unwrap_or((parts, "0S"));
        if parts.is_empty() || time.is_empty() {
            return None;
        }
        let days = take(&mut date, ['D', 'd']);
        let hours = take(&mut time, ['H', 'h']);
        let minutes = take(&mut time, ['M', 'm']);
        let seconds = take(&mut time, ['S', 's']);
        let (seconds, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
        let is_valid = date.is_empty()
            && time.is_empty()
            && [days, hours, minutes, seconds, fraction].iter().all(|digits| is_digits(digits));
        let units = [(days, DAY), (hours, HOUR), (minutes, MINUTE), (seconds, 1)];
        is_valid.then_some(Self { is_negative: text.starts_with('-'), units, fraction })
    }
}

/// Removes the digits before the letter from the text, and the letter. Returns `0` if the letter is missing.
fn take<'a>(text: &mut &'a str, letter: [char; 2]) -> &'a str {
    let Some((digits, rest)) = text.split_once(letter) else { return "0" };
    *text = rest;
    digits
}

impl Duration {
    /// Converts to chrono's type. Truncates the fraction of a second to nanoseconds.
    ///
    /// Returns `None` if the span is outside of chrono's range, about ±292 million years.
    #[must_use]
    pub fn to_time_delta(&self) -> Option<TimeDelta> {
        let parts = Parts::of(&self.0)?;
        let mut seconds = 0_u64;
        for (digits, unit) in parts.units {
            seconds = seconds.checked_add(digits.parse::<u64>().ok()?.checked_mul(unit)?)?;
        }
        let span = TimeDelta::new(i64::try_from(seconds).ok()?, nanoseconds(parts.fraction))?;
        Some(if parts.is_negative { -span } else { span })
    }

    fn new(is_negative: bool, seconds: u64, nanoseconds: u32) -> Self {
        let sign = if is_negative { "-" } else { "" };
        let part = |value: u64, letter| if value > 0 { format!("{value}{letter}") } else { String::new() };
        let days = part(seconds / DAY, 'D');
        let hours = part(seconds % DAY / HOUR, 'H');
        let minutes = part(seconds % HOUR / MINUTE, 'M');
        let fraction = fraction(nanoseconds);
        let seconds = match seconds % MINUTE {
            0 if seconds > 0 && fraction.is_empty() => String::new(),
            rest => format!("{rest}{fraction}S"),
        };
        let time = [hours, minutes, seconds].concat();
        let separator = if time.is_empty() { "" } else { "T" };
        Self(format!("{sign}P{days}{separator}{time}").into())
    }
}

impl Parts<'_> {
    /// Returns the value to order by: the seconds, and the digits of the fraction.
    fn value(&self) -> Signed<(u128, &str)> {
        let seconds = self.units.iter().fold(0_u128, |sum, &(digits, unit)| {
            // Parsing fails only if the number is too large.
            let count = digits.parse::<u128>().unwrap_or(u128::MAX);
            sum.saturating_add(count.saturating_mul(unit.into()))
        });
        let magnitude = (seconds, self.fraction.trim_end_matches('0'));
        Signed::new(self.is_negative && magnitude != (0, ""), magnitude)
    }
}

impl PartialOrd for Duration {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Orders by span, and by text if the spans are the same. Spans of more than `u128::MAX` seconds count as the same
/// span.
impl Ord for Duration {
    fn cmp(&self, other: &Self) -> Ordering {
        let [left, right] = [self, other].map(|duration| Parts::of(&duration.0));
        let by_span = left.as_ref().map(Parts::value).cmp(&right.as_ref().map(Parts::value));
        by_span.then_with(|| self.0.cmp(&other.0))
    }
}

/// Writes as many fractional digits as needed, and omits parts that are zero.
impl From<TimeDelta> for Duration {
    fn from(span: TimeDelta) -> Self {
        let length = span.abs();
        let nanoseconds = length.subsec_nanos().unsigned_abs();
        Self::new(span < TimeDelta::zero(), length.num_seconds().unsigned_abs(), nanoseconds)
    }
}

/// Writes as many fractional digits as needed, and omits parts that are zero.
impl From<std::time::Duration> for Duration {
    fn from(span: std::time::Duration) -> Self {
        Self::new(false, span.as_secs(), span.subsec_nanos())
    }
}
