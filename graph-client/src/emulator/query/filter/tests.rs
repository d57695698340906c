use super::Filter;
use crate::emulator::query::{EntityType, JsonObject, QueryError};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use proptest::prelude::{Strategy, any, prop_assert, proptest};
use serde_json::{Value, json};

fn entity() -> EntityType {
    EntityType::of::<WindowsAutopilotDeviceIdentity>(&[])
}

fn parse(filter: &str) -> Result<Filter, QueryError> {
    Filter::parse(filter, &entity())
}

fn matches(filter: &str, object: &Value) -> bool {
    parse(filter).unwrap().matches(object.as_object().unwrap())
}

fn refused(filter: &str) -> String {
    match parse(filter).unwrap_err() {
        QueryError::BadRequest(message) => message,
        error @ QueryError::NotEmulated(_) => panic!("{error:?}"),
    }
}

#[test]
fn filters_select_objects_by_their_properties() {
    let device = json!({
        "id": "FAC6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa",
        "serialNumber": "Adele's 7",
        "groupTag": "",
        "skuNumber": 7,
        "resourceName": 1.5,
        "manufacturer": true,
        "model": { "Name": { "short": "One" } },
        "lastContactedDateTime": "2024-05-01T02:00:00.0000000+02:00",
        "displayName": null,
    });
    for (filter, expected) in [
        ("contains(serialNumber,'Adele''s')", true),
        ("contains(serialNumber,'ADELE')", true),
        ("contains( serialNumber , 's 7' )", true),
        ("contains(serialNumber,'')", true),
        ("contains(serialNumber,'8')", false),
        ("contains(purchaseOrderIdentifier,'')", false),
        ("contains(skuNumber,'7')", false),
        ("startswith(serialNumber,'adele')", true),
        ("startsWith(SerialNumber,'adele')", true),
        ("startswith(serialNumber,'7')", false),
        ("serialNumber eq 'adele''s 7'", true),
        ("serialNumber eq 'Adele'", false),
        ("groupTag eq ''", true),
        ("groupTag EQ null", false),
        ("displayName eq null", true),
        ("purchaseOrderIdentifier eq null", true),
        ("purchaseOrderIdentifier eq ''", false),
        ("id eq fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa", true),
        ("id eq 'fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa'", true),
        ("id eq fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fb", false),
        ("skuNumber eq 7", true),
        ("skuNumber eq 7.0", true),
        ("skuNumber eq -7", false),
        ("skuNumber eq '7'", false),
        ("resourceName eq 15e-1", true),
        ("manufacturer eq true", true),
        ("manufacturer eq false", false),
        ("lastContactedDateTime eq 2024-05-01T00:00:00Z", true),
        ("lastContactedDateTime eq 2024-05-01", true),
        ("lastContactedDateTime eq 2024-05-02", false),
        ("model/name/short eq 'one'", true),
        ("model/name/long eq null", true),
        ("contains(model/name/short,'n')", true),
        ("serialNumber/short eq 'one'", false),
        ("skuNumber eq 7 and manufacturer eq true", true),
        ("skuNumber eq 7 and manufacturer eq false", false),
        ("(skuNumber eq 7) AND ((groupTag eq '') and contains(serialNumber,'a'))", true),
        ("  skuNumber  eq  7  ", true),
    ] {
        assert_eq!(matches(filter, &device), expected, "{filter}");
    }
}

