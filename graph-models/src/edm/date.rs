//! `Edm.Date`: a date without a time zone.

use super::digits::{Signed, is_digits, two_digits};
use super::text::{Syntax, text_primitive};
use chrono::{Datelike, NaiveDate};
use std::cmp::Ordering;

/// A date without a time zone, an OData [`Edm.Date`], such as `2016-12-31`.
///
/// The year has at least four digits, and a minus sign if it is before the year 0. The day must exist in its month. Two
/// dates are equal if their texts are equal, so `0000-01-01` and `-0000-01-01` are different.
///
/// ```
/// use chrono::NaiveDate;
/// use graph_models::edm::Date;
///
/// let day: Date = "2016-12-31".parse()?;
/// assert_eq!(day.to_naive_date(), NaiveDate::from_ymd_opt(2016, 12, 31));
/// assert_eq!(day, Date::from(NaiveDate::from_ymd_opt(2016, 12, 31).ok_or("out of range")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// [`Edm.Date`]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date(Box<str>);

text_primitive!(
    Date,
    Syntax { expected: "a date such as 2016-12-31", accepts: |text| split(text).is_some(), is_shown: true }
);

/// Returns the year with its sign, the month and the day of a valid date.
fn split(text: &str) -> Option<(&str, u32, u32)> {
    let (year_and_month, day) = text.rsplit_once('-')?;
    let (year, month) = year_and_month.rsplit_once('-')?;
    let (month, day) = (two_digits(month)?, two_digits(day)?);
    let digits = year.strip_prefix('-').unwrap_or(year);
    if !is_digits(digits) || (digits.len() > 4 && digits.starts_with('0')) {
        return None;
    }
    // The calendar repeats every 400 years, so the last four digits of the year determine the length of the month.
    let last_four = digits.get(digits.len().checked_sub(4)?..)?;
    NaiveDate::from_ymd_opt(last_four.parse().ok()?, month, day)?;
    Some((year, month, day))
}

impl Date {
    /// Converts to chrono's type. Returns `None` if the year is outside of chrono's range, -262143 to 262142.
    #[must_use]
    pub fn to_naive_date(&self) -> Option<NaiveDate> {
        let (year, month, day) = split(&self.0)?;
        NaiveDate::from_ymd_opt(year.parse().ok()?, month, day)
    }

    /// Returns the value to order by. The year may exceed every integer type, so it is ordered by the number of its
    /// digits first.
    fn value(&self) -> Option<impl Ord> {
        let (year, month, day) = split(&self.0)?;
        let digits = year.trim_start_matches('-');
        let is_negative = year.starts_with('-') && digits != "0000";
        Some((Signed::new(is_negative, (digits.len(), digits)), month, day))
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Orders by date, and by text if the dates are the same.
impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value().cmp(&other.value()).then_with(|| self.0.cmp(&other.0))
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        let sign = if date.year() < 0 { "-" } else { "" };
        Self(format!("{sign}{:04}-{:02}-{:02}", date.year().unsigned_abs(), date.month(), date.day()).into())
    }
}
