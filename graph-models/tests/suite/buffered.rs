//! Primitive values are read from buffered input, and are values of properties.

use graph_models::edm::{Binary, Date, Decimal, Double, Duration, Guid, TimeOfDay, Untyped};
use graph_models::odata::Property;
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Values {
    integers: (i8, u8, i16, i64),
    guid: Guid,
    date: Date,
    time: TimeOfDay,
    duration: Duration,
    binary: Binary,
    doubles: Vec<Double>,
    decimals: Vec<Decimal>,
    untyped: Untyped,
    absent: Option<Double>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flattened {
    #[serde(flatten)]
    values: Values,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Never { never: bool },
    Values(Values),
}

const JSON: &str = concat!(
    r#"{"integers":[-128,255,-32768,9223372036854775807],"guid":"FAC6F0B1-f0b1-fac6-b1f0-c6fab1f0c6fa","#,
    r#""date":"2016-12-31","time":"08:30","duration":"PT90M","binary":"fn5+","doubles":[1,1.0,0.1,"-INF","NaN"],"#,
    r#""decimals":[1.1,7,"1.10"],"untyped":{"a":[1,2.5,null]},"absent":null}"#,
);

#[test]
fn values_round_trip_through_every_deserializer() {
    let values: Values = serde_json::from_str(JSON).unwrap();
    assert_eq!(serde_json::to_string(&values).unwrap(), JSON);

    let flattened: Flattened = serde_json::from_str(JSON).unwrap();
    assert_eq!(flattened.values, values);
    assert_eq!(serde_json::to_string(&flattened).unwrap(), JSON);

    let untagged: Untagged = serde_json::from_str(JSON).unwrap();
    assert_eq!(serde_json::to_string(&untagged).unwrap(), JSON);
    assert_eq!(untagged, Untagged::Values(serde_json::from_reader(JSON.as_bytes()).unwrap()));

    // A `Value` sorts its properties, so compare it with another `Value`.
    let value: serde_json::Value = serde_json::from_str(JSON).unwrap();
    assert_eq!(serde_json::from_value::<Values>(value.clone()).unwrap(), values);
    assert_eq!(Values::deserialize(&value).unwrap(), values);
    assert_eq!(serde_json::to_value(&values).unwrap(), value);
}

#[test]
fn escaped_strings_are_parsed() {
    assert_eq!(serde_json::from_str::<Date>(r#""2016\u002d12-31""#).unwrap(), "2016-12-31".parse().unwrap());
}

#[test]
fn every_primitive_type_can_be_a_property() {
    fn property<T: Property + for<'de> Deserialize<'de> + Clone + PartialEq>() {}
    property::<i8>();
    property::<u8>();
    property::<i16>();
    property::<i64>();
    property::<Guid>();
    property::<Date>();
    property::<TimeOfDay>();
    property::<Duration>();
    property::<Binary>();
    property::<Double>();
    property::<Decimal>();
    property::<Untyped>();
    property::<Vec<Untyped>>();
}
