//! One of the two editions that are compared.

use super::fact::{Facts, facts};
use crate::csdl::{self, Canonical};
use crate::input::Notation;
use crate::name::{self, Identifier, Names};
use crate::schema::{QualifiedName, Schema, Type};
use crate::select::{self, Selection};
use crate::{Diagnostic, Diagnostics, Input, Source, api, emit, format};
use std::collections::{BTreeMap, BTreeSet};

/// A document and the models of it.
pub(super) struct Edition {
    pub(super) document: Canonical,
    /// The types that become models, without the places where they are declared.
    pub(super) schema: Schema,
    pub(super) names: Names,
    /// What `models.toml` says of something that is not there, and whatever else is wrong with it.
    pub(super) unmatched: Diagnostics,
    /// The public surface, as far as it was made: what each item is, by its path. An item may be several things.
    pub(super) surface: BTreeMap<String, BTreeSet<String>>,
    /// The generated files, as far as they were made.
    pub(super) files: BTreeMap<String, String>,
}

/// Reads an edition, and names its models as if they were those of the schema `module`: two editions may be files of any
/// names.
pub(super) fn read(input: &Input<'_>, module: &Source<'_>) -> Result<Edition, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let source = input.schema;
    if Notation::of(source) != Notation::Csdl {
        let diagnostic =
            Diagnostic::without_location(format!("{} is not CSDL, and only CSDL is compared", source.name));
        return Err(diagnostic.with_help("name two editions of the metadata, which begin with <edmx:Edmx>").into());
    }
    let read = csdl::read_canonical(source, &mut diagnostics);
    let models = input.read_models(&mut diagnostics);
    let (Some((declarations, document)), Some(models)) = (read, models) else { return Err(diagnostics) };
    let schema = Schema::new(declarations, source, &mut diagnostics);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let mut unmatched = Diagnostics::default();
    let Selection { mut schema, reasons, .. } = select::select(schema, &models, &input.roots, &mut unmatched);
    if schema.types.is_empty() && !reasons.is_empty() {
        // Too many to be named.
        return Err(unmatched);
    }
    let mut names = name::name(&schema, source, &models, &mut diagnostics);
    names.root = name::root(module);
    schema.forget_places();
    let (surface, files) = Default::default();
    diagnostics.none_or(Edition { document, schema, names, unmatched, surface, files })
}

impl Edition {
    /// Makes the files of modules, and of the types that are wanted.
    pub(super) fn generate(&mut self, wanted: &BTreeSet<QualifiedName>, module: &Source<'_>) {
        let is_wanted = |name: &QualifiedName| wanted.contains(name);
        for (path, (text, lines)) in emit::emit(&self.schema, &self.names, is_wanted, |module_path, file| {
            (format::format(file, module.stem()), api::lines(module_path, file))
        }) {
            self.files.insert(path, text);
            for (item, what) in lines.iter().filter_map(|line| line.split_once(": ")) {
                self.surface.entry(item.to_owned()).or_default().insert(what.to_owned());
            }
        }
    }

    /// Whether the same code is made of a type in another edition: everything that the code of a type depends on.
    pub(super) fn makes_the_same(&self, other: &Self, name: &QualifiedName) -> bool {
        let [Some(own), Some(others)] = [self, other].map(|edition| edition.schema.types.get(name)) else {
            return false;
        };
        if own != others || self.names.get(name) != other.names.get(name) {
            return false;
        }
        let (Some(own), Some(others)) = (own.as_structured(), others.as_structured()) else { return true };
        let [own, others] = [(self, own), (other, others)].map(|(edition, declared)| edition.schema.lineage(declared));
        let properties = own.iter().flat_map(|declaring| &declaring.properties);
        let values = properties.filter_map(|property| property.value.named());
        let mut named = own.iter().map(|declaring| &declaring.name).chain(values);
        own == others && named.all(|name| self.form(name) == other.form(name))
    }

    /// What code that names a type depends on: where the type is, and what kind of type it is.
    fn form(&self, name: &QualifiedName) -> Option<(&[Identifier], &Identifier, Option<bool>)> {
        let (declared, names) = (self.schema.types.get(name)?, self.names.get(name)?);
        let is_flags = match declared {
            Type::Structured(_) => None,
            Type::Enumeration(enumeration) => Some(enumeration.is_flags),
        };
        Some((&names.modules, &names.rust, is_flags))
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        facts(&self.document)
    }

    /// The types that become models, each with those that are derived from it.
    pub(super) fn families(&self) -> BTreeMap<String, Vec<&Type>> {
        let mut families: BTreeMap<String, Vec<&Type>> = BTreeMap::new();
        for declared in self.schema.types.values() {
            match declared {
                Type::Structured(structured) => {
                    for ancestor in self.schema.lineage(structured) {
                        families.entry(ancestor.name.to_string()).or_default().push(declared);
                    }
                }
                Type::Enumeration(enumeration) => {
                    families.entry(enumeration.name.to_string()).or_default().push(declared);
                }
            }
        }
        families
    }
}
