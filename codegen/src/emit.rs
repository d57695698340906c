//! From a schema and its names to Rust tokens, one file per type.
//!
//! A text of the schema reaches the tokens as a string literal or as documentation, never as code. Inside a file, support
//! code goes by `support::…` and other models by the name of their root module, as in `beta::Entity`: nothing that a
//! schema names can shadow them, and the list of imports never changes.

mod doc;
mod enumeration;
mod module;
mod structured;

use crate::name::{Identifier, Names};
use crate::schema::{QualifiedName, Schema, Type};
use proc_macro2::TokenStream;
use quote::quote;
use std::collections::BTreeMap;

/// The tokens of every file, by the file's path below the root module.
pub(crate) fn emit(schema: &Schema, names: &Names) -> BTreeMap<String, TokenStream> {
    let emitter = Emitter { schema, names };
    let mut files = module::modules(&emitter);
    for declared in schema.types.values() {
        let type_names = names.of(declared.name());
        let tokens = match declared {
            Type::Structured(structured) => structured::structured(&emitter, structured),
            Type::Enumeration(enumeration) => enumeration::enumeration(&emitter, enumeration),
        };
        files.insert(path(&type_names.modules, type_names.file.as_str()), tokens);
    }
    files
}

struct Emitter<'a> {
    schema: &'a Schema,
    names: &'a Names,
}

impl Emitter<'_> {
    /// The path to a type from inside any other.
    fn type_path(&self, name: &QualifiedName) -> TokenStream {
        let root = &self.names.root;
        let type_names = self.names.of(name);
        let (modules, rust) = (&type_names.modules, &type_names.rust);
        quote!(#root #(::#modules)* ::#rust)
    }

    /// The way up to the root module from the file of a type.
    fn use_root(&self, name: &QualifiedName) -> TokenStream {
        let root = &self.names.root;
        let up = self.names.of(name).modules.iter().map(|_| quote!(super::));
        quote!(use #(#up)* super as #root;)
    }
}

fn path(modules: &[Identifier], file: &str) -> String {
    let parts: Vec<&str> = modules.iter().map(Identifier::as_str).chain([file]).collect();
    parts.join("/") + ".rs"
}
