//! Secrets in kept values: `secrets` returns them, and nothing prints them.

use super::sample::Sample;
use graph_models::edm::Secret;
use graph_models::odata::{self, AdditionalProperties, Object};

macro_rules! object {
    ($name:ident { $($wire:literal => $field:ident: $type:ty,)* }) => {
        struct $name {
            $($field: Option<$type>,)*
            additional_properties: AdditionalProperties,
        }
        odata::object! { $name = untyped "#tests.object" { $($wire => $field,)* } }
    };
}

// The types refer to each other, and `Group` holds no secret of its own.
object! { Group { "name" => name: String, "owner" => owner: Box<User>, "users" => users: Vec<User>, } }
object! { User { "name" => name: String, "profile" => profile: Box<Profile>, "groups" => groups: Vec<Group>, } }
object! { Profile { "password" => password: Secret, "keys" => keys: Vec<Secret>, "user" => user: Box<User>, } }
object! { Place { "name" => name: String, "inner" => inner: Vec<Place>, } }
object! { Site { "places" => places: Vec<Place>, "groups" => groups: Vec<Group>, } }

/// Returns the sorted secrets of an object, after asserting that it does not print them, even after a round trip.
fn secrets_of<T: Object>(json: &str) -> Vec<String> {
    let object: T = odata::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"));
    let sorted = |secrets: Vec<Secret>| {
        let mut texts: Vec<_> = secrets.iter().map(|secret| secret.expose_secret().to_owned()).collect();
        texts.sort();
        texts
    };
    let secrets = sorted(object.secrets());
    let additional = object.additional_properties();
    let printed = format!("{object:?} {object:#?} {:?} {additional:?} {:?}", object.unrecognized(), additional.iter());
    assert!(!secrets.iter().any(|secret| printed.contains(secret)), "{printed}");
    let written = serde_json::to_string(&object).unwrap();
    assert_eq!(sorted(odata::from_str::<T>(&written).unwrap().secrets()), secrets, "{written}");
    secrets
}

#[test]
fn values_that_do_not_fit_a_secret_are_secrets() {
    let json = r#"{"secret":{"name":["hunter2",{"pin":-12345678901234567890123}],"on":true,"none":null},
        "secrets":["a\nb",null],"text":{"public":1},"part":{"secret":8675309}}"#;
    assert_eq!(secrets_of::<Sample>(json), ["-12345678901234567890123", "8675309", "a\nb", "hunter2"]);
}

