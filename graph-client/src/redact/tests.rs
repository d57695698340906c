//! Tests of redaction in many encodings.

use super::{redact, redact_id};
use crate::fuzz::redaction::{ENCODINGS, is_redacted_in};
use graph_models::edm::Secret;
use proptest::prelude::*;

const LIMIT: usize = 4096;

fn redacted(text: &str, secrets: &[Secret], limit: usize) -> String {
    redact(text, &secrets.iter().collect::<Vec<_>>(), limit)
}

#[test]
fn literal_secrets_are_redacted() {
    let secrets = ["Summer20", "Summer2026!", r#"correct "horse""#].map(Secret::from);
    for (text, expected) in [
        ("password Summer2026! is weak", "password [redacted] is weak"),
        (r#"{"id":"1","password":"correct \"horse\""}"#, r#"{"id":"1","password":"[redacted]"}"#),
        ("nothing of the kind", "nothing of the kind"),
    ] {
        assert_eq!(redacted(text, &secrets, LIMIT), expected);
    }
}

#[test]
fn short_secrets_are_redacted_as_words() {
    let secrets = ["pin1", "t", ""].map(Secret::from);
    assert_eq!(redacted("BadRequest: the pin10 is not right", &secrets, LIMIT), "BadRequest: the pin10 is not right");
    for text in ["wrong PIN: pin1.", "pin1", "isn't", "pi&#110;1", r"said \u0022pin1\u0022", "x%20pin1%20y", r"a\npin1"]
    {
        assert_eq!(redacted(text, &secrets, LIMIT), "[redacted]", "{text}");
    }
}

#[test]
fn unusual_encodings_are_redacted() {
    let secrets = ["pässword.31337".into(), "wire-token-31337".into(), "pin1".into()];
    for text in [
        "p&auml;ssword.31337",
        "p&#228;ssword&period;31337",
        "p&#00000000000000228;ssword&#x0000000000000000002E;31337",
        "p&#228ssword&#46 31337 wire-token&#4531337",
        "p%u00E4ssword.31337",
        "p%E4ssword.31337",
        r"p\xe4ssword.31337",
        r"p\xc3\xa4ssword.31337",
        r"p\344ssword\05631337",
        r"p\u{e4}ssword.31337",
        r"p\U000000E4ssword.31337",
        "Basic d2lyZS10b2tlbi0zMTMzNw==",
        "xd2lyZS10b2tlbi0zMTMzNw",
        "d2lyZS10b2tlbi0zMTMz",
        "key=%64%32lyZS10b2tlbi0zMTMzNw",
        "0x776972652d746f6b656e2d3331333337",
        "cGluMQ==",
        "p&#x69;n1",
    ] {
        assert_eq!(redacted(text, &secrets, LIMIT), "[redacted]", "{text}");
    }
    for text in [
        "fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa",
        "<p>&copy; Contoso&nbsp;GmbH &mdash; 502 Bad Gateway</p>",
        "https://graph.microsoft.com/beta/deviceManagement/windowsAutopilotDeviceIdentities/%7Bid%7D",
        r"C:\Windows\System32\drivers\etc\hosts",
        "Bad%20Request: the deviceManagementServiceConfiguration is invalid",
    ] {
        assert_eq!(redacted(text, &secrets, LIMIT), text);
    }
}

#[test]
fn ids_are_printed_only_if_they_are_plainly_readable() {
    let secrets: [Secret; 1] = ["wire-token-31337".into()];
    let id = |id| redact_id(id, &secrets.iter().collect::<Vec<_>>(), 100);
    for (text, expected) in [
        ("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa", "fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa"),
        ("|7e2a.1:2", "|7e2a.1:2"),
        ("wire-token-31337", "[redacted]"),
        ("d2lyZS10b2tlbi0zMTMzNw", "[redacted]"),
        ("a%62c", "[redacted]"),
        ("id=1", "[redacted]"),
    ] {
        assert_eq!(id(text), expected);
    }
}

#[test]
fn truncated_secrets_are_redacted() {
    let secrets = ["correct \"horse", "passä-wörd"].map(Secret::from);
    for text in [
        "said corr",
        "said correct \\",
        "said correct \\u00",
        "said correct &quo",
        "said correct %2",
        "passä-w\u{fffd}",
    ] {
        assert_eq!(redacted(text, &secrets, LIMIT), "[redacted]", "{text}");
    }
    assert_eq!(redacted("said cor", &secrets, LIMIT), "said cor");
}

#[test]
fn truncation_respects_character_boundaries() {
    let secrets = ["secret-0123456789".into()];
    for (limit, expected) in [(0, ""), (2, "z"), (3, "zü"), (9, "zü [reda"), (100, "zü [redacted] h")] {
        assert_eq!(redacted("zü secret-0123456789 h", &secrets, limit), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn secrets_are_redacted_in_any_encoding(
        secret in "\\PC{8,24}|[ -~]{8,40}|[\\\\%&+\"'<>u0-9\\n\\t ]{8,24}",
        before in "\\PC{0,10}",
        after in "\\PC{0,10}",
        first in prop::sample::select(ENCODINGS),
        second in prop::sample::select(ENCODINGS),
    ) {
        prop_assert!(is_redacted_in(&secret, [first, second], &before, &after));
    }

    #[test]
    fn redaction_never_panics(text in "\\PC{0,40}|[\\\\%&#;u0-9a-f+]{0,40}", secret in "\\PC{0,12}", limit in 0_usize..64) {
        let shown = redacted(&text, &[secret.as_str().into()], limit);
        prop_assert!(shown.len() <= limit);
    }
}
