//! Formatting of `Edm.DateTimeOffset` into a buffer on the stack.

use super::DateTimeOffset;
use chrono::{Datelike, NaiveDateTime, Timelike};

/// The length of the longest text: `-262142-12-31T23:59:59.123456789012+23:59`.
const CAPACITY: usize = 41;

pub(super) struct Text {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Text {
    pub(super) fn of(value: &DateTimeOffset) -> Self {
        let mut text = Self { bytes: [0; CAPACITY], length: 0 };
        let spelling = value.spelling;
        let offset = value.date_time.offset().local_minus_utc();
        let utc = value.date_time.naive_utc();
        let Some(local) = utc.checked_add_offset(*value.date_time.offset()) else {
            // The local time is out of chrono's range, so write the time in UTC.
            text.date_and_time(value, utc);
            text.push(b'Z');
            return text;
        };
        text.date_and_time(value, local);
        if spelling.zulu {
            text.push(if spelling.lowercase_z { b'z' } else { b'Z' });
        } else {
            let negative = offset < 0 || spelling.negative_zero_offset;
            let minutes = offset.unsigned_abs() / 60;
            text.push(if negative { b'-' } else { b'+' });
            text.digits(2, (minutes / 60).into());
            text.push(b':');
            text.digits(2, (minutes % 60).into());
        }
        text
    }

    pub(super) fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[..self.length]).expect("the buffer contains only ASCII")
    }

    fn date_and_time(&mut self, value: &DateTimeOffset, local: NaiveDateTime) {
        let spelling = value.spelling;
        let year = local.year();
        if year < 0 || spelling.negative_zero_year {
            self.push(b'-');
        }
        let year = year.unsigned_abs();
        let width = match year {
            0..=9_999 => 4,
            10_000..=99_999 => 5,
            _ => 6,
        };
        self.digits(width, year.into());
        self.push(b'-');
        self.digits(2, local.month().into());
        self.push(b'-');
        self.digits(2, local.day().into());
        self.push(if spelling.lowercase_t { b't' } else { b'T' });
        self.digits(2, local.hour().into());
        self.push(b':');
        self.digits(2, local.minute().into());
        if !spelling.without_seconds {
            self.push(b':');
            self.digits(2, local.second().into());
            if spelling.digits > 0 {
                let picoseconds = u64::from(local.nanosecond()) * 1000 + u64::from(value.picoseconds);
                self.push(b'.');
                self.digits(spelling.digits.into(), picoseconds / 10_u64.pow(12 - u32::from(spelling.digits)));
            }
        }
    }

    fn push(&mut self, byte: u8) {
        self.bytes[self.length] = byte;
        self.length += 1;
    }

    fn digits(&mut self, width: usize, mut number: u64) {
        for place in self.bytes[self.length..self.length + width].iter_mut().rev() {
            *place = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.length += width;
    }
}
