//! Properties and parameters that may be credentials, and that `models.toml` does not list.

use super::Operations;
use crate::credential::is_credential;
use crate::models::{Entries, Models};
use crate::schema::{Operation, QualifiedName, Schema, StructuredType, Type, ValueType};
use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

/// The maximum number of paths in a report.
const SHOWN: usize = 200;

/// The number of paths that fit in a line.
const IN_A_LINE: usize = 3;

/// A property, or a parameter of an operation, that may be a credential by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The type or operation that declares it.
    pub owner: QualifiedName,
    /// The name on the wire.
    pub name: String,
    /// The type of its value.
    pub value: ValueType,
    /// Whether this is a parameter of an operation that is not selected. Nothing is generated for it.
    pub is_parameter: bool,
    /// Whether the property or parameter is secret by default.
    pub is_secret: bool,
}

impl Credential {
    /// Returns the path for `models.toml`: `type/property` or `operation/parameter`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// Returns how the models treat the value, unless its type is `Secret`.
    fn exception(&self) -> Option<&'static str> {
        match (self.is_parameter, self.is_secret) {
            (true, _) => Some("a parameter, which has no model"),
            (false, false) => Some("not redacted"),
            (false, true) => None,
        }
    }
}

impl Display for Credential {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path().escape_debug())?;
        self.exception().map_or(Ok(()), |exception| write!(f, " ({exception})"))
    }
}

/// The possible credentials of a selection. `Display` writes a report for a terminal, or nothing if there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Credentials(pub Vec<Credential>);

impl Display for Credentials {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        let (start, separator) = if self.0.len() > IN_A_LINE { ("\n    ", ",\n    ") } else { (" ", ", ") };
        let shown: Vec<_> = self.0.iter().take(SHOWN).map(ToString::to_string).collect();
        write!(f, "possible credentials:{start}{}", shown.join(separator))?;
        if let more @ 1.. = self.0.len().saturating_sub(SHOWN) {
            write!(f, "{separator}and {more} more")?;
        }
        f.write_str("; list credentials under `secrets` in models.toml, and others under `not-secrets`")?;
        if self.0.iter().any(|credential| credential.exception().is_none()) {
            f.write_str("; until then, the properties have the type `Secret`")?;
        }
        Ok(())
    }
}

/// Finds the possible credentials among the properties of the types in a schema, which include the parameters of selected
/// operations, and the parameters of the operations that are bound to one of these types, or to none. Marks the properties as
/// secret if that is the default.
pub(super) fn find(schema: &mut Arc<Schema>, models: &Models, is_secret: bool) -> Credentials {
    let listed = Listed::new(models);
    let structured = schema.types.values().filter_map(Type::as_structured);
    let mut credentials: Vec<_> = structured.flat_map(|structured| listed.properties(structured, is_secret)).collect();
    if is_secret && !credentials.is_empty() {
        let types = &mut Arc::make_mut(schema).types;
        let found: BTreeSet<_> = credentials.iter().map(Credential::path).collect();
        for declared in types.values_mut() {
            let Type::Structured(structured) = declared else { continue };
            let owner = owner(structured);
            for property in &mut structured.properties {
                property.is_secret |= found.contains(&format!("{owner}/{}", property.name));
            }
        }
    }
    let is_bound = |operation: &&Operation| binding(operation).is_none_or(|name| schema.types.contains_key(name));
    credentials.extend(listed.parameters(schema.operations.values().flatten().filter(is_bound)));
    Credentials(once(credentials))
}

/// Finds the possible credentials of a type and of the operations bound to it or to one of its base types. `is_secret` as in
/// the selection.
pub(crate) fn find_in(
    structured: &StructuredType,
    schema: &Schema,
    models: &Models,
    operations: &Operations,
    is_secret: bool,
) -> Credentials {
    let listed = Listed::new(models);
    let lineage = schema.lineage(structured);
    let mut credentials: Vec<_> =
        lineage.iter().flat_map(|declaring| listed.properties(declaring, is_secret)).collect();
    let is_bound = |operation: &&Operation| {
        binding(operation).is_some_and(|name| lineage.iter().any(|declaring| declaring.name == *name))
    };
    let selected = operations.values().filter(is_bound).filter_map(Operation::parameters_type);
    credentials.extend(selected.flat_map(|parameters| listed.properties(&parameters, is_secret)));
    credentials.extend(listed.parameters(schema.operations.values().flatten().filter(is_bound)));
    Credentials(once(credentials))
}

/// Removes repeated credentials: overloads of an operation share their paths.
fn once(mut credentials: Vec<Credential>) -> Vec<Credential> {
    let mut seen = BTreeSet::new();
    credentials.retain(|credential| seen.insert(credential.path()));
    credentials
}

/// Returns the name that precedes those of properties or parameters in `models.toml`.
fn owner(structured: &StructuredType) -> QualifiedName {
    structured.operation().unwrap_or_else(|| structured.name.clone())
}

/// Returns the type to which an operation is bound.
fn binding(operation: &Operation) -> Option<&QualifiedName> {
    operation.binding()?.value.named()
}

/// The paths in `secrets` and `not-secrets`.
struct Listed<'a>(BTreeSet<&'a str>);

impl<'a> Listed<'a> {
    fn new(models: &'a Models) -> Self {
        let Entries { secrets, not_secrets, .. } = models.entries();
        Self(secrets.iter().chain(not_secrets).map(|entry| entry.get_ref().as_str()).collect())
    }

    /// Returns the properties of a type that may be credentials, except for those that are secret already.
    fn properties(&self, structured: &StructuredType, is_secret: bool) -> Vec<Credential> {
        let own = structured.properties.iter().filter(|property| !property.is_secret);
        let owner = owner(structured);
        own.filter_map(|property| self.judge(&owner, &property.name, &property.value, is_secret, false)).collect()
    }

    /// Returns the parameters that may be credentials.
    fn parameters<'s>(&self, operations: impl Iterator<Item = &'s Operation>) -> Vec<Credential> {
        let parameters = operations.flat_map(|of| of.parameters.iter().map(move |parameter| (&of.name, parameter)));
        parameters.filter_map(|(owner, of)| self.judge(owner, &of.name, &of.value, false, true)).collect()
    }

    fn judge(
        &self,
        owner: &QualifiedName,
        name: &str,
        value: &ValueType,
        is_secret: bool,
        is_parameter: bool,
    ) -> Option<Credential> {
        if !is_credential(&owner.name, name, value) {
            return None;
        }
        let (owner, name, value) = (owner.clone(), name.to_owned(), value.clone());
        let credential = Credential { owner, name, value, is_parameter, is_secret };
        (!self.0.contains(credential.path().as_str())).then_some(credential)
    }
}
