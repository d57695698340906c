use super::{Batch, BatchResponse, body};
use bytes::Bytes;
use proptest::prelude::{any, proptest};
use serde_json::{Value, json};

fn parse(requests: &Value) -> Result<Batch, String> {
    Batch::parse(json!({ "requests": requests }).to_string().as_bytes())
}

fn request(id: &str, depends_on: &[&str]) -> Value {
    json!({ "id": id, "method": "GET", "url": "/a", "dependsOn": depends_on })
}

#[test]
fn dependencies_are_on_earlier_requests() {
    for requests in [
        json!([request("b", &[]), request("a", &[])]),
        json!([request("a", &[]), request("B", &["A"]), request("c", &["b"])]),
        json!([request("a", &[]), request("b", &["a"]), request("c", &["a"])]),
        json!([request("a", &[]), request("b", &["a"]), request("c", &["a", "b"])]),
    ] {
        assert_eq!(parse(&requests).map(|batch| batch.requests().len()), Ok(requests.as_array().unwrap().len()));
    }
    let unordered = "which is not an earlier request of the batch";
    let mixed = "a batch must be either fully sequential or fully parallel";
    for (requests, expected) in [
        (json!([request("a", &["b"]), request("b", &[])]), unordered),
        (json!([request("a", &["b"]), request("b", &["a"])]), unordered),
        (json!([request("a", &["a"])]), unordered),
        (json!([request("a", &[]), request("b", &["c"])]), unordered),
        (json!([request("a", &[]), request("b", &["a"]), request("c", &[])]), mixed),
        (json!([request("a", &[]), request("b", &[]), request("c", &["a", "b"])]), mixed),
    ] {
        let error = parse(&requests).unwrap_err();
        assert!(error.contains(expected), "{requests}: {error}");
    }
}

#[test]
fn requests_have_a_relative_url_and_a_body() {
    let read = |request: Value| {
        let mut with_defaults = json!({ "id": "1", "method": "post", "url": "a" });
        with_defaults.as_object_mut().unwrap().extend(request.as_object().unwrap().clone());
        let batch = parse(&json!([with_defaults])).unwrap();
        let request = batch.requests().first().unwrap();
        (request.method.to_string(), request.url.clone(), request.body.clone())
    };
    for (url, expected) in [
        ("a/b", "/a/b"),
        ("/a/b?$filter=c eq 'ä'", "/a/b?$filter=c%20eq%20'%C3%A4'"),
        ("a('b%2Fc')?d=e#f", "/a('b%2Fc')?d=e%23f"),
        ("a?b=https://c", "/a?b=https://c"),
        ("https://graph.microsoft.com/beta/a", "/https://graph.microsoft.com/beta/a"),
    ] {
        assert_eq!(read(json!({ "url": url })).1, expected);
    }
    assert_eq!(read(json!({})).0, "POST");
    for (content_type, body, expected) in [
        ("application/json", json!({ "a": 1 }), br#"{"a":1}"#.as_slice()),
        ("application/json; charset=utf-8", json!("YQ=="), br#""YQ==""#),
        ("text/plain", json!("YWI="), b"ab"),
        ("image/png", json!("-_8"), b"\xfb\xff"),
        ("text/plain", Value::Null, b""),
    ] {
        let request = json!({ "headers": { "content-type": content_type }, "body": body });
        assert_eq!(read(request).2, expected, "{content_type}: {body}");
    }
}

#[test]
fn invalid_batches_are_refused_as_a_whole() {
    let with = |member: &str, value: Value| {
        let mut request = request("1", &[]);
        request[member] = value;
        json!([request])
    };
    let many: Vec<Value> = (0..21).map(|id| request(&id.to_string(), &[])).collect();
    for (requests, expected) in [
        (json!(null), "`requests` must be a list"),
        (json!([]), "`requests` is empty"),
        (json!(many), "The batch has 21 requests; the maximum is 20."),
        (json!([1]), "request 1: `id` must be a string that is not empty"),
        (with("id", json!(1)), "request 1: `id` must be a string"),
        (with("method", json!("")), "`method` must be a string that is not empty"),
        (with("method", json!("a b")), "`a b` is not a method"),
        (with("url", json!(null)), "`url` must be a string"),
        (with("url", json!("//a/b")), "is not relative to the version"),
        (with("url", json!("/%24Batch")), "a batch cannot contain a batch"),
        (with("headers", json!([])), "`headers` must be an object"),
        (with("headers", json!({ "a": 1 })), "the header `a` is invalid"),
        (with("headers", json!({ "a b": "" })), "the header `a b` is invalid"),
        (with("headers", json!({ "a": "\n" })), "the header `a` is invalid"),
        (with("body", json!({})), "a request with a body needs the header `Content-Type`"),
        (with("dependsOn", json!("1")), "`dependsOn` must be a list of ids"),
        (with("dependsOn", json!([1])), "`dependsOn` must be a list of ids"),
        (json!([request("a", &[]), request("A", &[])]), "the id `A` is not unique"),
    ] {
        let error = parse(&requests).unwrap_err();
        assert!(error.contains(expected), "{requests}: {error}");
    }
    assert!(Batch::parse(b"[").unwrap_err().starts_with("Invalid batch payload format: EOF"));
    let text =
        json!([{ "id": "1", "method": "PUT", "url": "a", "headers": { "Content-Type": "text/plain" }, "body": "ä" }]);
    assert!(parse(&text).unwrap_err().contains("the body of the type `text/plain` must be base64"));
}

#[test]
fn bodies_are_json_or_base64() {
    let response = |content_type: &str, body: &'static [u8]| {
        let response =
            hyper::Response::builder().status(207).header("retry-after", "7").header("content-type", content_type);
        BatchResponse::new("1", response.body(Bytes::from_static(body)).unwrap())
    };
    let written = |response| serde_json::from_slice::<Value>(&body(&[response])).unwrap()["responses"][0].clone();
    assert_eq!(
        written(response("application/json", br#"{"a":1}"#)),
        json!({
            "id": "1",
            "status": 207,
            "headers": { "Content-Type": "application/json", "Retry-After": "7" },
            "body": { "a": 1 },
        })
    );
    assert_eq!(written(response("text/plain", b"12"))["body"], "MTI=");
    assert_eq!(written(response("text/plain", b"")).get("body"), None);
}

proptest! {
    #[test]
    fn any_url_becomes_one_that_can_be_sent(url in any::<String>()) {
        if let Ok(batch) = parse(&json!([{ "id": "1", "method": "GET", "url": url }])) {
            for request in batch.requests() {
                format!("/beta{}", request.url).parse::<hyper::Uri>().unwrap();
            }
        }
    }
}
