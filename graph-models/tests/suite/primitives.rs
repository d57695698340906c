//! Primitive types that JSON writes as strings keep every valid text, convert to chrono's types, and reject invalid
//! texts.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use graph_models::edm::{Binary, Date, Duration, Guid, ParsePrimitiveError, TimeOfDay};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::{Debug, Display};
use std::str::FromStr;

trait Text: FromStr<Err = ParsePrimitiveError> + Display + Debug + PartialEq + Serialize + DeserializeOwned {}

impl<T: FromStr<Err = ParsePrimitiveError> + Display + Debug + PartialEq + Serialize + DeserializeOwned> Text for T {}

/// Parses and deserializes the text in every way, and asserts that it is kept.
fn kept<T: Text>(text: &str) -> T {
    let parsed: T = text.parse().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(parsed.to_string(), text);
    let json = serde_json::to_string(&parsed).unwrap();
    assert_eq!(json, format!("{text:?}"));
    // Only `from_str` supports borrowed strings.
    assert_eq!(serde_json::from_str::<T>(&json).unwrap(), parsed);
    assert_eq!(serde_json::from_reader::<_, T>(json.as_bytes()).unwrap(), parsed);
    assert_eq!(serde_json::from_value::<T>(text.into()).unwrap(), parsed);
    parsed
}

fn refused<T: Text>(texts: &[&str], expected: &str) {
    for text in texts {
        let error = text.parse::<T>().unwrap_err().to_string();
        assert!(error.ends_with(&format!(" is not {expected}")), "{error}");
        let read = serde_json::from_value::<T>((*text).into()).unwrap_err().to_string();
        assert_eq!(read, error);
    }
    let other = serde_json::from_str::<T>("12").unwrap_err().to_string();
    assert!(other.contains(expected), "{other}");
}

#[test]
fn guids_keep_the_case_and_ignore_it_in_comparisons() {
    let number = 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef;
    for text in ["01234567-89ab-cdef-0123-456789abcdef", "01234567-89AB-CDEF-0123-456789ABCDEF"] {
        let guid: Guid = kept(text);
        assert_eq!(guid.to_u128(), number);
        assert_eq!(guid, Guid::from(number));
    }
    assert_eq!(Guid::from(1).as_str(), "00000000-0000-0000-0000-000000000001");
    assert_ne!(Guid::from(1), Guid::from(2));
    refused::<Guid>(
        &[
            "",
            "0123456789abcdef0123456789abcdef",
            "{01234567-89ab-cdef-0123-456789abcdef}",
            "01234567-89ab-cdef-0123-456789abcde",
            "01234567-89ab-cdef-0123-456789abcdefa",
            "01234567-89ab-cdef-0123-456789abcdef-",
            "0123456-789ab-cdef-0123-456789abcdef",
            "g1234567-89ab-cdef-0123-456789abcdef",
            "é234567-89ab-cdef-0123-456789abcdef",
            "+1234567-89ab-cdef-0123-456789abcdef",
        ],
        "a GUID such as fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa",
    );
}

#[test]
fn dates_may_exceed_the_range_of_chrono() {
    for (text, year) in [
        ("0001-01-01", Some(1)),
        ("9999-01-01", Some(9999)),
        ("-0044-01-01", Some(-44)),
        ("-0000-01-01", Some(0)),
        ("262142-01-01", Some(262_142)),
        ("262143-01-01", None),
        ("-262143-01-01", Some(-262_143)),
        ("-99999999999999999999-01-01", None),
    ] {
        let date = year.map(|year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap());
        assert_eq!(kept::<Date>(text).to_naive_date(), date, "{text}");
    }
    for leap_day in ["2016-02-29", "0000-02-29", "-0004-02-29", "100000000000000000000-02-29"] {
        kept::<Date>(leap_day);
    }
    refused::<Date>(
        &[
            "",
            "2016",
            "2016-12",
            "16-12-31",
            "02016-12-31",
            "+2016-12-31",
            "--2016-12-31",
            "2016-13-01",
            "2016-00-01",
            "2016-12-00",
            "2016-04-31",
            "1900-02-29",
            "10000000000000000001900-02-29",
            "2016-1-01",
            "2016-12-31 ",
            "2016-12-31T00:00:00Z",
            "２０１６-12-31",
        ],
        "a date such as 2016-12-31",
    );
}

