//! The forms of an integer.

use super::sample::{Sample, assert_kept};
use graph_models::odata::{self, Object};

#[test]
fn integers_may_be_strings_or_decimal_numbers() {
    for (value, expected) in [
        (r#""5""#, 5),
        (r#""-9223372036854775808""#, i64::MIN),
        ("9223372036854775807", i64::MAX),
        ("1.0", 1),
        (r#""1.00""#, 1),
        ("1e2", 100),
        ("-12.50E1", -125),
        ("100e-2", 1),
        ("9007199254740993.0", 9_007_199_254_740_993),
        ("0e-999999999999999999999", 0),
        ("-0", 0),
        (r#""+007""#, 7),
    ] {
        let json = format!(r#"{{"int64":{value},"int64s":[0,{value}]}}"#);
        let sample: Sample = odata::from_str(&json).unwrap();
        assert_eq!(sample.int64, Some(expected), "{json}");
        assert_eq!(sample.int64s, Some(vec![0, expected]), "{json}");
        assert!(sample.unrecognized().is_empty(), "{json}");
    }
}

#[test]
fn other_numbers_and_strings_are_kept() {
    for value in [
        "1.5",
        "15e-1",
        "9223372036854775808",
        "1e19",
        "1e99999999999999999999",
        r#""""#,
        r#""0x5""#,
        r#"" 5""#,
        r#""1e""#,
        r#""-""#,
        r#""5.0000000000000000000001""#,
    ] {
        assert_kept(&odata::from_str(&format!(r#"{{"int64":{value}}}"#)).unwrap(), "int64", value);
    }
}
