//! Objects that serde has buffered, and that are read from a `Value`.

use super::sample::Sample;
use graph_models::odata;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Row {
    line: u32,
    #[serde(flatten)]
    sample: Sample,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Untagged {
    Row(Row),
}

#[test]
fn buffered_objects_keep_values() {
    let document = json!({
        "line": 7, "text": 5, "date": "", "guid": [1, { "a": null }], "state": 1.5, "int32": "12", "int64": 3.0,
        "boolean": "no", "part": { "guid": "" }, "dateTimes": ["2024-02-14T08:55:18Z", ""], "secret": { "a": true },
        "parts": [{ "text": 1 }],
    });
    let text = document.to_string();
    let Untagged::Row(untagged) = serde_json::from_str(&text).unwrap();
    let rows = [
        untagged,
        serde_json::from_str(&text).unwrap(),
        odata::from_str(&text).unwrap(),
        serde_json::from_value(document.clone()).unwrap(),
        Row::deserialize(&document).unwrap(),
    ];
    let mut expected = document;
    (expected["int32"], expected["int64"]) = (json!(12), json!(3));
    for Row { line, sample } in rows {
        assert_eq!((sample.int32, sample.int64, sample.additional_properties.len()), (Some(12), Some(3), 7));
        let mut written = serde_json::to_value(&sample).unwrap();
        written["line"] = json!(line);
        assert_eq!(written, expected);
    }
}
