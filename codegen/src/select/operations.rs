//! Finds the operations that `models.toml` selects, and declares a type for the parameters of each.

use super::{Reason, Request};
use crate::models::span;
use crate::schema::{ItemType, Operation, QualifiedName, Schema, Signature, Type};
use crate::{Diagnostic, Diagnostics};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The maximum number of signatures in a help.
const SHOWN: usize = 10;

/// The operations to select, by the name of their signature.
pub type Operations = BTreeMap<QualifiedName, Operation>;

/// Returns the selected operations. Adds those whose declarations have errors to `unread`.
pub(super) fn find(
    schema: &Schema,
    request: &Request<'_>,
    unread: &mut BTreeSet<QualifiedName>,
    diagnostics: &mut Diagnostics,
) -> Operations {
    let named = |operation: &Operation| (operation.signature().to_name(), operation.clone());
    let mut operations = Operations::new();
    if request.all_operations {
        operations.extend(schema.operations.values().flatten().map(named));
    }
    for entry in &request.models.entries().operations {
        match resolve(schema, entry.get_ref(), diagnostics) {
            Ok(Found::Operation(operation)) => operations.extend([named(operation)]),
            Ok(Found::Unread(name)) => unread.extend([name]),
            Err((message, help)) => {
                let diagnostic = Diagnostic::new(request.models.source(), span(entry), message);
                diagnostics.push_unmatched(diagnostic.with_help(help));
            }
        }
    }
    operations
}

/// Returns the operation with a signature, or a message and a help.
pub(crate) fn find_operation<'a>(schema: &'a Schema, text: &str) -> Result<&'a Operation, (String, String)> {
    match resolve(schema, text, &Diagnostics::default())? {
        Found::Operation(operation) => Ok(operation),
        Found::Unread(name) => {
            let help = "correct the errors in its declaration";
            Err((format!("the declaration of `{name}` has errors"), help.to_owned()))
        }
    }
}

/// Declares the types of parameters.
pub(super) fn declare(schema: &mut Arc<Schema>, operations: &Operations) {
    let types: Vec<_> = operations.values().filter_map(Operation::parameters_type).collect();
    if !types.is_empty() {
        let named = types.into_iter().map(|declared| (declared.name.clone(), Type::Structured(declared)));
        Arc::make_mut(schema).types.extend(named);
    }
}

/// Returns the types that the operations require, with reasons: their parameters, and their results.
pub(super) fn requirements(operations: &Operations) -> Vec<(QualifiedName, Reason)> {
    let mut required = Vec::new();
    for (name, operation) in operations {
        if !operation.own_parameters().is_empty() {
            required.push((name.clone(), Reason::Operation(operation.kind)));
        }
        if let Some(ItemType::Named(reference)) = operation.return_type.as_ref().map(|returned| &returned.value.item) {
            required.push((reference.name.clone(), Reason::ResultOf(name.clone())));
        }
    }
    required
}

enum Found<'a> {
    Operation(&'a Operation),
    /// An operation whose declaration has errors.
    Unread(QualifiedName),
}

/// Finds the operation that an entry names, or returns a message and a help.
fn resolve<'a>(schema: &'a Schema, text: &str, diagnostics: &Diagnostics) -> Result<Found<'a>, (String, String)> {
    let signature = Signature::parse(text);
    let name = signature.as_ref().map_or_else(|| QualifiedName::split(text), Signature::to_name);
    if schema.unread.contains(&name) {
        return Ok(Found::Unread(name));
    }
    let operation = match &signature {
        Some(signature) => signature.operation.clone(),
        None => QualifiedName::split(text.split('(').next().unwrap_or(text)),
    };
    let overloads = schema.operations.get(&operation).map(Vec::as_slice).unwrap_or_default();
    let mut equal = overloads.iter().filter(|overload| overload.signature().to_name() == name);
    match (equal.next(), equal.next()) {
        (Some(only), None) => return Ok(Found::Operation(only)),
        (Some(_), Some(_)) => {
            let help = "remove one of the declarations from the schema";
            return Err((format!("the schema declares the operation `{name}` twice"), help.to_owned()));
        }
        (None, _) => {}
    }
    if let Some(unknown) = schema.unresolved.get(&name) {
        let message = format!("the operation `{name}` has the type `{unknown}`, which the schema does not declare");
        return Err((message, "declare the type in the schema, or remove the entry".to_owned()));
    }
    let forms: Vec<_> = overloads.iter().map(|overload| overload.signature().to_string()).collect();
    if let [_, _, ..] = forms.as_slice()
        && !text.contains('(')
    {
        let message = format!("ambiguous operation `{text}`: there are {} of this name", forms.len());
        return Err((message, format!("write one of {}", list(&forms))));
    }
    let help = match inherited(schema, overloads, signature.as_ref()) {
        Some(base) => format!("write `{base}`, with the type that the operation is bound to"),
        None => suggestion(schema, text, &operation, forms, diagnostics),
    };
    Err((format!("unknown operation `{text}`"), help))
}

/// Returns the signature with the base type to which the operation is bound, if it is called with a derived type.
fn inherited(schema: &Schema, overloads: &[Operation], signature: Option<&Signature>) -> Option<Signature> {
    let mut signature = signature?.clone();
    let binding = signature.binding.as_ref()?;
    let derived = schema.types.get(&binding.item)?.as_structured()?;
    let bases = schema.lineage(derived).into_iter().rev();
    bases.map(|base| base.name.clone()).find_map(|base| {
        signature.binding.as_mut()?.item = base;
        overloads.iter().any(|overload| overload.signature() == signature).then(|| signature.clone())
    })
}

/// Returns the help for an unknown operation.
fn suggestion(
    schema: &Schema,
    text: &str,
    operation: &QualifiedName,
    mut forms: Vec<String>,
    diagnostics: &Diagnostics,
) -> String {
    if forms.is_empty() {
        let near = diagnostics.nearest(&operation.to_string(), schema.operations.keys());
        let near = near.and_then(|near| schema.operations.get(&QualifiedName::split(&near)));
        forms.extend(near.into_iter().flatten().map(|overload| overload.signature().to_string()));
    }
    match forms.as_slice() {
        [] if schema.types.contains_key(operation) => "list types under `roots`".to_owned(),
        [] => "write `ns.action(ns.type)`, or `ns.function(ns.type,parameter)`".to_owned(),
        [only] => format!("did you mean `{only}`?"),
        several => match diagnostics.nearest(text, several) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of {}", list(several)),
        },
    }
}

fn list(forms: &[String]) -> String {
    let shown: Vec<_> = forms.iter().take(SHOWN).map(|form| format!("`{form}`")).collect();
    match forms.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
