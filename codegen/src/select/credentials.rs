//! Properties and parameters that may be credentials, and that `models.toml` does not list.

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
    /// Whether this is a parameter. Nothing is generated for parameters.
    pub is_parameter: bool,
    /// Whether the property is secret by default.
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

/// Finds the possible credentials among the properties of the types in a schema and the parameters of the operations that are
/// bound to one of these types, or to none. Marks the properties as secret if that is the default.
pub(super) fn find(schema: &mut Arc<Schema>, models: &Models, is_secret: bool) -> Credentials {
    let listed = Listed::new(models);
    let structured = schema.types.values().filter_map(Type::as_structured);
    let mut credentials: Vec<_> = structured.flat_map(|structured| listed.properties(structured, is_secret)).collect();
    if is_secret && !credentials.is_empty() {
        let types = &mut Arc::make_mut(schema).types;
        for Credential { owner, name, .. } in &credentials {
            if let Some(Type::Structured(structured)) = types.get_mut(owner) {
                let properties = structured.properties.iter_mut();
                properties.filter(|property| property.name == *name).for_each(|property| property.is_secret = true);
            }
        }
    }
    let is_bound = |operation: &&Operation| binding(operation).is_none_or(|name| schema.types.contains_key(name));
    credentials.extend(listed.parameters(schema.operations.values().flatten().filter(is_bound)));
    Credentials(credentials)
}

/// Finds the possible credentials of a type and of the operations bound to it or to one of its base types. `is_secret` as in
/// the selection.
pub(crate) fn find_in(structured: &StructuredType, schema: &Schema, models: &Models, is_secret: bool) -> Credentials {
    let listed = Listed::new(models);
    let lineage = schema.lineage(structured);
    let mut credentials: Vec<_> =
        lineage.iter().flat_map(|declaring| listed.properties(declaring, is_secret)).collect();
    let is_bound = |operation: &&Operation| {
        binding(operation).is_some_and(|name| lineage.iter().any(|declaring| declaring.name == *name))
    };
    credentials.extend(listed.parameters(schema.operations.values().flatten().filter(is_bound)));
    Credentials(credentials)
}

/// Returns the type to which an operation is bound.
fn binding(operation: &Operation) -> Option<&QualifiedName> {
    operation.parameters.first().filter(|_| operation.is_bound)?.value.named()
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
        own.filter_map(|property| self.judge(&structured.name, &property.name, &property.value, is_secret, false))
            .collect()
    }

    /// Returns the parameters that may be credentials, once for all overloads of an operation.
    fn parameters<'s>(&self, operations: impl Iterator<Item = &'s Operation>) -> Vec<Credential> {
        let mut seen = BTreeSet::new();
        let parameters = operations.flat_map(|of| of.parameters.iter().map(move |parameter| (&of.name, parameter)));
        let found = parameters.filter_map(|(owner, of)| self.judge(owner, &of.name, &of.value, false, true));
        found.filter(|credential| seen.insert(credential.path())).collect()
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
