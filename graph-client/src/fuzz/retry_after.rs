//! Waits in headers.

use super::header_values;
use crate::clock::LONGEST;
use crate::retry::retry_after;
use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use std::time::Duration;

/// Checks the values of `Retry-After` in the lines of an input.
pub fn check(input: &[u8]) {
    let values = header_values(input);
    let wait = |values: &[HeaderValue]| {
        let mut headers = HeaderMap::from_iter([(DATE, HeaderValue::from_static("Wed, 25 Nov 2026 10:00:00 GMT"))]);
        headers.extend(values.iter().map(|value| (RETRY_AFTER, value.clone())));
        retry_after(&headers)
    };
    let together = wait(&values);
    let alone: Vec<_> = values.iter().map(|value| wait(std::slice::from_ref(value))).collect();
    assert_eq!(together, alone.iter().copied().flatten().max(), "the longest wait counts");
    assert!(together.is_none_or(|wait| wait <= LONGEST));
    for (value, alone) in values.iter().zip(alone) {
        let Ok(text) = value.to_str() else {
            assert_eq!(alone, None);
            continue;
        };
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let seconds = text.parse().map_or(LONGEST, Duration::from_secs);
            assert_eq!(alone, Some(seconds.min(LONGEST)), "seconds");
        }
        if !text.contains(['"', '\'']) {
            let quoted = HeaderValue::try_from(format!("\"{text}\"")).expect("a value in quotes is a value");
            assert_eq!(wait(&[quoted]), alone, "quotes mean nothing");
        }
    }
    // The service may send any date.
    if let Some((date, values)) = values.split_first() {
        let mut headers = HeaderMap::from_iter([(DATE, date.clone())]);
        headers.extend(values.iter().map(|value| (RETRY_AFTER, value.clone())));
        assert!(retry_after(&headers).is_none_or(|wait| wait <= LONGEST));
    }
}
