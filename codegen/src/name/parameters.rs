//! The names of the types that have the parameters of operations.
//!
//! The words of a name are those of the binding type, `Collection` if the operation is bound to a collection, the operation,
//! for a function `With` and its parameters, and `Parameters`: `DeviceAssignParameters`, `DeviceCollectionImportParameters`,
//! `ReportRootGetDetailWithDateAndPeriodParameters`. The namespace of a binding type precedes it if it is not that of the
//! operation. Nothing else matters, so a name stays the same when other operations or types join.

use super::ROOT_NAMESPACE;
use crate::schema::{BindingType, QualifiedName, Signature};

/// Returns the words of the name, separated by underscores.
pub(super) fn words(name: &QualifiedName) -> String {
    // A name that is no signature comes from an erroneous declaration.
    let Some(Signature { operation, binding, parameters }) = Signature::parse(&name.to_string()) else {
        return name.name.clone();
    };
    let mut words = Vec::new();
    if let Some(BindingType { item, is_collection }) = &binding {
        if item.namespace != operation.namespace {
            words.extend(below_root(&item.namespace).split('.'));
        }
        words.push(&item.name);
        words.extend(is_collection.then_some("Collection"));
    }
    words.push(&operation.name);
    for (index, parameter) in parameters.iter().enumerate() {
        words.extend([if index == 0 { "With" } else { "And" }, parameter]);
    }
    words.push("Parameters");
    words.join("_")
}

/// Returns the part of a namespace below the root namespace.
fn below_root(namespace: &str) -> &str {
    let below = namespace.strip_prefix(ROOT_NAMESPACE);
    below.map_or(namespace, |rest| rest.strip_prefix('.').unwrap_or(if rest.is_empty() { rest } else { namespace }))
}
