//! The possible credentials that are new in a snapshot.

use super::relevance::Relevance;
use crate::credential::{can_be_secret, is_credential};
use crate::load::Loaded;
use crate::schema::{Operation, QualifiedName, Type};
use crate::select::{Credentials, owner};

/// Finds the possible credentials among the properties and parameters that an older snapshot lacks, selected or not. A new text
/// may be a secret under another name if its type lost one. With `relevance`, searches only what can touch what is selected.
pub(super) fn find_new(old: &Loaded, new: &Loaded, relevance: Option<&[Relevance; 2]>) -> Credentials {
    let schema = new.declared();
    let modelled = old.selection.schema.types.values().filter_map(Type::as_structured);
    let secrets =
        modelled.flat_map(|of| of.properties.iter().filter(|of| of.is_secret).map(move |secret| (of, &*secret.name)));
    // The types and operations that lost a secret, and the paths to which a secret moved.
    let (mut losers, mut moved) = (Vec::new(), Vec::new());
    for (declaring, secret) in secrets {
        let owner = owner(declaring);
        if !schema.declares(&owner, secret) {
            let targets = schema.relatives(&owner, |of| of.property(secret).is_some());
            if targets.is_empty() {
                losers.push(owner);
            }
            moved.extend(targets.into_iter().map(|target| (&target.name, secret)));
        }
    }
    let is_relevant = |name: &QualifiedName| relevance.is_none_or(|sides| sides.iter().any(|side| side.has_type(name)));
    let is_bound_to_one = |of: &&Operation| relevance.is_none() || of.bound_to().is_some_and(is_relevant);
    let types = schema.types.values().filter_map(Type::as_structured).filter(|of| is_relevant(&of.name));
    let operations = schema.operations.values().flatten().filter(is_bound_to_one);
    new.selection.search(&new.models, types, operations, |owner, name, value| {
        !old.declared().declares(owner, name)
            && (is_credential(owner, name, value)
                || can_be_secret(value) && (losers.contains(owner) || moved.contains(&(owner, name))))
    })
}
