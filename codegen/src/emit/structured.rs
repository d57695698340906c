//! Entity and complex types.

use super::{Emitter, doc};
use crate::name::Identifier;
use crate::schema::{Documentation, ItemType, Permission, Primitive, Property, StructuredKind, StructuredType, Type};
use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::quote;

pub(super) fn structured(emitter: &Emitter<'_>, structured: &StructuredType) -> TokenStream {
    let names = emitter.names.of(&structured.name);
    let rust = &names.rust;
    let lineage = emitter.schema.lineage(structured);
    let fields: Vec<Field<'_>> = lineage
        .iter()
        .flat_map(|declaring| declaring.properties.iter().map(move |property| (*declaring, property)))
        .map(|(declaring, property)| Field {
            doc: property_doc(property, names.part(&property.name), declaring, structured),
            deprecated: doc::deprecated(&property.documentation),
            wire: &property.name,
            rust: names.part(&property.name),
            value: value_type(emitter, property),
        })
        .collect();

    let definition = definition(structured, rust, &fields);
    let object = object(structured, rust, &fields);
    let setters = setters(rust, &fields);
    let bases = lineage.iter().filter(|base| base.name != structured.name).map(|base| emitter.type_path(&base.name));
    let root = fields.iter().any(|field| field.value.uses_root) || structured.base.is_some();
    let use_root = root.then(|| emitter.use_root(&structured.name));

    quote! {
        use ::graph_models::support;
        #use_root
        #definition
        #object
        #(impl support::DerivedFrom<#bases> for #rust {})*
        #setters
        support::object!(#rust);
    }
}

struct Field<'a> {
    doc: TokenStream,
    deprecated: TokenStream,
    wire: &'a str,
    rust: &'a Identifier,
    value: ValueTokens,
}

/// The Rust type of a property that is set.
struct ValueTokens {
    tokens: TokenStream,
    /// Whether it names another model.
    uses_root: bool,
}

