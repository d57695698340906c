//! A snapshot of a schema, one of the two sides of a diff.

use crate::api::{self, Line};
use crate::csdl::Canonical;
use crate::emit::{File, Options};
use crate::load::Loaded;
use crate::name::{self, Identifier, Names};
use crate::schema::{QualifiedName, Schema, Type};
use crate::{Diagnostics, Source, emit, format};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A document and its models.
pub(super) struct Snapshot<'a> {
    pub(super) document: &'a Canonical,
    /// The types that become models.
    pub(super) schema: &'a Schema,
    pub(super) names: Cow<'a, Names>,
    pub(super) options: Options,
    /// The public surface of the generated files, sorted.
    pub(super) surface: Vec<Line>,
    /// The generated files: those of the modules and of the types that may differ.
    pub(super) files: BTreeMap<String, String>,
}

impl<'a> Snapshot<'a> {
    /// Creates a snapshot whose models are in the module of the schema `module`: the files of two snapshots may have
    /// different names.
    pub(super) fn new(loaded: &'a Loaded, module: &Source) -> Result<Self, Diagnostics> {
        let document = loaded.document().canonical()?;
        let root = name::root(module);
        let mut names = Cow::Borrowed(&loaded.names);
        if names.root != root {
            names.to_mut().root = root;
        }
        Ok(Self {
            document,
            schema: &loaded.selection.schema,
            names,
            options: loaded.options(),
            surface: Vec::new(),
            files: BTreeMap::new(),
        })
    }

    /// Generates the files of all modules and of the given types.
    pub(super) fn generate(&mut self, types: &BTreeSet<QualifiedName>, module: &Source) {
        let is_included = |name: &QualifiedName| types.contains(name);
        let finish =
            |module_path: &str, file: &File<'_>| (format::format(file, module.stem()), api::lines(module_path, file));
        for (path, (text, lines)) in emit::emit(self.schema, &self.names, self.options, is_included, finish) {
            self.files.insert(path, text);
            self.surface.extend(lines);
        }
        self.surface.sort_unstable();
    }

    /// Returns the types that another snapshot has, too.
    pub(super) fn common(&self, other: &Self) -> BTreeSet<&'a QualifiedName> {
        let types = self.schema.types.iter();
        let common = types.filter(|(name, own)| other.schema.types.get(name).is_some_and(|others| own.is_same(others)));
        common.map(|(name, _)| name).collect()
    }

    /// Returns whether another snapshot generates the same code for a type. Compares everything that the code depends on.
    /// `common` has the types that the two have in common.
    pub(super) fn has_same_code(&self, other: &Self, common: &BTreeSet<&QualifiedName>, name: &QualifiedName) -> bool {
        if !common.contains(name) || self.names.get(name) != other.names.get(name) {
            return false;
        }
        // A base type of the one is that of the other.
        let Some(own) = self.schema.types.get(name).and_then(Type::as_structured) else { return true };
        if self.options != other.options {
            return false;
        }
        let own = self.schema.lineage(own);
        let properties = own.iter().flat_map(|declaring| &declaring.properties);
        let values = properties.filter_map(|property| property.value.named());
        let mut named = own.iter().map(|declaring| &declaring.name).chain(values);
        own.iter().all(|declaring| common.contains(&declaring.name))
            && named.all(|name| self.form(name) == other.form(name))
    }

    /// Returns the modules, the name and the kind of a type, on which code that refers to it depends.
    fn form(&self, name: &QualifiedName) -> Option<(&[Identifier], &Identifier, Option<bool>)> {
        let (declared, names) = (self.schema.types.get(name)?, self.names.get(name)?);
        let is_flags = match declared {
            Type::Structured(_) => None,
            Type::Enumeration(enumeration) => Some(enumeration.is_flags),
        };
        Some((&names.modules, &names.rust, is_flags))
    }

    /// Returns the names of a type and its base types, or nothing if it has no model.
    pub(super) fn lineage(&self, name: &QualifiedName) -> Vec<&'a QualifiedName> {
        match self.schema.types.get(name) {
            Some(Type::Structured(structured)) => {
                self.schema.lineage(structured).into_iter().map(|declaring| &declaring.name).collect()
            }
            Some(Type::Enumeration(enumeration)) => vec![&enumeration.name],
            None => Vec::new(),
        }
    }
}
