//! Structured types: entities and complex types.

mod downcast;

use super::additional_properties::{AdditionalProperties, ODATA_TYPE};
use super::property::{Property, PropertyVisitor, PropertyVisitorMut};
use super::unrecognized::{Finder, Unrecognized};
use crate::edm::Secret;
pub use downcast::DowncastError;
use secrecy::zeroize::Zeroizing;
use serde::de::Deserialize;
use serde::ser::Serialize;
use std::borrow::Cow;
use std::fmt::Debug;

/// An OData [structured type]: an object with the properties that the schema names, and room for those it does not.
///
/// Implemented by generated types. It carries no generic code of its own: reading, writing and `Debug` are functions
/// over this trait.
///
/// [structured type]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_EntityType
pub trait Object: Clone + Default + Debug + PartialEq + Serialize + for<'de> Deserialize<'de> {
    /// The name of the type as `@odata.type` writes it, such as `#microsoft.graph.windowsAutopilotDeviceIdentity`.
    const ODATA_TYPE: &'static str;

    /// Whether `@odata.type` is written even if none was received: true for every concrete entity type and every
    /// concrete type that is derived from another.
    const WRITES_ODATA_TYPE: bool = true;

    /// Shows every property that the schema names, in its order, to the visitor, and then the additional ones.
    fn visit<'a, V: PropertyVisitor<'a>>(&'a self, visitor: &mut V);

    /// Hands every property to the visitor, in the same order, and the additional ones after them.
    fn visit_mut<V: PropertyVisitorMut>(&mut self, visitor: &mut V);

    /// The properties that the schema does not name.
    fn additional_properties(&self) -> &AdditionalProperties {
        const NONE: &AdditionalProperties = &AdditionalProperties::new();
        let mut found = FindAdditional::default();
        self.visit(&mut found);
        found.0.unwrap_or(NONE)
    }

    /// The qualified name of the type, such as `microsoft.graph.windowsAutopilotDeviceIdentity`.
    #[must_use]
    fn type_name() -> &'static str {
        Self::ODATA_TYPE.trim_start_matches('#')
    }

    /// The type that this object says it has: the `@odata.type` it was received with, otherwise the one it would be
    /// written with. `None` where neither exists, as for a base type received without the annotation.
    ///
    /// ```
    /// use graph_models::beta::{Entity, WindowsAutopilotDeviceIdentity};
    /// use graph_models::odata::Object;
    ///
    /// let device = WindowsAutopilotDeviceIdentity::new();
    /// assert_eq!(device.odata_type().as_deref(), Some("#microsoft.graph.windowsAutopilotDeviceIdentity"));
    /// assert_eq!(Entity::new().odata_type(), None);
    /// ```
    fn odata_type(&self) -> Option<Cow<'_, str>> {
        match self.additional_properties().get(ODATA_TYPE) {
            Some(received) => <Cow<'_, str>>::deserialize(received).ok(),
            None => Self::WRITES_ODATA_TYPE.then_some(Cow::Borrowed(Self::ODATA_TYPE)),
        }
    }

    /// Turns an object that was read as a base type into the derived type that its `@odata.type` names. Nothing is
    /// lost: what the base type kept as additional properties moves into the fields of the derived one.
    ///
    /// # Errors
    ///
    /// Gives the object back, unchanged, when its `@odata.type` is not that of `T`, or when a property does not fit.
    ///
    /// ```
    /// use graph_models::beta::{Entity, WindowsAutopilotDeviceIdentity};
    /// use graph_models::odata::Object;
    ///
    /// let entity: Entity = serde_json::from_str(
    ///     r##"{"@odata.type": "#microsoft.graph.windowsAutopilotDeviceIdentity", "id": "1", "serialNumber": "A"}"##,
    /// )?;
    /// let device: WindowsAutopilotDeviceIdentity = entity.downcast()?;
    /// assert_eq!(device.serial_number.as_deref(), Some("A"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    fn downcast<T: DerivedFrom<Self>>(self) -> Result<T, DowncastError<Self>> {
        if self.odata_type().as_deref() != Some(T::ODATA_TYPE) {
            return Err(DowncastError { object: self, expected: T::ODATA_TYPE, source: None });
        }
        // The base type keeps a derived type's secrets as plain text, so the text in between is wiped after use.
        let converted = serde_json::to_vec(&self).map(Zeroizing::new).and_then(|json| serde_json::from_slice(&json));
        converted.map_err(|error| DowncastError { object: self, expected: T::ODATA_TYPE, source: Some(error) })
    }

    /// Everything in this object, at any depth, that the schema does not know: properties and enumeration members.
    ///
    /// Annotations (names with an `@`) of the object and of its properties belong to the protocol and are not listed.
    ///
    /// ```
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    /// use graph_models::odata::Object;
    ///
    /// let device: WindowsAutopilotDeviceIdentity =
    ///     serde_json::from_str(r#"{"serialNumber": "A", "enrollmentState": "paused", "colour": "blue"}"#)?;
    /// let unrecognized: Vec<String> = device.unrecognized().iter().map(ToString::to_string).collect();
    /// assert_eq!(unrecognized, [
    ///     "`enrollmentState` has the unknown member `paused`",
    ///     "`colour` is not a property of `microsoft.graph.windowsAutopilotDeviceIdentity`",
    /// ]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    fn unrecognized(&self) -> Vec<Unrecognized> {
        let mut finder = Finder::default();
        self.find_unrecognized(&mut finder);
        finder.into_found()
    }

    /// Copies of all secrets in this object, at any depth, also of those that were set as additional properties: for a
    /// program that must keep them out of a text.
    ///
    /// ```
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    /// use graph_models::edm::Secret;
    /// use graph_models::odata::Object;
    ///
    /// let device = WindowsAutopilotDeviceIdentity::new().with_model("A1").with_product_key("hidden");
    /// assert_eq!(device.secrets(), [Secret::from("hidden")]);
    /// ```
    fn secrets(&self) -> Vec<Secret> {
        let mut copier = SecretCopier::default();
        self.visit(&mut copier);
        let additional =
            copier.unset.iter().filter_map(|name| self.additional_properties().read::<String>(name).ok()?);
        copier.secrets.extend(additional.map(Secret::from));
        copier.secrets
    }
}

