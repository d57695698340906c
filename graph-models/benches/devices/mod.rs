//! The variants, and their comparisons.

mod derived;
mod documents;

use derived::{Device, KeepingDevice};
pub(crate) use documents::Documents;
use documents::PAGE_SIZE;
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use measure::Comparison;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The names of the variants; the first is the baseline.
const NAMES: [&str; 4] =
    ["serde derive, nothing unknown", "serde derive, `flatten` for the unknown", "`serde_json::Value`", "graph-models"];

/// A page of a collection.
#[derive(Clone, Deserialize, Serialize)]
struct Page<T> {
    #[serde(rename = "@odata.context")]
    context: String,
    value: Vec<T>,
}

impl Documents {
    /// Returns the comparisons to read, write and clone a device and a page of devices.
    pub(crate) fn comparisons(&self) -> Vec<Comparison<'_>> {
        [
            comparisons_of::<Device, KeepingDevice, WindowsAutopilotDeviceIdentity>("a device", &self.device),
            comparisons_of::<Page<Device>, Page<KeepingDevice>, Page<WindowsAutopilotDeviceIdentity>>(
                &format!("a page of {PAGE_SIZE} devices"),
                &self.page,
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn comparisons_of<'a, D, K, O>(what: &str, json: &'a str) -> [Comparison<'a>; 3]
where
    D: Clone + DeserializeOwned + Serialize + 'a,
    K: Clone + DeserializeOwned + Serialize + 'a,
    O: Clone + DeserializeOwned + Serialize + 'a,
{
    let read = Comparison::new(format!("read {what}"));
    let write = Comparison::new(format!("write {what}"));
    let clone = Comparison::new(format!("clone {what}"));
    let comparisons = add::<D>([read, write, clone], NAMES[0], json);
    let comparisons = add::<K>(comparisons, NAMES[1], json);
    let comparisons = add::<Value>(comparisons, NAMES[2], json);
    add::<O>(comparisons, NAMES[3], json)
}

/// Adds a type to the comparisons. Asserts that it keeps every value in the text.
fn add<'a, T>([read, write, clone]: [Comparison<'a>; 3], name: &str, json: &'a str) -> [Comparison<'a>; 3]
where
    T: Clone + DeserializeOwned + Serialize + 'a,
{
    let value: T = serde_json::from_str(json).expect("the documents fit the type");
    documents::assert_same(&serde_json::to_string(&value).expect("a value that was read can be written"), json, name);
    let cloned = value.clone();
    [
        read.variant(name, || serde_json::from_str::<T>(json).expect("it was read before")),
        write.variant(name, move || serde_json::to_vec(&value).expect("it was written before")),
        clone.variant(name, move || cloned.clone()),
    ]
}
