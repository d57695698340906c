//! Lists of values.

use super::metadata::Attachment;
use graph_models::odata::Object;

#[test]
fn a_list_with_nulls_is_kept_as_it_was_received() {
    let sent = r##"{"@odata.type":"#microsoft.graph.attachment","size":1,"prices":[1.50,null,2],"more":["new"]}"##;
    let attachment: Attachment = serde_json::from_str(sent).unwrap();
    assert_eq!(attachment.prices, None);
    assert_eq!(attachment.additional_properties.get("prices").unwrap().get(), "[1.50,null,2]");
    let unrecognized = attachment.unrecognized();
    assert_eq!(unrecognized.last().unwrap().to_string(), "`prices` has a value that its type cannot hold");
    let again: serde_json::Value = serde_json::to_value(&attachment).unwrap();
    assert_eq!(again, serde_json::from_str::<serde_json::Value>(sent).unwrap());
}

#[test]
fn no_list_is_lost_when_it_appears_twice() {
    for twice in [
        r#"{"prices":[1],"prices":[2]}"#,
        r#"{"prices":[null],"prices":[2]}"#,
        r#"{"prices":[2],"prices":[null]}"#,
        r#"{"prices":[null],"prices":[null]}"#,
    ] {
        let error = serde_json::from_str::<Attachment>(twice).unwrap_err().to_string();
        assert!(error.starts_with("duplicate property `prices`"), "{error}");
    }
}

#[test]
fn properties_are_read_in_whatever_order_they_come() {
    let sent = r#"{"size":3,"unknown":1,"oldName":"b","id":"a","other":2,"content":"x"}"#;
    let attachment: Attachment = serde_json::from_str(sent).unwrap();
    assert_eq!(attachment.size, Some(3));
    assert_eq!(attachment.id.as_deref(), Some("a"));
    let names: Vec<_> = attachment.additional_properties.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["unknown", "other"]);
}
