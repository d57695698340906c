//! The secrets of an object.

use super::Object;
use crate::edm::Secret;
use crate::odata::{Property, PropertyVisitor};
use serde_json::value::RawValue;

/// Returns copies of the secrets in an object, at any depth.
pub(super) fn secrets<T: Object>(object: &T) -> Vec<Secret> {
    let mut copier = Copier::default();
    object.visit(&mut copier);
    for name in copier.unset {
        if let Some(value) = object.additional_properties().get(name) {
            copy_scalars(value.get(), &mut copier.secrets);
        }
    }
    copier.secrets
}

/// Copies the secrets of an object.
#[derive(Default)]
struct Copier {
    secrets: Vec<Secret>,
    /// The names of secret properties that are not set.
    unset: Vec<&'static str>,
}

impl PropertyVisitor<'_> for Copier {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        match value {
            Some(value) => value.copy_secrets(&mut self.secrets),
            None if T::IS_SECRET => self.unset.push(name),
            None => {}
        }
    }
}

/// Copies the strings and numbers in a JSON text, without the names of properties. Nesting costs no stack.
fn copy_scalars(json: &str, secrets: &mut Vec<Secret>) {
    let mut rest = json;
    while let Some((_, scalar)) = rest
        .find(['"', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        .and_then(|start| rest.split_at_checked(start))
    {
        let mut values = serde_json::Deserializer::from_str(scalar).into_iter::<&RawValue>();
        let Some(Ok(value)) = values.next() else { return };
        rest = scalar.get(values.byte_offset()..).unwrap_or_default();
        if !rest.trim_start().starts_with(':') {
            let text = serde_json::from_str(value.get()).unwrap_or_else(|_| value.get().to_owned());
            secrets.push(Secret::from(text));
        }
    }
}
