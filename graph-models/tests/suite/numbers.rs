//! Numbers are written back without loss, in the form in which they were received.

use graph_models::edm::{Decimal, Double};
use proptest::prelude::*;
use serde_json::json;

fn round_trip<T: serde::Serialize + serde::de::DeserializeOwned>(json: &str) -> String {
    let value: T = serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"));
    serde_json::to_string(&value).unwrap()
}

#[test]
fn doubles_round_trip() {
    for json in [
        "0",
        "1",
        "1.0",
        "-1",
        "-0.0",
        "0.1",
        "5e-324",
        "9007199254740993",
        "-9223372036854775808",
        "18446744073709551615",
        r#""INF""#,
        r#""-INF""#,
        r#""NaN""#,
    ] {
        assert_eq!(round_trip::<Double>(json), json);
        let double: Double = serde_json::from_str(json).unwrap();
        assert_eq!(double.to_string(), json.trim_matches('"'));
        assert_eq!(format!("{double:?}"), json.trim_matches('"'));
    }
    for (json, written) in
        [("-0", "-0.0"), ("1.50", "1.5"), ("1E2", "100.0"), ("1e300", "1e+300"), (r#""\u0049NF""#, r#""INF""#)]
    {
        assert_eq!(round_trip::<Double>(json), written);
    }
}

#[test]
fn doubles_have_the_value_in_the_json() {
    let value = |json| serde_json::from_str::<Double>(json).unwrap().to_f64();
    for (json, expected) in [
        ("1", 1.0),
        ("0.1", 0.1),
        ("-0", -0.0),
        ("18446744073709551616", 18_446_744_073_709_551_616.0),
        ("1e-400", 0.0),
        (r#""-INF""#, f64::NEG_INFINITY),
    ] {
        assert_eq!(value(json).to_bits(), f64::to_bits(expected), "{json}");
    }
    assert!(value(r#""NaN""#).is_nan());
}

#[test]
fn doubles_are_compared_by_value_and_nan_equals_itself() {
    assert_eq!(Double::from(1), Double::from(1.0));
    assert_eq!(Double::from(f64::NAN), Double::from(-f64::NAN));
    assert_eq!(Double::from(0.5_f32), Double::from(0.5));
    assert_ne!(Double::from(f64::NAN), Double::from(0.0));
    assert_ne!(Double::from(1), Double::from(2));
}

#[test]
fn errors_for_invalid_doubles_quote_the_value() {
    for (json, found) in [
        ("1e400", "1e400"),
        ("-1e400", "-1e400"),
        (r#""1.5""#, r#""1.5""#),
        (r#""inf""#, r#""inf""#),
        (r#""\ud800""#, r#""\ud800""#),
        ("true", "true"),
        ("null", "null"),
        (r#"[ "8675309" ]"#, "an array"),
        (r#"{"8675309":1}"#, "an object"),
    ] {
        let error = serde_json::from_str::<Double>(json).unwrap_err().to_string();
        assert_eq!(
            error,
            format!(r#"{found} is not a number within the range of a double, or "INF", "-INF" or "NaN""#)
        );
    }
}

#[test]
fn decimals_round_trip() {
    for digits in
        ["0", "-0", "1.10", "-0.00", "1e400", "1E-5", "1.5e+05", "1234567890123456789012345678901234567890.0987654321"]
    {
        let string = format!("{digits:?}");
        assert_eq!(round_trip::<Decimal>(digits), digits);
        assert_eq!(round_trip::<Decimal>(&string), string);
        let made: Decimal = digits.parse().unwrap();
        assert_eq!(made.as_str(), digits);
        assert_eq!(made, serde_json::from_str(&string).unwrap());
        assert_eq!(serde_json::to_string(&made).unwrap(), digits);
    }
    for string in [r#""+1.5""#, r#""007""#, r#""INF""#, r#""-INF""#, r#""NaN""#] {
        assert_eq!(round_trip::<Decimal>(string), string);
    }
    assert_eq!(serde_json::to_string(&"INF".parse::<Decimal>().unwrap()).unwrap(), r#""INF""#);
}

#[test]
fn invalid_decimals_are_refused() {
    for text in ["", "-", "+1", "01", "-01", ".5", "5.", "1e", "1e+", "1.2.3", "0x1", "1 ", "inf", "nan", "１", "1,5"]
    {
        let error = text.parse::<Decimal>().unwrap_err().to_string();
        assert_eq!(error, format!("{text:?} is not a decimal number such as 1.10"));
    }
    for json in [r#""""#, r#""1,5""#, r#""inf""#, r#"" 1""#, "true", "null", "[1]", r#"{"1":1}"#] {
        let error = serde_json::from_str::<Decimal>(json).unwrap_err().to_string();
        assert!(error.ends_with(" is not a decimal number such as 1.10"), "{error}");
    }
}

#[test]
fn decimals_are_compared_by_digits() {
    assert_eq!(Decimal::from(-7), "-7".parse().unwrap());
    assert_eq!(Decimal::from(u128::MAX).as_str(), u128::MAX.to_string());
    assert_ne!("1.10".parse::<Decimal>().unwrap(), "1.1".parse().unwrap());
    assert_eq!(format!("{:>6}|{:?}", Decimal::from(12), Decimal::from(12)), "    12|12");
}

#[test]
fn numbers_are_read_from_a_value() {
    let doubles: Vec<Double> = serde_json::from_value(json!([1, 1.5, u64::MAX, "INF"])).unwrap();
    assert_eq!(serde_json::to_string(&doubles).unwrap(), r#"[1,1.5,18446744073709551615,"INF"]"#);
    let decimals: Vec<Decimal> = serde_json::from_value(json!([1, 1.5, "1.50"])).unwrap();
    assert_eq!(serde_json::to_value(&decimals).unwrap(), json!([1, 1.5, "1.50"]));
}

proptest! {
    #[test]
    fn any_double_round_trips(bits: u64) {
        let value = f64::from_bits(bits);
        let json = serde_json::to_string(&Double::from(value)).unwrap();
        let double: Double = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(double, Double::from(value));
        prop_assert!(value.is_nan() || double.to_f64().to_bits() == bits);
        prop_assert_eq!(serde_json::from_value::<Double>(serde_json::to_value(double).unwrap()).unwrap(), double);
        prop_assert_eq!(serde_json::to_string(&double).unwrap(), json);
    }

    #[test]
    fn any_decimal_round_trips(digits in "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?") {
        prop_assert_eq!(round_trip::<Decimal>(&digits), digits);
    }

    #[test]
    fn reading_numbers_never_panics(json in "[-+0-9eE.\"INFa{}\\[\\]]{0,40}|\\PC{0,20}") {
        let _ = serde_json::from_str::<Double>(&json);
        let _ = serde_json::from_str::<Decimal>(&json);
        if let Ok(decimal) = json.parse::<Decimal>() {
            prop_assert_eq!(serde_json::from_str::<Decimal>(&serde_json::to_string(&decimal).unwrap()).unwrap(), decimal);
        }
    }
}
