//! Arbitrary bodies of batches.

use super::BatchBody;
use base64::prelude::{BASE64_STANDARD, Engine};
use proptest::prelude::*;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

/// Reads the response to the first request.
fn first(response: &Value) -> Option<(u16, HeaderMap, Vec<u8>)> {
    let json = json!({ "responses": [response] }).to_string();
    let response = BatchBody::read(json.as_bytes())?.take(0, &HeaderMap::new())?;
    Some((response.status.as_u16(), response.headers, response.body))
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-10_i64..1000).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[1-3]|[a-zA-Z0-9+/]{0,9}=?|\\PC{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let name = "id|status|headers|body|responses|[cC]ontent-[tT]ype|retry-after|\\PC{0,3}";
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(name, inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

fn assert_readable(json: &[u8]) {
    if let Some(mut body) = BatchBody::read(json) {
        for position in 0..3 {
            let taken = body.take(position, &HeaderMap::new());
            assert!(taken.is_none_or(|response| (200..600).contains(&response.status.as_u16())));
            assert!(body.take(position, &HeaderMap::new()).is_none(), "a response is taken once");
        }
    }
}

#[test]
fn ids_are_compared_regardless_of_their_type() {
    for id in [json!("1"), json!(1)] {
        assert_eq!(first(&json!({ "id": id, "status": 204 })).map(|(status, ..)| status), Some(204));
    }
    for id in [json!(" 1"), json!("01"), json!("1.0"), json!(1.0), json!(true), json!(["1"]), Value::Null] {
        assert!(first(&json!({ "id": id, "status": 204 })).is_none(), "{id}");
    }
}

#[test]
fn headers_are_strings_or_numbers() {
    let headers = json!({
        "Retry-After": 7, "retry-after-ms": "8", "X": null, "Y": {}, "a b": "c", "Z": "a\nb", "List": ["1", 2, null],
    });
    let (_, headers, _) = first(&json!({ "id": "1", "status": 429, "headers": headers })).unwrap();
    let values = |name| headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(
        (values("retry-after"), values("retry-after-ms"), values("list")),
        (vec!["7"], vec!["8"], vec!["1", "2"])
    );
    assert_eq!(headers.len(), 4);
    for headers in [json!("x"), json!([]), json!(1), Value::Null] {
        assert!(first(&json!({ "id": "1", "status": 429, "headers": headers })).unwrap().1.is_empty());
    }
}

#[test]
fn a_response_inherits_the_id_and_the_date_of_the_batch() {
    let inherited: HeaderMap = [("request-id", "batch"), ("date", "today"), ("etag", "x")]
        .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
        .into_iter()
        .collect();
    let json = br#"{"responses":[{"id":"1","status":200,"headers":{"request-id":"own"}}]}"#;
    let headers = BatchBody::read(json).unwrap().take(0, &inherited).unwrap().headers;
    assert_eq!(
        (&headers["request-id"], &headers["date"], headers.len()),
        (&"own".parse().unwrap(), &"today".parse().unwrap(), 2)
    );
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(json in proptest::collection::vec(any::<u8>(), 0..60)) {
        assert_readable(&json);
    }

    #[test]
    fn any_json_is_read_or_refused(json in any_json(), responses in proptest::collection::vec(any_json(), 0..4)) {
        assert_readable(json.to_string().as_bytes());
        assert_readable(json!({ "responses": responses }).to_string().as_bytes());
    }

    #[test]
    fn any_response_is_read_or_refused(id in 0..4, status in any_json(), headers in any_json(), body in any_json()) {
        let response = json!({ "id": id, "status": status, "headers": headers, "body": body });
        assert_readable(json!({ "responses": [response] }).to_string().as_bytes());
    }

    #[test]
    fn any_bytes_in_base64_come_back(bytes in proptest::collection::vec(any::<u8>(), 1..60)) {
        let headers = json!({ "Content-Type": "application/octet-stream" });
        let response = json!({ "id": "1", "status": 200, "headers": headers, "body": BASE64_STANDARD.encode(&bytes) });
        prop_assert_eq!(first(&response).unwrap().2, bytes);
    }
}
