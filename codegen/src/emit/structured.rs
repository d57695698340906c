//! Emits entity and complex types.

use super::template::{Substitution, Template};
use super::{Emitter, doc};
use crate::name::Identifier;
use crate::schema::{Documentation, ItemType, Permission, Primitive, Property, StructuredKind, StructuredType, Type};
use heck::ToSnakeCase;
use proc_macro2::Ident;
use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Attribute, ImplItem, ImplItemFn, Item, ItemImpl, ItemStruct, Stmt, parse_quote};

/// The code that all types share, and templates for properties.
pub(super) struct Templates {
    additional: syn::Field,
    visit: ImplItemFn,
    visit_mut: ImplItemFn,
    new: ImplItem,
    field: Template<syn::Field>,
    visit_property: Template<Stmt>,
    visit_property_mut: Template<Stmt>,
    setter: Template<ImplItemFn>,
}

impl Templates {
    pub(super) fn new() -> Self {
        Self {
            additional: parse_quote! {
                #[doc = " Unknown properties, kept as received."]
                pub additional_properties: odata::AdditionalProperties
            },
            visit: parse_quote! {
                fn visit<'a, V: odata::PropertyVisitor<'a>>(&'a self, visitor: &mut V) {
                    visitor.additional_properties(&self.additional_properties);
                }
            },
            visit_mut: parse_quote! {
                fn visit_mut<V: odata::PropertyVisitorMut>(&mut self, visitor: &mut V) {
                    visitor.additional_properties(&mut self.additional_properties);
                }
            },
            new: parse_quote! {
                #[doc = " Creates an object with no property set."]
                #[must_use]
                #[inline]
                pub fn new() -> Self {
                    Self::default()
                }
            },
            field: Template::new(parse_quote!(pub __name: Option<__Value>), |f, code| f.visit_field_mut(code)),
            visit_property: Template::new(parse_quote!(visitor.property("__wire", &self.__name);), |f, code| {
                f.visit_stmt_mut(code);
            }),
            visit_property_mut: Template::new(
                parse_quote!(visitor.property("__wire", &mut self.__name);),
                |f, code| {
                    f.visit_stmt_mut(code);
                },
            ),
            setter: Template::new(
                parse_quote! {
                    #[must_use]
                    pub fn __setter(mut self, value: impl Into<__Value>) -> Self {
                        self.__name = Some(value.into());
                        self
                    }
                },
                |f, code| f.visit_impl_item_fn_mut(code),
            ),
        }
    }
}

/// A property as a field.
struct Field<'a> {
    documentation: Vec<Attribute>,
    deprecated: Option<Attribute>,
    wire: &'a str,
    name: Ident,
    setter: Ident,
    value: syn::Type,
}

impl Field<'_> {
    fn instantiate<T: Clone>(&self, template: &Template<T>) -> T {
        let Self { wire, name, setter, value, .. } = self;
        template.instantiate(Substitution { wire, name, setter: Some(setter), value: Some(value) })
    }
}

