//! `Edm.TimeOfDay`: a time without a date.

use super::digits::{fraction, is_digits, nanoseconds, two_digits};
use super::text::{Syntax, text_primitive};
use chrono::{NaiveTime, Timelike};
use std::cmp::Ordering;

const MAX_FRACTION: usize = 12;

/// A time without a date, an OData [`Edm.TimeOfDay`]: `00:00` to `23:59:59.999999999999`.
///
/// The seconds are optional and have up to 12 fractional digits. Leap seconds are not accepted. Two values are equal if
/// their texts are equal, so `10:30` is not `10:30:00`; compare [`to_naive_time`](Self::to_naive_time) if only the time
/// matters.
///
/// ```
/// use chrono::NaiveTime;
/// use graph_models::edm::TimeOfDay;
///
/// let opens: TimeOfDay = "08:30".parse()?;
/// assert_eq!(Some(opens.to_naive_time()), NaiveTime::from_hms_opt(8, 30, 0));
/// assert_eq!(TimeOfDay::from(opens.to_naive_time()).as_str(), "08:30:00");
/// # Ok::<(), graph_models::edm::ParsePrimitiveError>(())
/// ```
///
/// [`Edm.TimeOfDay`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TimeOfDay(Box<str>);

text_primitive!(
    TimeOfDay,
    Syntax { expected: "a time of day such as 23:58:26.5", accepts: |text| parse(text).is_some(), is_shown: true }
);

fn parse(text: &str) -> Option<NaiveTime> {
    let mut parts = text.splitn(3, ':');
    let hour = two_digits(parts.next()?)?;
    let minute = two_digits(parts.next()?)?;
    let second = parts.next().unwrap_or("00");
    let (second, fraction) = second.split_once('.').unwrap_or((second, "0"));
    if !is_digits(fraction) || fraction.len() > MAX_FRACTION {
        return None;
    }
    NaiveTime::from_hms_nano_opt(hour, minute, two_digits(second)?, nanoseconds(fraction))
}

impl TimeOfDay {
    /// Converts to chrono's type. Truncates the fraction of a second to nanoseconds.
    #[must_use]
    pub fn to_naive_time(&self) -> NaiveTime {
        // Never the default: the same function has validated the text.
        parse(&self.0).unwrap_or_default()
    }

    /// Returns the value to order by: the time, and the fraction of a second for digits beyond nanoseconds.
    fn value(&self) -> (NaiveTime, &str) {
        let fraction = self.0.split_once('.').map_or("", |(_, fraction)| fraction);
        (self.to_naive_time(), fraction.trim_end_matches('0'))
    }
}

impl PartialOrd for TimeOfDay {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Orders by time, and by text if the times are the same.
impl Ord for TimeOfDay {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value().cmp(&other.value()).then_with(|| self.0.cmp(&other.0))
    }
}

/// Writes as many fractional digits as needed. A leap second, which chrono represents as 10⁹ nanoseconds or more,
/// becomes the last nanosecond before it.
impl From<NaiveTime> for TimeOfDay {
    fn from(time: NaiveTime) -> Self {
        let fraction = fraction(time.nanosecond().min(999_999_999));
        Self(format!("{:02}:{:02}:{:02}{fraction}", time.hour(), time.minute(), time.second()).into())
    }
}

impl From<TimeOfDay> for NaiveTime {
    fn from(time: TimeOfDay) -> Self {
        time.to_naive_time()
    }
}
