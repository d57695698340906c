//! Random schemas with hostile names and texts: the generated code is valid, has no unexpected items, and is the same from
//! either format.

mod csdl;
mod openapi;
mod schema;
mod snapshot;

use codegen::diff::{Surface, Verdict};
use codegen::{Input, Loaded, Roots, Source};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The attributes that generated code uses. Any other attribute would come from a text of the schema.
const ATTRIBUTES: [&str; 8] =
    ["allow", "deprecated", "derive", "doc", "inline", "must_use", "non_exhaustive", "rustfmt"];

fn load(name: &str, text: &str, roots: Roots) -> Loaded {
    let loaded = codegen::load(Input::new(Source::new(name, text)).with_roots(roots));
    loaded.unwrap_or_else(|diagnostics| panic!("{diagnostics}\n{text}"))
}

/// Checks the items of a file and their attributes.
fn check(path: &str, text: &str) {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
    for item in &file.items {
        let attributes = match item {
            syn::Item::Struct(item) => {
                item.fields.iter().flat_map(|field| &field.attrs).chain(&item.attrs).collect::<Vec<_>>()
            }
            syn::Item::Enum(item) => {
                item.variants.iter().flat_map(|variant| &variant.attrs).chain(&item.attrs).collect()
            }
            syn::Item::Impl(item) => {
                let functions = item.items.iter().filter_map(|inner| match inner {
                    syn::ImplItem::Fn(function) => Some(&function.attrs),
                    _ => None,
                });
                functions.flatten().chain(&item.attrs).collect()
            }
            syn::Item::Mod(_) | syn::Item::Use(_) => Vec::new(),
            syn::Item::Macro(item) => {
                let path = item.mac.path.segments.last().unwrap().ident.to_string();
                assert!(["object", "enumeration", "flags"].contains(&path.as_str()), "{path}!");
                Vec::new()
            }
            _ => panic!("{path} declares what no schema can ask for:\n{text}"),
        };
        for attribute in attributes.into_iter().chain(&file.attrs) {
            let name = attribute.path().get_ident().unwrap().to_string();
            assert!(ATTRIBUTES.contains(&name.as_str()), "{path}: #[{name}]");
            if let (true, syn::Meta::NameValue(doc)) = (name == "doc", &attribute.meta)
                && let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(doc), .. }) = &doc.value
            {
                check_doc(&doc.value());
            }
        }
    }
}

/// Checks that a doc comment has one line, no code block (which would be a test) and no invisible characters.
fn check_doc(line: &str) {
    let begins_code =
        ["    ", "```", "~~~"].iter().any(|start| line.strip_prefix(' ').unwrap_or(line).starts_with(start));
    assert!(!line.contains('\n') && !line.contains("```") && !begins_code, "{line:?}");
    let hidden = |character: char| character.is_control() || "\u{202e}\u{2066}\u{200b}\u{feff}".contains(character);
    assert!(!line.contains(hidden), "{line:?}");
}

proptest! {
    #[test]
    fn random_schemas_become_rust_and_nothing_else(schema in schema::schema()) {
        let (csdl, openapi) = (csdl::write(&schema), openapi::write(&schema));
        let of_csdl = load("random.csdl.xml", &csdl, Roots::All);
        let files = of_csdl.generate().files;
        prop_assert_eq!(&files, &load("random.openapi.json", &openapi, Roots::All).generate().files);
        // A twin has the types of errors in addition.
        let roots = Roots::Named(schema.types.keys().map(ToString::to_string).collect());
        let twin = of_csdl.twin().unwrap();
        prop_assert_eq!(&files, &load("random.openapi.yaml", &twin, roots).generate().files);
        for (path, text) in &files {
            check(path, text);
        }
        let types = files.keys().filter(|path| path.rsplit('/').next() != Some("mod.rs")).count();
        prop_assert_eq!(types, schema.types.len());
    }

    #[test]
    fn random_slices_make_the_same_models(schema in schema::schema(), root in any::<prop::sample::Index>()) {
        let root = schema.types.keys().nth(root.index(schema.types.len())).unwrap().clone();
        let load = |text: &str| {
            let input = Input::new(Source::new("random.csdl.xml", text)).with_roots(Roots::Named(vec![root.clone()]));
            codegen::load(input).unwrap()
        };
        let whole = load(&csdl::write(&schema));
        let slice = whole.slice(None).unwrap();
        let cut = load(&slice);
        prop_assert_eq!(cut.generate().files, whole.generate().files);
        prop_assert_eq!(cut.slice(None).unwrap(), slice);
    }

    #[test]
    fn random_editions_differ_as_their_models_do(
        old in schema::schema(), other in schema::schema(), bits in prop::collection::vec(any::<u8>(), 32),
    ) {
        let new = snapshot::mix(&old, &other, &bits);
        let [old, new] = [old, new].map(|schema| {
            let source = Source::new("random.csdl.xml", csdl::write(&schema));
            codegen::load(Input::new(source).with_roots(Roots::All)).unwrap()
        });
        prop_assert!(codegen::diff(&old, &old).unwrap().is_empty());
        let diff = codegen::diff(&old, &new).unwrap();

        let [(before, old_lines), (after, new_lines)] =
            [&old, &new].map(codegen::Loaded::generate_with_surface);
        let [old_lines, new_lines] = [old_lines, new_lines].map(|lines| lines.into_iter().collect());
        prop_assert_eq!(&diff.surface, &Surface::of(&old_lines, &new_lines));
        let changed: BTreeSet<_> = before.files.keys().chain(after.files.keys())
            .filter(|path| before.files.get(*path) != after.files.get(*path)).collect();
        prop_assert_eq!(changed, diff.files.iter().map(|file| &file.path).collect());

        let of_entries = diff.entries.iter().map(|entry| entry.rust.class.verdict()).max();
        prop_assert_eq!(of_entries.unwrap_or(Verdict::Patch), diff.surface.verdict(), "{:#?}", diff);
        let [old, new] = [&old, &new].map(|loaded| loaded.slice(None).unwrap());
        prop_assert!(!diff.is_empty() || old == new);
    }
}
