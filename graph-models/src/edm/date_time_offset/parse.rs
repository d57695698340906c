//! Parsing of `Edm.DateTimeOffset` by the [ABNF] of OData 4.01.
//!
//! [ABNF]: https://docs.oasis-open.org/odata/odata/v4.01/os/abnf/odata-abnf-construction-rules.txt

use super::{DateTimeOffset, Spelling};
use chrono::{FixedOffset, NaiveDate, TimeZone};
use std::fmt::{self, Display, Formatter};

const MAX_DIGITS: usize = 12;
/// Enough for every year in chrono's range.
const MAX_YEAR_DIGITS: usize = 6;

/// The error of parsing a [`DateTimeOffset`], with the byte position and the form expected.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParseDateTimeOffsetError {
    expected: &'static str,
    position: usize,
}

impl Display for ParseDateTimeOffsetError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not a date and time with an offset, such as 2016-12-31T23:58:26Z: expected {} at byte {}",
            self.expected, self.position
        )
    }
}

impl std::error::Error for ParseDateTimeOffsetError {}

type Result<T> = std::result::Result<T, ParseDateTimeOffsetError>;

pub(super) fn parse(text: &str) -> Result<DateTimeOffset> {
    let mut cursor = Cursor { bytes: text.as_bytes(), position: 0 };
    let mut spelling = Spelling::PLAIN;

    let date = cursor.date(&mut spelling)?;
    spelling.lowercase_t = cursor.letter(b'T', "`T` between date and time")?;
    let hour = cursor.two_digits(0..=23, "an hour from 00 to 23")?;
    cursor.byte(b':', "`:`")?;
    let minute = cursor.two_digits(0..=59, "a minute from 00 to 59")?;
    let (mut second, mut nanosecond, mut picoseconds) = (0, 0, 0);
    if cursor.take(b':') {
        second = cursor.two_digits(0..=59, "a second from 00 to 59")?;
        if cursor.take(b'.') {
            (spelling.digits, nanosecond, picoseconds) = cursor.fraction()?;
        }
    } else {
        spelling.without_seconds = true;
    }
    let offset = cursor.offset(&mut spelling)?;
    if cursor.position < text.len() {
        return Err(cursor.expected("the end of the text"));
    }

    // The time is valid, but the offset may move a date at the edge of chrono's range out of it.
    let local = date.and_hms_nano_opt(hour, minute, second, nanosecond);
    let date_time = local.and_then(|local| offset.from_local_datetime(&local).single());
    let date_time = date_time.ok_or(ParseDateTimeOffsetError { expected: YEAR, position: 0 })?;
    Ok(DateTimeOffset { date_time, picoseconds, spelling })
}

const YEAR: &str = "a year from -262142 to 262141";

struct Cursor<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Cursor<'_> {
    fn expected(&self, expected: &'static str) -> ParseDateTimeOffsetError {
        ParseDateTimeOffsetError { expected, position: self.position }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.position).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.position += usize::from(found);
        found
    }

    fn byte(&mut self, byte: u8, expected: &'static str) -> Result<()> {
        if self.take(byte) { Ok(()) } else { Err(self.expected(expected)) }
    }

    /// Takes a letter in either case. Returns whether it is lower case.
    fn letter(&mut self, upper: u8, expected: &'static str) -> Result<bool> {
        if self.take(upper) {
            return Ok(false);
        }
        self.byte(upper.to_ascii_lowercase(), expected)?;
        Ok(true)
    }

    fn digit(&mut self) -> Option<u32> {
        let digit = self.peek().filter(u8::is_ascii_digit)?;
        self.position += 1;
        Some(u32::from(digit - b'0'))
    }

    fn two_digits(&mut self, range: std::ops::RangeInclusive<u32>, expected: &'static str) -> Result<u32> {
        let start = self.position;
        let value = self.digit().and_then(|tens| Some(tens * 10 + self.digit()?));
        value.filter(|value| range.contains(value)).ok_or(ParseDateTimeOffsetError { expected, position: start })
    }

    /// Takes a date whose year has at least four digits and no leading zeros beyond them.
    fn date(&mut self, spelling: &mut Spelling) -> Result<NaiveDate> {
        let negative = self.take(b'-');
        let start = self.position;
        let mut year = 0;
        while self.position - start < MAX_YEAR_DIGITS
            && let Some(digit) = self.digit()
        {
            year = year * 10 + digit.cast_signed();
        }
        let digits = self.position - start;
        if digits < 4 || (digits > 4 && self.bytes.get(start) == Some(&b'0')) {
            return Err(ParseDateTimeOffsetError { expected: "a year of four digits or more", position: start });
        }
        spelling.negative_zero_year = negative && year == 0;
        self.byte(b'-', "`-`")?;
        let month = self.two_digits(1..=12, "a month from 01 to 12")?;
        self.byte(b'-', "`-`")?;
        let day_position = self.position;
        let day = self.two_digits(1..=31, "a day from 01 to 31")?;
        let year = if negative { -year } else { year };
        NaiveDate::from_ymd_opt(year, month, day).ok_or(match NaiveDate::from_ymd_opt(year, month, 1) {
            Some(_) => ParseDateTimeOffsetError { expected: "a day that exists in the month", position: day_position },
            None => ParseDateTimeOffsetError { expected: YEAR, position: start },
        })
    }

    /// Takes a fraction of a second. Returns the number of digits, the nanoseconds and the remaining picoseconds.
    fn fraction(&mut self) -> Result<(u8, u32, u16)> {
        let start = self.position;
        let mut picoseconds: u64 = 0;
        let mut digits = 0;
        while digits < MAX_DIGITS
            && let Some(digit) = self.digit()
        {
            picoseconds = picoseconds * 10 + u64::from(digit);
            digits += 1;
        }
        if digits == 0 || self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            let expected = "1 to 12 fractional digits of a second";
            return Err(ParseDateTimeOffsetError { expected, position: start });
        }
        for _ in digits..MAX_DIGITS {
            picoseconds *= 10;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most 12, less than 10⁹ and less than 1000")]
        Ok((digits as u8, (picoseconds / 1000) as u32, (picoseconds % 1000) as u16))
    }

    fn offset(&mut self, spelling: &mut Spelling) -> Result<FixedOffset> {
        let expected = "`Z` or an offset such as +01:00";
        let sign = match self.peek() {
            Some(b'+') => 1,
            Some(b'-') => -1,
            _ => {
                spelling.lowercase_z = self.letter(b'Z', expected)?;
                spelling.zulu = true;
                0
            }
        };
        let mut seconds = 0;
        if sign != 0 {
            self.position += 1;
            let hours = self.two_digits(0..=23, "hours of an offset from 00 to 23")?;
            self.byte(b':', "`:`")?;
            let minutes = self.two_digits(0..=59, "minutes of an offset from 00 to 59")?;
            seconds = (hours * 60 + minutes).cast_signed() * 60;
            spelling.negative_zero_offset = sign < 0 && seconds == 0;
        }
        FixedOffset::east_opt(sign * seconds).ok_or_else(|| self.expected(expected))
    }
}
