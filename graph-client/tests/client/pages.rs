//! Collections in pages: one page, all of them, and streams.

use crate::wire::{Wire, http, json};
use futures_util::{Stream, StreamExt, TryStreamExt};
use graph_client::emulator::{Emulator, Fault};
use graph_client::{Error, ErrorKind, Items, ListError, Outcome, Page, Pages, Request, RetryPolicy};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use serde_json::json;
use std::error::Error as _;
use std::num::NonZeroUsize;

const DEVICES: &str = "/deviceManagement/windowsAutopilotDeviceIdentities";

/// A request for pages of numbers.
fn numbers(wire: &Wire) -> Request<Page<u8>> {
    wire.client().beta().request("GET", "/numbers").returning()
}

/// An emulator with five devices in pages of two.
async fn five_devices() -> Emulator {
    let emulator = Emulator::start().await.unwrap();
    emulator.set_page_size(NonZeroUsize::new(2));
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    for number in 0..5 {
        devices.create(&WindowsAutopilotDeviceIdentity::new().with_serial_number(number.to_string())).await.unwrap();
    }
    emulator
}

/// A request for the emulator's devices that is sent once for each page.
fn list(emulator: &Emulator) -> Request<Page<WindowsAutopilotDeviceIdentity>> {
    let client = emulator.client_builder().retry(RetryPolicy::never()).build().unwrap();
    client.beta().device_management().windows_autopilot_device_identities().list()
}

#[tokio::test]
async fn all_pages_are_read() {
    let emulator = five_devices().await;
    let devices = emulator.client().unwrap().beta().device_management().windows_autopilot_device_identities();
    assert_eq!(devices.list().all().await.unwrap(), emulator.devices());
    let page = devices.list().await.unwrap();
    assert_eq!((page.items().len(), page.next_link().is_some()), (2, true));
    let page = page.next_page().unwrap().await.unwrap().next_page().unwrap().await.unwrap();
    assert_eq!(page.items()[0].serial_number.as_deref(), Some("4"));
    assert!(page.next_page().is_none());
}

