//! Equality, hashes and order of values agree with each other, and the order of dates and times agrees with chrono's.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use graph_models::beta::EnrollmentState;
use graph_models::edm::{
    Binary, Date, DateTimeOffset, Decimal, Double, Duration, Guid, ParsePrimitiveError, Secret, TimeOfDay, Untyped,
};
use graph_models::odata::{AdditionalProperties, Evolvable, Object, Unrecognized, UnrecognizedMember};
use proptest::prelude::*;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::error::Error;
use std::fmt::Debug;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

fn hash<T: Hash>(value: &T) -> u64 {
    BuildHasherDefault::<DefaultHasher>::new().hash_one(value)
}

#[track_caller]
fn equal<T: Eq + Hash + Debug>(left: &T, right: &T) {
    assert_eq!(left, right);
    assert_eq!(hash(left), hash(right), "{left:?} and {right:?} are equal");
}

fn parsed<T: std::str::FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// Asserts that the texts are in ascending order, and that only equal values are neither less nor greater.
fn ascending<T: Ord + std::str::FromStr<Err: Debug> + Debug>(texts: &[&str]) {
    let values: Vec<T> = texts.iter().map(|text| parsed(text)).collect();
    for (left_index, left) in values.iter().enumerate() {
        for (right_index, right) in values.iter().enumerate() {
            assert_eq!(left.cmp(right), left_index.cmp(&right_index), "{left:?} and {right:?}");
            assert_eq!(left == right, left.cmp(right) == Ordering::Equal);
        }
    }
}

