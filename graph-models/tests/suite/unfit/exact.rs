//! Exact reading of objects in other types, and of deeply nested objects.

use super::sample::Sample;
use graph_models::odata;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

#[derive(Deserialize, Debug, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    One,
    Other(u8),
}

#[derive(Deserialize)]
struct Id(String);

#[derive(Deserialize)]
struct Page {
    id: Id,
    kinds: (Kind, Kind),
    number: f64,
    nothing: Option<i32>,
    raw: Box<RawValue>,
    any: Value,
    value: Vec<Sample>,
    #[serde(default)]
    absent: Option<Box<Sample>>,
}

#[test]
fn objects_may_be_in_other_types() {
    let json = r#" {"id":"a","kinds":["one",{"other":2}],"number":1.5,"nothing":null,"raw":{ "b":1.10 },"any":[1,"c"],
        "value":[{"text":"a"},{"text":1.10}]} "#;
    let page: Page = odata::from_str(json).unwrap();
    assert_eq!(page.value[1].additional_properties.get("text").unwrap().get(), "1.10");
    assert_eq!((page.id.0.as_str(), page.number.to_bits(), page.nothing), ("a", 1.5_f64.to_bits(), None));
    assert_eq!(page.kinds, (Kind::One, Kind::Other(2)));
    assert_eq!((page.raw.get(), page.any), (r#"{ "b":1.10 }"#, json!([1, "c"])));
    assert!(page.absent.is_none());

    let error = odata::from_str::<(Sample, Sample)>(r#"[{"text":1.10},{},{}]"#).unwrap_err();
    assert!(error.to_string().starts_with("trailing characters"), "{error}");
}

#[test]
fn deep_nesting_is_kept_or_refused() {
    let nested = |open: &str, close: &str| [open.repeat(100_000), close.repeat(100_000)].concat();
    let kept = nested("[", "]");
    let sample: Sample = odata::from_str(&format!(r#"{{"unknown":{kept},"untyped":{kept}}}"#)).unwrap();
    assert_eq!(sample.additional_properties.get("unknown").unwrap().get(), kept);

    let parts = nested(r#"{"part":"#, "}").replacen(":}", ":{}}", 1);
    for json in [parts.clone(), format!(r#"{{"text":1.10,"part":{parts}}}"#)] {
        let error = odata::from_str::<Sample>(&json).unwrap_err();
        assert!(error.to_string().starts_with("recursion limit exceeded"), "{error}");
    }
}