#[test]
fn times_of_day_may_omit_seconds() {
    let time = |nanoseconds| NaiveTime::from_hms_nano_opt(23, 59, 0, nanoseconds).unwrap();
    for (text, nanoseconds) in [
        ("23:59", 0),
        ("23:59:00", 0),
        ("23:59:00.0", 0),
        ("23:59:00.5", 500_000_000),
        ("23:59:00.123456789012", 123_456_789),
        ("23:59:00.999999999999", 999_999_999),
    ] {
        assert_eq!(kept::<TimeOfDay>(text).to_naive_time(), time(nanoseconds), "{text}");
    }
    let leap = NaiveTime::from_hms_nano_opt(23, 59, 59, 1_500_000_000).unwrap();
    assert_eq!(TimeOfDay::from(leap).as_str(), "23:59:59.999999999");
    refused::<TimeOfDay>(
        &[
            "",
            "23",
            "3:59",
            "23:5",
            "24:00",
            "23:60",
            "23:59:60",
            "23:59:",
            "23:59:00.",
            "23:59.5",
            "23:59:00:00",
            "23:59:00.1234567890123",
            "23:59:00.5.5",
            "23:59:00Z",
            "+3:59:00",
        ],
        "a time of day such as 23:58:26.5",
    );
}

#[test]
fn durations_may_omit_parts() {
    for (text, span) in [
        ("P3DT12H30M5.5S", Some(TimeDelta::milliseconds(304_205_500))),
        ("-P3DT12H30M5.5S", Some(-TimeDelta::milliseconds(304_205_500))),
        ("PT0S", Some(TimeDelta::zero())),
        ("-PT0S", Some(TimeDelta::zero())),
        ("+P1D", Some(TimeDelta::days(1))),
        ("p1dt1h", Some(TimeDelta::hours(25))),
        ("PT0090M", Some(TimeDelta::minutes(90))),
        ("PT0.1234567899S", Some(TimeDelta::nanoseconds(123_456_789))),
        ("PT9223372036854775.807S", Some(TimeDelta::MAX)),
        ("-PT9223372036854775.807S", Some(TimeDelta::MIN)),
        ("PT9223372036854775.808S", None),
        ("P213503982334602D", None),
        ("PT100000000000000000000S", None),
    ] {
        assert_eq!(kept::<Duration>(text).to_time_delta(), span, "{text}");
    }
    for (span, text) in [
        (TimeDelta::zero(), "PT0S"),
        (TimeDelta::days(2), "P2D"),
        (TimeDelta::minutes(-61), "-PT1H1M"),
        (TimeDelta::nanoseconds(-1), "-PT0.000000001S"),
        (TimeDelta::milliseconds(60_250), "PT1M0.25S"),
        (TimeDelta::MIN, "-P106751991167DT7H12M55.807S"),
    ] {
        assert_eq!(Duration::from(span).as_str(), text);
    }
    assert_eq!(Duration::from(std::time::Duration::MAX).as_str(), "P213503982334601DT7H15.999999999S");
    refused::<Duration>(
        &[
            "", "P", "PT", "-P", "P1DT", "1D", "P1", "PD", "P1Y", "P1M", "P2W", "P1H", "PT1D", "PT1", "PT1M1H",
            "PT1S1M", "PT.5S", "PT1.S", "PT1.5M", "PT1,5S", "PT-1S", "P1D1D", "PT1HT1M", "--P1D", " P1D", "P١D",
        ],
        "a duration in days, hours, minutes and seconds such as P3DT12H30M5.5S",
    );
}

