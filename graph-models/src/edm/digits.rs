//! Decimal digits in texts.

use std::cmp::Reverse;

/// Returns whether the text consists of ASCII digits, at least one.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn two_digits(text: &str) -> Option<u32> {
    if text.len() == 2 && is_digits(text) { text.parse().ok() } else { None }
}

/// Converts the fractional digits of a second to nanoseconds. Truncates digits beyond the ninth.
pub(super) fn nanoseconds(fraction: &str) -> u32 {
    let digits = fraction.chars().filter_map(|digit| digit.to_digit(10));
    digits.chain(std::iter::repeat(0)).take(9).fold(0, |value, digit| value * 10 + digit)
}

/// Formats nanoseconds as a decimal point and as many digits as needed. Returns an empty text for zero.
pub(super) fn fraction(nanoseconds: u32) -> String {
    match nanoseconds {
        0 => String::new(),
        _ => format!(".{nanoseconds:09}").trim_end_matches('0').to_owned(),
    }
}

/// A number by its sign and magnitude, ordered by value. Zero is positive.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Signed<T> {
    Negative(Reverse<T>),
    Positive(T),
}

impl<T> Signed<T> {
    pub(super) fn new(is_negative: bool, magnitude: T) -> Self {
        if is_negative { Self::Negative(Reverse(magnitude)) } else { Self::Positive(magnitude) }
    }
}
