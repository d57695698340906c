//! Duplicate names, custom names and hostile names.

#![allow(deprecated, reason = "one of the types is")]

use super::adjusted::Machine;
use super::hostile::a_b::type_::{Fn, Members};
use super::words::{Control, Words};
use graph_models::odata::{Enumeration, Evolvable, Object};
use serde_json::json;

#[test]
fn names_that_meet_stay_apart_on_the_wire() {
    let sent = json!({ "summary": "a", "_summary": "b", "SUMMARY": "c", "summary_2": "d", "größe": "e", "self": "f" });
    let words: Words = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(words.summary.as_deref(), Some("a"));
    assert_eq!(words.summary_2.as_deref(), Some("b"));
    assert_eq!(words.size.as_deref(), Some("e"));
    assert_eq!(serde_json::to_value(&words).unwrap(), sent);
    assert_eq!(Control::On.as_str(), "true");
    assert_ne!(Control::RemoteControlSoftware, Control::RemoteControlSoftware2);
}

#[test]
fn hostile_names_are_nothing_but_names() {
    let sent = json!({ "\" )] pub fn evil() {} #[doc(": "x", "a\u{202e}b": "y", "new\nline": true, "*/": "z" });
    let object: Fn = serde_json::from_value(sent.clone()).unwrap();
    assert!(object.additional_properties.is_empty());
    assert_eq!(serde_json::to_value(&object).unwrap(), sent);
    assert_eq!(serde_json::from_value::<Evolvable<Members>>(json!("a\u{202e}")).unwrap(), Members::A3);
}

#[test]
fn what_was_left_out_is_kept_when_received() {
    let sent = json!({
        "@odata.type": "#microsoft.graph.device", "id": "1", "place": { "city": "Bern" },
        "extensions": [{ "@odata.type": "#microsoft.graph.openExtension" }], "owner": { "name": "A" }, "history": "long",
    });
    let machine: Machine = serde_json::from_value(sent.clone()).unwrap();
    assert_eq!(machine.location.as_ref().unwrap().city.as_deref(), Some("Bern"));
    assert_eq!(machine.extensions.as_ref().unwrap().len(), 1);
    assert_eq!(machine.unrecognized().len(), 2);
    assert_eq!(serde_json::to_value(&machine).unwrap(), sent);
}
