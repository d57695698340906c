//! Every Rust identifier of the generated code is made here, and none that is invalid or taken.
//!
//! Types and enumeration members become `UpperCamelCase`, properties and modules `snake_case`. A name that Rust or the
//! generated code needs for itself gets an underscore behind it; a keyword that names a field becomes a raw identifier.
//! Two names of the schema that meet in one Rust name are a problem that names both.

mod identifier;

use crate::schema::{QualifiedName, Schema, Type};
use crate::{Problem, Problems, Source, Span};
use heck::{ToSnakeCase, ToUpperCamelCase};
pub use identifier::Identifier;
use std::collections::{BTreeMap, BTreeSet};

/// The namespace that the module of a schema stands for; namespaces below it become submodules.
const ROOT_NAMESPACE: &str = "microsoft.graph";

/// What the generated code calls by its plain name in the file of a type.
const TYPES_IN_USE: &[&str] = &["Box", "Into", "Option", "Result", "Self", "String", "Vec"];

/// The variant for members that the schema does not know.
const VARIANTS_IN_USE: &[&str] = &["Self", "Unrecognized"];

/// The field for properties that the schema does not know.
const FIELDS_IN_USE: &[&str] = &["additional_properties"];

/// The module of support code.
const ROOTS_IN_USE: &[&str] = &["support"];

/// No files on some systems, with any extension; and the file of a module itself.
const FILES_IN_USE: &[&str] = &["aux", "con", "mod", "nul", "prn"];

/// The Rust names of everything in a schema.
#[derive(Clone, Debug)]
pub struct Names {
    /// The module of the whole schema.
    pub root: Identifier,
    types: BTreeMap<QualifiedName, TypeNames>,
}

/// The Rust names of a type and what it consists of.
#[derive(Clone, Debug)]
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
}

/// Makes the names for a schema that was declared in `source`.
///
/// # Errors
///
/// Names that meet in one Rust name, and names without an ASCII letter or digit.
pub fn name(schema: &Schema, source: Source<'_>) -> Result<Names, Problems> {
    let mut namer = Namer { source, problems: Vec::new() };
    let root = namer.root();

    // Every namespace once, by the first of its types.
    let mut namespaces: BTreeMap<&str, Vec<Identifier>> = BTreeMap::new();
    let mut owners = Taken::default();
    for declared in schema.types.values() {
        let namespace = declared.name().namespace.as_str();
        if !namespaces.contains_key(namespace) {
            let path = namer.modules(namespace);
            namer.take(&mut owners, path.clone(), namespace, declared.span());
            namespaces.insert(namespace, path);
        }
    }
    // A namespace and a type may share a name; the public module keeps it.
    let prefixes = |path: &Vec<Identifier>| (1..=path.len()).map(|depth| path[..depth].to_vec()).collect::<Vec<_>>();
    let public: BTreeSet<Vec<Identifier>> = namespaces.values().flat_map(prefixes).collect();
    let mut files = Taken::default();
    let mut rust_names = Taken::default();
    let mut types = BTreeMap::new();
    for declared in schema.types.values() {
        let name = declared.name();
        let modules = &namespaces[name.namespace.as_str()];
        let path = |identifier: &Identifier| modules.iter().chain([identifier]).cloned().collect::<Vec<_>>();
        let rust = namer.identifier(&name.name.to_upper_camel_case(), &name.name, TYPES_IN_USE, declared.span());
        let mut file = namer.identifier(&name.name.to_snake_case(), &name.name, FILES_IN_USE, declared.span());
        file = file.without_raw();
        if file == rust || public.contains(&path(&file)) {
            file = file.with_underscore();
        }
        namer.take(&mut rust_names, path(&rust), &name.to_string(), declared.span());
        namer.take(&mut files, path(&file), &name.to_string(), declared.span());
        let parts = namer.parts(schema, declared);
        types.insert(name.clone(), TypeNames { modules: modules.clone(), file, rust, parts });
    }
    Problems::none_or(namer.problems)?;
    Ok(Names { root, types })
}

/// Who has a name, and where it was declared.
type Taken = BTreeMap<Vec<Identifier>, (String, Span)>;

struct Namer<'a> {
    source: Source<'a>,
    problems: Vec<Problem>,
}

impl Namer<'_> {
    /// The file's stem as it is: whoever writes the files has to find the module by it.
    fn root(&mut self) -> Identifier {
        let stem = self.source.stem();
        let root = Identifier::new(&stem.to_snake_case(), ROOTS_IN_USE).map(Identifier::without_raw);
        root.filter(|root| root.as_str() == stem).unwrap_or_else(|| {
            let message = format!("`{stem}` cannot be the name of a module");
            let problem = Problem::new(self.source, Span::default(), message);
            self.problems.push(problem.with_help("rename the file: small letters, digits and `_` up to the first dot"));
            Identifier::placeholder()
        })
    }

    fn modules(&mut self, namespace: &str) -> Vec<Identifier> {
        let below = match namespace.strip_prefix(ROOT_NAMESPACE) {
            Some("") => return Vec::new(),
            Some(rest) => rest.strip_prefix('.').unwrap_or(namespace),
            None => namespace,
        };
        let parts = below.split('.');
        parts
            .map(|part| self.identifier(&part.to_snake_case(), namespace, FILES_IN_USE, Span::default()).without_raw())
            .collect()
    }

    fn parts(&mut self, schema: &Schema, declared: &Type) -> BTreeMap<String, Identifier> {
        let mut taken = Taken::default();
        let mut parts = BTreeMap::new();
        let mut add = |namer: &mut Self, wire: &str, rust: &str, in_use: &[&str], span: Span| {
            let identifier = namer.identifier(rust, wire, in_use, span);
            namer.take(&mut taken, vec![identifier.clone()], &format!("{}/{wire}", declared.name()), span);
            parts.insert(wire.to_owned(), identifier);
        };
        match declared {
            Type::Structured(structured) => {
                for property in schema.lineage(structured).iter().flat_map(|declaring| &declaring.properties) {
                    add(self, &property.name, &property.name.to_snake_case(), FIELDS_IN_USE, property.span);
                }
            }
            Type::Enumeration(enumeration) => {
                for member in &enumeration.members {
                    add(self, &member.name, &member.name.to_upper_camel_case(), VARIANTS_IN_USE, member.span);
                }
            }
        }
        parts
    }

    fn identifier(&mut self, rust: &str, wire: &str, in_use: &[&str], span: Span) -> Identifier {
        Identifier::new(rust, in_use).unwrap_or_else(|| {
            let message = format!("no Rust name can be made of `{wire}`");
            let help = "Rust names are made of the ASCII letters and digits of a name; this one has others, or none";
            self.problems.push(Problem::new(self.source, span, message).with_help(help));
            Identifier::placeholder()
        })
    }

    fn take(&mut self, taken: &mut Taken, path: Vec<Identifier>, wire: &str, span: Span) {
        // What could not be named at all has a problem already.
        if path.last() == Some(&Identifier::placeholder()) {
            return;
        }
        if let Some((other, place)) = taken.get(&path) {
            let (line, column) = self.source.line_and_column(place.start);
            let rust = path.iter().map(ToString::to_string).collect::<Vec<_>>().join("::");
            let message = format!("`{wire}` and `{other}` would both be called `{rust}` in Rust");
            let help = format!("the other one is declared at {}:{line}:{column}", self.source.name);
            self.problems.push(Problem::new(self.source, span, message).with_help(help));
        } else {
            taken.insert(path, (wire.to_owned(), span));
        }
    }
}
