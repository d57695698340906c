//! The header `Retry-After`.

use crate::clock::LONGEST;
use chrono::DateTime;
use graph_models::edm;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use std::time::{Duration, SystemTime};

/// The headers of Azure's gateways.
const IN_MILLISECONDS: [&str; 2] = ["retry-after-ms", "x-ms-retry-after-ms"];

/// Returns the wait in [`Retry-After`](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3): the longest that is readable, at
/// most [`LONGEST`]. `None` if none is readable.
///
/// Services and gateways write seconds with a fraction or a unit, a time span such as `00:01:30` or `PT90S`, dates in several
/// formats, several values in one or more headers, and milliseconds in headers of their own.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let waits = headers.get_all(RETRY_AFTER).iter().filter_map(|value| {
        let text = value.to_str().ok()?;
        // A date contains a comma.
        until(text, headers).or_else(|| text.split([',', ';']).filter_map(|text| wait(text, headers)).max())
    });
    let milliseconds = IN_MILLISECONDS.into_iter().flat_map(|name| headers.get_all(name)).filter_map(|value| {
        let milliseconds = seconds(unquote(value.to_str().ok()?))?;
        Some(milliseconds / 1000)
    });
    waits.chain(milliseconds).max().map(|wait| wait.min(LONGEST))
}

fn wait(text: &str, headers: &HeaderMap) -> Option<Duration> {
    let text = unquote(text);
    let number = text.trim_end_matches(|character: char| character.is_ascii_alphabetic());
    let unit = match text[number.len()..].to_ascii_lowercase().as_str() {
        "" | "s" | "sec" | "secs" | "second" | "seconds" => Duration::from_secs(1),
        "ms" | "msec" | "millisecond" | "milliseconds" => Duration::from_millis(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Duration::from_secs(60),
        "h" | "hour" | "hours" => Duration::from_secs(3600),
        _ => return until(text, headers),
    };
    seconds(number.trim_end())
        .map(|number| Duration::try_from_secs_f64(number.as_secs_f64() * unit.as_secs_f64()).unwrap_or(Duration::MAX))
        .or_else(|| time_span(text))
        .or_else(|| text.parse::<edm::Duration>().ok()?.to_time_delta()?.to_std().ok())
        .or_else(|| until(text, headers))
}

fn unquote(text: &str) -> &str {
    text.trim().trim_matches(['"', '\'']).trim()
}

/// Parses digits with an optional fraction.
fn seconds(text: &str) -> Option<Duration> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+'));
    let number: f64 = if is_number { text.parse().ok()? } else { return None };
    Some(Duration::try_from_secs_f64(number).unwrap_or(Duration::MAX))
}

/// Parses hours, minutes and seconds: the format of a .NET `TimeSpan` of less than a day.
fn time_span(text: &str) -> Option<Duration> {
    let (hours, rest) = text.split_once(':')?;
    let (minutes, rest) = rest.split_once(':')?;
    let whole: u64 =
        hours.parse::<u64>().ok()?.checked_mul(3600)?.checked_add(minutes.parse::<u64>().ok()?.checked_mul(60)?)?;
    Duration::from_secs(whole).checked_add(seconds(rest)?)
}

/// Returns the time from the response to a date, both by the service's clock: the local clock may be wrong.
fn until(text: &str, headers: &HeaderMap) -> Option<Duration> {
    let until = date(unquote(text))?;
    let responded = headers.get(DATE).and_then(|value| date(value.to_str().ok()?));
    // A date in the past means no wait.
    Some(until.duration_since(responded.unwrap_or_else(SystemTime::now)).unwrap_or_default())
}

/// Parses the formats of HTTP, of mail (any zone), and ISO 8601 (UTC if it has no zone).
fn date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text).ok().or_else(|| {
        let date = DateTime::parse_from_rfc2822(text)
            .or_else(|_| DateTime::parse_from_rfc3339(text))
            .or_else(|_| DateTime::parse_from_rfc3339(&format!("{text}Z")));
        date.ok().map(SystemTime::from)
    })
}

#[cfg(test)]
mod tests {
    use super::retry_after;
    use crate::clock::LONGEST;
    use proptest::prelude::*;
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
            ("1e400", LONGEST),
            ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST),
        ] {
            assert_eq!(parsed(&[text]), Some(expected), "{text}");
        }
    }

    #[test]
    fn values_outside_of_the_grammar_are_parsed() {
        for (text, expected) in [
            (".5", 500),
            ("5.", 5_000),
            ("+5", 5_000),
            ("1e3", 1_000_000),
            ("2 s", 2_000),
            ("30s", 30_000),
            ("7 Seconds", 7_000),
            ("250ms", 250),
            ("2 minutes", 120_000),
            ("0.5 hours", 1_800_000),
            ("\"120\"", 120_000),
            ("00:01:30", 90_000),
            ("00:00:02.5", 2_500),
            ("PT1M30S", 90_000),
            ("PT2.5S", 2_500),
            ("2026-11-25T10:00:07Z", 7_000),
            ("2026-11-25T10:00:07.5", 7_500),
            ("2026-11-25T11:00:07+01:00", 7_000),
            ("Wed, 25 Nov 2026 11:00:07 +0100", 7_000),
            ("25 Nov 2026 10:00:07 GMT", 7_000),
            ("\"Wed, 25 Nov 2026 10:00:07 GMT\"", 7_000),
        ] {
            assert_eq!(parsed(&[text]), Some(Duration::from_millis(expected)), "{text}");
        }
    }

    #[test]
    fn the_longest_of_several_values_counts() {
        for values in
            [&["soon", "3"][..], &["3", "1"], &["1, 3, 2"], &["1", "Wed, 25 Nov 2026 10:00:03 GMT"], &["x; 3"]]
        {
            assert_eq!(parsed(values), Some(Duration::from_secs(3)), "{values:?}");
        }
        for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, "1".parse().unwrap());
            headers.insert(name, "2128".parse().unwrap());
            assert_eq!(retry_after(&headers), Some(Duration::from_millis(2128)), "{name}");
        }
    }

    #[test]
    fn other_values_are_ignored() {
        for text in
            ["", "-1", "NaN", "inf", ".", "e", "1.2.3", "0x10", "2 moons", "tomorrow", "2026-11-25", "1:2", ":::"]
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

    proptest! {
        #[test]
        fn any_value_is_read(text in "[ -~]{0,40}|[0-9:.,;eE+\"smhT-]{0,30}|[0-9]{1,400}", date in "[ -~]{0,30}") {
            let mut headers = HeaderMap::new();
            headers.insert(DATE, date.parse().unwrap());
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            prop_assert!(retry_after(&headers).is_none_or(|wait| wait <= LONGEST));
        }
    }
}
