//! Emits the modules of namespaces, which export the types of their files.

use super::{File, Paragraph, doc};
use crate::name::{Identifier, Names};
use crate::schema::Schema;
use std::collections::BTreeMap;
use syn::{Attribute, Item, parse_quote};

pub(super) fn modules(schema: &Schema, names: &Names) -> BTreeMap<Vec<Identifier>, File<'static>> {
    let mut modules: BTreeMap<Vec<Identifier>, Module> = BTreeMap::new();
    modules.insert(Vec::new(), Module::default());
    for name in schema.types.keys() {
        let type_names = names.of(name);
        for depth in 0..type_names.modules.len() {
            let (parent, child) = type_names.modules.split_at(depth);
            let children = &mut modules.entry(parent.to_vec()).or_default().children;
            if let Some(child) = child.first()
                && !children.contains(child)
            {
                children.push(child.clone());
            }
        }
        let module = modules.entry(type_names.modules.clone()).or_default();
        module.namespace.clone_from(&name.namespace);
        module.types.push((type_names.file.clone(), type_names.rust.clone()));
    }
    modules
        .into_iter()
        .map(|(parts, module)| {
            let file = module.emit(parts.is_empty());
            (parts, file)
        })
        .collect()
}

/// Returns the lints to allow: names, texts and numbers come from the schema.
fn allow() -> Attribute {
    parse_quote! {
        #![allow(
            deprecated,
            clippy::doc_markdown,
            clippy::module_inception,
            clippy::pub_underscore_fields,
            clippy::self_named_constructors,
            clippy::unicode_not_nfc,
            clippy::unreadable_literal,
            clippy::used_underscore_binding,
            reason = "names, texts, numbers, sizes and what is deprecated come from the schema"
        )]
    }
}

#[derive(Default)]
struct Module {
    /// Empty if the module has only submodules.
    namespace: String,
    children: Vec<Identifier>,
    types: Vec<(Identifier, Identifier)>,
}

impl Module {
    fn emit(&self, is_root: bool) -> File<'static> {
        let doc = match self.namespace.as_str() {
            "" => doc::inner("The types of the schema."),
            namespace => doc::inner(&format!("The types of the namespace {}.", doc::code(&namespace))),
        };
        let children = self.children.iter().map(|child| -> Item { parse_quote!(pub mod #child;) });
        let types = self.types.iter().flat_map(|(file, rust)| -> [Item; 2] {
            [parse_quote!(mod #file;), parse_quote!(pub use self::#file::#rust;)]
        });
        let mut docs = vec![doc];
        if is_root {
            docs.extend([
                doc::inner(""),
                doc::inner("The macro `graph_models::build!` constructs an object of any of them."),
            ]);
        }
        let mut paragraphs = vec![Paragraph::from(docs)];
        paragraphs.extend(is_root.then(|| Paragraph::from(vec![allow()])));
        paragraphs.push(children.chain(types).collect::<Vec<_>>().into());
        paragraphs
    }
}
