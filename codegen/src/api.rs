//! The public surface of models as text: a line for every item that a dependent crate can name.
//!
//! ```text
//! beta::Entity: struct non_exhaustive
//! beta::Entity: Clone
//! beta::Entity::id: field Option<String>
//! beta::Entity::with_id: fn(self, impl Into<String>) -> Self
//! beta::EnrollmentState::Blocked: variant
//! beta::security: mod
//! ```
//!
//! A deprecated item has a second line that marks it as deprecated. The lines are derived from the syntax trees that are
//! formatted as code, so the two cannot disagree. Implementations of traits are listed, but not their items; of the macros
//! of `graph_models::odata`, only the invocation is listed.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::fmt::Display;
use syn::{Attribute, Fields, FnArg, ImplItem, Item, ItemImpl, ReturnType, Visibility};

/// The text of the line that marks a deprecated item.
pub(crate) const DEPRECATED: &str = "deprecated";

/// Returns the lines of a file. `module` is the path of the module that exports its items.
pub(crate) fn lines(module: &str, file: &syn::File) -> Vec<String> {
    let mut lines = Lines { module, lines: Vec::new() };
    for item in &file.items {
        lines.item(item);
    }
    lines.lines
}

struct Lines<'a> {
    module: &'a str,
    lines: Vec<String>,
}

impl Lines<'_> {
    fn add(&mut self, path: &str, description: impl Display) {
        self.lines.push(format!("{}::{path}: {description}", self.module));
    }

    fn attributes(&mut self, path: &str, attributes: &[Attribute]) {
        if attributes.iter().any(|attribute| attribute.path().is_ident(DEPRECATED)) {
            self.add(path, DEPRECATED);
        }
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
            if let syn::Meta::List(list) = &attribute.meta {
                for derived in code(list.tokens.clone()).split(", ") {
                    self.add(path, derived);
                }
            }
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                let name = item.ident.to_string();
                self.add(&name, with_exhaustiveness("struct", &item.attrs));
                self.attributes(&name, &item.attrs);
                if let Fields::Named(fields) = &item.fields {
                    for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                        let path = format!("{name}::{}", field.ident.to_token_stream());
                        self.add(&path, format_args!("field {}", code(field.ty.to_token_stream())));
                        self.attributes(&path, &field.attrs);
                    }
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                let name = item.ident.to_string();
                self.add(&name, with_exhaustiveness("enum", &item.attrs));
                self.attributes(&name, &item.attrs);
                for variant in &item.variants {
                    let path = format!("{name}::{}", variant.ident);
                    self.add(&path, format_args!("variant{}", code(variant.fields.to_token_stream())));
                    self.attributes(&path, &variant.attrs);
                }
            }
            Item::Impl(item) => self.implementation(item),
            Item::Macro(item) => {
                let path = code(item.mac.path.to_token_stream());
                self.add(&code(item.mac.tokens.clone()), format_args!("{path}!"));
            }
            Item::Mod(item) if is_public(&item.vis) => self.add(&item.ident.to_string(), "mod"),
            // The file of a type is a private module; its items are listed under the module that exports them.
            _ => {}
        }
    }

    fn implementation(&mut self, item: &ItemImpl) {
        let name = code(item.self_ty.to_token_stream());
        if let Some((implemented, _)) = &item.trait_ {
            return self.add(&name, code(implemented.to_token_stream()));
        }
        for function in item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
            _ => None,
        }) {
            let path = format!("{name}::{}", function.sig.ident);
            let arguments = function.sig.inputs.iter().map(|argument| match argument {
                // `mut` on the receiver is not part of the signature.
                FnArg::Receiver(receiver) => code(receiver.to_token_stream()).trim_start_matches("mut ").to_owned(),
                FnArg::Typed(typed) => code(typed.ty.to_token_stream()),
            });
            let arguments = arguments.collect::<Vec<_>>().join(", ");
            let returned = match &function.sig.output {
                ReturnType::Default => String::new(),
                ReturnType::Type(_, returned) => format!(" -> {}", code(returned.to_token_stream())),
            };
            self.add(&path, format_args!("fn({arguments}){returned}"));
            self.attributes(&path, &function.attrs);
        }
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns the kind of an item, followed by `non_exhaustive` if it has that attribute.
fn with_exhaustiveness(kind: &str, attributes: &[Attribute]) -> String {
    let is_non_exhaustive = attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
    if is_non_exhaustive { format!("{kind} non_exhaustive") } else { kind.to_owned() }
}

/// Returns code on one line, with spaces only where they are required or customary.
fn code(tokens: TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    for token in tokens {
        let is_word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
        if is_word && text.ends_with(|last: char| last.is_alphanumeric() || "_,\"".contains(last)) {
            text.push(' ');
        }
        match token {
            TokenTree::Group(group) => {
                let [open, close] = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ["(", ")"],
                    proc_macro2::Delimiter::Brace => ["{", "}"],
                    proc_macro2::Delimiter::Bracket => ["[", "]"],
                    proc_macro2::Delimiter::None => ["", ""],
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
            other => text.push_str(&other.to_string()),
        }
    }
}
