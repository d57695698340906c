//! Assigns the Rust identifiers of the generated code: all of them are valid and unique.
//!
//! Types and enumeration members become `UpperCamelCase`, properties and modules `snake_case`. A name that Rust or the
//! generated code reserves gets a trailing underscore; a keyword that names a field becomes a raw identifier.
//!
//! If several names convert to the same identifier, the one written in plain `camelCase` keeps it, otherwise the first one:
//! the first property or member in declaration order, the first type in alphabetical order. The others are numbered.
//! The type for the parameters of an operation has a name that follows from the operation alone: it is never numbered, and it never
//! changes the name of another type.
//!
//! `models.toml` may give any of them another name. A name without a valid character, a custom name that is taken, and a name
//! that looks like another of its scope are errors.

mod custom;
mod identifier;
mod namespace;
mod parameters;
mod parts;
mod scope;

use crate::models::Models;
use crate::parallel::both;
use crate::schema::{QualifiedName, Schema, Type};
use crate::{Diagnostics, Source, Span};
use custom::{Claim, CustomNames, ItemPath};
use identifier::Case;
pub use identifier::Identifier;
use parts::PartNames;
use scope::{Item, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The namespace of the root module. Namespaces below it become submodules.
pub(crate) const ROOT_NAMESPACE: &str = "microsoft.graph";

/// The types that the file of a type uses unqualified, and the name of a type in its own implementations.
const RESERVED_TYPES: &[&str] = &["Box", "Option", "Self", "String", "Vec"];

/// The name of the enumeration in its own implementations.
const RESERVED_VARIANTS: &[&str] = &["Self"];

/// The field for unknown properties.
const RESERVED_FIELDS: &[&str] = &["additional_properties"];

/// The modules of hand-written types that generated files import.
const RESERVED_ROOTS: &[&str] = &["edm", "odata"];

/// File names that Windows reserves, that Cargo interprets, or that the module itself uses.
const RESERVED_FILES: &[&str] = &["aux", "bin", "con", "lib", "main", "mod", "nul", "prn"];

/// The fallback name of the root module.
const ROOT: &str = "models";

/// The Rust names of all types in a schema.
#[derive(Clone, Debug)]
pub struct Names {
    /// The root module.
    pub root: Identifier,
    types: BTreeMap<QualifiedName, TypeNames>,
}

/// The Rust names of a type and of its properties or members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeNames {
    /// The path of the module of the type's namespace, below the root module.
    pub modules: Vec<Identifier>,
    /// The private module of the type's file.
    pub file: Identifier,
    /// The name of the type.
    pub rust: Identifier,
    parts: Arc<PartNames>,
}

impl Names {
    /// Returns the names of a type.
    ///
    /// # Panics
    ///
    /// If the named schema has no such type.
    #[must_use]
    pub fn of(&self, name: &QualifiedName) -> &TypeNames {
        &self.types[name]
    }

    /// Returns the names of a type, or `None` if the named schema has no such type.
    pub(crate) fn get(&self, name: &QualifiedName) -> Option<&TypeNames> {
        self.types.get(name)
    }

    /// Returns the path of a module, starting with the root module.
    pub(crate) fn module_path(&self, modules: &[Identifier]) -> String {
        let parts: Vec<&str> = std::iter::once(&self.root).chain(modules).map(Identifier::as_str).collect();
        parts.join("::")
    }
}

impl TypeNames {
    /// Returns the field of an own or inherited property, or the variant of a member.
    ///
    /// # Panics
    ///
    /// If the type has no such property or member.
    #[must_use]
    pub fn part(&self, wire_name: &str) -> &Identifier {
        self.parts.get(wire_name).expect("the type has the part")
    }

    /// Returns the field or variant, or `None` if the type has no such property or member.
    pub(crate) fn get(&self, wire_name: &str) -> Option<&Identifier> {
        self.parts.get(wire_name)
    }
}

/// Returns the path of a file in a module, relative to the folder of the root module.
#[must_use]
pub fn file_path(modules: &[Identifier], file: &str) -> String {
    let parts: Vec<&str> = modules.iter().map(Identifier::as_str).chain([file]).collect();
    parts.join("/") + ".rs"
}

