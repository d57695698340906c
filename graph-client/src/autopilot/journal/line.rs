//! The lines of a journal.

use crate::autopilot::Verdict;
use serde_json::{Map, Value, json};

/// A line about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::autopilot) enum Line {
    Sending { row: u64, serial_number: String, device: u64 },
    Unsent { row: u64 },
    Importing { row: u64, import: String },
    Finished { row: u64, serial_number: String, device: u64, import: Option<String>, verdict: Verdict },
    Deleted { row: u64 },
}

impl Line {
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Sending { row, serial_number, device } => {
                json!({ "row": row, "state": "sending", "serialNumber": serial_number, "device": fingerprint(*device) })
            }
            Self::Unsent { row } => json!({ "row": row, "state": "unsent" }),
            Self::Importing { row, import } => json!({ "row": row, "state": "importing", "import": import }),
            Self::Finished { row, serial_number, device, import, verdict } => {
                let mut line = Map::new();
                line.insert("row".to_owned(), json!(row));
                line.insert("state".to_owned(), json!("finished"));
                line.insert("serialNumber".to_owned(), json!(serial_number));
                line.insert("device".to_owned(), fingerprint(*device));
                if let Some(import) = import {
                    line.insert("import".to_owned(), json!(import));
                }
                verdict.write(&mut line);
                Value::Object(line)
            }
            Self::Deleted { row } => json!({ "row": row, "state": "deleted" }),
        }
    }

    pub(super) fn parse(line: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| line.get(name)?.as_str().map(str::to_owned);
        let row = line.get("row")?.as_u64()?;
        let device = || parse_fingerprint(line.get("device")?);
        Some(match line.get("state")?.as_str()? {
            "sending" => Self::Sending { row, serial_number: text("serialNumber")?, device: device()? },
            "unsent" => Self::Unsent { row },
            "importing" => Self::Importing { row, import: text("import")? },
            "finished" => Self::Finished {
                row,
                serial_number: text("serialNumber")?,
                device: device()?,
                import: text("import"),
                verdict: Verdict::read(line)?,
            },
            "deleted" => Self::Deleted { row },
            _ => return None,
        })
    }
}

pub(super) fn fingerprint(fingerprint: u64) -> Value {
    json!(format!("{fingerprint:016x}"))
}

pub(super) fn parse_fingerprint(value: &Value) -> Option<u64> {
    u64::from_str_radix(value.as_str().filter(|text| text.len() == 16)?, 16).ok()
}
