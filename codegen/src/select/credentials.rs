//! Properties and parameters that may be credentials, and that `models.toml` does not list.

use super::Operations;
use crate::credential::{can_be_secret, is_credential};
use crate::models::{Entries, Models};
use crate::schema::{Operation, Property, QualifiedName, Schema, StructuredType, Type, ValueType};
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
    /// The path for `models.toml`: `type/property` or `operation/parameter`.
    pub path: String,
    /// The type of its value.
    pub value: ValueType,
    /// The form of the value in the models.
    pub exposure: Exposure,
}

/// The form of a possible credential in the models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// Its type is `Secret`.
    Redacted,
    /// `Debug` prints it.
    Printed,
    /// It has no model: the type or operation is not selected.
    Unmodelled,
}

impl Exposure {
    /// Returns a remark, unless the value is redacted.
    #[must_use]
    pub const fn remark(self) -> Option<&'static str> {
        match self {
            Self::Redacted => None,
            Self::Printed => Some("not redacted"),
            Self::Unmodelled => Some("no model"),
        }
    }
}

impl Display for Credential {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.escape_debug())?;
        self.exposure.remark().map_or(Ok(()), |remark| write!(f, " ({remark})"))
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
        if self.0.iter().any(|credential| credential.exposure == Exposure::Redacted) {
            f.write_str("; until then, the properties have the type `Secret`")?;
        }
        Ok(())
    }
}

/// Finds the possible credentials among the properties of the types in a schema, which include the parameters of selected
/// operations, and the parameters of the operations that are bound to one of these types, or to none. Marks the properties as
/// secret if that is the default.
pub(super) fn find(schema: &mut Arc<Schema>, models: &Models, exposure: Exposure) -> Credentials {
    let mut search = Search::new(models, exposure);
    for structured in schema.types.values().filter_map(Type::as_structured) {
        search.properties(structured, |_| true);
    }
    if exposure == Exposure::Redacted && !search.found.0.is_empty() {
        let found = search.seen.clone();
        for declared in Arc::make_mut(schema).types.values_mut() {
            let Type::Structured(structured) = declared else { continue };
            let owner = owner(structured);
            for property in &mut structured.properties {
                property.is_secret |= found.contains(&format!("{owner}/{}", property.name));
            }
        }
    }
    let is_bound = |operation: &&Operation| binding(operation).is_none_or(|name| schema.types.contains_key(name));
    search.parameters(schema.operations.values().flatten().filter(is_bound), |_, _| true);
    search.found
}

/// Finds the possible credentials of a type and of the operations bound to it or to one of its base types. `exposure` is that of
/// the properties.
pub(crate) fn find_in(
    structured: &StructuredType,
    schema: &Schema,
    models: &Models,
    operations: &Operations,
    exposure: Exposure,
) -> Credentials {
    let mut search = Search::new(models, exposure);
    let lineage = schema.lineage(structured);
    for declaring in &lineage {
        search.properties(declaring, |_| true);
    }
    let is_bound = |operation: &&Operation| {
        binding(operation).is_some_and(|name| lineage.iter().any(|declaring| declaring.name == *name))
    };
    let selected = operations.values().filter(is_bound).filter_map(Operation::parameters_type);
    for parameters in selected {
        search.properties(&parameters, |_| true);
    }
    search.parameters(schema.operations.values().flatten().filter(is_bound), |_, _| true);
    search.found
}

/// Finds the possible credentials among the properties and parameters that an older schema lacks, selected or not. A new text
/// may be a secret under another name if its type lost one; `modelled` has the models of the older schema.
pub(crate) fn find_new(old: &Schema, modelled: &Schema, new: &Schema, models: &Models) -> Credentials {
    let mut search = Search::new(models, Exposure::Unmodelled);
    for structured in new.types.values().filter_map(Type::as_structured) {
        let before = old.types.get(&structured.name).and_then(Type::as_structured);
        let before: BTreeSet<_> = before.iter().flat_map(|of| &of.properties).map(|of| of.name.as_str()).collect();
        let mut modelled = modelled.types.get(&structured.name).and_then(Type::as_structured).into_iter();
        let is_lost = |property: &Property| property.is_secret && structured.property(&property.name).is_none();
        let lost_one = modelled.any(|of| of.properties.iter().any(is_lost));
        for property in structured.properties.iter().filter(|property| !before.contains(property.name.as_str())) {
            if lost_one && can_be_secret(&property.value) {
                search.add(format!("{}/{}", structured.name, property.name), &property.value, Exposure::Printed);
            }
        }
        search.properties(structured, |name| !before.contains(name));
    }
    let before = old.operations.values().flatten();
    let before: BTreeSet<_> =
        before.flat_map(|of| of.parameters.iter().map(|parameter| (&of.name, parameter.name.as_str()))).collect();
    search.parameters(new.operations.values().flatten(), |of, name| !before.contains(&(&of.name, name)));
    search.found
}

/// Returns the name that precedes those of properties or parameters in `models.toml`.
fn owner(structured: &StructuredType) -> QualifiedName {
    structured.operation().unwrap_or_else(|| structured.name.clone())
}

/// Returns the type to which an operation is bound.
fn binding(operation: &Operation) -> Option<&QualifiedName> {
    operation.binding()?.value.named()
}

/// A search for possible credentials.
struct Search<'a> {
    /// The paths in `secrets` and `not-secrets`.
    listed: BTreeSet<&'a str>,
    /// The form of properties in the models.
    exposure: Exposure,
    found: Credentials,
    /// The paths that were found: overloads of an operation share theirs.
    seen: BTreeSet<String>,
}

impl<'a> Search<'a> {
    fn new(models: &'a Models, exposure: Exposure) -> Self {
        let Entries { secrets, not_secrets, .. } = models.entries();
        let listed = secrets.iter().chain(not_secrets).map(|entry| entry.get_ref().as_str()).collect();
        Self { listed, exposure, found: Credentials::default(), seen: BTreeSet::new() }
    }

    /// Searches the properties of a type, by name, except for those that are secret already.
    fn properties(&mut self, structured: &StructuredType, is_searched: impl Fn(&str) -> bool) {
        let owner = owner(structured);
        let own = structured.properties.iter().filter(|property| !property.is_secret);
        for property in own.filter(|property| is_searched(&property.name)) {
            self.judge(&owner, &property.name, &property.value, self.exposure);
        }
    }

    /// Searches the parameters of operations that have no model, by name.
    fn parameters<'s>(
        &mut self,
        operations: impl Iterator<Item = &'s Operation>,
        is_searched: impl Fn(&Operation, &str) -> bool,
    ) {
        for operation in operations {
            for parameter in operation.parameters.iter().filter(|parameter| is_searched(operation, &parameter.name)) {
                self.judge(&operation.name, &parameter.name, &parameter.value, Exposure::Unmodelled);
            }
        }
    }

    fn judge(&mut self, owner: &QualifiedName, name: &str, value: &ValueType, exposure: Exposure) {
        if is_credential(&owner.name, name, value) {
            self.add(format!("{owner}/{name}"), value, exposure);
        }
    }

    fn add(&mut self, path: String, value: &ValueType, exposure: Exposure) {
        if !self.listed.contains(path.as_str()) && self.seen.insert(path.clone()) {
            self.found.0.push(Credential { path, value: value.clone(), exposure });
        }
    }
}
