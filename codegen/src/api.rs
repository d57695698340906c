//! The public surface of models as text: a line for every item that a crate which uses them can name.
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
//! An item that is deprecated has another line that says no more than that. Everything is taken from the syntax trees of the
//! code itself, so that nothing can be in the one and not in the other. What a trait has is not listed, only what implements
//! it; nor is what the macros of `graph_models::odata` add, but for their name.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use std::fmt::Display;
use syn::{Attribute, Fields, FnArg, ImplItem, Item, ItemImpl, ReturnType, Visibility};

/// What the line of an item says that should no longer be used.
pub(crate) const DEPRECATED: &str = "deprecated";

/// The lines of a file, whose items have the path of the module that makes them public.
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
    fn add(&mut self, path: &str, what: impl Display) {
        self.lines.push(format!("{}::{path}: {what}", self.module));
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
                self.add(&name, with_reserve("struct", &item.attrs));
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
                self.add(&name, with_reserve("enum", &item.attrs));
                self.attributes(&name, &item.attrs);
                for variant in &item.variants {
                    let path = format!("{name}::{}", variant.ident);
                    self.add(&path, format_args!("variant{}", code(variant.fields.to_token_stream())));
                    self.attributes(&path, &variant.attrs);
                }
            }
            Item::Impl(item) => self.implementation(item),
            Item::Macro(item) => {
                let called = code(item.mac.path.to_token_stream());
                self.add(&code(item.mac.tokens.clone()), format_args!("{called}!"));
            }
            Item::Mod(item) if is_public(&item.vis) => self.add(&item.ident.to_string(), "mod"),
            // The file of each type is private, and the module makes public what is in it: that is listed there.
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
                // Whether the function may change its own value is its own affair.
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

/// What others may rely on less: that it has no more fields or variants.
fn with_reserve(kind: &str, attributes: &[Attribute]) -> String {
    let reserved = attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
    if reserved { format!("{kind} non_exhaustive") } else { kind.to_owned() }
}

/// Code on one line, with blanks only where they are needed or customary.
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
