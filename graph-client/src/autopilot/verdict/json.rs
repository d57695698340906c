//! Verdicts as JSON, for journals and reports.

use super::{Stage, Verdict};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

impl Stage {
    const ALL: [Self; 4] = [Self::Import, Self::Device, Self::Profile, Self::Deletion];

    /// Returns the name of the stage: `import`, `device`, `profile` or `deletion`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Device => "device",
            Self::Profile => "profile",
            Self::Deletion => "deletion",
        }
    }
}

impl Verdict {
    /// Adds the verdict to an object, with the member `verdict` for its [kind](Self::kind).
    pub(in crate::autopilot) fn write(&self, object: &mut Map<String, Value>) {
        let mut set = |name: &str, value: Value| object.insert(name.to_owned(), value);
        set("verdict", self.kind().into());
        match self {
            Self::Registered { device_id }
            | Self::AlreadyRegistered { device_id: Some(device_id) }
            | Self::Updated { device_id } => {
                set("deviceId", device_id.as_str().into());
            }
            Self::MalformedHash { reason } | Self::InvalidRow { reason } => {
                set("reason", reason.as_str().into());
            }
            Self::DuplicateOf { row } => {
                set("duplicateOf", (*row).into());
            }
            Self::Refused { code, reason } => {
                set("code", code.as_str().into());
                set("reason", reason.as_str().into());
            }
            Self::TimedOut { stage } => {
                set("stage", stage.name().into());
            }
            Self::Ambiguous { device_ids } => {
                set("deviceIds", device_ids.as_slice().into());
            }
            Self::AlreadyRegistered { device_id: None }
            | Self::InAnotherTenant
            | Self::Deregistered
            | Self::NotFound
            | Self::Unknown => {}
        }
    }

    /// Reads a verdict that [`write`](Self::write) has written.
    pub(in crate::autopilot) fn read(object: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| object.get(name)?.as_str().map(str::to_owned);
        Some(match object.get("verdict")?.as_str()? {
            "registered" => Self::Registered { device_id: text("deviceId")? },
            "already-registered" => Self::AlreadyRegistered { device_id: text("deviceId") },
            "another-tenant" => Self::InAnotherTenant,
            "malformed-hash" => Self::MalformedHash { reason: text("reason")? },
            "invalid-row" => Self::InvalidRow { reason: text("reason")? },
            "duplicate" => Self::DuplicateOf { row: object.get("duplicateOf")?.as_u64()? },
            "refused" => Self::Refused { code: text("code")?, reason: text("reason")? },
            "timed-out" => {
                let name = text("stage")?;
                Self::TimedOut { stage: Stage::ALL.into_iter().find(|stage| stage.name() == name)? }
            }
            "deregistered" => Self::Deregistered,
            "updated" => Self::Updated { device_id: text("deviceId")? },
            "not-found" => Self::NotFound,
            "ambiguous" => {
                let ids = object.get("deviceIds")?.as_array()?.iter();
                let ids = ids.map(|id| id.as_str().map(str::to_owned));
                Self::Ambiguous { device_ids: ids.collect::<Option<_>>()? }
            }
            "unknown" => Self::Unknown,
            _ => return None,
        })
    }
}

/// An object with the member `verdict` for the [kind](Verdict::kind), and others for what is known.
impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = Map::new();
        self.write(&mut object);
        object.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::{Stage, Verdict};
    use serde_json::{Value, json};

    #[test]
    fn verdicts_are_read_as_they_were_written() {
        let text = || "a".to_owned();
        for (verdict, expected) in [
            (Verdict::Registered { device_id: text() }, json!({ "verdict": "registered", "deviceId": "a" })),
            (Verdict::AlreadyRegistered { device_id: None }, json!({ "verdict": "already-registered" })),
            (
                Verdict::AlreadyRegistered { device_id: Some(text()) },
                json!({ "verdict": "already-registered", "deviceId": "a" }),
            ),
            (Verdict::InAnotherTenant, json!({ "verdict": "another-tenant" })),
            (Verdict::MalformedHash { reason: text() }, json!({ "verdict": "malformed-hash", "reason": "a" })),
            (Verdict::InvalidRow { reason: text() }, json!({ "verdict": "invalid-row", "reason": "a" })),
            (Verdict::DuplicateOf { row: 2 }, json!({ "verdict": "duplicate", "duplicateOf": 2 })),
            (
                Verdict::Refused { code: text(), reason: text() },
                json!({ "verdict": "refused", "code": "a", "reason": "a" }),
            ),
            (Verdict::TimedOut { stage: Stage::Profile }, json!({ "verdict": "timed-out", "stage": "profile" })),
            (Verdict::Unknown, json!({ "verdict": "unknown" })),
            (Verdict::Deregistered, json!({ "verdict": "deregistered" })),
            (Verdict::Updated { device_id: text() }, json!({ "verdict": "updated", "deviceId": "a" })),
            (Verdict::NotFound, json!({ "verdict": "not-found" })),
            (
                Verdict::Ambiguous { device_ids: vec![text(), "b".to_owned()] },
                json!({ "verdict": "ambiguous", "deviceIds": ["a", "b"] }),
            ),
        ] {
            let written = serde_json::to_value(&verdict).unwrap();
            assert_eq!(written, expected);
            let Value::Object(object) = written else { unreachable!("a verdict is an object") };
            assert_eq!(Verdict::read(&object), Some(verdict));
        }
    }

    #[test]
    fn other_objects_are_no_verdicts() {
        for object in [
            json!({}),
            json!({ "verdict": 1 }),
            json!({ "verdict": "registered" }),
            json!({ "verdict": "duplicate", "duplicateOf": -1 }),
            json!({ "verdict": "timed-out", "stage": "later" }),
            json!({ "verdict": "other" }),
        ] {
            assert_eq!(Verdict::read(object.as_object().unwrap()), None, "{object}");
        }
    }
}
