//! Reads the objects and parameters in the bodies of requests and validates them.

mod table;
mod tables;

use super::object_kind::ObjectKind;
use super::tenant::Object;
use crate::json;
use base64::prelude::{BASE64_STANDARD, Engine};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use graph_models::odata;
use serde_json::{Value, json};
pub(super) use table::{Properties, Table, Type};
pub(super) use tables::{ASSIGNMENT, IMPORTED_DEVICE, PROFILES, SETTINGS};

const ODATA_TYPE: &str = "@odata.type";

/// The greatest number of characters of a value that an error quotes.
const QUOTED: usize = 8;

/// Reads an object and validates it against its model, or else against a table of its properties. Nulls are kept.
///
/// The `@odata.type` may be that of an object that the body changes.
pub(super) fn read(kind: ObjectKind, body: &[u8], odata_type: Option<&str>) -> Result<Object, String> {
    match kind {
        ObjectKind::Device => model::<WindowsAutopilotDeviceIdentity>(body),
        // A table stands in for a model. To use the model, replace the table as above.
        ObjectKind::ImportedDevice => table(&tables::IMPORTED_DEVICE, body),
        ObjectKind::DeploymentProfile => profile(body, odata_type),
        ObjectKind::ProfileAssignment => table(&tables::ASSIGNMENT, body),
        ObjectKind::Settings => table(&tables::SETTINGS, body),
        // The service creates and changes these itself.
        ObjectKind::AssociatedDevice | ObjectKind::AutopilotEvent => Ok(Object::new()),
    }
    .map(own_properties)
}

/// Reads the parameters of an action, and validates them. Those that are not optional must be there.
pub(super) fn parameters(parameters: Properties, body: &[u8]) -> Result<Object, String> {
    let read = Table { type_name: "the action", properties: parameters, inherited: &[] }.read(body)?;
    let missing = parameters.iter().find(|(name, form)| *form != Type::OptionalString && !read.contains_key(*name));
    match missing {
        Some((name, _)) => Err(format!("the parameter `{name}` is missing")),
        None => Ok(read),
    }
}

/// Checks that the hardware hash of an imported device is base64 with padding. The error quotes the beginning only.
pub(super) fn check_hash(imported: &Object) -> Result<(), String> {
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
    let is_expected = |name: &str| name.trim_start_matches('#') == T::type_name();
    if !model.odata_type().as_deref().is_some_and(is_expected) {
        return Err(format!("`{ODATA_TYPE}`: expected `{}`", T::ODATA_TYPE));
    }
    let unrecognized = model.unrecognized();
    if !unrecognized.is_empty() {
        return Err(unrecognized.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
    }
    let mut object: Object = json::read(body).map_err(|error| error.to_string())?;
    object.insert(ODATA_TYPE.to_owned(), json!(T::ODATA_TYPE));
    Ok(object)
}

fn table(table: &Table, body: &[u8]) -> Result<Object, String> {
    let mut object = table.read(body)?;
    let sent = object.insert(ODATA_TYPE.to_owned(), json!(format!("#{}", table.type_name)));
    if sent.as_ref().is_some_and(|sent| sent.as_str().map(|sent| sent.trim_start_matches('#')) != Some(table.type_name))
    {
        return Err(format!("`{ODATA_TYPE}`: expected `#{}`", table.type_name));
    }
    Ok(object)
}

/// Reads a deployment profile, of one of the types that are derived from the abstract one.
fn profile(body: &[u8], odata_type: Option<&str>) -> Result<Object, String> {
    let object: Object = json::read(body).map_err(|error| error.to_string())?;
    let sent = object.get(ODATA_TYPE).and_then(Value::as_str).or(odata_type).unwrap_or_default();
    let found = tables::PROFILES.iter().find(|table| table.type_name == sent.trim_start_matches('#'));
    match (found, odata_type) {
        (Some(found), None) => table(found, body),
        (Some(found), Some(stored)) if found.type_name == stored.trim_start_matches('#') => table(found, body),
        (_, Some(stored)) => Err(format!("`{ODATA_TYPE}`: expected `{stored}`")),
        (None, None) => {
            let [first, second] = tables::PROFILES.map(|table| table.type_name);
            Err(format!("`{ODATA_TYPE}`: expected `#{first}` or `#{second}`"))
        }
    }
}

/// Returns an object without its id and annotations, which the service decides on.
fn own_properties(mut object: Object) -> Object {
    object.retain(|name, _| name == ODATA_TYPE || !(name == "id" || name.starts_with("@odata.")));
    object
}
