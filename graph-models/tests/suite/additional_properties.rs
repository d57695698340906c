//! The properties that a schema does not name, as a collection.

use graph_models::beta::Entity;
use graph_models::odata::AdditionalProperties;
use serde_json::value::{RawValue, to_raw_value};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

/// The properties as they were received.
fn received(json: &str) -> AdditionalProperties {
    serde_json::from_str::<Entity>(json).unwrap().additional_properties
}

fn pair(name: &str, value: impl serde::Serialize) -> (String, Box<RawValue>) {
    (name.to_owned(), to_raw_value(&value).unwrap())
}

fn texts(properties: &AdditionalProperties) -> Vec<(&str, &str)> {
    properties.into_iter().map(|(name, value)| (name, value.get())).collect()
}

#[test]
fn remove_returns_the_last_value() {
    let mut properties = received(r#"{"colour":"red","weight":1.50,"colour":"blue"}"#);
    assert_eq!(properties.remove("weight").unwrap().get(), "1.50");
    assert_eq!(properties.remove("colour").unwrap().get(), r#""blue""#);
    assert!(properties.is_empty());
    assert!(properties.remove("colour").is_none());
}

#[test]
fn insert_keeps_the_position_and_replaces_all_values() {
    let mut properties = received(r#"{"a":1,"b":2,"c":3,"b":4}"#);
    properties.insert("b", 5).unwrap();
    assert_eq!(texts(&properties), [("a", "1"), ("b", "5"), ("c", "3")]);
}

#[test]
fn insert_sets_one_property_at_a_time() {
    let mut properties = received(r#"{"b":1,"a":2,"b":3,"b":4}"#);
    for (name, value) in [("c", 5), ("b", 6), ("c", 7), ("b", 8), ("a", 9)] {
        properties.insert(name, value).unwrap();
    }
    assert_eq!(texts(&properties), [("b", "8"), ("a", "9"), ("c", "7")]);

    let fails = properties.insert("a", std::collections::BTreeMap::from([([0], 0)]));
    assert!(fails.is_err());
    assert_eq!(properties.get("a").unwrap().get(), "9");
}

/// A hash table of the names would make each call slow.
#[test]
fn insert_allocates_only_the_new_property() {
    let mut properties: AdditionalProperties = (0..10_000).map(|number| pair(&number.to_string(), 0)).collect();
    properties.insert("a", 1).unwrap();
    let measured = allocation_counter::measure(|| properties.insert("a", 2).unwrap());
    assert!(measured.count_total <= 3, "{}", measured.count_total);
}

#[test]
fn iterators_borrow_or_move_names_and_values() {
    let properties = received(r#"{"a":1,"b":[2],"a":3}"#);
    assert_eq!(texts(&properties), [("a", "1"), ("b", "[2]"), ("a", "3")]);
    assert_eq!(properties.iter().len(), 3);
    assert_eq!(properties.iter().next_back().map(|(name, _)| name), Some("a"));

    let taken: Vec<_> = properties.into_iter().map(|(name, value)| (name, value.get().to_owned())).collect();
    assert_eq!(taken, [("a", "1"), ("b", "[2]"), ("a", "3")].map(|(name, text)| (name.to_owned(), text.to_owned())));
}

#[test]
fn collect_and_extend_keep_the_last_value() {
    let mut properties: AdditionalProperties = [pair("a", 1), pair("b", 2), pair("a", 3)].into_iter().collect();
    assert_eq!(texts(&properties), [("a", "3"), ("b", "2")]);
    properties.extend(received(r#"{"c":4,"b":5}"#));
    assert_eq!(texts(&properties), [("a", "3"), ("b", "5"), ("c", "4")]);

    let mut repeated = received(r#"{"a":1,"b":2,"a":3,"b":4}"#);
    repeated.extend([pair("c", 5), pair("a", 6), pair("c", 7)]);
    assert_eq!(texts(&repeated), [("a", "6"), ("b", "2"), ("b", "4"), ("c", "7")]);
}

#[test]
fn equality_and_hash_ignore_the_order() {
    let hash = |properties| BuildHasherDefault::<DefaultHasher>::new().hash_one(properties);
    let properties = received(r#"{"a":1,"b":2}"#);
    let same = received(r#"{"b":2,"a":1}"#);
    assert_eq!(properties, same);
    assert_eq!(hash(properties.clone()), hash(same));
    for other in ["{}", r#"{"a":1}"#, r#"{"a":2,"b":1}"#, r#"{"a":1,"b":2,"b":2}"#] {
        assert_ne!(properties, received(other));
        assert_ne!(hash(properties.clone()), hash(received(other)));
    }
}

#[test]
fn debug_shows_only_names() {
    let properties = received(r#"{"a":"hidden"}"#);
    assert_eq!(format!("{properties:?} {:?}", properties.iter()), r#"{"a"} {"a"}"#);
    assert_eq!(format!("{:?}", properties.into_iter()), r#"{"a"}"#);
}
