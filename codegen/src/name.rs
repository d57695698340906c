//! Every Rust identifier of the generated code is made here, and none that is invalid or taken.
//!
//! Types and enumeration members become `UpperCamelCase`, properties and modules `snake_case`. A name that Rust or the
//! generated code needs for itself gets an underscore behind it; a keyword that names a field becomes a raw identifier.
//!
//! Where names meet, the one that is written in plain `camelCase` keeps the Rust name, otherwise the first: of properties and
//! members the one declared first, of types the first in alphabetical order. The others are numbered. `models.toml` may give any of them another name. What cannot be named at all, and a
//! given name that is taken, is a diagnostic.

mod identifier;
mod scope;

use crate::models::Models;
use crate::schema::{QualifiedName, Schema, Type};
use crate::{Diagnostic, Diagnostics, Source, Span};
use heck::{ToSnakeCase, ToUpperCamelCase};
pub use identifier::Identifier;
use identifier::Style;
use scope::{Owner, Scope, Wanted};
use std::collections::{BTreeMap, BTreeSet};

/// The namespace that the module of a schema stands for; namespaces below it become submodules.
pub(crate) const ROOT_NAMESPACE: &str = "microsoft.graph";

/// What the generated code calls by its plain name in the file of a type.
const TYPES_IN_USE: &[&str] = &["Box", "Into", "Option", "Result", "Self", "String", "Vec"];

/// The variant for members that the schema does not know.
const VARIANTS_IN_USE: &[&str] = &["Self", "Unrecognized"];

/// The field for properties that the schema does not know.
const FIELDS_IN_USE: &[&str] = &["additional_properties"];

/// The modules of hand-written types that generated files import.
const ROOTS_IN_USE: &[&str] = &["edm", "odata"];

/// No files on some systems, with any extension; what Cargo takes for something else; and the file of a module itself.
const FILES_IN_USE: &[&str] = &["aux", "bin", "con", "lib", "main", "mod", "nul", "prn"];

/// The name of the root module where no other can be made.
const ROOT: &str = "models";

/// The Rust names of everything in a schema.
#[derive(Clone, Debug)]
pub struct Names {
    /// The module of the whole schema.
    pub root: Identifier,
    types: BTreeMap<QualifiedName, TypeNames>,
}

/// The Rust names of a type and what it consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeNames {
    /// The submodules that the type's namespace stands for.
    pub modules: Vec<Identifier>,
    /// The private module that holds the type alone.
    pub file: Identifier,
    /// The type.
    pub rust: Identifier,
    parts: BTreeMap<String, Identifier>,
}

impl Names {
    /// The names of a type.
    ///
    /// # Panics
    ///
    /// If the type is not of the schema that the names were made for.
    #[must_use]
    pub fn of(&self, name: &QualifiedName) -> &TypeNames {
        &self.types[name]
    }

    /// The names of a type, if it is of the schema that the names were made for.
    pub(crate) fn get(&self, name: &QualifiedName) -> Option<&TypeNames> {
        self.types.get(name)
    }

    /// The path of a module: the root module, and the submodules behind it.
    pub(crate) fn module_path(&self, modules: &[Identifier]) -> String {
        let parts: Vec<&str> = std::iter::once(&self.root).chain(modules).map(Identifier::as_str).collect();
        parts.join("::")
    }
}

impl TypeNames {
    /// The field of a property, own or inherited, or the variant of a member.
    ///
    /// # Panics
    ///
    /// If the type has nothing of that name.
    #[must_use]
    pub fn part(&self, wire_name: &str) -> &Identifier {
        &self.parts[wire_name]
    }

    /// The same, if there is such a part.
    pub(crate) fn get(&self, wire_name: &str) -> Option<&Identifier> {
        self.parts.get(wire_name)
    }
}

/// The path of a file in a module, relative to the folder of the root module.
#[must_use]
pub fn file_path(modules: &[Identifier], file: &str) -> String {
    let parts: Vec<&str> = modules.iter().map(Identifier::as_str).chain([file]).collect();
    parts.join("/") + ".rs"
}