pub(super) fn structured(emitter: &Emitter<'_>, structured: &StructuredType, items: &mut Vec<Item>) {
    let names = emitter.names.of(&structured.name);
    let rust = &names.rust;
    let lineage = emitter.schema.lineage(structured);
    let properties = lineage.iter().flat_map(|declaring| declaring.properties.iter().map(move |own| (*declaring, own)));
    let mut uses_root = structured.base.is_some();
    let mut uses_edm = false;
    let mut fields = Vec::new();
    for (declaring, property) in properties {
        match property.value.item {
            ItemType::Named(_) => uses_root = true,
            ItemType::Primitive(primitive) => uses_edm |= property.is_secret || !is_native(primitive),
        }
        let field = names.part(&property.name);
        fields.push(Field {
            documentation: property_doc(property, field, declaring, structured),
            deprecated: doc::deprecated(&property.documentation),
            wire: &property.name,
            name: field.to_ident(),
            setter: field.to_setter(),
            value: emitter.value_type(property),
        });
    }

    items.extend(uses_edm.then(|| emitter.use_edm.clone()));
    items.push(emitter.use_odata.clone());
    items.extend(uses_root.then(|| emitter.use_root(&structured.name)));
    items.push(Item::Struct(definition(emitter, structured, rust, &fields)));
    items.push(Item::Impl(object(emitter, structured, rust, &fields)));
    let bases = lineage.iter().filter(|base| base.name != structured.name).map(|base| emitter.type_path(&base.name));
    items.extend(bases.map(|base| -> Item { parse_quote!(impl odata::DerivedFrom<#base> for #rust {}) }));
    items.push(Item::Impl(setters(emitter, rust, &fields)));
    items.push(parse_quote!(odata::object!(#rust);));
}

fn definition(
    emitter: &Emitter<'_>,
    structured: &StructuredType,
    rust: &Identifier,
    fields: &[Field<'_>],
) -> ItemStruct {
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
        facts += " An open type: objects may have undeclared properties.";
    }
    if structured.has_stream {
        facts += " A media entity: read its content at `$value`.";
    }
    let mut item: ItemStruct = parse_quote! {
        #[non_exhaustive]
        #[derive(Clone, Default, PartialEq)]
        pub struct #rust {}
    };
    let documentation = doc::lines(&structured.documentation, &facts);
    item.attrs.splice(0..0, documentation.into_iter().chain(doc::deprecated(&structured.documentation)));
    let declared = fields.iter().map(|field| {
        let attributes = field.documentation.iter().chain(&field.deprecated).cloned().collect();
        syn::Field { attrs: attributes, ..field.instantiate(&emitter.templates.field) }
    });
    if let syn::Fields::Named(named) = &mut item.fields {
        named.named = declared.chain([emitter.templates.additional.clone()]).collect();
    }
    item
}

fn object(emitter: &Emitter<'_>, structured: &StructuredType, rust: &Identifier, fields: &[Field<'_>]) -> ItemImpl {
    let odata_type = format!("#{}", structured.name);
    let is_typed = structured.kind == StructuredKind::Entity || structured.base.is_some();
    let writes_type = is_typed && !structured.is_abstract;
    let untyped = (!writes_type).then(|| {
        quote!(
            const WRITES_ODATA_TYPE: bool = false;
        )
    });
    let mut item: ItemImpl = parse_quote! {
        impl odata::Object for #rust {
            const ODATA_TYPE: &'static str = #odata_type;
            #untyped
        }
    };
    let Templates { visit, visit_mut, visit_property, visit_property_mut, .. } = &emitter.templates;
    let (mut visit, mut visit_mut) = (visit.clone(), visit_mut.clone());
    visit.block.stmts.splice(0..0, fields.iter().map(|field| field.instantiate(visit_property)));
    visit_mut.block.stmts.splice(0..0, fields.iter().map(|field| field.instantiate(visit_property_mut)));
    item.items.extend([visit, visit_mut].map(ImplItem::Fn));
    item
}

fn setters(emitter: &Emitter<'_>, rust: &Identifier, fields: &[Field<'_>]) -> ItemImpl {
    let mut item: ItemImpl = parse_quote!(impl #rust {});
    item.items.push(emitter.templates.new.clone());
    item.items.extend(fields.iter().map(|field| {
        let mut setter = field.instantiate(&emitter.templates.setter);
        let documentation = doc::line(&format_args!("Sets {}.", doc::code(&field.wire)));
        setter.attrs.splice(0..0, std::iter::once(documentation).chain(field.deprecated.clone()));
        ImplItem::Fn(setter)
    }));
    item
}

impl Emitter<'_> {
    /// Returns the Rust type of a property's value.
    fn value_type(&self, property: &Property) -> syn::Type {
        let key = (property.value.to_string(), property.is_secret);
        self.value_types.borrow_mut().entry(key).or_insert_with(|| self.make_value_type(property)).clone()
    }

    fn make_value_type(&self, property: &Property) -> syn::Type {
        let item: syn::Type = match &property.value.item {
            ItemType::Primitive(Primitive::String) if property.is_secret => parse_quote!(edm::Secret),
            ItemType::Primitive(primitive) => primitive_type(*primitive),
            ItemType::Named(reference) => {
                let path = self.type_path(&reference.name);
                match &self.schema.types[&reference.name] {
                    Type::Enumeration(enumeration) if enumeration.is_flags => parse_quote!(odata::Flags<#path>),
                    // Boxed so that a type can contain itself and an unset property stays small. A `Vec` does both already.
                    Type::Structured(_) if !property.value.is_collection => parse_quote!(Box<#path>),
                    Type::Enumeration(_) | Type::Structured(_) => parse_quote!(#path),
                }
            }
        };
        if property.value.is_collection { parse_quote!(Vec<#item>) } else { item }
    }
}

fn primitive_type(primitive: Primitive) -> syn::Type {
    match primitive {
        Primitive::Binary => parse_quote!(edm::Binary),
        Primitive::Boolean => parse_quote!(bool),
        Primitive::Byte => parse_quote!(u8),
        Primitive::Date => parse_quote!(edm::Date),
        Primitive::DateTimeOffset => parse_quote!(edm::DateTimeOffset),
        Primitive::Decimal => parse_quote!(edm::Decimal),
        Primitive::Double | Primitive::Single => parse_quote!(edm::Double),
        Primitive::Duration => parse_quote!(edm::Duration),
        Primitive::Guid => parse_quote!(edm::Guid),
        Primitive::Int16 => parse_quote!(i16),
        Primitive::Int32 => parse_quote!(i32),
        Primitive::Int64 => parse_quote!(i64),
        Primitive::SByte => parse_quote!(i8),
        Primitive::String => parse_quote!(String),
        Primitive::TimeOfDay => parse_quote!(edm::TimeOfDay),
        // The media type is unknown: base64url-encoded bytes, text, or JSON.
        Primitive::Stream | Primitive::Untyped => parse_quote!(edm::Untyped),
    }
}

/// Returns whether the Rust type of a primitive is a type of the standard library.
const fn is_native(primitive: Primitive) -> bool {
    use Primitive::{Boolean, Byte, Int16, Int32, Int64, SByte, String};
    matches!(primitive, Boolean | Byte | Int16 | Int32 | Int64 | SByte | String)
}

fn property_doc(
    property: &Property,
    rust: &Identifier,
    declaring: &StructuredType,
    own: &StructuredType,
) -> Vec<Attribute> {
    let mut facts = Vec::new();
    if property.is_navigation {
        facts.push("A navigation property, received only if requested with `$expand`.".to_owned());
    }
    if property.value.item == ItemType::Primitive(Primitive::Stream) {
        facts.push("A stream, received only if the service includes it in the object.".to_owned());
    }
    if !property.is_nullable {
        facts.push("Not nullable.".to_owned());
    }
    facts.extend(access(&property.documentation).map(str::to_owned));
    if declaring.name != own.name {
        facts.push(format!("Inherited from {}.", doc::code(&declaring.name.name)));
    }
    // Document the name on the wire if it does not follow from the Rust name.
    let is_derived = || rust.as_str().trim_matches('_') == property.name.to_snake_case().trim_matches('_');
    if (property.documentation.description.is_none() && facts.is_empty()) || !is_derived() {
        facts.push(format!("The property {}.", doc::code(&property.name)));
    }
    doc::lines(&property.documentation, &facts.join(" "))
}

/// Returns a sentence on the access to a value, if the schema restricts it.
fn access(documentation: &Documentation) -> Option<&'static str> {
    match documentation.permission {
        _ if documentation.is_computed => Some("Read-only, computed by the service."),
        Some(Permission::None) => Some("Neither readable nor writable by clients."),
        Some(Permission::Read) => Some("Read-only."),
        Some(Permission::Write) => Some("Write-only."),
        _ if documentation.is_immutable => Some("Can be set on creation only."),
        Some(Permission::ReadWrite) | None => None,
    }
}
