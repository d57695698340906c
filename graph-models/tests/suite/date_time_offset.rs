//! `DateTimeOffset` keeps every valid text and rejects the others with a reason.

use chrono::{DateTime, FixedOffset, Utc};
use graph_models::edm::DateTimeOffset;
use proptest::prelude::*;

#[test]
fn valid_texts_round_trip_byte_for_byte() {
    for text in [
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z",
        "2016-12-31T23:58:26.2447023-08:00",
        "2017-01-01T00:00:10.730021-08:00",
        "2016-12-31T23:58:26.000000000000+00:00",
        "2016-12-31T23:58:26.123456789012Z",
        "2016-12-31T23:58:26.0Z",
        "2016-12-31T23:58:26-00:00",
        "2016-12-31t23:58:26z",
        "2016-12-31T23:58Z",
        "0000-02-29T00:00:00+23:59",
        "-0000-02-29T00:00:00-23:59",
        "-0044-03-15T12:00:00Z",
        "-262142-01-02T00:00:00Z",
        "262141-12-31T00:00:00.000000000001+23:59",
        "12345-01-01T00:00:00Z",
    ] {
        let parsed: DateTimeOffset = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(parsed.to_string(), text);
        assert_eq!(serde_json::to_string(&parsed).unwrap(), format!("{text:?}"));
    }
}

#[test]
fn errors_name_the_byte_position_and_the_form_expected() {
    for (text, expected, position) in [
        ("", "a year of four digits", 0),
        ("2016", "`-`", 4),
        ("016-12-31T23:58:26Z", "a year of four digits", 0),
        ("02016-12-31T23:58:26Z", "a year of four digits", 0),
        ("999999-12-31T23:58:26Z", "a year from", 0),
        ("9999999-12-31T23:58:26Z", "`-`", 6),
        ("2016-13-31T23:58:26Z", "a month", 5),
        ("2015-02-29T23:58:26Z", "a day that exists in the month", 8),
        ("2016-12-31 23:58:26Z", "`T`", 10),
        ("2016-12-31T24:00:00Z", "an hour", 11),
        ("2016-12-31T23:60:26Z", "a minute", 14),
        ("2016-12-31T23:58:60Z", "a second", 17),
        ("2016-12-31T23:58:26.Z", "1 to 12 fractional digits", 20),
        ("2016-12-31T23:58:26.1234567890123Z", "1 to 12 fractional digits", 20),
        ("2016-12-31T23:58:26", "`Z` or an offset", 19),
        ("2016-12-31T23:58:26+24:00", "hours of an offset", 20),
        ("2016-12-31T23:58:26+0800", "`:`", 22),
        ("2016-12-31T23:58:26+08:00 ", "the end", 25),
        ("２０１６-12-31T23:58:26Z", "a year of four digits", 0),
    ] {
        let error = text.parse::<DateTimeOffset>().unwrap_err().to_string();
        assert!(error.contains(expected) && error.ends_with(&format!("at byte {position}")), "{text}: {error}");
    }
}

#[test]
fn values_are_compared_by_instant() {
    let parse = |text: &str| text.parse::<DateTimeOffset>().unwrap();
    assert_eq!(parse("2016-12-31T23:58:26-08:00"), parse("2017-01-01T07:58:26.000Z"));
    assert!(parse("2017-01-01T00:00:00.000000000001Z") > parse("2017-01-01T00:00:00Z"));
    assert!(parse("2017-01-01T00:00:00+01:00") < parse("2017-01-01T00:00:00Z"));
}

#[test]
fn limits_of_chrono_do_not_panic() {
    let east = FixedOffset::east_opt(14 * 3600).unwrap();
    let west = FixedOffset::west_opt(12 * 3600).unwrap();
    assert_eq!(
        DateTimeOffset::from(DateTime::<Utc>::MAX_UTC.with_timezone(&east)).to_string().chars().last(),
        Some('Z')
    );
    assert_eq!(
        DateTimeOffset::from(DateTime::<Utc>::MIN_UTC.with_timezone(&west)).to_string().chars().last(),
        Some('Z')
    );
    let leap = "2016-12-31T23:59:60.5Z".parse::<DateTime<Utc>>().unwrap();
    assert_eq!(DateTimeOffset::from(leap).to_string(), "2016-12-31T23:59:59.999999999Z");
    let local_mean_time = DateTime::<Utc>::UNIX_EPOCH.with_timezone(&FixedOffset::east_opt(1172).unwrap());
    assert_eq!(DateTimeOffset::from(local_mean_time).to_string(), "1970-01-01T00:00:00Z");
}

proptest! {
    #[test]
    fn conversion_from_chrono_keeps_the_instant_and_offset(seconds in -60_000_000_000_i64..250_000_000_000, nanos in 0_u32..1_000_000_000, offset in -1439_i32..1440) {
        let zone = FixedOffset::east_opt(offset * 60).unwrap();
        let date_time = DateTime::from_timestamp(seconds, nanos).unwrap().with_timezone(&zone);
        let written = DateTimeOffset::from(date_time).to_string();
        prop_assert_eq!(*written.parse::<DateTimeOffset>().unwrap().as_date_time(), date_time);
    }

    #[test]
    fn parsing_agrees_with_chrono(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-][0-2][0-9]:[0-5][0-9])") {
        let ours = text.parse::<DateTimeOffset>().ok().map(DateTime::<FixedOffset>::from);
        prop_assert_eq!(ours, DateTime::parse_from_rfc3339(&text).ok());
    }

    #[test]
    fn parsing_never_panics(text in "[-+0-9TtZz:.]{0,40}|\\PC{0,20}") {
        if let Ok(parsed) = text.parse::<DateTimeOffset>() {
            prop_assert_eq!(parsed.to_string(), text);
        }
    }
}
