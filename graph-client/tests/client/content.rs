//! Compressed bodies, byte order marks, charsets, and responses that are not JSON.

use crate::wire::Wire;
use flate2::Compression;
use flate2::write::GzEncoder;
use graph_client::{Content, Error, ErrorKind, Outcome, RetryPolicy, Text};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::io::Write;

const DEVICE: &[u8] = br#"{"id":"1","serialNumber":"A"}"#;
const ERROR: &[u8] = br#"{"error":{"code":"BadRequest","message":"Invalid filter clause"}}"#;
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &[u8]) -> Vec<u8> {
    let text = format!("\u{feff}{}", str::from_utf8(text).unwrap());
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn response(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

async fn get(headers: &str, body: &[u8]) -> Result<WindowsAutopilotDeviceIdentity, Error> {
    let wire = Wire::responding(response("200 OK", headers, body)).await;
    wire.client().beta().device_management().windows_autopilot_device_identities().by_id("1").get().await
}

const JSON: &str = "content-type: application/json\r\n";
const GZIP: &str = "content-type: application/json\r\ncontent-encoding: gzip\r\n";

#[tokio::test]
async fn gzip_is_asked_for_unless_the_caller_asks_for_another_coding() {
    let wire = Wire::responding(response("200 OK", GZIP, &gzip(b"{}"))).await;
    let request = || wire.client().beta().request("GET", "/me");
    let response = request().send().await.unwrap();
    assert!(!response.headers().contains_key("content-encoding") && !response.headers().contains_key("content-length"));
    request().header("Accept-Encoding", "identity").await.unwrap();
    let requests = wire.requests();
    assert!(requests[0].contains("accept-encoding: gzip\r\n"), "{}", requests[0]);
    assert!(requests[1].contains("accept-encoding: identity\r\n"), "{}", requests[1]);
}

#[tokio::test]
async fn reported_bodies_are_read() {
    let read = async |head: String, body: &[u8]| {
        let device = get(&head, body).await.unwrap();
        (device.id, device.serial_number)
    };
    let owned = |text: &str| Some(text.to_owned());
    let marked = read(JSON.to_owned(), include_bytes!("answers/marked-device.json")).await;
    assert_eq!(marked, (owned("1"), None));
    let (_, headers) = include_str!("answers/gzip-unasked.txt").split_once('\n').unwrap();
    let unasked = read(headers.replace('\n', "\r\n"), include_bytes!("answers/gzip-unasked.json.gz")).await;
    assert_eq!(unasked, (owned("1"), owned("A")));

    let wire = Wire::responding(response("400 Bad Request", JSON, include_bytes!("answers/marked-error.json"))).await;
    let error = wire.client().beta().request("GET", "/me").await.unwrap_err();
    assert_eq!((error.code(), error.service_message()), (Some("BadRequest"), Some("Invalid filter clause")));
}

#[tokio::test]
async fn compressed_and_marked_bodies_are_read() {
    let marked = [BYTE_ORDER_MARK, DEVICE].concat();
    let latin = DEVICE.iter().map(|byte| if *byte == b'A' { 0xe4 } else { *byte }).collect::<Vec<_>>();
    for (headers, body) in [
        (GZIP, gzip(DEVICE)),
        ("content-type: application/json\r\ncontent-encoding: X-GZip\r\n", gzip(DEVICE)),
        (GZIP, gzip(&marked)),
        (GZIP, DEVICE.to_vec()),
        (JSON, gzip(DEVICE)),
        (JSON, marked),
        ("", [b"\r\n", BYTE_ORDER_MARK, DEVICE, b"\r\n\0"].concat()),
        ("content-type: application/json; charset=utf-16\r\n", utf16(DEVICE)),
        (JSON, utf16(DEVICE)),
    ] {
        let device = get(headers, &body).await.unwrap();
        assert_eq!((device.id.as_deref(), device.serial_number.as_deref()), (Some("1"), Some("A")), "{headers}");
    }
    let device = get("content-type: application/json; charset=iso-8859-1\r\n", &latin).await.unwrap();
    assert_eq!(device.serial_number.as_deref(), Some("ä"));
}

#[tokio::test]
async fn errors_are_read_in_any_encoding() {
    let marked = [BYTE_ORDER_MARK, ERROR].concat();
    for (headers, body) in [(GZIP, gzip(ERROR)), (JSON, gzip(ERROR)), (JSON, marked), (JSON, utf16(ERROR))] {
        let wire = Wire::responding(response("400 Bad Request", headers, &body)).await;
        let error = wire.client().beta().request("GET", "/me").await.unwrap_err();
        assert_eq!((error.code(), error.service_message()), (Some("BadRequest"), Some("Invalid filter clause")));
    }
}

#[tokio::test]
async fn errors_name_what_a_body_is() {
    let in_coding = |coding: &str| format!("content-type: application/json\r\ncontent-encoding: {coding}\r\n");
    for (headers, body, expected) in [
        (in_coding("br"), &b"\x0b\x02"[..], "application/json in the unsupported content coding br cannot be read"),
        (in_coding("zstd"), b"(\xb5/\xfd", "in the unsupported content coding zstd cannot be read"),
        (in_coding("gzip, deflate"), b"x\x9c", "in the unsupported content coding gzip, deflate cannot be read"),
        ("content-type: text/html\r\n".to_owned(), b"<html>", "but a body of 6 bytes of text/html is not JSON"),
        ("content-type: text/csv\r\n".to_owned(), b"id,name", "but a body of 7 bytes of text/csv is not JSON"),
        (JSON.to_owned(), b"<html>", "but a body of 6 bytes of application/json is not JSON"),
        (String::new(), b"\x89PNG", "but a body of 4 bytes is not JSON"),
    ] {
        let error = get(&headers, body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Response);
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.to_string().contains("line 1"), "{error}");
    }
}

#[tokio::test]
async fn the_inflated_size_is_limited() {
    let bomb = gzip(&[b"[".as_slice(), &vec![b' '; 30_000_000]].concat());
    assert!(bomb.len() < 60_000);
    for (status, kind) in [("201 Created", ErrorKind::Response), ("400 Bad Request", ErrorKind::Service)] {
        let wire = Wire::responding(response(status, GZIP, &bomb)).await;
        let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
        let error = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert!(error.to_string().contains("but the body is larger than 8388608 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_damaged_compressed_body_keeps_its_beginning_and_is_read_again() {
    let whole = gzip(&DEVICE.repeat(100));
    let damaged = response("201 Created", GZIP, &whole[..whole.len() - 9]);
    let wire = Wire::responding(damaged.clone()).await;
    let devices = wire.client().beta().device_management().windows_autopilot_device_identities();
    let error = devices.create(&WindowsAutopilotDeviceIdentity::new()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Response, Outcome::CarriedOut));
    assert!(error.to_string().contains("but the body is not valid gzip: inflated "), "{error}");
    assert!(error.raw_body().unwrap().starts_with(DEVICE));

    let policy = RetryPolicy::default().with_initial_backoff(std::time::Duration::ZERO).with_max_attempts(2);
    let wire = Wire::responding(damaged).await;
    let error = wire.client().beta().request("GET", "/me").retry(policy).await.unwrap_err();
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn text_is_read_in_any_encoding() {
    let csv = "id,name\r\n1,Zoë";
    let marked = [BYTE_ORDER_MARK, csv.as_bytes()].concat();
    for (headers, body) in [
        ("content-type: text/csv\r\n", csv.as_bytes().to_vec()),
        ("content-type: application/octet-stream\r\n", marked.clone()),
        ("content-type: text/csv\r\ncontent-encoding: gzip\r\n", gzip(&marked)),
        ("content-type: text/csv; charset=windows-1252\r\n", b"id,name\r\n1,Zo\xeb".to_vec()),
        ("content-type: text/csv\r\n", utf16(csv.as_bytes())),
    ] {
        let wire = Wire::responding(response("200 OK", headers, &body)).await;
        let request = wire.client().beta().request("GET", "/reports/getOffice365ActiveUserDetail(period='D7')");
        assert_eq!(&*request.returning::<Text>().await.unwrap(), csv, "{headers}");
        assert!(wire.requests()[0].contains("accept: text/plain, text/*;q=0.9, */*;q=0.8\r\n"));
    }
    let wire = Wire::responding(response("200 OK", "content-type: text/plain\r\n", b"\xef\xbb\xbf42")).await;
    let request = || wire.client().beta().request("GET", "/users/$count").header("Accept", "text/plain");
    let response = request().returning::<Text>().send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.value().parse()), (200, Ok(42)));
    assert_eq!(request().returning::<u32>().await.unwrap(), 42);
    assert_eq!(request().await.unwrap(), serde_json::json!(42));
    assert!(wire.requests().iter().all(|request| request.contains("accept: text/plain\r\n")));
}

#[tokio::test]
async fn content_is_read_as_it_is_up_to_the_limit() {
    let file = gzip(b"a file that is compressed itself");
    for (headers, body, expected) in [
        ("content-type: application/gzip\r\n", file.clone(), file.clone()),
        ("content-type: application/gzip\r\ncontent-encoding: gzip\r\n", gzip(&file), file.clone()),
        ("content-type: text/csv\r\n", b"\xef\xbb\xbf1,2".to_vec(), b"\xef\xbb\xbf1,2".to_vec()),
        ("", Vec::new(), Vec::new()),
    ] {
        let wire = Wire::responding(response("200 OK", headers, &body)).await;
        let content = wire.client().beta().request("GET", "/x/$value").returning::<Content>().await.unwrap();
        assert_eq!(*content, expected[..], "{headers}");
        assert_eq!(format!("{content:?}"), format!("Content([{} bytes])", expected.len()));
    }
    let wire = Wire::responding(response("200 OK", "", b"0123456789")).await;
    let read = |limit| wire.builder().response_limit(limit).build().unwrap().beta().request("GET", "/x/$value");
    assert_eq!(read(10).returning::<Content>().await.unwrap().into_bytes(), b"0123456789");
    let error = read(9).returning::<Content>().await.unwrap_err();
    assert!(error.to_string().contains("larger than 9 bytes"), "{error}");
}

#[tokio::test]
async fn errors_name_what_is_not_text() {
    for (headers, body, expected) in [
        ("content-type: image/png\r\n", &b"\x89PNG\xff"[..], "but a body of 5 bytes of image/png is not text"),
        ("content-encoding: br\r\n", b"\x0b", "in the unsupported content coding br is not text"),
        ("content-type: text/csv; charset=klingon\r\n", b"\xff\xff\xff", "text/csv; charset=klingon is not text"),
    ] {
        let wire = Wire::responding(response("200 OK", headers, body)).await;
        let error = wire.client().beta().request("GET", "/x").returning::<Text>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Response);
        assert!(error.to_string().contains(expected), "{error}");
    }
}
