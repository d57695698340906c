//! Emits enumeration types.

use super::table::{self, Table};
use super::{Emitter, File, doc};
use crate::name::{Identifier, TypeNames};
use crate::schema::{EnumerationType, Member};
use syn::{Fields, Item, ItemEnum, Variant, parse_quote};

pub(super) fn enumeration<'a>(emitter: &Emitter<'a>, enumeration: &'a EnumerationType) -> File<'a> {
    let names = emitter.names.of(&enumeration.name);
    let is_flags = enumeration.is_flags;
    let members = enumeration.members.iter().map(|member| table::Member {
        wire: &member.name,
        rust: names.part(&member.name),
        value: member.value.filter(|_| is_flags),
    });
    let table = Table::Enumeration { rust: &names.rust, is_flags, members: members.collect() };
    vec![emitter.use_odata.clone().into(), definition(enumeration, names).into(), table.into()]
}

fn definition(enumeration: &EnumerationType, names: &TypeNames) -> Item {
    let rust = &names.rust;
    let kind = if enumeration.is_flags { "Flags enumeration" } else { "Enumeration" };
    let facts = format!("{kind} {}.", doc::code(&enumeration.name));
    let mut item: ItemEnum = parse_quote! {
        #[non_exhaustive]
        #[derive(Clone, Copy, PartialEq)]
        pub enum #rust {}
    };
    let documentation = doc::lines(&enumeration.documentation, &facts);
    item.attrs.splice(0..0, documentation.into_iter().chain(doc::deprecated(&enumeration.documentation)));
    item.variants = enumeration.members.iter().map(|member| variant(member, names.part(&member.name))).collect();
    Item::Enum(item)
}

fn variant(Member { name, documentation, .. }: &Member, rust: &Identifier) -> Variant {
    // Document the name on the wire if it does not follow from the Rust name.
    let is_documented = documentation.description.is_some() && rust.spells(name);
    let fact = if is_documented { String::new() } else { doc::code(name) };
    let attributes = doc::lines(documentation, &fact).into_iter().chain(doc::deprecated(documentation));
    Variant { attrs: attributes.collect(), ident: rust.to_ident(), fields: Fields::Unit, discriminant: None }
}
