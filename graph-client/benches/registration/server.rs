//! A server for registrations that does as little as possible: it remembers the numbers of the records that are not deleted.
//!
//! The emulator validates and stores every device, and holds hashes: a million would take it minutes and gigabytes.

use crate::loopback;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, Uri};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const RECORDS: &str = "/beta/deviceManagement/importedWindowsAutopilotDeviceIdentities";

const PAGE_SIZE: usize = 1000;

/// The time without an import after which all imports have ended: the client has sent as many as it lets wait.
const PAUSE: Duration = Duration::from_millis(300);

#[derive(Default)]
struct Records {
    numbers: BTreeSet<u64>,
    last_import: Option<Instant>,
}

#[derive(Deserialize)]
struct Import<'a> {
    #[serde(borrow, rename = "importedWindowsAutopilotDeviceIdentities")]
    devices: Vec<Device<'a>>,
}

#[derive(Deserialize)]
struct Device<'a> {
    #[serde(rename = "serialNumber")]
    serial_number: &'a str,
}

#[derive(Deserialize)]
struct Batch<'a> {
    #[serde(borrow)]
    requests: Vec<Deletion<'a>>,
}

#[derive(Deserialize)]
struct Deletion<'a> {
    id: &'a str,
    url: &'a str,
}

/// Serves until the program ends. Returns the endpoint.
pub(crate) fn serve() -> io::Result<String> {
    loopback::serve(|endpoint| {
        let (endpoint, records) = (endpoint.to_owned(), Mutex::new(Records::default()));
        move |uri: &Uri, body: &[u8]| {
            let mut records = records.lock().unwrap_or_else(PoisonError::into_inner);
            let text = match uri.path() {
                "/beta/$batch" => records.delete(body),
                RECORDS => records.page(uri.query(), &endpoint),
                _ => records.import(body),
            };
            let mut response = Response::new(Bytes::from(text));
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        }
    })
}

impl Records {
    fn import(&mut self, body: &[u8]) -> String {
        self.last_import = Some(Instant::now());
        let import: Import = serde_json::from_slice(body).expect("the client sends an import");
        let numbers = import.devices.iter().map(|device| number(device.serial_number)).collect::<Vec<_>>();
        self.numbers.extend(&numbers);
        format!("{{{}}}", value(numbers.into_iter(), "unknown"))
    }

    /// Returns the page after the number in the query.
    fn page(&self, query: Option<&str>, endpoint: &str) -> String {
        let after = query.map_or(0, number);
        let mut rest = self.numbers.range(after + 1..).copied();
        let page: Vec<u64> = rest.by_ref().take(PAGE_SIZE).collect();
        let have_ended = self.last_import.is_none_or(|last| last.elapsed() > PAUSE);
        let mut text = format!("{{{}", value(page.iter().copied(), if have_ended { "complete" } else { "pending" }));
        if let Some(last) = page.last().filter(|_| rest.next().is_some()) {
            write!(text, ",\"@odata.nextLink\":\"{endpoint}{RECORDS}?$skiptoken={last}\"").expect("memory is enough");
        }
        text + "}"
    }

    fn delete(&mut self, body: &[u8]) -> String {
        let batch: Batch = serde_json::from_slice(body).expect("the client sends a batch");
        let responses = batch.requests.iter().map(|Deletion { id, url }| {
            let found = url.rsplit('/').next().is_some_and(|id| self.numbers.remove(&number(id)));
            let status = if found { 204 } else { 404 };
            format!("{{\"id\":\"{id}\",\"status\":{status}}}")
        });
        format!("{{\"responses\":[{}]}}", responses.collect::<Vec<_>>().join(","))
    }
}

/// Returns the number in a serial number, an id or a query, which is the first in it.
fn number(text: &str) -> u64 {
    let digits = text.trim_start_matches(|character: char| !character.is_ascii_digit());
    let digits = digits.split(|character: char| !character.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().expect("the text contains a number")
}

/// Returns the member `value` with records of this status.
fn value(numbers: impl Iterator<Item = u64>, status: &str) -> String {
    let records = numbers.map(|number| {
        format!(
            "{{\"id\":\"{number:08}-3a5e-4f43-9be6-6aae86a1d0c1\",\"importId\":\"3f1c3c9a-2a8e-4b49-9ad4-6d4a5d3f0f6b\",\
             \"groupTag\":\"\",\"serialNumber\":\"SN{number:08}\",\"productKey\":\"\",\"assignedUserPrincipalName\":\"\",\
             \"state\":{{\"deviceImportStatus\":\"{status}\",\
             \"deviceRegistrationId\":\"{number:08}-7f0a-4b0e-8f5d-2b8a1b6f9c1e\",\"deviceErrorCode\":0,\
             \"deviceErrorName\":\"\"}}}}"
        )
    });
    format!("\"value\":[{}]", records.collect::<Vec<_>>().join(","))
}
