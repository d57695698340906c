//! The spellings of paths that the service understands.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Returns a path with the names in their usual case, a key in parentheses as a segment of its own, and `%24` decoded before a
/// name.
///
/// A segment that is neither a name nor a name with a key stays as it is.
///
/// ```text
/// /beta/DEVICEMANAGEMENT/windowsAutopilotDeviceIdentities('a''b')/%24count
/// /beta/deviceManagement/windowsAutopilotDeviceIdentities/a%27b/$count
/// ```
pub(super) fn canonical(path: &str, names: &[&str]) -> String {
    let segments = path.split('/').map(|segment| {
        let Ok(decoded) = percent_decode_str(segment).decode_utf8() else { return segment.to_owned() };
        if let Some(name) = find(names, &decoded) {
            return name.to_owned();
        }
        let with_key = decoded.split_once('(').and_then(|(name, key)| Some((find(names, name)?, key_in(key)?)));
        match with_key {
            Some((name, key)) => format!("{name}/{}", utf8_percent_encode(&key, NON_ALPHANUMERIC)),
            None => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

fn find<'a>(names: &[&'a str], segment: &str) -> Option<&'a str> {
    names.iter().copied().find(|name| name.eq_ignore_ascii_case(segment))
}

/// Reads a key behind the opening parenthesis: `'a''b')` or `id='a''b')`.
fn key_in(text: &str) -> Option<String> {
    let quoted = text.strip_suffix("')")?;
    let key = quoted.strip_prefix('\'').or_else(|| quoted.strip_prefix("id='"))?;
    // A quote in the key is doubled. A single one would end it.
    let is_closed_before = key.replace("''", "").contains('\'');
    (!is_closed_before).then(|| key.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::canonical;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    const NAMES: [&str; 4] = ["beta", "deviceManagement", "devices", "$count"];

    #[test]
    fn spellings_of_the_same_path_are_equal() {
        for (path, expected) in [
            ("/beta/deviceManagement/devices/A", "/beta/deviceManagement/devices/A"),
            ("/Beta/DEVICEMANAGEMENT/Devices/A", "/beta/deviceManagement/devices/A"),
            ("/beta/devices('A')/x", "/beta/devices/A/x"),
            ("/beta/Devices(id='A')", "/beta/devices/A"),
            ("/beta/devices(%27A%27)", "/beta/devices/A"),
            ("/beta/devices('A''b')", "/beta/devices/A%27b"),
            ("/beta/devices('a%2Fb')", "/beta/devices/a%2Fb"),
            ("/beta/devices('a(b)')", "/beta/devices/a%28b%29"),
            ("/beta/devices/%24count", "/beta/devices/$count"),
            ("/beta/devices/$COUNT", "/beta/devices/$count"),
            ("/beta/devices('A'')", "/beta/devices('A'')"),
            ("/beta/devices('A'b')", "/beta/devices('A'b')"),
            ("/beta/devices(A)", "/beta/devices(A)"),
            ("/beta/devices()", "/beta/devices()"),
            ("/beta/others('A')", "/beta/others('A')"),
            ("/beta/%ff", "/beta/%ff"),
            ("/beta/a%2Fb", "/beta/a%2Fb"),
            ("", ""),
        ] {
            assert_eq!(canonical(path, &NAMES), expected);
        }
    }

    proptest! {
        #[test]
        fn any_key_is_a_segment_of_its_own(key in any::<String>(), path in any::<String>()) {
            let canonical_path = canonical(&format!("/devices('{}')", key.replace('\'', "''").replace('%', "%25").replace('/', "%2F")), &NAMES);
            let segment = canonical_path.strip_prefix("/devices/").unwrap();
            prop_assert_eq!(percent_encoding::percent_decode_str(segment).decode_utf8().unwrap(), key);
            canonical(&path, &NAMES);
        }
    }
}
