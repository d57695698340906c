//! The header `Retry-After`.

use crate::clock::LONGEST;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// Returns the wait in [`Retry-After`](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3): seconds, which Graph also
/// writes with a fraction, or a date. `None` if there is no valid one.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get_all(RETRY_AFTER).iter().find_map(|value| {
        let text = value.to_str().ok()?.trim();
        seconds(text).or_else(|| until(text, headers)).map(|wait| wait.min(LONGEST))
    })
}

/// Parses digits with an optional fraction.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    is_number.then(|| Duration::try_from_secs_f64(text.parse().unwrap_or(f64::MAX)).unwrap_or(Duration::MAX))
}

/// Returns the time from the response to a date, both by the service's clock: the local clock may be wrong.
fn until(text: &str, headers: &HeaderMap) -> Option<Duration> {
    let date = httpdate::parse_http_date(text).ok()?;
    let responded = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    // A date in the past means no wait.
    Some(date.duration_since(responded.unwrap_or_else(SystemTime::now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::retry_after;
    use crate::clock::LONGEST;
    use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
    use std::time::{Duration, SystemTime};

    fn parsed(values: &[&str]) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(DATE, "Wed, 25 Nov 2026 10:00:00 GMT".parse().unwrap());
        for value in values {
            headers.append(RETRY_AFTER, value.parse().unwrap());
        }
        retry_after(&headers)
    }

    #[test]
    fn seconds_and_dates_are_parsed() {
        for (text, expected) in [
            ("0", Duration::ZERO),
            ("2", Duration::from_secs(2)),
            (" 120 ", Duration::from_secs(120)),
            ("2.128", Duration::from_millis(2128)),
            ("0.5", Duration::from_millis(500)),
            ("Wed, 25 Nov 2026 10:00:07 GMT", Duration::from_secs(7)),
            ("Wednesday, 25-Nov-26 10:01:00 GMT", Duration::from_secs(60)),
            ("Wed, 25 Nov 2026 09:59:59 GMT", Duration::ZERO),
            ("99999999999999999999999999", LONGEST),
        ] {
            assert_eq!(parsed(&[text]), Some(expected), "{text}");
        }
        assert_eq!(parsed(&["soon", "3"]), Some(Duration::from_secs(3)));
    }

    #[test]
    fn other_values_are_ignored() {
        for text in ["", "-1", "+1", "1e3", "NaN", "inf", ".5", "5.", "1.2.3", "0x10", "2 s", "tomorrow", "2026-11-25"]
        {
            assert_eq!(parsed(&[text]), None, "{text}");
        }
        assert_eq!(parsed(&[]), None);
    }

    #[test]
    fn without_a_date_header_the_local_clock_is_used() {
        let mut headers = HeaderMap::new();
        let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3600));
        headers.insert(RETRY_AFTER, date.parse().unwrap());
        let wait = retry_after(&headers).unwrap();
        assert!(wait > Duration::from_secs(3500) && wait <= Duration::from_secs(3600), "{wait:?}");
    }
}
