//! Generates Rust code from a schema and its names, one file per type: definitions as syntax trees, and tables of their
//! properties or members.
//!
//! Texts of the schema become string literals or documentation, never code. Files refer to hand-written types as `edm::…`
//! and `odata::…`, and to other models through the root module, as in `beta::Entity`. No name in a schema can shadow these
//! paths.

mod code;
mod doc;
mod enumeration;
mod file;
mod module;
mod structured;
mod table;

use crate::name::{Names, file_path};
use crate::schema::{QualifiedName, Schema, Type};
pub(crate) use code::code;
pub(crate) use file::{File, Paragraph};
use proc_macro2::TokenStream;
use quote::quote;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use syn::parse_quote;
pub(crate) use table::{Setter, Table};

/// The number of types that justify another thread. With fewer types, starting it takes longer than its work.
const TYPES_PER_THREAD: usize = 100;

/// What to emit beside the types and their traits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Whether structured types have a constructor and setters.
    pub(crate) setters: bool,
}

/// Emits the files of all modules and of the included types, by path relative to the folder of the root module. `finish`
/// converts a file, given the path of the module that exports its items.
///
/// Files are independent of each other, so all processors share the work. The result does not depend on how.
pub(crate) fn emit<T: Send>(
    schema: &Schema,
    names: &Names,
    options: Options,
    is_included: impl Fn(&QualifiedName) -> bool,
    finish: impl Fn(&str, &File<'_>) -> T + Sync,
) -> BTreeMap<String, T> {
    let types: Vec<&Type> = schema.types.values().filter(|declared| is_included(declared.name())).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let emitter = Emitter::new(schema, names, options);
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let types = numbers.map_while(|number| types.get(number));
        let finished = types.map(|declared| {
            let modules = &names.of(declared.name()).modules;
            (emitter.path(declared), finish(&names.module_path(modules), &emitter.file(declared)))
        });
        finished.collect::<Vec<_>>()
    };
    let mut files = BTreeMap::new();
    let threads = thread::available_parallelism().map_or(0, |processors| processors.get() - 1);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.min(types.len() / TYPES_PER_THREAD)).map(|_| scope.spawn(work)).collect();
        let modules = module::modules(schema, names).into_iter();
        files.extend(
            modules.map(|(modules, file)| (file_path(&modules, "mod"), finish(&names.module_path(&modules), &file))),
        );
        files.extend(work());
        for thread in threads {
            files.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
    });
    files
}

struct Emitter<'a> {
    schema: &'a Schema,
    names: &'a Names,
    options: Options,
    use_edm: syn::Item,
    use_odata: syn::Item,
    additional_properties: syn::Field,
    /// Rust types, by the type in the schema and whether the value is secret.
    value_types: RefCell<BTreeMap<(String, bool), structured::ValueType>>,
}

impl<'a> Emitter<'a> {
    fn new(schema: &'a Schema, names: &'a Names, options: Options) -> Self {
        Self {
            schema,
            names,
            options,
            use_edm: parse_quote!(
                use ::graph_models::edm;
            ),
            use_odata: parse_quote!(
                use ::graph_models::odata;
            ),
            additional_properties: structured::additional_properties(),
            value_types: RefCell::default(),
        }
    }

    fn path(&self, declared: &Type) -> String {
        let type_names = self.names.of(declared.name());
        file_path(&type_names.modules, type_names.file.as_str())
    }

    fn file(&self, declared: &'a Type) -> File<'a> {
        match declared {
            Type::Structured(structured) => structured::structured(self, structured),
            Type::Enumeration(enumeration) => enumeration::enumeration(self, enumeration),
        }
    }

    /// Returns the path of a type, valid in the file of any type.
    fn type_path(&self, name: &QualifiedName) -> TokenStream {
        let root = &self.names.root;
        let type_names = self.names.of(name);
        let (modules, rust) = (&type_names.modules, &type_names.rust);
        quote!(#root #(::#modules)* ::#rust)
    }

    /// Returns the import of the root module into the file of a type.
    fn use_root(&self, name: &QualifiedName) -> syn::Item {
        let root = &self.names.root;
        let up = self.names.of(name).modules.iter().map(|_| quote!(super::));
        parse_quote!(use #(#up)* super as #root;)
    }
}
