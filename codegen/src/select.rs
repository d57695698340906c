//! Selects the types of a schema that become models: the closure of the root types and of the operations.

mod adjust;
mod credentials;
mod operations;
mod path;
mod stale;

use crate::models::{Models, Roots, span};
use crate::schema::{ItemType, OperationKind, QualifiedName, Schema, StructuredType, Type};
use crate::{Diagnostic, Diagnostics, Span};
pub(crate) use credentials::owner;
pub use credentials::{Credential, Credentials, Exposure};
pub use operations::Operations;
pub(crate) use operations::find_operation;
pub(crate) use path::Step;
pub use stale::{Stale, stale};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};
use std::sync::Arc;

/// The largest number of properties in all models together, several times that of all of Graph.
const MAX_FIELDS: usize = 150_000;

/// The largest number of properties or members of one type, many times that of any type of Graph. A type is one file.
const MAX_PARTS: usize = 10_000;

/// The part of a schema that becomes models.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The selected types, adjusted by `models.toml`. Navigation properties may refer to types that are not selected. Shared
    /// with the document if everything is selected as declared.
    pub schema: Arc<Schema>,
    /// The reason for the selection of each type.
    pub reasons: BTreeMap<QualifiedName, Reason>,
    /// The selected operations, by the name of their [`Signature`](crate::schema::Signature). A type of this name in the
    /// schema has the parameters, if there are any.
    pub operations: Operations,
    /// The types that `models.toml` omits.
    pub omitted: BTreeSet<QualifiedName>,
    /// Names that the selected types require, but whose declarations have errors.
    pub(crate) unread: BTreeSet<QualifiedName>,
    /// Properties and parameters that may be credentials, and that `models.toml` does not list.
    pub credentials: Credentials,
    /// The form in the models of those that have one: they are secret if the types or operations are not those of `models.toml`.
    pub(crate) exposure: Exposure,
    /// The steps of the paths in `models.toml`.
    pub(crate) steps: Vec<Step>,
}

impl Selection {
    /// Returns whether the selection exceeds the limit on properties. The schema is empty in this case.
    pub(crate) fn is_too_large(&self) -> bool {
        self.schema.types.is_empty() && !self.reasons.is_empty()
    }
}

/// The part of a schema to select.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The contents of `models.toml`.
    pub models: &'a Models,
    /// The root types.
    pub roots: &'a Roots,
    /// Whether to select every operation, instead of those in `models.toml`.
    pub all_operations: bool,
}

/// The reason for the selection of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The type is one of the [`Roots`].
    Root,
    /// The type has the parameters of a selected operation.
    Operation(OperationKind),
    /// The type is the type of the result of a selected operation.
    ResultOf(QualifiedName),
    /// The type is the base type of a selected type.
    BaseOf(QualifiedName),
    /// The type is derived from a type whose derived types are included.
    DerivedFrom(QualifiedName),
    /// The type is the type of a property.
    TypeOf {
        /// The type that declares the property.
        owner: QualifiedName,
        /// The property's name.
        property: String,
    },
}

impl Reason {
    /// Returns the selected type or operation that requires this one, or `None` for a root and for parameters.
    #[must_use]
    pub fn because_of(&self) -> Option<&QualifiedName> {
        match self {
            Self::Root | Self::Operation(_) => None,
            Self::ResultOf(name) | Self::BaseOf(name) | Self::DerivedFrom(name) | Self::TypeOf { owner: name, .. } => {
                Some(name)
            }
        }
    }
}

impl Display for Reason {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("is a root"),
            Self::Operation(kind) => write!(f, "has the parameters of a selected {kind}"),
            Self::ResultOf(operation) => write!(f, "is the type of the result of `{operation}`"),
            Self::BaseOf(derived) => write!(f, "is the base type of `{derived}`"),
            Self::DerivedFrom(base) => write!(f, "is derived from `{base}`, whose derived types are included"),
            Self::TypeOf { owner, property } => write!(f, "is the type of `{owner}/{property}`"),
        }
    }
}