#[test]
fn secrets_are_found_in_lists_with_odd_items() {
    for (value, expected) in [
        (r#"[{"secret":"AAAA"},5]"#, &["5", "AAAA"][..]),
        (r#"[null,{"secret":"AAAA"},{"secret":"BBBB","text":"public"}]"#, &["AAAA", "BBBB"]),
        (r#"[{"secret":"AAAA"},{"secret":8675309},[]]"#, &["8675309", "AAAA"]),
        (r#"[{"secrets":["AAAA","BBBB"]},null]"#, &["AAAA", "BBBB"]),
        (r#"[{"secrets":["AAAA",{"a":"BBBB"}]},null]"#, &["AAAA", "BBBB"]),
        (r#"[{"parts":[{"secret":"AAAA"},{"part":{"secret":"BBBB"}}]},true]"#, &["AAAA", "BBBB"]),
        (r#"[{"part":[{"secret":"AAAA"}]},null]"#, &["AAAA"]),
        (r#"[null,{"secret":"AAAA","text":5,"secret":"BBBB"}]"#, &["AAAA", "BBBB"]),
        (r#"[null,{"s\u0065cret":"\u0041AAA"}]"#, &["AAAA"]),
        (r#"[null,{"text":"public","int64":5,"untyped":"public","texts":["public"]}]"#, &[]),
        (r#"[[{"secret":"AAAA"}],[[{"secret":"BBBB"}]]]"#, &["AAAA", "BBBB"]),
        (r##"[null,{"@odata.type":"#tests.derived","secret":"AAAA","colour":"public"}]"##, &["AAAA"]),
        (r#"[null,{"\ud800":1,"secret":"AAAA"}]"#, &["1", "AAAA"]),
        ("[null,true,{},[]]", &[]),
    ] {
        assert_eq!(secrets_of::<Sample>(&format!(r#"{{"parts":{value}}}"#)), expected, "{value}");
        let nested = format!(r#"{{"part":{{"parts":[{{"parts":{value}}}]}}}}"#);
        assert_eq!(secrets_of::<Sample>(&nested), expected, "{value}");
    }
}

#[test]
fn secrets_are_found_in_values_that_are_no_list_and_no_object() {
    for (json, expected) in [
        (r#"{"parts":{"secret":"AAAA"}}"#, &["AAAA"][..]),
        (r#"{"parts":{"value":[{"secret":"AAAA"}],"0":{"secret":"BBBB"},"count":2}}"#, &["AAAA", "BBBB"]),
        (r#"{"part":[{"secret":"AAAA"},{"text":"public"}]}"#, &["AAAA"]),
        (r#"{"part":"AAAA"}"#, &["AAAA"]),
        (r#"{"parts":"AAAA"}"#, &["AAAA"]),
        (r#"{"parts":["true"," 5 ",null,5]}"#, &[" 5 ", "5", "true"]),
        (r#"{"part":"{\"secret\":\"AAAA\",\"text\":\"public\"}"}"#, &["AAAA"]),
        (r#"{"parts":"[{\"part\":\"{\\\"secret\\\":\\\"AAAA\\\"}\"}]"}"#, &["AAAA"]),
        (r#"{"secrets":"AAAA"}"#, &["AAAA"]),
        (r#"{"secret":"AAAA\ud800"}"#, &[r"AAAA\ud800"]),
        (r#"{"secrets":{"0":"AAAA"}}"#, &["AAAA"]),
        (r#"{"text":{"secret":"public"},"texts":[{"secret":"public"}],"state":5,"int64":"public"}"#, &[]),
    ] {
        assert_eq!(secrets_of::<Sample>(json), expected, "{json}");
    }
}

#[test]
fn secrets_are_found_through_types_that_refer_to_each_other() {
    let json = r#"{"users":[null,{"name":"public","profile":{"password":"AAAA"},"groups":[
        {"name":"public","owner":{"profile":{"keys":["BBBB",5],"user":{"profile":"CCCC"}}}}
    ]}]}"#;
    assert_eq!(secrets_of::<Group>(json), ["5", "AAAA", "BBBB", "CCCC"]);
    assert_eq!(secrets_of::<Site>(&format!(r#"{{"groups":[{json},[]]}}"#)), ["5", "AAAA", "BBBB", "CCCC"]);
}

#[test]
fn types_without_secrets_have_none() {
    let json = r#"{"places":[{"name":"public","inner":[5,"public",{"password":"public"}]},5,"public"],
        "groups":["public",{"owner":"public"}]}"#;
    assert_eq!(secrets_of::<Site>(json), [""; 0]);
}

#[test]
fn inserted_and_repeated_values_are_searched() {
    let mut group = Group::default();
    group.additional_properties.insert("owner", serde_json::json!({ "profile": { "password": "AAAA" } })).unwrap();
    assert_eq!(group.secrets(), [Secret::from("AAAA")]);

    let mut profile = Profile::default();
    for json in [r#""AAAA""#, r#"["BBBB"]"#] {
        profile.additional_properties.append("password", serde_json::from_str(json).unwrap());
    }
    assert_eq!(profile.secrets(), [Secret::from("AAAA"), Secret::from("BBBB")]);
}

#[test]
fn deep_nesting_needs_no_stack() {
    let nested = |open: &str, value: &str, close: &str| [&open.repeat(20_000), value, &close.repeat(20_000)].concat();
    for json in [
        format!(r#"{{"secret":{}}}"#, nested("[", "5", "]")),
        format!(r#"{{"parts":[null,{}]}}"#, nested(r#"{"part":"#, "5", "}")),
        format!(r#"{{"parts":[null,{}]}}"#, nested("[", r#"{"secret":5}"#, "]")),
        format!(r#"{{"parts":[null,{}]}}"#, nested(r#"{"a":"#, r#"{"secret":5}"#, "}")),
    ] {
        assert_eq!(odata::from_str::<Sample>(&json).unwrap().secrets(), [Secret::from("5")]);
    }
}