fn definition(structured: &StructuredType, rust: &Identifier, fields: &[Field<'_>]) -> TokenStream {
    let kind = match (structured.kind, structured.is_abstract) {
        (StructuredKind::Entity, false) => "Entity type",
        (StructuredKind::Entity, true) => "Abstract entity type",
        (StructuredKind::Complex, false) => "Complex type",
        (StructuredKind::Complex, true) => "Abstract complex type",
    };
    let derivation =
        structured.base.as_ref().map(|base| format!(", derived from {}", doc::code(&base.name))).unwrap_or_default();
    let mut facts = format!("{kind} {}{derivation}.", doc::code(&structured.name));
    if structured.is_open {
        facts += " Open: objects may have properties that the schema does not name.";
    }
    if structured.has_stream {
        facts += " A media entity: its content is read at `$value`.";
    }
    let type_doc = doc::lines(&structured.documentation, &facts);
    let deprecated = doc::deprecated(&structured.documentation);
    let declarations = fields.iter().map(|Field { doc, deprecated, rust, value, .. }| {
        let value = &value.tokens;
        quote!(#doc #deprecated pub #rust: Option<#value>,)
    });
    quote! {
        #type_doc
        #deprecated
        #[non_exhaustive]
        #[derive(Clone, Default, PartialEq)]
        pub struct #rust {
            #(#declarations)*
            #[doc = " Properties that the schema does not know, kept as received."]
            pub additional_properties: support::AdditionalProperties,
        }
    }
}

fn object(structured: &StructuredType, rust: &Identifier, fields: &[Field<'_>]) -> TokenStream {
    let odata_type = format!("#{}", structured.name);
    let is_typed = structured.kind == StructuredKind::Entity || structured.base.is_some();
    let writes_type = is_typed && !structured.is_abstract;
    let wires: Vec<_> = fields.iter().map(|field| field.wire).collect();
    let idents: Vec<_> = fields.iter().map(|field| field.rust).collect();
    let keep = quote!(self.additional_properties.keep(name, map));
    let (out, read) = if fields.is_empty() {
        (quote!(_out), keep)
    } else {
        let arms = quote!(#(#wires => support::read(map, &mut self.#idents),)*);
        (quote!(out), quote!(match name { #arms _ => #keep, }))
    };
    quote! {
        impl support::Object for #rust {
            const ODATA_TYPE: &'static str = #odata_type;
            const WRITES_ODATA_TYPE: bool = #writes_type;

            fn read<'de, A: support::MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
                #read
            }

            fn visit<V: support::PropertyVisitor>(&self, #out: &mut V) {
                #(#out.property(#wires, &self.#idents);)*
            }

            fn additional_properties(&self) -> &support::AdditionalProperties {
                &self.additional_properties
            }
        }
    }
}

fn setters(rust: &Identifier, fields: &[Field<'_>]) -> TokenStream {
    let setters = fields.iter().map(|Field { deprecated, wire, rust, value, .. }| {
        let setter = rust.to_setter();
        let value = &value.tokens;
        let doc = doc::line(&format_args!("Sets {}.", doc::code(wire)));
        quote! {
            #doc
            #deprecated
            #[must_use]
            pub fn #setter(mut self, value: impl Into<#value>) -> Self {
                self.#rust = Some(value.into());
                self
            }
        }
    });
    quote! {
        impl #rust {
            #[doc = " An object with no property set."]
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            #(#setters)*
        }
    }
}

fn value_type(emitter: &Emitter<'_>, property: &Property) -> ValueTokens {
    let named = matches!(property.value.item, ItemType::Named(_));
    let item = match &property.value.item {
        ItemType::Primitive(Primitive::String) if property.is_secret => quote!(support::Secret),
        ItemType::Primitive(primitive) => primitive_type(*primitive),
        ItemType::Named(reference) => {
            let path = emitter.type_path(&reference.name);
            match &emitter.schema.types[&reference.name] {
                Type::Enumeration(enumeration) if enumeration.is_flags => quote!(support::Flags<#path>),
                // Boxed, so that a type may contain itself and an unset property stays small. A Vec does both already.
                Type::Structured(_) if !property.value.is_collection => quote!(Box<#path>),
                Type::Enumeration(_) | Type::Structured(_) => path,
            }
        }
    };
    let tokens = if property.value.is_collection { quote!(Vec<#item>) } else { item };
    ValueTokens { tokens, uses_root: named }
}

fn primitive_type(primitive: Primitive) -> TokenStream {
    match primitive {
        Primitive::Binary => quote!(support::Binary),
        Primitive::Boolean => quote!(bool),
        Primitive::Byte => quote!(u8),
        Primitive::Date => quote!(support::Date),
        Primitive::DateTimeOffset => quote!(support::DateTimeOffset),
        Primitive::Decimal => quote!(support::Decimal),
        Primitive::Double | Primitive::Single => quote!(support::Double),
        Primitive::Duration => quote!(support::Duration),
        Primitive::Guid => quote!(support::Guid),
        Primitive::Int16 => quote!(i16),
        Primitive::Int32 => quote!(i32),
        Primitive::Int64 => quote!(i64),
        Primitive::SByte => quote!(i8),
        Primitive::String => quote!(String),
        Primitive::TimeOfDay => quote!(support::TimeOfDay),
        // Whatever the media type is: bytes as base64url, a text, or JSON.
        Primitive::Stream | Primitive::Untyped => quote!(support::Untyped),
    }
}

fn property_doc(
    property: &Property,
    rust: &Identifier,
    declaring: &StructuredType,
    own: &StructuredType,
) -> TokenStream {
    let mut facts = Vec::new();
    if property.is_navigation {
        facts.push("A navigation property: received only where it was asked for with `$expand`.".to_owned());
    }
    if property.value.item == ItemType::Primitive(Primitive::Stream) {
        facts.push("A stream: inside the object only where the service puts it there.".to_owned());
    }
    if !property.is_nullable {
        facts.push("Never null.".to_owned());
    }
    facts.extend(access(&property.documentation).map(str::to_owned));
    if declaring.name != own.name {
        facts.push(format!("Inherited from {}.", doc::code(&declaring.name.name)));
    }
    // A name that had to give way, or that was given, does not tell the name on the wire.
    let is_telling = rust.as_str().trim_matches('_') == property.name.to_snake_case().trim_matches('_');
    if !is_telling || (property.documentation.description.is_none() && facts.is_empty()) {
        facts.push(format!("The property {}.", doc::code(&property.name)));
    }
    doc::lines(&property.documentation, &facts.join(" "))
}

/// Who reads and writes a value, where the schema says so.
fn access(documentation: &Documentation) -> Option<&'static str> {
    match documentation.permission {
        _ if documentation.is_computed => Some("Read-only: the service computes it."),
        Some(Permission::None) => Some("Neither read nor written by callers."),
        Some(Permission::Read) => Some("Read-only."),
        Some(Permission::Write) => Some("Write-only."),
        _ if documentation.is_immutable => Some("Set on creation only."),
        Some(Permission::ReadWrite) | None => None,
    }
}