/// Selects the closure of the root types and operations, and applies the entries of `models.toml`.
///
/// Diagnostics are entries that match nothing or cannot be applied to their match.
pub fn select(declared: &Arc<Schema>, request: &Request<'_>, diagnostics: &mut Diagnostics) -> Selection {
    let Request { models, roots, .. } = *request;
    let mut schema = Arc::clone(declared);
    let mut unread = BTreeSet::new();
    let steps = path::steps(&schema, models, diagnostics);
    let operations = operations::find(&schema, request, &mut unread, diagnostics);
    operations::declare(&mut schema, &operations);
    let omitted = adjust::adjust(&mut schema, models, diagnostics);
    let bases = models.entries().derived.iter().map(|entry| QualifiedName::split(entry.get_ref()));
    let derived = derived_types(&schema, bases.collect());
    let mut reasons = BTreeMap::new();
    let mut found = find_roots(&schema, request, &omitted, diagnostics);
    found.retain(|name| !operations.contains_key(name));
    let found = found.into_iter().map(|name| (name, Reason::Root));
    let mut pending: Vec<_> = found.chain(operations::requirements(&operations)).collect();
    pending.reverse();
    while let Some((name, reason)) = pending.pop() {
        let Entry::Vacant(vacant) = reasons.entry(name) else { continue };
        let name = vacant.key();
        let Some(declared) = schema.types.get(name) else {
            if omitted.contains(name) {
                diagnostics.push(cannot_omit(name, &reason, models));
            } else {
                unread.insert(name.clone());
            }
            continue;
        };
        if let Type::Structured(structured) = declared {
            pending.extend(requirements(structured));
            for derived in derived.get(name).into_iter().flatten() {
                pending.push((derived.clone(), Reason::DerivedFrom(name.clone())));
            }
        }
        vacant.insert(reason);
    }
    if reasons.len() < schema.types.len() {
        Arc::make_mut(&mut schema).types.retain(|name, _| reasons.contains_key(name));
    }
    limit(&mut schema, models, diagnostics);
    // A `models.toml` that lists the types lists their secrets, too.
    let hides = *roots != Roots::Listed || request.all_operations;
    let exposure = if hides { Exposure::Redacted } else { Exposure::Printed };
    let credentials = Credentials::default();
    let mut selection = Selection { schema, reasons, operations, omitted, unread, credentials, exposure, steps };
    selection.find_credentials(models);
    selection
}

/// The types that are directly derived from each base type.
pub(crate) type DerivedTypes = BTreeMap<QualifiedName, Vec<QualifiedName>>;

/// Returns the types that are directly derived from each base type, transitively.
pub(crate) fn derived_types(schema: &Schema, mut pending: Vec<QualifiedName>) -> DerivedTypes {
    let mut included = BTreeMap::new();
    if pending.is_empty() {
        return included;
    }
    let mut derived: BTreeMap<&QualifiedName, Vec<QualifiedName>> = BTreeMap::new();
    for structured in schema.types.values().filter_map(Type::as_structured) {
        if let Some(base) = &structured.base {
            derived.entry(&base.name).or_default().push(structured.name.clone());
        }
    }
    while let Some(base) = pending.pop() {
        if let Some(derived) = derived.remove(&base) {
            pending.extend(derived.iter().cloned());
            included.insert(base, derived);
        }
    }
    included
}