/// Says that a type is derived, directly or not, from `Base`.
pub trait DerivedFrom<Base: Object>: Object {}

impl<T: Object> Object for Box<T> {
    const ODATA_TYPE: &'static str = T::ODATA_TYPE;
    const WRITES_ODATA_TYPE: bool = T::WRITES_ODATA_TYPE;

    fn visit<'a, V: PropertyVisitor<'a>>(&'a self, visitor: &mut V) {
        (**self).visit(visitor);
    }

    fn visit_mut<V: PropertyVisitorMut>(&mut self, visitor: &mut V) {
        (**self).visit_mut(visitor);
    }
}

impl<T: Object> Property for T {
    fn find_unrecognized(&self, finder: &mut Finder) {
        self.visit(finder);
        for (name, _) in self.additional_properties() {
            // An annotation is of the object itself or of one of its properties.
            let target = name.split_once('@').map(|(target, _)| target);
            if target.is_some_and(|target| target.is_empty() || Lookup::of(self, target).is_declared) {
                continue;
            }
            if Lookup::of(self, name).is_declared {
                finder.unexpected_value(name);
            } else {
                finder.unknown_property(name, T::type_name());
            }
        }
    }

    fn copy_secrets(&self, secrets: &mut Vec<Secret>) {
        secrets.extend(self.secrets());
    }
}

/// Finds the additional properties of an object.
#[derive(Default)]
struct FindAdditional<'a>(Option<&'a AdditionalProperties>);

impl<'a> PropertyVisitor<'a> for FindAdditional<'a> {
    #[inline]
    fn property<T: Property>(&mut self, _name: &'static str, _value: &'a Option<T>) {}

    #[inline]
    fn additional_properties(&mut self, properties: &'a AdditionalProperties) {
        self.0 = Some(properties);
    }
}

/// Collects the secrets of an object.
#[derive(Default)]
struct SecretCopier {
    secrets: Vec<Secret>,
    /// Properties that would hold a secret but are not set.
    unset: Vec<&'static str>,
}

impl PropertyVisitor<'_> for SecretCopier {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        match value {
            Some(value) => value.copy_secrets(&mut self.secrets),
            None if T::IS_SECRET => self.unset.push(name),
            None => {}
        }
    }
}

/// Looks a property up by its name on the wire.
pub(super) struct Lookup<'a> {
    name: &'a str,
    pub(super) is_declared: bool,
    pub(super) is_set: bool,
}

impl<'a> Lookup<'a> {
    pub(super) fn of<T: Object>(object: &T, name: &'a str) -> Self {
        let mut lookup = Self { name, is_declared: false, is_set: false };
        object.visit(&mut lookup);
        lookup
    }
}

impl PropertyVisitor<'_> for Lookup<'_> {
    fn property<T: Property>(&mut self, name: &'static str, value: &Option<T>) {
        if name == self.name {
            self.is_declared = true;
            self.is_set = value.is_some();
        }
    }
}