/// Names the types of a schema that is declared in `source`.
///
/// Diagnostics are names without a letter or digit, or with letters that can be mistaken for others, names that look like
/// another of their scope, and names in `models` that are invalid or taken.
pub fn name(schema: &Schema, source: &Source, models: &Models, diagnostics: &mut Diagnostics) -> Names {
    let mut of_parts = Diagnostics::default();
    // Neither depends on the other, and both take equally long.
    let (mut types, parts) = both(
        || types(schema, &mut CustomNames::new(source, models, diagnostics)),
        || parts::parts(schema, &mut CustomNames::new(source, models, &mut of_parts)),
    );
    diagnostics.append(of_parts);
    for (type_names, parts) in types.values_mut().zip(parts) {
        type_names.parts = parts;
    }
    Names { root: root(source), types }
}

/// Names types, but not their parts.
fn types(schema: &Schema, custom: &mut CustomNames<'_>) -> BTreeMap<QualifiedName, TypeNames> {
    let mut by_namespace: BTreeMap<&str, Vec<&Type>> = BTreeMap::new();
    for declared in schema.types.values() {
        by_namespace.entry(&declared.name().namespace).or_default().push(declared);
    }
    let modules = namespace::modules(&by_namespace, custom);
    // If a namespace and a type share a name, the public module keeps it.
    let prefixes = |path: &Vec<Identifier>| (1..=path.len()).map(|depth| path[..depth].to_vec()).collect::<Vec<_>>();
    let public: BTreeSet<Vec<Identifier>> = modules.values().flat_map(prefixes).collect();
    let mut types = BTreeMap::new();
    for (namespace, declared) in by_namespace {
        let modules = &modules[namespace];
        let below = public.iter().filter_map(|path| path.strip_prefix(modules.as_slice()));
        let children: BTreeSet<Identifier> = below.filter_map(|rest| rest.first().cloned()).collect();
        let mut files = children.clone();
        // The parameters of operations come last, so that they do not change the names of types.
        let (parameters, mut declared): (Vec<_>, Vec<_>) =
            declared.into_iter().partition(|declared| is_parameters(declared));
        let count = declared.len();
        declared.extend(parameters);
        let rust = types_of(&declared, count, &children, custom);
        for (declared, rust) in declared.into_iter().zip(rust) {
            let file = file(&rust, &files);
            files.insert(file.clone());
            let type_names = TypeNames { modules: modules.clone(), file, rust, parts: Arc::default() };
            types.insert(declared.name().clone(), type_names);
        }
    }
    types
}

/// Returns the name of the root module.
pub(crate) fn root(source: &Source) -> Identifier {
    let root = Identifier::new(source.stem(), Case::Snake, RESERVED_ROOTS).map(Identifier::without_raw);
    // A name without a letter could be that of a type as well.
    let root = root.filter(|root| root.as_str().starts_with(|first: char| first.is_ascii_lowercase()));
    root.unwrap_or_else(|| Identifier::plain(ROOT))
}

/// Names the types of a namespace. The first `count` are declared, the others have the parameters of operations. `modules` are
/// the names of the submodules.
fn types_of(
    types: &[&Type],
    count: usize,
    modules: &BTreeSet<Identifier>,
    custom: &mut CustomNames<'_>,
) -> Vec<Identifier> {
    let items = types.iter().map(|declared| {
        let name = declared.name();
        Item { path: ItemPath::Type(name), wire: &name.name, span: declared.span() }
    });
    let items: Vec<_> = items.collect();
    let (declared, parameters) = items.split_at(count);
    let modules = modules.iter().map(|module| {
        let claim = Claim { path: ItemPath::Namespace("a namespace"), span: Span::default(), is_custom: false };
        (module.clone(), claim)
    });
    let mut scope = Scope::new(Case::Camel, RESERVED_TYPES).with_taken(modules);
    let mut names = scope.assign(declared, custom);
    let of_parameters = parameters.iter().zip(types.iter().skip(count));
    names.extend(
        of_parameters.map(|(item, declared)| scope.assign_exactly(item, &parameters::words(declared.name()), custom)),
    );
    names
}

/// Returns whether a type has the parameters of an operation.
fn is_parameters(declared: &Type) -> bool {
    declared.as_structured().is_some_and(|structured| structured.operation().is_some())
}

/// Names the private module of a type's file.
fn file(rust: &Identifier, taken: &BTreeSet<Identifier>) -> Identifier {
    let file = Identifier::of_file(rust.as_str(), RESERVED_FILES);
    // A Rust name has a letter or digit, so its snake case has one.
    let file = file.unwrap_or_else(|| Identifier::plain(ROOT));
    let file = if &file == rust || taken.contains(&file) { file.with_underscore() } else { file };
    let numbered = (2..).map(|number| file.numbered(number, Case::Snake));
    std::iter::once(file.clone()).chain(numbered).find(|file| !taken.contains(file)).unwrap_or(file)
}
