//! Who sent a response: the service, or a gateway or a captive portal in front of it.

use crate::error::Outcome;
use crate::pipeline::call::{Content, Operation};
use crate::pipeline::{CLIENT_REQUEST_ID, REQUEST_ID};
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};

/// The headers that only the service sends, not a gateway or a captive portal.
const SERVICE_HEADERS: [&str; 4] = [REQUEST_ID, CLIENT_REQUEST_ID, "x-ms-ags-diagnostic", "odata-version"];

/// Returns the outcome of a request with that response.
pub(super) fn outcome_of(operation: &Operation, status: StatusCode, headers: &HeaderMap) -> Outcome {
    match Outcome::of(status) {
        Outcome::CarriedOut if status == StatusCode::CREATED || operation.documented.contains(&status) => {
            Outcome::CarriedOut
        }
        // A gateway or a captive portal may serve a page of its own with any other success.
        Outcome::CarriedOut if operation.content == Content::Any && may_be_json(headers) && is_of_service(headers) => {
            Outcome::CarriedOut
        }
        Outcome::CarriedOut => Outcome::Unknown,
        outcome => outcome,
    }
}

/// Returns whether the service goes on to work on the request: 202 with a `Location`.
pub(crate) fn is_in_progress(status: StatusCode, headers: &HeaderMap) -> bool {
    status == StatusCode::ACCEPTED && headers.contains_key(LOCATION)
}

pub(super) fn is_of_service(headers: &HeaderMap) -> bool {
    SERVICE_HEADERS.iter().any(|name| headers.contains_key(*name))
}

fn may_be_json(headers: &HeaderMap) -> bool {
    let names_json = |value: &HeaderValue| value.as_bytes().windows(4).any(|text| text.eq_ignore_ascii_case(b"json"));
    headers.get(CONTENT_TYPE).is_none_or(names_json)
}

#[cfg(test)]
mod tests {
    use super::{is_in_progress, outcome_of};
    use crate::error::Outcome;
    use crate::pipeline::REQUEST_ID;
    use crate::pipeline::call::{Content, Operation};
    use reqwest::StatusCode;
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};

    fn headers<const N: usize>(headers: [(HeaderName, &'static str); N]) -> HeaderMap {
        headers.into_iter().map(|(name, value)| (name, HeaderValue::from_static(value))).collect()
    }

    fn outcome(content: Content, status: u16, headers: &HeaderMap) -> Outcome {
        let documented = &[StatusCode::NO_CONTENT];
        let operation = Operation { documented, content, ..Operation::default() };
        outcome_of(&operation, StatusCode::from_u16(status).unwrap(), headers)
    }

    #[test]
    fn a_success_is_that_of_the_service_if_it_is_documented_or_says_so() {
        let service = || (HeaderName::from_static(REQUEST_ID), "1");
        let (bare, of_service) = (HeaderMap::new(), headers([service()]));
        let json = headers([service(), (CONTENT_TYPE, "application/JSON; charset=utf-8")]);
        let html = headers([service(), (CONTENT_TYPE, "text/html")]);
        for (content, status, headers, expected) in [
            (Content::Object, 201, &bare, Outcome::CarriedOut),
            (Content::Object, 204, &bare, Outcome::CarriedOut),
            (Content::Object, 200, &json, Outcome::Unknown),
            (Content::Any, 200, &of_service, Outcome::CarriedOut),
            (Content::Any, 200, &json, Outcome::CarriedOut),
            (Content::Any, 200, &html, Outcome::Unknown),
            (Content::Any, 200, &bare, Outcome::Unknown),
            (Content::Any, 202, &json, Outcome::Unknown),
            (Content::Any, 400, &json, Outcome::Refused),
        ] {
            assert_eq!(outcome(content, status, headers), expected, "{content:?} {status} {headers:?}");
        }
    }

    #[test]
    fn the_service_goes_on_after_202_with_a_location() {
        let location = headers([(LOCATION, "https://graph.microsoft.com/beta/operations/1")]);
        assert!(is_in_progress(StatusCode::ACCEPTED, &location));
        assert!(!is_in_progress(StatusCode::ACCEPTED, &HeaderMap::new()));
        assert!(!is_in_progress(StatusCode::CREATED, &location));
    }
}
