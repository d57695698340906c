//! From a schema and its names to syntax trees of Rust, one file per type.
//!
//! A text of the schema reaches a tree as a string literal or as documentation, never as code. A file names hand-written
//! types as `edm::…` and `odata::…`, and other models by their root module, as in `beta::Entity`: no name in a schema can
//! shadow them.

mod doc;
mod enumeration;
mod module;
mod structured;
mod template;

use crate::name::{Names, file_path};
use crate::schema::{QualifiedName, Schema, Type};
use proc_macro2::TokenStream;
use quote::quote;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use syn::parse_quote;

/// With fewer types, a thread would take longer to start than to do its share.
const MANY: usize = 100;

/// The files of modules and of wanted types, by their path below the root module. `finish` makes of its tree, and of the path of the module that makes its
/// items public, whatever is wanted of it.
///
/// The files have nothing to do with one another, so every processor works on some of them. Which one does is of no
/// consequence.
pub(crate) fn emit<T: Send>(
    schema: &Schema,
    names: &Names,
    wanted: impl Fn(&QualifiedName) -> bool,
    finish: impl Fn(&str, &syn::File) -> T + Sync,
) -> BTreeMap<String, T> {
    let types: Vec<&Type> = schema.types.values().filter(|declared| wanted(declared.name())).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let emitter = Emitter::new(schema, names);
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let types = numbers.map_while(|number| types.get(number));
        let finished = types.map(|declared| {
            let modules = &names.of(declared.name()).modules;
            (emitter.path(declared), finish(&names.module_path(modules), &emitter.file(declared)))
        });
        finished.collect::<Vec<_>>()
    };
    let mut files = BTreeMap::new();
    let helpers = thread::available_parallelism().map_or(0, |processors| processors.get() - 1);
    thread::scope(|scope| {
        let helpers: Vec<_> = (0..helpers.min(types.len() / MANY)).map(|_| scope.spawn(work)).collect();
        let modules = module::modules(schema, names).into_iter();
        files.extend(
            modules.map(|(modules, file)| (file_path(&modules, "mod"), finish(&names.module_path(&modules), &file))),
        );
        files.extend(work());
        for helper in helpers {
            files.extend(helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    files
}

struct Emitter<'a> {
    schema: &'a Schema,
    names: &'a Names,
    use_edm: syn::Item,
    use_odata: syn::Item,
    templates: structured::Templates,
    members: enumeration::Templates,
    /// Rust types by how the schema calls them, and whether they are secret.
    value_types: RefCell<BTreeMap<(String, bool), syn::Type>>,
}

impl<'a> Emitter<'a> {
    fn new(schema: &'a Schema, names: &'a Names) -> Self {
        Self {
            schema,
            names,
            use_edm: parse_quote!(
                use ::graph_models::edm;
            ),
            use_odata: parse_quote!(
                use ::graph_models::odata;
            ),
            templates: structured::Templates::new(),
            members: enumeration::Templates::new(),
            value_types: RefCell::default(),
        }
    }

    fn path(&self, declared: &Type) -> String {
        let type_names = self.names.of(declared.name());
        file_path(&type_names.modules, type_names.file.as_str())
    }

    fn file(&self, declared: &Type) -> syn::File {
        let mut items = Vec::new();
        match declared {
            Type::Structured(structured) => structured::structured(self, structured, &mut items),
            Type::Enumeration(enumeration) => enumeration::enumeration(self, enumeration, &mut items),
        }
        syn::File { frontmatter: None, shebang: None, attrs: Vec::new(), items }
    }

    /// The path to a type from inside any other.
    fn type_path(&self, name: &QualifiedName) -> TokenStream {
        let root = &self.names.root;
        let type_names = self.names.of(name);
        let (modules, rust) = (&type_names.modules, &type_names.rust);
        quote!(#root #(::#modules)* ::#rust)
    }

    /// The way up to the root module from the file of a type.
    fn use_root(&self, name: &QualifiedName) -> syn::Item {
        let root = &self.names.root;
        let up = self.names.of(name).modules.iter().map(|_| quote!(super::));
        parse_quote!(use #(#up)* super as #root;)
    }
}