#[test]
fn binary_is_read_in_both_alphabets_with_and_without_padding() {
    for (text, bytes) in [
        ("", &b""[..]),
        ("fg==", b"~"),
        ("fg", b"~"),
        ("fn4=", b"~~"),
        ("fn4", b"~~"),
        ("fn5-", b"~~~"),
        ("fn5+", b"~~~"),
        ("_-8=", b"\xff\xef"),
        ("/+8", b"\xff\xef"),
    ] {
        assert_eq!(kept::<Binary>(text).to_bytes(), bytes, "{text}");
    }
    refused::<Binary>(
        &["f", "fg=", "=", "====", "fg===", "fg==fg==", "fn5+fn5-", "fn5\n", " fn5", "fn5*", "fn5é"],
        "base64 without line breaks",
    );
}

#[test]
fn binary_may_end_with_bits_of_no_byte() {
    for (text, bytes) in [
        ("T0F=", &b"OA"[..]),
        ("T0F", b"OA"),
        ("fh==", b"~"),
        ("fh", b"~"),
        ("/+9=", b"\xff\xef"),
        ("/+9", b"\xff\xef"),
        ("_-9=", b"\xff\xef"),
        ("_-9", b"\xff\xef"),
        ("//==", b"\xff"),
        ("__", b"\xff"),
    ] {
        assert_eq!(kept::<Binary>(text).to_bytes(), bytes, "{text}");
    }
    refused::<Binary>(&["fh=", "__=", "T0FFT", "T0F==", "T==="], "base64 without line breaks");
}

#[test]
fn debug_and_errors_hide_the_content_of_binary() {
    let binary = Binary::from(b"a private key");
    assert_eq!(format!("{binary:?}"), "[text of 20 bytes]");
    let text = format!("{binary}*");
    let error = text.parse::<Binary>().unwrap_err();
    assert!(!format!("{error} {error:?}").contains(binary.as_str()), "{error}");
}

#[test]
fn errors_truncate_long_texts() {
    let error = "é\n".repeat(1000).parse::<Date>().unwrap_err().to_string();
    assert_eq!(error, format!("\"{}…\" is not a date such as 2016-12-31", r"é\n".repeat(20)));
}

proptest! {
    #[test]
    fn guids_convert_from_and_to_numbers(number: u128) {
        prop_assert_eq!(kept::<Guid>(Guid::from(number).as_str()).to_u128(), number);
    }

    #[test]
    fn dates_convert_from_and_to_chrono(days in -96_000_000_i32..96_000_000) {
        let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX });
        prop_assert_eq!(kept::<Date>(Date::from(date).as_str()).to_naive_date(), Some(date));
    }

    #[test]
    fn times_convert_from_and_to_chrono(seconds in 0_u32..86_400, nanoseconds in 0_u32..1_000_000_000) {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanoseconds).unwrap();
        prop_assert_eq!(kept::<TimeOfDay>(TimeOfDay::from(time).as_str()).to_naive_time(), time);
    }

    #[test]
    fn durations_convert_from_and_to_chrono(seconds in -9_223_372_036_854_775_i64..9_223_372_036_854_775, nanoseconds in 0_u32..1_000_000_000) {
        let span = TimeDelta::new(seconds, nanoseconds).unwrap();
        prop_assert_eq!(kept::<Duration>(Duration::from(span).as_str()).to_time_delta(), Some(span));
    }

    #[test]
    fn bytes_round_trip_in_either_alphabet(bytes: Vec<u8>) {
        prop_assert_eq!(&kept::<Binary>(Binary::from(bytes.as_slice()).as_str()).to_bytes(), &bytes);
        prop_assert_eq!(&kept::<Binary>(Binary::in_base64url(&bytes).as_str()).to_bytes(), &bytes);
    }

    #[test]
    fn parsing_never_panics(text in "[-+0-9a-fA-FPDTHMS:.=_/]{0,40}|\\PC{0,20}") {
        let _ = text.parse::<Guid>();
        let _ = text.parse::<Date>().map(|date| date.to_naive_date());
        let _ = text.parse::<TimeOfDay>().map(|time| time.to_naive_time());
        let _ = text.parse::<Duration>().map(|duration| duration.to_time_delta());
        let _ = text.parse::<Binary>().map(|binary| binary.to_bytes());
    }
}