#[tokio::test]
async fn pages_after_the_first_are_requested_with_get() {
    let wire = Wire::responding_in_turn([
        json("200 OK", r#"{"value":[1],"@odata.nextLink":"/beta/next?$skiptoken=1"}"#),
        json("200 OK", r#"{"value":[2]}"#),
    ])
    .await;
    let request = wire.client().beta().request("POST", "/found").json(&json!({ "a": 1 })).returning::<Page<u8>>();
    let all = request.all().await.unwrap();
    assert_eq!(all, [1, 2]);
    let second = wire.requests().remove(1);
    assert!(second.starts_with("GET /beta/next?$skiptoken=1 HTTP/1.1\r\n") && second.ends_with("\r\n\r\n"), "{second}");
}

#[tokio::test]
async fn empty_pages_are_followed() {
    let wire = Wire::responding_in_turn([
        json("200 OK", r#"{"value":[],"@odata.nextLink":"deviceManagement/x?$skiptoken=a%2Fb"}"#),
        json("200 OK", r#"{"@odata.nextLink":"/beta/y?$skiptoken=2","@odata.count":7,"value":[{"id":"1"}]}"#),
        json("200 OK", r#"{"@odata.nextLink":"","value":[]}"#),
    ])
    .await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let all = devices.list().query("$top", "1").header("Prefer", "a").all().await.unwrap();
    assert_eq!(all.len(), 1);
    let lines: Vec<String> = wire.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            format!("GET /beta{DEVICES}?$top=1 HTTP/1.1"),
            "GET /beta/deviceManagement/x?$skiptoken=a%2Fb HTTP/1.1".to_owned(),
            "GET /beta/y?$skiptoken=2 HTTP/1.1".to_owned(),
        ]
    );
    assert!(wire.requests().iter().all(|request| request.contains("prefer: a\r\n")));
}

#[tokio::test]
async fn invalid_next_links_are_an_error() {
    for (link, expected) in [
        ("https://user:pass@127.0.0.1/", "another origin"),
        ("javascript:alert(1)", "another origin"),
        ("http://[", "it is not a URL"),
        ("blob:https://127.0.0.1/", "another origin"),
        (&format!("/beta{DEVICES}"), "form a cycle"),
        ("/beta/next", "form a cycle"),
    ] {
        // The last response repeats.
        let wire = Wire::responding(http(
            "200 OK",
            "application/json",
            &json!({ "value": [], "@odata.nextLink": link }).to_string(),
        ))
        .await;
        let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
        let error = Error::from(devices.list().all().await.unwrap_err());
        assert!(error.to_string().contains(expected), "{link}: {error}");
        assert!(!error.to_string().contains("pass"), "{error}");
        assert!(wire.requests().len() <= 3);
    }
}

#[tokio::test]
async fn the_error_of_an_invalid_page_has_the_path() {
    for (body, expected) in [
        (r#"{"value":[{"id":"1"},{"id":"2","id":"3"}]}"#, "`value[1].id`: duplicate property `id`"),
        (r##"{"@odata.context":"#x","value":[5]}"##, "`value[0]`: invalid type: integer, expected an object"),
        (r#"{"items":[]}"#, "missing field `value`"),
        (r#"{"value":[],"value":[]}"#, "duplicate field `value`"),
        (r#"{"value":[],"@odata.nextLink":"/a","@odata.nextLink":"/b"}"#, "duplicate field `@odata.nextLink`"),
        (r#"{"@odata.deltaLink":null,"value":[],"@odata.deltaLink":"/b"}"#, "duplicate field `@odata.deltaLink`"),
        ("[]", "a collection: an object with a `value`"),
        (r#"{"value":{}}"#, "`value`: invalid type: map, expected a sequence"),
        ("", "the body is empty"),
    ] {
        let wire = Wire::responding(http("200 OK", "application/json", body)).await;
        let error =
            wire.client().beta().device_management().windows_autopilot_device_identities().list().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Response);
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn pages_keep_count_delta_link_and_annotations() {
    let body =
        r##"{"@odata.context":"#x","@odata.count":7,"value":[1],"more":{"a":1.50},"@odata.deltaLink":"/beta/d?t=1"}"##;
    let wire = Wire::responding(http("200 OK", "application/json", body)).await;
    let page = numbers(&wire).await.unwrap();
    assert_eq!((page.items(), page.count(), page.next_link()), (&[1][..], Some(7), None));
    assert_eq!(page.delta_link(), Some("/beta/d?t=1"));
    let names: Vec<_> = page.additional_properties().iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["@odata.context", "@odata.count", "more"]);
    assert_eq!(page.additional_properties().get("more").unwrap().get(), r#"{"a":1.50}"#);

    let body = r#"{"@odata.count":"many","value":[],"@odata.deltaLink":null}"#;
    let wire = Wire::responding(http("200 OK", "application/json", body)).await;
    let page = numbers(&wire).await.unwrap();
    assert_eq!((page.count(), page.delta_link()), (None, None));
}

#[tokio::test]
async fn a_page_keeps_every_value_of_an_annotation_that_repeats() {
    let wire = Wire::responding(json("200 OK", r#"{"@a.b":1,"value":[],"@a.b":2}"#)).await;
    let page = numbers(&wire).await.unwrap();
    let values: Vec<_> = page.additional_properties().iter().map(|(_, value)| value.get()).collect();
    assert_eq!(values, ["1", "2"]);
    assert_eq!(page.additional_properties().get("@a.b").unwrap().get(), "2");
}

#[tokio::test]
async fn a_page_of_a_great_many_annotations_is_read_in_linear_time() {
    let annotations: Vec<_> = (0..200_000).map(|number| format!(r#""@a.b{number}":1"#)).collect();
    let body = format!(r#"{{{},"value":[1]}}"#, annotations.join(","));
    let wire = Wire::responding(http("200 OK", "application/json", &body)).await;
    let page = numbers(&wire).await.unwrap();
    assert_eq!((page.items(), page.additional_properties().len()), (&[1][..], 200_000));
}

#[tokio::test]
async fn debug_of_a_page_omits_links() {
    let body = r#"{"value":[],"@odata.nextLink":"/beta/next?secret-id","@odata.deltaLink":"/beta/delta?secret-id","x":"secret-id"}"#;
    let wire = Wire::responding(http("200 OK", "application/json", body)).await;
    let page = numbers(&wire).await.unwrap();
    let text = format!("{page:?} {:?} {:?}", numbers(&wire).pages(), numbers(&wire).items());
    assert!(text.contains("has_next_link: true, has_delta_link: true"), "{text}");
    assert!(!text.contains("secret-id"), "{text}");
}

#[tokio::test]
async fn delta_links_are_followed() {
    let wire = Wire::responding_in_turn([
        json("200 OK", r#"{"value":[1],"@odata.nextLink":"/beta/users/delta()?$skiptoken=1"}"#),
        json("200 OK", r#"{"value":[2],"@odata.deltaLink":"users/delta()?$deltatoken=a%2Fb"}"#),
        json("200 OK", r#"{"value":[3]}"#),
    ])
    .await;
    let client = wire.client();
    let request = client.beta().request("GET", "/users/delta()").returning::<Page<u8>>();
    let pages: Vec<Page<u8>> = request.pages().try_collect().await.unwrap();
    let link = pages[1].delta_link().unwrap();
    assert_eq!(client.beta().follow::<u8>(link).all().await.unwrap(), [3]);
    assert!(wire.requests()[2].starts_with("GET /beta/users/delta()?$deltatoken=a%2Fb HTTP/1.1\r\n"));

    let link = format!("{}/beta/users/delta()?$deltatoken=1", wire.endpoint());
    client.beta().follow::<u8>(&link).await.unwrap();
}

#[tokio::test]
async fn links_outside_of_the_version_are_not_followed() {
    let wire = Wire::responding(http("200 OK", "application/json", r#"{"value":[]}"#)).await;
    for (link, expected) in [
        (
            "https://other.example/beta/users?token=secret-id",
            "it leads to another origin, which must not get the token",
        ),
        ("//other.example/beta/users", "another origin"),
        ("javascript:alert(1)", "another origin"),
        ("/v1.0/users/secret-id", "it leads to another version of the API"),
        ("/beta/../v1.0/users", "another version"),
        ("/beta/%2e%2e/v1.0/users", "another version"),
        ("/betamax", "another version"),
        ("/beta", "another version"),
        ("", "it has no path below the version"),
        (" ", "it has no path below the version"),
        ("#f", "it has no path below the version"),
        ("?$x=1", "it has no path below the version"),
        ("/beta/", "it has no path below the version"),
        ("/beta//v1.0/users", "an empty segment"),
        ("/beta/users/", "an empty segment"),
        ("/beta/..%2fv1.0/users", "an encoded slash, backslash or `..`"),
        ("/beta/..%5Cv1.0/users", "an encoded slash, backslash or `..`"),
        ("/beta/users%2F1", "an encoded slash, backslash or `..`"),
        ("http://[", "it is not a URL"),
    ] {
        let error = wire.client().beta().follow::<u8>(link).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Request, Outcome::NotSent, 0));
        assert!(error.to_string().contains(expected), "{link}: {error}");
        assert!(!format!("{error} {error:?}").contains("secret-id"), "{error:?}");
    }
    let blob = format!("blob:{}/beta/users", wire.endpoint());
    let error = wire.client().beta().follow::<u8>(&blob).await.unwrap_err();
    assert!(error.to_string().contains("another origin"), "{error}");
    for user in ["user:hunter2", "hunter2", ":hunter2"] {
        let link = wire.endpoint().replace("http://", &format!("http://{user}@")) + "/beta/users";
        let error = wire.client().beta().follow::<u8>(&link).await.unwrap_err();
        assert!(error.to_string().contains("a user name or a password"), "{user}: {error}");
        assert!(!error.to_string().contains("hunter2"), "{user}: {error}");
    }
    assert!(wire.requests().is_empty());
}

#[tokio::test]
async fn errors_of_followed_links_omit_ids() {
    let wire = Wire::responding(http("410 Gone", "application/json", "")).await;
    let link = "/beta/users/PF2X8K1L/messages/john.doe/delta()?$deltatoken=secret-id";
    let error = wire.client().beta().follow::<u8>(link).await.unwrap_err();
    assert!(error.to_string().starts_with("GET /{link}: "), "{error}");
    for id in ["secret-id", "PF2X8K1L", "john.doe"] {
        assert!(!format!("{error} {error:?}").contains(id), "{error:?}");
    }
}

#[tokio::test]
async fn a_query_option_is_added_to_the_query_of_a_link() {
    let wire = Wire::responding_in_turn([
        json("200 OK", r#"{"value":[1],"@odata.nextLink":"/beta/next?$skiptoken=a%2Fb"}"#),
        json("200 OK", r#"{"value":[2],"@odata.nextLink":"/beta/last"}"#),
        json("200 OK", r#"{"value":[3],"@odata.deltaLink":"/beta/delta?$deltatoken=1"}"#),
    ])
    .await;
    let page = numbers(&wire).query("$top", "1").await.unwrap();
    let page = page.next_page().unwrap().query("$count", "true").query("a", "b c").await.unwrap();
    page.next_page().unwrap().query("$count", "true").await.unwrap();
    for link in ["/beta/delta?$deltatoken=1", "/beta/delta?"] {
        wire.client().beta().follow::<u8>(link).query("$top", "5").await.unwrap();
    }
    let lines: Vec<String> = wire.requests().iter().map(|request| request.lines().next().unwrap().to_owned()).collect();
    assert_eq!(
        lines,
        [
            "GET /beta/numbers?$top=1 HTTP/1.1",
            "GET /beta/next?$skiptoken=a%2Fb&$count=true&a=b%20c HTTP/1.1",
            "GET /beta/last?$count=true HTTP/1.1",
            "GET /beta/delta?$deltatoken=1&$top=5 HTTP/1.1",
            "GET /beta/delta?$top=5 HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn streams_continue_after_empty_pages() {
    let pages = || {
        Wire::responding_in_turn([
            json("200 OK", r#"{"value":[],"@odata.nextLink":"/beta/a"}"#),
            json("200 OK", r#"{"value":[1,2],"@odata.nextLink":"/beta/b"}"#),
            json("200 OK", r#"{"value":[],"@odata.nextLink":"/beta/c"}"#),
            json("200 OK", r#"{"value":[3]}"#),
        ])
    };
    let wire = pages().await;
    let items: Vec<u8> = numbers(&wire).items().try_collect().await.unwrap();
    assert_eq!(items, [1, 2, 3]);
    let wire = pages().await;
    let lengths: Vec<usize> = numbers(&wire).pages().map_ok(|page| page.items().len()).try_collect().await.unwrap();
    assert_eq!(lengths, [0, 2, 0, 1]);
}

#[tokio::test]
async fn streams_request_pages_on_demand() {
    let emulator = five_devices().await;
    let before = emulator.requests().len();
    let mut items = list(&emulator).items();
    assert_eq!(emulator.requests().len(), before);
    for (number, requests) in [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3)] {
        let device = items.next().await.unwrap().unwrap();
        assert_eq!(device.serial_number, Some(number.to_string()));
        assert_eq!(emulator.requests().len() - before, requests);
    }
    assert!(items.next().await.is_none());
    assert!(items.next().await.is_none(), "the end is the end");
}

#[tokio::test(start_paused = true)]
async fn streams_end_after_an_error_and_can_be_resumed() {
    let emulator = five_devices().await;
    emulator.inject_faults([None, Some(Fault::Throttled(None)), Some(Fault::NoRoute)]);
    let mut items = list(&emulator).items();
    items.resume();
    let mut serials = Vec::new();
    let mut errors = Vec::new();
    for _ in 0..3 {
        while let Some(item) = items.next().await {
            match item {
                Ok(device) => serials.push(device.serial_number.unwrap()),
                Err(error) => errors.push(error),
            }
        }
        assert!(items.next().await.is_none(), "nothing is sent until the stream is resumed");
        items.resume();
    }
    assert_eq!(serials, ["0", "1", "2", "3", "4"], "no item is lost or duplicated");
    assert!(errors[0].is_throttled() && errors[1].is_route_missing() && errors.len() == 2, "{errors:?}");
    assert!(items.next().await.is_none(), "a complete stream has nothing to resume");
}

#[tokio::test]
async fn streams_yield_all_items_before_a_cycle() {
    let wire = Wire::responding_in_turn([
        json("200 OK", r#"{"value":[1],"@odata.nextLink":"/beta/a"}"#),
        json("200 OK", r#"{"value":[2],"@odata.nextLink":"/beta/b"}"#),
        json("200 OK", r#"{"value":[3],"@odata.nextLink":"/beta/a"}"#),
    ])
    .await;
    let mut items = numbers(&wire).items();
    for expected in 1..4 {
        assert_eq!(items.next().await.unwrap().unwrap(), expected);
    }
    let error = items.next().await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, Outcome::CarriedOut));
    assert!(error.to_string().contains("form a cycle"), "{error}");
    items.resume();
    assert!(items.next().await.is_none(), "a cycle cannot be resumed");
    assert_eq!(wire.requests().len(), 3);
}

#[tokio::test]
async fn links_to_an_earlier_page_are_a_cycle_in_any_spelling() {
    for link in ["/beta/numbers", "numbers", "/beta/x/../numbers", "numbers#f"] {
        let wire =
            Wire::responding(json("200 OK", &json!({ "value": [1], "@odata.nextLink": link }).to_string())).await;
        let results: Vec<_> = numbers(&wire).items().collect().await;
        assert!(results.len() == 2 && results[1].is_err(), "{link}: {results:?}");
        assert_eq!(wire.requests().len(), 1, "{link}");
    }
    // Reading the page that a POST found is another request.
    let wire = Wire::responding_in_turn([
        json("200 OK", r#"{"value":[1],"@odata.nextLink":"/beta/found"}"#),
        json("200 OK", r#"{"value":[2]}"#),
    ])
    .await;
    let found = wire.client().beta().request("POST", "/found").returning::<Page<u8>>().all().await.unwrap();
    assert_eq!(found, [1, 2]);
}

#[tokio::test]
async fn an_invalid_request_cannot_be_resumed() {
    let wire = Wire::responding(json("200 OK", r#"{"value":[1]}"#)).await;
    for path in ["numbers", "/numbers/{id}", "/numbers/.."] {
        let mut pages = wire.client().beta().request("GET", path).returning::<Page<u8>>().pages();
        assert_eq!(pages.next().await.unwrap().unwrap_err().kind(), ErrorKind::Request);
        pages.resume();
        assert!(pages.next().await.is_none(), "{path}");
    }
}

#[tokio::test]
async fn a_count_may_be_a_string() {
    let wire = Wire::responding(json("200 OK", r#"{"@odata.count":"7","value":[]}"#)).await;
    assert_eq!(numbers(&wire).await.unwrap().count(), Some(7));
}

#[tokio::test]
async fn the_error_of_a_list_has_what_was_read() {
    async fn all(emulator: &Emulator) -> Result<usize, Error> {
        Ok(list(emulator).all().await?.len())
    }
    let emulator = five_devices().await;
    let faults = || [None, None, Some(Fault::Throttled(None))];
    emulator.inject_faults(faults());
    let error = list(&emulator).all().await.unwrap_err();
    assert_eq!(error.items(), &emulator.devices()[..4]);
    assert!(error.error().is_throttled());
    assert_eq!(error.to_string(), "the list is incomplete: a page failed after 4 items");
    assert!(error.source().unwrap().downcast_ref::<Error>().unwrap().is_throttled());
    assert!(!format!("{error:?}").contains("serial"), "{error:?}");
    let (items, error) = error.into_parts();
    assert!(items.len() == 4 && error.is_throttled(), "{error}");

    emulator.inject_faults(faults());
    assert!(all(&emulator).await.unwrap_err().is_throttled());
    assert_eq!(all(&emulator).await.unwrap(), 5);
}

#[test]
fn streams_and_list_errors_can_be_sent_between_threads() {
    fn is_stream<S: Stream + Send + Unpin + 'static>() {}
    fn is_error<E: std::error::Error + Send + Sync + 'static>() {}
    is_stream::<Items<WindowsAutopilotDeviceIdentity>>();
    is_stream::<Pages<WindowsAutopilotDeviceIdentity>>();
    is_error::<ListError<WindowsAutopilotDeviceIdentity>>();
}
