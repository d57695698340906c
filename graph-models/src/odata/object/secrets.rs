//! The secrets of an object.

use super::Object;
use crate::edm::Secret;
use crate::odata::exact::{Entries, MAX_DEPTH};
use crate::odata::property::{Property, PropertyVisitor, Secrecy};
use secrecy::zeroize::Zeroizing;
use serde_json::value::RawValue;

/// Returns copies of the secrets in an object, at any depth.
pub(super) fn secrets<T: Object>(object: &T) -> Vec<Secret> {
    let mut copier = Copier::default();
    object.visit(&mut copier);
    let additional = object.additional_properties();
    if !additional.is_empty() {
        let properties = properties::<T>();
        for (name, value) in additional {
            copier.copy_property(name, value, &properties);
        }
    }
    copier.secrets
}

/// Lists the properties of a type.
pub(super) fn properties<T: Object>() -> Vec<(&'static str, Secrecy)> {
    let mut lister = Lister(Vec::new());
    T::default().visit(&mut lister);
    lister.0
}

struct Lister(Vec<(&'static str, Secrecy)>);

impl PropertyVisitor<'_> for Lister {
    fn property<T: Property>(&mut self, name: &'static str, _: &Option<T>) {
        self.0.push((name, T::SECRECY));
    }
}

/// Copies secrets: those of an object, and those in the JSON texts of its additional properties.
///
/// The texts are searched by what the types say of their properties, so that a value need not fit its type.
#[derive(Default)]
struct Copier {
    secrets: Vec<Secret>,
    /// The number of lists and objects around the current text.
    depth: usize,
}

impl PropertyVisitor<'_> for Copier {
    fn property<T: Property>(&mut self, _: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            value.copy_secrets(&mut self.secrets);
        }
    }
}

impl Copier {
    /// Copies the secrets in the value of a property. Returns whether the type has a property of this name.
    fn copy_property(&mut self, name: &str, value: &RawValue, properties: &[(&str, Secrecy)]) -> bool {
        let property = properties.iter().find(|(property, _)| *property == name);
        match property {
            Some((_, Secrecy::Secret)) => self.copy_scalars(value.get()),
            Some((_, Secrecy::Structured(properties))) => self.copy_structured(value, &properties()),
            Some((_, Secrecy::Public)) | None => {}
        }
        property.is_some()
    }

    /// Copies the secrets in a text that stands for one or more objects of a type with these properties.
    fn copy_structured(&mut self, json: &RawValue, properties: &[(&str, Secrecy)]) {
        let json = json.get();
        if self.depth == MAX_DEPTH {
            return self.copy_scalars(json);
        }
        self.depth += 1;
        match json.as_bytes().first() {
            Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(json) {
                Ok(items) => items.into_iter().for_each(|item| self.copy_structured(item, properties)),
                Err(_) => self.copy_scalars(json),
            },
            Some(b'{') => match serde_json::from_str(json) {
                Ok(Entries(entries)) => {
                    for (name, value) in entries {
                        // An object of another type may contain objects of this type, as in `{"value": […]}`.
                        if !self.copy_property(&name, value, properties) && value.get().starts_with(['[', '{']) {
                            self.copy_structured(value, properties);
                        }
                    }
                }
                Err(_) => self.copy_scalars(json),
            },
            _ => self.copy_embedded(json, properties),
        }
        self.depth -= 1;
    }

    /// Copies the secrets in a scalar that stands for an object: those in the JSON that a string contains, or the scalar
    /// itself if the type has secrets of its own.
    fn copy_embedded(&mut self, scalar: &str, properties: &[(&str, Secrecy)]) {
        let text = serde_json::from_str(scalar).map(Zeroizing::<String>::new).unwrap_or_default();
        match serde_json::from_str::<&RawValue>(&text) {
            Ok(json) if json.get().starts_with(['[', '{', '"']) => self.copy_structured(json, properties),
            _ if properties.iter().any(|(_, secrecy)| matches!(secrecy, Secrecy::Secret)) => self.copy_scalars(scalar),
            _ => {}
        }
    }

    /// Copies the strings and numbers in a JSON text, without the names of properties. Nesting costs no stack.
    fn copy_scalars(&mut self, json: &str) {
        let mut rest = json;
        while let Some((_, scalar)) = rest
            .find(['"', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
            .and_then(|start| rest.split_at_checked(start))
        {
            let mut values = serde_json::Deserializer::from_str(scalar).into_iter::<&RawValue>();
            let Some(Ok(value)) = values.next() else { return };
            rest = scalar.get(values.byte_offset()..).unwrap_or_default();
            if !rest.trim_start().starts_with(':') {
                // A number, or a string with an unpaired surrogate, stays as it is in JSON.
                let as_received = || value.get().trim_matches('"').to_owned();
                let text = serde_json::from_str(value.get()).unwrap_or_else(|_| as_received());
                self.secrets.push(Secret::from(text));
            }
        }
    }
}
