//! The spellings of paths that the service understands.

use super::surface::{
    ASSIGNMENTS, COUNT, DEVICES, ENTITY_SETS, EntitySet, Navigation, PROFILES, REF, ROOT, SETTINGS, VERSION,
};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::iter;

/// The namespace that may precede the name of an action.
const NAMESPACE: &str = "microsoft.graph.";

/// Returns a path with the names in their usual case, a key in parentheses as a segment of its own, `%24` decoded before a name,
/// and actions without their namespace.
///
/// A key stays as it is, even if another segment could have its name. A key in parentheses that could be mistaken for a name
/// begins with an encoded character, which a name never does.
///
/// ```text
/// /beta/DEVICEMANAGEMENT/windowsAutopilotDeviceIdentities('a''b')/%24count
/// /beta/deviceManagement/windowsAutopilotDeviceIdentities/a%27b/$count
/// ```
pub(super) fn canonical(path: &str) -> String {
    let mut position = Position::Version;
    let segments = path.strip_prefix('/').unwrap_or(path).split('/').map(|segment| {
        let (canonical, next) = position.canonical(segment);
        position = next;
        canonical
    });
    segments.fold(String::new(), |path, segment| format!("{path}/{segment}"))
}

/// The place of a segment in a path. It determines which names the segment can have.
#[derive(Clone, Copy)]
enum Position {
    Version,
    BelowVersion,
    BelowRoot,
    /// Below a collection.
    Collection(&'static EntitySet),
    /// Below an object.
    Item(&'static EntitySet),
    /// Below anything else.
    End,
}

impl Position {
    /// Returns the canonical spelling of a segment, and the position of the next one.
    fn canonical(self, segment: &str) -> (String, Self) {
        if let Some((name, next)) = self.name(&segment.replacen("%24", "$", 1)) {
            return (name.to_owned(), next);
        }
        self.with_key(segment).unwrap_or_else(|| match self {
            Self::Collection(set) => (segment.to_owned(), Self::Item(set)),
            _ => (segment.to_owned(), Self::End),
        })
    }

    /// Reads the name of a collection with a key in parentheses.
    fn with_key(self, segment: &str) -> Option<(String, Self)> {
        let decoded = percent_decode_str(segment).decode_utf8().ok()?;
        let (name, key) = decoded.split_once('(')?;
        let (name, next @ Self::Collection(set)) = self.name(name)? else { return None };
        let key = key_in(key)?;
        let mut encoded = utf8_percent_encode(&key, NON_ALPHANUMERIC).to_string();
        if next.name(&encoded).is_some()
            && let Some(first) = encoded.bytes().next()
        {
            encoded.replace_range(..1, &format!("%{first:02X}"));
        }
        Some((format!("{name}/{encoded}"), Self::Item(set)))
    }

    /// Returns the usual spelling of a name, and the position behind it.
    fn name(self, name: &str) -> Option<(&'static str, Self)> {
        let find = |names: &[(&'static str, Self)], name: &str| {
            names.iter().copied().find(|(listed, _)| listed.eq_ignore_ascii_case(name))
        };
        find(&self.names(), name).or_else(|| {
            let (namespace, name) = name.split_at_checked(NAMESPACE.len())?;
            find(&self.actions(), name).filter(|_| namespace.eq_ignore_ascii_case(NAMESPACE))
        })
    }

    fn names(self) -> Vec<(&'static str, Self)> {
        match self {
            Self::Version => vec![(VERSION, Self::BelowVersion)],
            Self::BelowVersion => vec![(ROOT, Self::BelowRoot), ("$batch", Self::End)],
            Self::BelowRoot => {
                let sets = ENTITY_SETS.into_iter().map(|set| (set.name, Self::Collection(set)));
                sets.chain([(SETTINGS.name, Self::Item(&SETTINGS))]).collect()
            }
            Self::Collection(_) => self.actions().into_iter().chain([(COUNT, Self::End), (REF, Self::End)]).collect(),
            Self::Item(set) => {
                let navigation = set.navigation.iter().map(|(name, navigation)| (*name, Self::below(*navigation)));
                let not_emulated = set.navigation_not_emulated.iter().copied().zip(iter::repeat(Self::End));
                self.actions().into_iter().chain(navigation).chain(not_emulated).chain([(REF, Self::End)]).collect()
            }
            Self::End => Vec::new(),
        }
    }

    fn actions(self) -> Vec<(&'static str, Self)> {
        let (actions, not_emulated) = match self {
            Self::Collection(set) => (set.actions, set.not_emulated),
            Self::Item(set) => (set.item_actions, &[][..]),
            _ => (&[][..], &[][..]),
        };
        let names = actions.iter().map(|(name, _)| *name).chain(not_emulated.iter().copied());
        names.zip(iter::repeat(Self::End)).collect()
    }

    const fn below(navigation: Navigation) -> Self {
        match navigation {
            Navigation::Profile | Navigation::IntendedProfile => Self::Item(&PROFILES),
            Navigation::Assignments => Self::Collection(&ASSIGNMENTS),
            Navigation::AssignedDevices => Self::Collection(&DEVICES),
        }
    }
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

    const DEVICES: &str = "/beta/deviceManagement/windowsAutopilotDeviceIdentities";
    const PROFILES: &str = "/beta/deviceManagement/windowsAutopilotDeploymentProfiles";

    #[test]
    fn spellings_of_the_same_path_are_equal() {
        for (path, expected) in [
            ("/A", "/A"),
            ("('A')/deploymentProfile", "/A/deploymentProfile"),
            ("(id='A')", "/A"),
            ("(%27A%27)", "/A"),
            ("('A''b')", "/A%27b"),
            ("('a%2Fb')", "/a%2Fb"),
            ("('a(b)')", "/a%28b%29"),
            ("/%24count", "/$count"),
            ("/$COUNT", "/$count"),
            ("/A/INTENDEDdeploymentProfile/assignedDEVICES('B')/x", "/A/intendedDeploymentProfile/assignedDevices/B/x"),
            ("/DELETEDEVICES", "/deleteDevices"),
            ("/A/Microsoft.Graph.ALLOWNEXTENROLLMENT", "/A/allowNextEnrollment"),
            ("/a%2Fb", "/a%2Fb"),
            ("/%ff", "/%ff"),
        ] {
            assert_eq!(canonical(&format!("{DEVICES}{path}")), format!("{DEVICES}{expected}"));
        }
        let path = "/Beta/DEVICEMANAGEMENT/windowsautopilotdeviceidentities/A";
        assert_eq!(canonical(path), format!("{DEVICES}/A"));
        assert_eq!(canonical(&format!("{PROFILES}('A')/assignments('B')")), format!("{PROFILES}/A/assignments/B"));
        assert_eq!(canonical("/beta/$BATCH"), "/beta/$batch");
    }

    #[test]
    fn a_key_is_told_from_a_name() {
        for (path, expected) in [
            ("/BETA/deploymentProfile", "/BETA/deploymentProfile"),
            ("/A/deploymentProfile/assignedDevices/ASSIGN", "/A/deploymentProfile/assignedDevices/ASSIGN"),
            ("('deleteDevices')", "/%64eleteDevices"),
            ("/%64eleteDevices", "/%64eleteDevices"),
            ("('$count')", "/%24count"),
        ] {
            assert_eq!(canonical(&format!("{DEVICES}{path}")), format!("{DEVICES}{expected}"));
        }
    }

    #[test]
    fn other_segments_stay_as_they_are() {
        for path in [
            "/v1.0/DEVICEMANAGEMENT",
            "/beta/others('A')/BETA",
            &format!("{DEVICES}('A'')"),
            &format!("{DEVICES}('A'b')"),
            &format!("{DEVICES}(A)"),
            &format!("{DEVICES}()"),
            &format!("{PROFILES}/1/microsoft.graph.assignments"),
            "/",
        ] {
            assert_eq!(canonical(path), path);
        }
    }

    proptest! {
        #[test]
        fn any_key_is_a_segment_of_its_own(key in any::<String>(), path in any::<String>()) {
            let encoded = key.replace('\'', "''").replace('%', "%25").replace('/', "%2F");
            let canonical_path = canonical(&format!("{DEVICES}('{encoded}')"));
            let segment = canonical_path.strip_prefix(DEVICES).unwrap().strip_prefix('/').unwrap();
            prop_assert_eq!(percent_encoding::percent_decode_str(segment).decode_utf8().unwrap(), key);
            canonical(&path);
        }
    }
}