/// Makes the names for a schema that was declared in `source`, with those that `models` gives.
///
/// Diagnostics are names without an ASCII letter or digit, and given names that are invalid or taken.
pub fn name(schema: &Schema, source: &Source, models: &Models, diagnostics: &mut Diagnostics) -> Names {
    let mut namer = Namer { source, models, diagnostics, reported: BTreeSet::new() };
    let mut by_namespace: BTreeMap<&str, Vec<&Type>> = BTreeMap::new();
    for declared in schema.types.values() {
        by_namespace.entry(&declared.name().namespace).or_default().push(declared);
    }
    let modules = namer.modules(&by_namespace);
    // A namespace and a type may share a name; the public module keeps it.
    let prefixes = |path: &Vec<Identifier>| (1..=path.len()).map(|depth| path[..depth].to_vec()).collect::<Vec<_>>();
    let public: BTreeSet<Vec<Identifier>> = modules.values().flat_map(prefixes).collect();
    let mut types = BTreeMap::new();
    for (namespace, declared) in by_namespace {
        let modules = &modules[namespace];
        let below = public.iter().filter_map(|path| path.strip_prefix(modules.as_slice()));
        let children: BTreeSet<Identifier> = below.filter_map(|rest| rest.first().cloned()).collect();
        let rust = namer.types(&declared, &children);
        let mut files = children;
        for (declared, rust) in declared.into_iter().zip(rust) {
            let file = file(&rust, &files);
            files.insert(file.clone());
            let parts = namer.parts(schema, declared);
            types.insert(declared.name().clone(), TypeNames { modules: modules.clone(), file, rust, parts });
        }
    }
    Names { root: root(source), types }
}

/// The module of a whole schema.
pub(crate) fn root(source: &Source) -> Identifier {
    let root = Identifier::new(&source.module(), Style::Snake, ROOTS_IN_USE).map(Identifier::without_raw);
    // A name without a letter could be that of a type, too.
    let root = root.filter(|root| root.as_str().starts_with(|first: char| first.is_ascii_lowercase()));
    root.unwrap_or_else(|| Identifier::plain(ROOT))
}

struct Namer<'a> {
    source: &'a Source,
    models: &'a Models,
    diagnostics: &'a mut Diagnostics,
    /// What was said already: a property is named again in every derived type.
    reported: BTreeSet<String>,
}