#[test]
fn equal_values_have_the_same_hash() {
    equal::<Guid>(&parsed("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa"), &parsed("FAC6F0B1-F0B1-FAC6-B1F0-C6FAB1F0C6FA"));
    equal::<DateTimeOffset>(&parsed("2016-12-31T23:58:26-08:00"), &parsed("2017-01-01T07:58:26.000Z"));
    equal::<Decimal>(&parsed("1.1"), &serde_json::from_str(r#""1.1""#).unwrap());
    equal(&Double::from(1), &Double::from(1.0));
    equal(&Double::from(0.0), &Double::from(-0.0));
    equal(&Double::from(f64::NAN), &Double::from(-f64::NAN));
    equal(&serde_json::from_str::<Double>("9007199254740993").unwrap(), &Double::from(9_007_199_254_740_992.0));
    equal(&Secret::from("a"), &Secret::from("a".to_owned()));
    equal(&Untyped::new([1, 2]).unwrap(), &serde_json::from_str("[1,2]").unwrap());
    equal::<Binary>(&parsed("fn4="), &Binary::from(b"~~"));
}

#[test]
fn hashes_rarely_collide() {
    let doubles = (0..1000).map(Double::from).map(|double| hash(&double));
    assert_eq!(doubles.collect::<HashSet<_>>().len(), 1000);
    assert_ne!(hash(&Secret::from("a")), hash(&Secret::from("b")));
    assert_ne!(hash(&Double::from(f64::INFINITY)), hash(&Double::from(f64::NAN)));
}

#[test]
fn equal_errors_and_reports_have_the_same_hash() {
    let error = || "2016".parse::<Date>().unwrap_err();
    equal(&error(), &error());
    let error = || "2016".parse::<DateTimeOffset>().unwrap_err();
    equal(&error(), &error());

    let json = r#"{"id":"1","colour":"blue"}"#;
    let unrecognized = || serde_json::from_str::<graph_models::beta::Entity>(json).unwrap().unrecognized();
    equal(&unrecognized(), &unrecognized());
}

#[test]
fn dates_are_ordered_by_value() {
    ascending::<Date>(&[
        "-100000000000000000000000000000000000000000-01-01",
        "-10000-01-01",
        "-9999-01-01",
        "-0044-03-15",
        "-0044-03-16",
        // The same date, ordered by text.
        "-0000-01-01",
        "0000-01-01",
        "0000-02-29",
        "2016-12-30",
        "2016-12-31",
        "9999-01-01",
        "10000-01-01",
        "100000000000000000000000000000000000000000-01-01",
    ]);
}

#[test]
fn times_of_day_are_ordered_by_value() {
    ascending::<TimeOfDay>(&[
        "00:00",
        "00:00:00",
        "00:00:00.000000000000",
        "00:00:00.000000000001",
        "00:00:00.1",
        "00:00:00.10",
        "00:00:00.100000000001",
        "00:01",
        "08:30",
        "23:59:59.999999999999",
    ]);
}

#[test]
fn durations_are_ordered_by_value() {
    ascending::<Duration>(&[
        "-P1000000000000000000000000D",
        "-P1D",
        "-PT1.5S",
        "-PT1.25S",
        "-PT0S",
        "P0D",
        "PT0S",
        "PT0.0000000000000000001S",
        "PT59S",
        "PT1M",
        "PT60S",
        "PT60.000000000000000000001S",
        "PT3599S",
        "PT1H",
        "PT24H0.1S",
        "P1DT1S",
        "P1000000000000000000000000D",
        // Spans beyond `u128::MAX` seconds are ordered by text.
        "PT10000000000000000000000000000000000000000S",
        "PT9999999999999999999999999999999999999999S",
    ]);
}

#[test]
fn guids_are_ordered_as_numbers() {
    ascending::<Guid>(&[
        "0000000a-0000-0000-0000-000000000000",
        "0000000B-0000-0000-0000-000000000000",
        "0000000c-0000-0000-0000-000000000000",
    ]);
}

#[test]
fn public_types_implement_debug_send_and_sync() {
    fn shared<T: Send + Sync + Unpin + Debug + 'static>() {}
    fn error<T: Error + Send + Sync + 'static>() {}
    shared::<(Binary, Date, DateTimeOffset, Decimal, Double, Duration, Guid, Secret, TimeOfDay, Untyped)>();
    shared::<(AdditionalProperties, Unrecognized, Evolvable<EnrollmentState>, UnrecognizedMember<EnrollmentState>)>();
    shared::<(graph_models::odata::AdditionalPropertiesIter<'static>, graph_models::odata::AdditionalPropertiesIntoIter)>(
    );
    shared::<graph_models::beta::WindowsAutopilotDeviceIdentity>();
    error::<ParsePrimitiveError>();
    error::<graph_models::edm::ParseDateTimeOffsetError>();
    error::<graph_models::odata::DowncastError<graph_models::beta::Entity>>();
}

#[test]
fn text_values_implement_as_ref_str() {
    fn text(value: impl AsRef<str>) -> String {
        value.as_ref().to_owned()
    }
    assert_eq!(text(parsed::<Date>("2016-12-31")), "2016-12-31");
    assert_eq!(text(parsed::<Decimal>("1.10")), "1.10");
    let paused = Evolvable::<EnrollmentState>::from("paused");
    assert_eq!(text(&paused), "paused");
    let Evolvable::Unrecognized(member) = paused else { panic!("a known member") };
    assert_eq!(text(member), "paused");
}

proptest! {
    #[test]
    fn dates_have_the_same_order_as_in_chrono(
        days in [-96_000_000_i32..96_000_000, -96_000_000_i32..96_000_000],
        near in -800_i32..800,
    ) {
        let [first, second] = days.map(|days| NaiveDate::from_num_days_from_ce_opt(days).unwrap_or_default());
        let third = first.checked_add_signed(TimeDelta::days(near.into())).unwrap_or(first);
        for (left, right) in [(first, second), (first, third)] {
            prop_assert_eq!(Date::from(left).cmp(&Date::from(right)), left.cmp(&right));
        }
    }

    #[test]
    fn times_have_the_same_order_as_in_chrono(
        seconds in [0_u32..86_400, 0_u32..86_400],
        nanoseconds in [0_u32..1_000_000_000, 0_u32..1_000_000_000],
    ) {
        let time = |second, nanosecond| NaiveTime::from_num_seconds_from_midnight_opt(second, nanosecond).unwrap();
        let first = time(seconds[0], nanoseconds[0]);
        for right in [time(seconds[1], nanoseconds[1]), time(seconds[0], nanoseconds[1])] {
            prop_assert_eq!(TimeOfDay::from(first).cmp(&TimeOfDay::from(right)), first.cmp(&right));
        }
    }

    #[test]
    fn durations_have_the_same_order_as_in_chrono(
        seconds in [-200_000_i64..200_000, -200_000_i64..200_000],
        nanoseconds in [0_u32..1_000_000_000, 0_u32..1_000_000_000],
    ) {
        let span = |seconds, nanoseconds| TimeDelta::new(seconds, nanoseconds).unwrap();
        let first = span(seconds[0], nanoseconds[0]);
        for right in [span(seconds[1], nanoseconds[1]), span(seconds[0], nanoseconds[1]), -first] {
            prop_assert_eq!(Duration::from(first).cmp(&Duration::from(right)), first.cmp(&right));
        }
    }

    #[test]
    fn equal_doubles_have_the_same_hash(left: i32, right: i32, bits: [u64; 2]) {
        for [left, right] in [[left.into(), f64::from(right).into()], bits.map(|bits| Double::from(f64::from_bits(bits)))] {
            prop_assert!(left != right || hash(&left) == hash(&right));
        }
        equal(&Double::from(left), &Double::from(f64::from(left)));
    }
}