/// Returns the root types that the schema declares.
fn find_roots(
    schema: &Schema,
    request: &Request<'_>,
    omitted: &BTreeSet<QualifiedName>,
    diagnostics: &mut Diagnostics,
) -> Vec<QualifiedName> {
    let Request { models, roots, all_operations } = *request;
    let wanted: Vec<(&str, Option<Span>)> = match roots {
        Roots::All => return schema.types.keys().cloned().collect(),
        Roots::Named(named) => named.iter().map(|root| (root.as_str(), None)).collect(),
        Roots::Listed => {
            if models.entries().roots.is_none() && models.entries().operations.is_empty() && !all_operations {
                let diagnostic = Diagnostic::without_location("no root types");
                diagnostics.push(
                    diagnostic.with_help("list types under `roots` in models.toml, or pass --root TYPE or --all"),
                );
            }
            let listed = models.entries().roots.iter().flatten();
            listed.map(|root| (root.get_ref().as_str(), Some(span(root)))).collect()
        }
    };
    let mut names = Vec::new();
    for (text, span) in wanted {
        let name = QualifiedName::split(text);
        if schema.types.contains_key(&name) || schema.unread.contains(&name) {
            names.push(name);
        } else if omitted.contains(&name) {
            diagnostics.push(cannot_omit(&name, &Reason::Root, models));
        } else {
            let message = format!("unknown type `{text}`");
            let help = diagnostics.help_for_type(text, schema.types.keys());
            diagnostics.push_unmatched(Diagnostic::at(models.source(), span, message).with_help(help));
        }
    }
    names
}

/// Limits the size of the models: types repeat the properties of their base types, so a small schema could generate very
/// large models.
fn limit(schema: &mut Arc<Schema>, models: &Models, diagnostics: &mut Diagnostics) {
    let parts = |declared: &Type| match declared {
        Type::Structured(structured) => schema.lineage(structured).iter().map(|base| base.properties.len()).sum(),
        Type::Enumeration(enumeration) => enumeration.members.len(),
    };
    let sizes: Vec<(&Type, usize)> = schema.types.values().map(|declared| (declared, parts(declared))).collect();
    let fields: usize =
        sizes.iter().filter(|(declared, _)| declared.as_structured().is_some()).map(|(_, parts)| parts).sum();
    let (message, help) = match sizes.iter().max_by_key(|(_, parts)| *parts) {
        Some((largest, parts)) if *parts > MAX_PARTS => (
            format!(
                "`{}` would have {parts} properties or members, including inherited ones; the limit is {MAX_PARTS}",
                largest.name()
            ),
            "select other root types, or omit the type or its properties with `omit`",
        ),
        _ if fields > MAX_FIELDS => (
            format!("the models would have {fields} properties, including inherited ones; the limit is {MAX_FIELDS}"),
            "select fewer root types, or omit some types with `omit`",
        ),
        _ => return,
    };
    let entry = models.entries().roots.iter().flatten().next().map(span);
    diagnostics.push(Diagnostic::at(models.source(), entry, message).with_help(help));
    // Drop the types now: naming them would already take too much memory.
    Arc::make_mut(schema).types.clear();
}

fn cannot_omit(name: &QualifiedName, reason: &Reason, models: &Models) -> Diagnostic {
    let text = name.to_string();
    let entry = models.entries().omit.iter().find(|entry| entry.get_ref() == &text);
    let message = format!("cannot omit `{name}`: it {reason}");
    let help = match reason {
        Reason::Root => "remove this entry, or remove the type from the roots".to_owned(),
        Reason::Operation(_) | Reason::ResultOf(_) => {
            "remove this entry, or remove the operation from `operations`".to_owned()
        }
        Reason::BaseOf(other) | Reason::DerivedFrom(other) | Reason::TypeOf { owner: other, .. } => {
            format!("remove this entry, or omit `{other}` as well")
        }
    };
    Diagnostic::new(models.source(), entry.map(span).unwrap_or_default(), message).with_help(help)
}

/// Returns the types that a type requires, with reasons.
fn requirements(structured: &StructuredType) -> Vec<(QualifiedName, Reason)> {
    let owner = &structured.name;
    let properties = structured.properties.iter().filter_map(|property| match &property.value.item {
        ItemType::Primitive(_) => None,
        ItemType::Named(reference) => {
            let reason = Reason::TypeOf { owner: owner.clone(), property: property.name.clone() };
            Some((reference.name.clone(), reason))
        }
    });
    let base = structured.base.iter().map(|base| (base.name.clone(), Reason::BaseOf(owner.clone())));
    base.chain(properties).collect()
}
