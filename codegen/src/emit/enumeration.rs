//! Emits enumeration types.

use super::template::{Substitution, Template};
use super::{Emitter, doc};
use crate::name::Identifier;
use crate::schema::{EnumerationType, Member};
use heck::ToUpperCamelCase;
use proc_macro2::Literal;
use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Arm, Expr, ImplItem, ImplItemFn, Item, ItemEnum, ItemImpl, Stmt, Variant, parse_quote};

/// The code that all enumerations share, and templates for members.
pub(super) struct Templates {
    unrecognized: Variant,
    as_str: ImplItemFn,
    from_unrecognized: ImplItem,
    variant: Template<Variant>,
    path: Template<Expr>,
    arm: Template<Arm>,
}

impl Templates {
    pub(super) fn new() -> Self {
        Self {
            unrecognized: parse_quote! {
                #[doc = " An unknown member, kept as received."]
                Unrecognized(odata::UnrecognizedMember<Self>)
            },
            as_str: parse_quote! {
                #[inline]
                fn as_str(&self) -> &str {
                    match self {
                        Self::Unrecognized(member) => member.as_str(),
                    }
                }
            },
            from_unrecognized: parse_quote! {
                #[inline]
                fn unrecognized(member: odata::UnrecognizedMember<Self>) -> Self {
                    Self::Unrecognized(member)
                }
            },
            variant: Template::new(parse_quote!(__name), |f, code| f.visit_variant_mut(code)),
            path: Template::new(parse_quote!(Self::__name), |f, code| f.visit_expr_mut(code)),
            arm: Template::new(parse_quote!(Self::__name => "__wire",), |f, code| f.visit_arm_mut(code)),
        }
    }
}

pub(super) fn enumeration(emitter: &Emitter<'_>, enumeration: &EnumerationType, items: &mut Vec<Item>) {
    let rust = &emitter.names.of(&enumeration.name).rust;
    items.push(emitter.use_odata.clone());
    items.push(Item::Enum(definition(emitter, enumeration, rust)));
    items.push(Item::Impl(implementation(emitter, enumeration, rust)));
    items.extend(enumeration.is_flags.then(|| flag(emitter, enumeration, rust)));
    items.push(parse_quote!(odata::enumeration!(#rust);));
}

/// Instantiates a template for every member.
fn for_members<T: Clone>(
    emitter: &Emitter<'_>,
    enumeration: &EnumerationType,
    template: &Template<T>,
) -> impl Iterator<Item = T> {
    let names = emitter.names.of(&enumeration.name);
    enumeration.members.iter().map(move |member| {
        let name = names.part(&member.name).to_ident();
        template.instantiate(Substitution { name: &name, wire: &member.name, setter: None, value: None })
    })
}

fn definition(emitter: &Emitter<'_>, enumeration: &EnumerationType, rust: &Identifier) -> ItemEnum {
    let names = emitter.names.of(&enumeration.name);
    let kind = if enumeration.is_flags { "Flags enumeration" } else { "Enumeration" };
    let facts = format!("{kind} {}.", doc::code(&enumeration.name));
    let mut item: ItemEnum = parse_quote! {
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum #rust {}
    };
    let documentation = doc::lines(&enumeration.documentation, &facts);
    item.attrs.splice(0..0, documentation.into_iter().chain(doc::deprecated(&enumeration.documentation)));
    let variants = for_members(emitter, enumeration, &emitter.members.variant);
    let documented = variants.zip(&enumeration.members).map(|(variant, Member { name, documentation, .. })| {
        // Document the name on the wire if it does not follow from the Rust name.
        let is_derived = || names.part(name).as_str().trim_matches('_') == name.to_upper_camel_case();
        let is_documented = documentation.description.is_some() && is_derived();
        let fact = if is_documented { String::new() } else { doc::code(name) };
        let attributes = doc::lines(documentation, &fact).into_iter().chain(doc::deprecated(documentation));
        Variant { attrs: attributes.collect(), ..variant }
    });
    item.variants = documented.chain([emitter.members.unrecognized.clone()]).collect();
    item
}

fn implementation(emitter: &Emitter<'_>, enumeration: &EnumerationType, rust: &Identifier) -> ItemImpl {
    let Templates { as_str, from_unrecognized, path, arm, .. } = &emitter.members;
    let mut item: ItemImpl = parse_quote! {
        impl odata::Enumeration for #rust {
            const MEMBERS: &'static [Self] = &[];
        }
    };
    if let Some(ImplItem::Const(members)) = item.items.first_mut()
        && let Expr::Reference(reference) = &mut members.expr
        && let Expr::Array(array) = &mut *reference.expr
    {
        array.elems = for_members(emitter, enumeration, path).collect();
    }
    let mut as_str = as_str.clone();
    if let Some(Stmt::Expr(Expr::Match(by_member), _)) = as_str.block.stmts.first_mut() {
        by_member.arms.splice(0..0, for_members(emitter, enumeration, arm));
    }
    item.items.extend([ImplItem::Fn(as_str), from_unrecognized.clone()]);
    item
}

fn flag(emitter: &Emitter<'_>, enumeration: &EnumerationType, rust: &Identifier) -> Item {
    let names = emitter.names.of(&enumeration.name);
    let members = enumeration.members.iter();
    let (with_value, values): (Vec<&Identifier>, Vec<Literal>) =
        members.filter_map(|member| Some((names.part(&member.name), Literal::i64_unsuffixed(member.value?)))).unzip();
    let others = if with_value.len() == enumeration.members.len() { quote!(Self::Unrecognized(_)) } else { quote!(_) };
    let body = if with_value.is_empty() {
        quote!(None)
    } else {
        quote!(match self { #(Self::#with_value => Some(#values),)* #others => None, })
    };
    parse_quote! {
        impl odata::Flag for #rust {
            #[inline]
            fn value(&self) -> Option<i64> {
                #body
            }
        }
    }
}