#[test]
fn other_filters_are_refused_with_their_place() {
    for (filter, expected) in [
        ("", "Expression expected at position 0 in ''."),
        ("serialNumber", "Expression expected at position 12 in 'serialNumber'."),
        ("serialNumber eq", "Expression expected at position 15 in 'serialNumber eq'."),
        ("serialNumber eq 'A", "There is an unterminated string literal at position 16"),
        ("serialNumber eq A", "Unrecognized literal 'A' at position 16"),
        ("serialNumber eq 'ä' x", "Syntax error at position 20"),
        ("serialNumber eq graph.x'A'", "Unrecognized literal 'graph.x' at position 16"),
        ("serialNumber ne 'A'", "The operator 'ne' is not supported at position 13"),
        ("serialNumber eq 'A' or model eq 'B'", "The operator 'or' is not supported at position 20"),
        ("(serialNumber eq 'A' or model eq 'B')", "The operator 'or' is not supported at position 21"),
        ("not contains(model,'B')", "The operator 'not' is not supported at position 0"),
        ("not(contains(model,'B'))", "The operator 'not' is not supported at position 0"),
        ("endswith(model,'B')", "An unknown function with name 'endswith' was found at position 0"),
        ("contains(model,5)", "No function signature for 'contains' matches: expected a string at position 15"),
        ("contains(model,'B'", "')' or ',' expected at position 18"),
        ("contains(model)", "')' or ',' expected at position 14"),
        ("contains('B',model)", "Syntax error at position 9"),
        ("contains(model,'B') eq true", "Syntax error at position 20"),
        ("tolower(model) eq 'b'", "An unknown function with name 'tolower' was found at position 0"),
        ("(model eq 'B'", "')' or operator expected at position 13"),
        ("model eq 'B')", "Syntax error at position 12"),
        ("model eq 'B' and", "Expression expected at position 16"),
        ("and", "Could not find a property named 'and'"),
        ("'B' eq model", "Syntax error at position 0"),
        (
            "colour eq 'B'",
            "Could not find a property named 'colour' on type 'microsoft.graph.windowsAutopilotDeviceIdentity'.",
        ),
        ("model/ eq 'B'", "Syntax error at position 0"),
        ("model.x eq 'B'", "Syntax error at position 0"),
    ] {
        let message = refused(filter);
        let expected = format!("Invalid filter clause: {expected}");
        assert!(message.starts_with(&expected), "{filter}: {message}");
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}model eq 'B'{}", "(".repeat(depth), ")".repeat(depth));
    assert!(matches(&nested(50), &json!({ "model": "b" })));
    for depth in [51, 100_000] {
        assert_eq!(refused(&nested(depth)), "Invalid filter clause: Recursion depth exceeded allowed limit.");
    }
    let long = vec!["model eq 'B'"; 20_000].join(" and ");
    assert!(matches(&long, &json!({ "model": "b" })));
}

/// Texts that are close to filters.
fn filters() -> impl Strategy<Value = String> {
    let parts = proptest::sample::select(vec![
        "model",
        "eq",
        "and",
        "or",
        "contains",
        "startswith",
        "(",
        ")",
        ",",
        "'",
        "''",
        "'a'",
        " ",
        " ",
        "7",
        "/",
        "null",
        "2024-05-01",
        "ä",
        "\u{0}",
        "%",
        "1e999",
    ]);
    proptest::collection::vec(parts, 0..20).prop_map(|parts| parts.concat())
}

fn values() -> impl Strategy<Value = Value> {
    let leaves = proptest::prop_oneof![
        proptest::strategy::Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[aA7ßİ -]{0,4}".prop_map(Value::from),
    ];
    leaves.prop_recursive(3, 8, 3, |inner| {
        proptest::prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            proptest::collection::btree_map("model|name", inner, 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_parsed_or_refused(text in any::<String>(), filter in filters(), value in values()) {
        let object = JsonObject::from_iter([("model".to_owned(), value)]);
        for text in [&text, &filter] {
            match parse(text) {
                Ok(filter) => { filter.matches(&object); }
                Err(QueryError::BadRequest(message)) => prop_assert!(message.starts_with("Invalid filter clause: ")),
                Err(error) => prop_assert!(false, "{error:?}"),
            }
        }
    }

    #[test]
    fn any_string_equals_itself(text in any::<String>()) {
        let device = json!({ "model": text });
        let literal = text.replace('\'', "''");
        for filter in [format!("model eq '{literal}'"), format!("contains(model,'{literal}')"), format!("startswith(model,'{literal}')")] {
            prop_assert!(matches(&filter, &device), "{}", filter);
        }
    }
}