impl Namer<'_> {
    /// The path of modules that each namespace stands for.
    fn modules<'a>(&mut self, namespaces: &BTreeMap<&'a str, Vec<&Type>>) -> BTreeMap<&'a str, Vec<Identifier>> {
        let given = |namespace: &str| self.models.entries().names.contains_key(namespace);
        let (given, natural): (Vec<_>, Vec<_>) = namespaces.iter().partition(|(namespace, _)| given(namespace));
        let mut taken: BTreeMap<Vec<Identifier>, Owner> = BTreeMap::new();
        let mut paths = BTreeMap::new();
        for (namespace, types) in given.into_iter().chain(natural) {
            let span = types.first().map(|first| first.span()).unwrap_or_default();
            let is_given = self.models.entries().names.contains_key(*namespace);
            let owner = Owner { path: (*namespace).to_owned(), span, is_given };
            let mut path = self.module_path(namespace, span);
            // Two namespaces may differ in case alone. The root is shared by its namespace and by none.
            if let Some(last) = path.last().cloned() {
                if let Some(other) = taken.get(&path).filter(|other| other.is_given) {
                    let (given, other) = if is_given { (&owner, other) } else { (other, &owner) };
                    let (given, other) = (given.path.clone(), other.clone());
                    self.taken(&last, &given, &other);
                }
                let mut number = 1;
                while taken.contains_key(&path) {
                    number += 1;
                    path.pop();
                    path.push(last.numbered(number, Style::Snake));
                }
            }
            taken.insert(path.clone(), owner);
            paths.insert(*namespace, path);
        }
        paths
    }

    /// The modules for a namespace, each with the name that was given to the namespace up to there.
    fn module_path(&mut self, namespace: &str, span: Span) -> Vec<Identifier> {
        let below = match namespace.strip_prefix(ROOT_NAMESPACE) {
            Some("") => "",
            Some(rest) => rest.strip_prefix('.').unwrap_or(namespace),
            None => namespace,
        };
        let mut upto = namespace[..namespace.len() - below.len()].to_owned();
        let mut path = Vec::new();
        for part in below.split('.').filter(|part| !part.is_empty()) {
            if !upto.is_empty() && !upto.ends_with('.') {
                upto.push('.');
            }
            upto += part;
            let given = self.given(&upto, Style::Snake, FILES_IN_USE);
            path.push(given.unwrap_or_else(|| self.module(part, namespace, span)));
        }
        path
    }

    fn module(&mut self, part: &str, namespace: &str, span: Span) -> Identifier {
        let module = Identifier::new(&part.to_snake_case(), Style::Snake, FILES_IN_USE).map(Identifier::without_raw);
        module.unwrap_or_else(|| self.unnameable(namespace, span))
    }

    fn types(&mut self, types: &[&Type], modules: &BTreeSet<Identifier>) -> Vec<Identifier> {
        let wanted = types.iter().map(|declared| {
            let name = declared.name();
            Wanted {
                path: name.to_string(),
                wire: &name.name,
                rust: name.name.to_upper_camel_case(),
                span: declared.span(),
            }
        });
        let modules = modules.iter().map(|module| {
            let owner = Owner { path: "a namespace".to_owned(), span: Span::default(), is_given: false };
            (module.clone(), owner)
        });
        let mut scope = Scope::new(Style::Camel, TYPES_IN_USE).with_taken(modules);
        scope.assign(&wanted.collect::<Vec<_>>(), self)
    }

    fn parts(&mut self, schema: &Schema, declared: &Type) -> BTreeMap<String, Identifier> {
        let mut parts = BTreeMap::new();
        let mut add = |scope: &mut Scope<'_>, wanted: Vec<Wanted<'_>>| {
            let wires: Vec<_> = wanted.iter().map(|wanted| wanted.wire.to_owned()).collect();
            parts.extend(wires.into_iter().zip(scope.assign(&wanted, self)));
        };
        match declared {
            Type::Structured(structured) => {
                // One type after the other, so that what is inherited is called as it is in the base type.
                let mut scope = Scope::new(Style::Snake, FIELDS_IN_USE);
                for declaring in schema.lineage(structured) {
                    let properties = declaring.properties.iter().map(|property| Wanted {
                        path: format!("{}/{}", declaring.name, property.name),
                        wire: &property.name,
                        rust: property.name.to_snake_case(),
                        span: property.span,
                    });
                    add(&mut scope, properties.collect());
                }
            }
            Type::Enumeration(enumeration) => {
                let members = enumeration.members.iter().map(|member| Wanted {
                    path: format!("{}/{}", enumeration.name, member.name),
                    wire: &member.name,
                    rust: member.name.to_upper_camel_case(),
                    span: member.span,
                });
                add(&mut Scope::new(Style::Camel, VARIANTS_IN_USE), members.collect());
            }
        }
        parts
    }

    /// The name that `models.toml` gives.
    fn given(&mut self, path: &str, style: Style, in_use: &[&str]) -> Option<Identifier> {
        let text = self.models.entries().names.get(path)?;
        let given = Identifier::given(text.get_ref(), style, in_use);
        if given.is_none() {
            let message = format!("{:?} cannot be a Rust name for `{path}`", text.get_ref());
            let help = match style {
                Style::Camel => {
                    "write ASCII letters and digits, the first a capital letter, and no word that Rust uses"
                }
                Style::Snake => {
                    "write small ASCII letters, digits and single `_` in between, and no word that Rust uses"
                }
            };
            self.report(Diagnostic::new(self.models.source(), crate::models::span(text), message).with_help(help));
        }
        given
    }

    /// Says that a name has nothing to make a Rust name of.
    fn unnameable(&mut self, path: &str, span: Span) -> Identifier {
        // A given name that is none has a diagnostic already.
        if !self.models.entries().names.contains_key(path) {
            let message =
                format!("no Rust name can be made of {path:?}: it has no ASCII letters and digits, or others");
            let help = format!("give it one under [names] in models.toml: {path:?} = \"…\"");
            self.report(Diagnostic::new(self.source, span, message).with_help(help));
        }
        Identifier::plain("unnamed")
    }

    /// Says that a given name belongs to something else.
    fn taken(&mut self, name: &Identifier, given: &str, other: &Owner) {
        let place = |path: &str| self.models.entries().names.get(path).map(crate::models::span);
        let message = format!("`{given}` cannot be called `{name}`: that is the name of `{}`", other.path);
        let diagnostic = Diagnostic::new(self.models.source(), place(given).unwrap_or_default(), message);
        let what = "the name belongs to this";
        let diagnostic = match place(&other.path).filter(|_| other.is_given) {
            Some(place) => diagnostic.with_related(self.models.source(), place, what),
            None => diagnostic.with_related(self.source, other.span, what),
        };
        self.report(diagnostic.with_help(format!("choose another name, or give `{}` another one", other.path)));
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported.insert(diagnostic.message.clone()) {
            self.diagnostics.push(diagnostic);
        }
    }
}

/// The private module that a type stands in.
fn file(rust: &Identifier, taken: &BTreeSet<Identifier>) -> Identifier {
    let file = Identifier::new(&rust.as_str().to_snake_case(), Style::Snake, FILES_IN_USE);
    // A Rust name has a letter or digit, so its snake case has one.
    let file = file.unwrap_or_else(|| Identifier::plain(ROOT)).without_raw();
    let file = if &file == rust || taken.contains(&file) { file.with_underscore() } else { file };
    let numbered = (2..).map(|number| file.numbered(number, Style::Snake));
    std::iter::once(file.clone()).chain(numbered).find(|file| !taken.contains(file)).unwrap_or(file)
}
