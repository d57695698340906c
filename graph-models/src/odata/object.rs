//! Structured types: entities and complex types.

mod downcast;
mod secrets;

use super::additional_properties::{AdditionalProperties, ODATA_TYPE};
use super::property::{Property, PropertyVisitor, PropertyVisitorMut, Secrecy};
use super::receiver::{Receiver, Unfit, receive};
use super::unrecognized::{Unrecognized, UnrecognizedVisitor};
use crate::edm::Secret;
pub use downcast::DowncastError;
use secrecy::zeroize::Zeroizing;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess};
use serde::ser::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt::Debug;

/// An OData [structured type]: an entity type or a complex type.
///
/// Every generated struct implements this trait. An object has the properties that the schema names and keeps those
/// that it does not name. Serialization, deserialization, `Debug`, `Clone` and comparison are generic functions over
/// this trait. [`Default`] sets no property.
///
/// [structured type]: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_EntityType
pub trait Object: Clone + Default + Debug + PartialEq + Serialize + for<'de> Deserialize<'de> + 'static {
    /// The name of the type as `@odata.type` writes it, such as `#microsoft.graph.windowsAutopilotDeviceIdentity`.
    const ODATA_TYPE: &'static str;

    /// Whether `@odata.type` is written even if it was not received: `true` for every concrete entity type and every
    /// concrete derived type.
    const WRITES_ODATA_TYPE: bool = true;

    /// Visits the properties that the schema names, in its order, and then the additional properties.
    fn visit<'a, V: PropertyVisitor<'a>>(&'a self, visitor: &mut V);

    /// Visits the same properties in the same order, to change them.
    fn visit_mut<V: PropertyVisitorMut>(&mut self, visitor: &mut V);

    /// Returns the properties that the schema does not name.
    fn additional_properties(&self) -> &AdditionalProperties {
        const NONE: &AdditionalProperties = &AdditionalProperties::new();
        let mut found = FindAdditional::default();
        self.visit(&mut found);
        found.0.unwrap_or(NONE)
    }

    /// Returns the qualified name of the type, such as `microsoft.graph.windowsAutopilotDeviceIdentity`.
    #[must_use]
    fn type_name() -> &'static str {
        Self::ODATA_TYPE.trim_start_matches('#')
    }

    /// Returns the `@odata.type` that was received, or else the one that would be written.
    ///
    /// Returns `None` if there is neither, as for an abstract type that was received without the annotation.
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

    /// Converts an object that was read as a base type to the derived type that its `@odata.type` names.
    ///
    /// No property is lost: additional properties of the base type become fields of the derived type.
    ///
    /// # Errors
    ///
    /// Returns an error with the unchanged object if its `@odata.type` is not that of `T`, or if a property of `T` appears
    /// twice.
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
        // The base type keeps the secrets of a derived type as plain text, so wipe the intermediate JSON.
        let converted = serde_json::to_vec(&self).map(Zeroizing::new).and_then(|json| super::from_slice(&json));
        converted.map_err(|error| DowncastError { object: self, expected: T::ODATA_TYPE, source: Some(error) })
    }

    /// Returns the properties, values and enumeration members in this object, at any depth, that the schema does not
    /// describe.
    ///
    /// Annotations of the object and of its properties (names with an `@`) belong to the protocol and are not listed.
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
        let mut visitor = UnrecognizedVisitor::default();
        self.find_unrecognized(&mut visitor);
        visitor.into_found()
    }

    /// Returns copies of all secrets in this object, at any depth, and of all values of [`Binary`](crate::edm::Binary), in
    /// base64 without padding.
    ///
    /// Use it to redact a text that may contain them. They include those that were set as additional properties, and those
    /// in values that do not fit their property, such as a list of objects with a number among them. In such a value, the
    /// following are secrets, too:
    ///
    /// - each string and number in a list or an object in place of a secret;
    /// - a string or number in place of an object whose type has a secret property. A string that is JSON is searched
    ///   instead.
    ///
    /// An object that was read as its base type does not know the secrets of the derived type:
    /// [`downcast`](Self::downcast) it first.
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
        secrets::secrets(self)
    }
}

/// A type that is derived, directly or indirectly, from `Base`.
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
    const SECRECY: Secrecy = Secrecy::Structured(secrets::properties::<T>);

    fn receive<'de, D: Deserializer<'de>>(
        field: &mut Option<Self>,
        deserializer: D,
    ) -> Result<Option<Box<RawValue>>, D::Error> {
        receive(Structured(field), deserializer)
    }

    fn find_unrecognized(&self, visitor: &mut UnrecognizedVisitor) {
        self.visit(visitor);
        for (name, _) in self.additional_properties() {
            // An annotation applies to the object or to one of its properties.
            let target = name.split_once('@').map(|(target, _)| target);
            if target.is_some_and(|target| target.is_empty() || Lookup::of(self, target).is_declared) {
                continue;
            }
            match Lookup::of(self, name) {
                Lookup { is_declared: false, .. } => visitor.unknown_property(name, T::type_name()),
                Lookup { is_set: false, .. } => visitor.unexpected_value(name),
                // The field replaces it.
                Lookup { .. } => {}
            }
        }
    }

    fn copy_secrets(&self, secrets: &mut Vec<Secret>) {
        secrets.extend(self.secrets());
    }
}

/// The field of a structured type.
struct Structured<'a, T>(&'a mut Option<T>);

impl<T: Object> Receiver for Structured<'_, T> {
    fn object<'de, A: MapAccess<'de>>(self, object: A) -> Result<Unfit, A::Error> {
        *self.0 = Some(T::deserialize(MapAccessDeserializer::new(object))?);
        Ok(None)
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

/// Looks up a property by its name in JSON.
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
