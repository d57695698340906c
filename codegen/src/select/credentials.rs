//! Properties and parameters that may be credentials, and that `models.toml` does not list.

use super::Selection;
use crate::credential::is_credential;
use crate::models::{Entries, Models};
use crate::schema::{Operation, QualifiedName, StructuredType, Type, ValueType};
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

impl Selection {
    /// Finds the possible credentials in the selected types, which include the parameters of selected operations, and in the
    /// parameters of the operations that are bound to one of these types, or to none. Marks the properties as secret if that is the
    /// default.
    pub(super) fn find_credentials(&mut self, models: &Models) {
        let types = &self.schema.types;
        let is_bound = |of: &&Operation| of.bound_to().is_none_or(|name| types.contains_key(name));
        let operations = self.schema.operations.values().flatten().filter(is_bound);
        let found = self.search(models, types.values().filter_map(Type::as_structured), operations, is_credential);
        let redacted = found.0.iter().filter(|credential| credential.exposure == Exposure::Redacted);
        let redacted: BTreeSet<_> = redacted.map(|credential| credential.path.as_str()).collect();
        if !redacted.is_empty() {
            for declared in Arc::make_mut(&mut self.schema).types.values_mut() {
                let Type::Structured(structured) = declared else { continue };
                let owner = owner(structured);
                for property in &mut structured.properties {
                    property.is_secret |= redacted.contains(&*format!("{owner}/{}", property.name));
                }
            }
        }
        self.credentials = found;
    }

    /// Finds the possible credentials among the properties of types and the parameters of operations. `is_suspect` judges them by
    /// the type or operation that declares them, their name and their type.
    pub(crate) fn search<'s>(
        &self,
        models: &Models,
        types: impl IntoIterator<Item = &'s StructuredType>,
        operations: impl IntoIterator<Item = &'s Operation>,
        is_suspect: impl Fn(&QualifiedName, &str, &ValueType) -> bool,
    ) -> Credentials {
        let Entries { secrets, not_secrets, .. } = models.entries();
        // Overloads of an operation share the paths of their parameters.
        let mut seen: BTreeSet<_> = secrets.iter().chain(not_secrets).map(|entry| entry.get_ref().clone()).collect();
        let mut found = Credentials::default();
        let mut judge = |owner: &QualifiedName, model: &QualifiedName, name: &str, value: &ValueType| {
            let path = || format!("{owner}/{name}");
            if is_suspect(owner, name, value) && seen.insert(path()) {
                let is_modelled = self.reasons.contains_key(model);
                let exposure = if is_modelled { self.exposure } else { Exposure::Unmodelled };
                found.0.push(Credential { path: path(), value: value.clone(), exposure });
            }
        };
        for structured in types {
            let owner = owner(structured);
            for property in structured.properties.iter().filter(|property| !property.is_secret) {
                judge(&owner, &structured.name, &property.name, &property.value);
            }
        }
        for operation in operations {
            let model = operation.signature().to_name();
            for parameter in operation.own_parameters().iter().filter(|parameter| !parameter.is_secret) {
                judge(&operation.name, &model, &parameter.name, &parameter.value);
            }
        }
        found
    }
}

/// Returns the name that precedes those of properties or parameters in `models.toml`.
pub(crate) fn owner(structured: &StructuredType) -> QualifiedName {
    structured.operation().unwrap_or_else(|| structured.name.clone())
}
