//! Reads the objects and parameters in the bodies of requests and validates them.

mod parameters;

use super::object_kind::ObjectKind;
use super::tenant::Object;
use crate::json;
use base64::prelude::{BASE64_STANDARD, Engine};
use graph_models::beta::{
    ActiveDirectoryWindowsAutopilotDeploymentProfile, AllDevicesAssignmentTarget, AllLicensedUsersAssignmentTarget,
    AzureAdWindowsAutopilotDeploymentProfile, ExclusionGroupAssignmentTarget, GroupAssignmentTarget,
    ImportedWindowsAutopilotDeviceIdentity, WindowsAutopilotDeploymentProfileAssignment,
    WindowsAutopilotDeviceIdentity, WindowsAutopilotSettings,
};
use graph_models::odata;
pub(super) use parameters::{Parameters, Type, read_parameters};
use serde::Deserialize;
use serde_json::{Value, json};

const ODATA_TYPE: &str = "@odata.type";
const TARGET: &str = "target";

/// The greatest number of characters of a value that an error quotes.
const QUOTED: usize = 8;

/// The limits of properties of deployment profiles, in characters.
const PROFILE_LIMITS: [(&str, usize); 2] = [("displayName", 200), ("description", 1500)];

/// A type that is derived from an abstract one: its `@odata.type`, and what reads an object of it.
type DerivedType = (&'static str, fn(&[u8]) -> Result<Object, String>);

const PROFILES: [DerivedType; 2] = [
    derived::<AzureAdWindowsAutopilotDeploymentProfile>(),
    derived::<ActiveDirectoryWindowsAutopilotDeploymentProfile>(),
];

const TARGETS: [DerivedType; 4] = [
    derived::<GroupAssignmentTarget>(),
    derived::<ExclusionGroupAssignmentTarget>(),
    derived::<AllDevicesAssignmentTarget>(),
    derived::<AllLicensedUsersAssignmentTarget>(),
];

/// Reads an object and validates it against its model. Nulls are kept.
///
/// The `@odata.type` may be that of an object that the body changes.
pub(super) fn read(kind: ObjectKind, body: &[u8], odata_type: Option<&str>) -> Result<Object, String> {
    let read = match kind {
        ObjectKind::Device => model::<WindowsAutopilotDeviceIdentity>(body),
        ObjectKind::ImportedDevice => {
            // A body that is no object is refused by its model.
            check_hash(&json::read(body).unwrap_or_default())?;
            model::<ImportedWindowsAutopilotDeviceIdentity>(body)
        }
        ObjectKind::DeploymentProfile => profile(body, odata_type),
        ObjectKind::ProfileAssignment => assignment(body),
        ObjectKind::Settings => model::<WindowsAutopilotSettings>(body),
        // The service creates and changes these itself.
        ObjectKind::AssociatedDevice | ObjectKind::AutopilotEvent => Ok(Object::new()),
    };
    own_properties(kind, read)
}

/// Validates a device of a batch of imports.
pub(super) fn imported_device(device: &Object) -> Result<Object, String> {
    check_hash(device)?;
    let model = ImportedWindowsAutopilotDeviceIdentity::deserialize(device).map_err(|error| error.to_string());
    own_properties(ObjectKind::ImportedDevice, model.and_then(|model| valid(&model, device.clone())))
}

/// Checks that the hardware hash of an imported device is base64 with padding. The error quotes the beginning only.
fn check_hash(imported: &Object) -> Result<(), String> {
    let hash = imported.get("hardwareIdentifier").and_then(Value::as_str).unwrap_or_default();
    if BASE64_STANDARD.decode(hash).is_ok() {
        return Ok(());
    }
    let mut quoted: String = hash.chars().take(QUOTED).collect();
    if quoted.len() < hash.len() {
        quoted.push('…');
    }
    Err(format!("Cannot convert the literal '{quoted}' to the expected type 'Edm.Binary'."))
}

fn model<T: odata::Object>(body: &[u8]) -> Result<Object, String> {
    let model: T = json::read(body).map_err(|error| error.to_string())?;
    valid(&model, json::read(body).map_err(|error| error.to_string())?)
}

/// Returns an object with its type, if its model finds it valid.
fn valid<T: odata::Object>(model: &T, mut object: Object) -> Result<Object, String> {
    if !model.odata_type().as_deref().is_some_and(|name| is_same_type(name, T::ODATA_TYPE)) {
        return Err(format!("`{ODATA_TYPE}`: expected `{}`", T::ODATA_TYPE));
    }
    let unrecognized = model.unrecognized();
    if !unrecognized.is_empty() {
        return Err(unrecognized.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
    }
    object.insert(ODATA_TYPE.to_owned(), json!(T::ODATA_TYPE));
    Ok(object)
}

/// Reads a deployment profile.
fn profile(body: &[u8], odata_type: Option<&str>) -> Result<Object, String> {
    let profile = read_derived(&PROFILES, body, odata_type)?;
    if profile.contains_key("assignments") {
        return Err("`assignments` cannot be set with the profile".to_owned());
    }
    for (name, limit) in PROFILE_LIMITS {
        let length = profile.get(name).and_then(Value::as_str).map_or(0, |text| text.chars().count());
        if length > limit {
            return Err(format!("`{name}` is longer than {limit} characters"));
        }
    }
    Ok(profile)
}

/// Reads an assignment. Its target is of a type of its own.
fn assignment(body: &[u8]) -> Result<Object, String> {
    let mut sent: Object = json::read(body).map_err(|error| error.to_string())?;
    let target = sent.remove(TARGET);
    let mut assignment =
        model::<WindowsAutopilotDeploymentProfileAssignment>(Value::from(sent).to_string().as_bytes())?;
    let target = match target {
        Some(target) if !target.is_null() => read_derived(&TARGETS, target.to_string().as_bytes(), None)
            .map(Value::from)
            .map(Some)
            .map_err(|error| format!("`{TARGET}`: {error}"))?,
        target => target,
    };
    assignment.extend(target.map(|target| (TARGET.to_owned(), target)));
    Ok(assignment)
}

/// Reads an object of the type that its `@odata.type` names, or of that of the object that it changes.
fn read_derived(types: &[DerivedType], body: &[u8], stored: Option<&str>) -> Result<Object, String> {
    let object: Object = json::read(body).map_err(|error| error.to_string())?;
    let sent = object.get(ODATA_TYPE).and_then(Value::as_str).or(stored).unwrap_or_default();
    let is_expected = stored.is_none_or(|stored| is_same_type(sent, stored));
    let found = types.iter().find(|(name, _)| is_expected && is_same_type(name, sent));
    let (_, read) = found.ok_or_else(|| {
        let expected = stored.map_or_else(|| types.iter().map(|(name, _)| *name).collect(), |stored| vec![stored]);
        format!("`{ODATA_TYPE}`: expected `{}`", expected.join("` or `"))
    })?;
    read(body)
}

const fn derived<T: odata::Object>() -> DerivedType {
    (T::ODATA_TYPE, model::<T>)
}

/// Compares names of types, with or without `#`.
fn is_same_type(left: &str, right: &str) -> bool {
    left.trim_start_matches('#') == right.trim_start_matches('#')
}

/// Returns an object without its id and annotations, which the service decides on, or says what is invalid.
fn own_properties(kind: ObjectKind, read: Result<Object, String>) -> Result<Object, String> {
    let mut object = read.map_err(|error| format!("Invalid {}: {error}.", kind.noun()))?;
    object.retain(|name, _| name == ODATA_TYPE || !(name == "id" || name.starts_with("@odata.")));
    Ok(object)
}
