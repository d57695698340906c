//! Emits entity and complex types.

use super::table::{Setter, Table};
use super::{Emitter, File, doc};
use crate::name::Identifier;
use crate::schema::{
    Documentation, ItemType, OperationKind, Permission, Primitive, Property, StructuredKind, StructuredType, Type,
};
use syn::{Attribute, Field, FieldModifiers, Item, ItemStruct, Token, Visibility, parse_quote};

pub(super) fn structured<'a>(emitter: &Emitter<'a>, structured: &'a StructuredType) -> File<'a> {
    let names = emitter.names.of(&structured.name);
    let rust = &names.rust;
    let lineage = emitter.schema.lineage(structured);
    let properties = lineage.iter().flat_map(|declaring| declaring.properties.iter().map(move |own| (*declaring, own)));
    let mut uses_root = structured.base.is_some();
    let mut uses_edm = false;
    let (mut fields, mut table, mut setters) = (Vec::new(), Vec::new(), Vec::new());
    for (declaring, property) in properties {
        match property.value.item {
            ItemType::Named(_) => uses_root = true,
            ItemType::Primitive(primitive) => uses_edm |= property.is_secret || !is_native(primitive),
        }
        let field = names.part(&property.name);
        let mut attributes = property_doc(property, field, declaring, structured);
        let deprecated = doc::deprecated(&property.documentation);
        attributes.extend(deprecated.clone());
        let ValueType { option, text } = emitter.value_type(property);
        fields.push(Field {
            attrs: attributes,
            vis: Visibility::Public(<Token![pub]>::default()),
            modifiers: FieldModifiers::default(),
            ident: Some(field.to_ident()),
            colon_token: Some(<Token![:]>::default()),
            ty: option,
            default: None,
        });
        table.push((property.name.as_str(), field));
        if emitter.options.setters {
            setters.push(Setter { deprecated, field, value: text });
        }
    }
    fields.push(emitter.additional_properties.clone());

    let uses = [
        uses_edm.then(|| emitter.use_edm.clone()),
        Some(emitter.use_odata.clone()),
        uses_root.then(|| emitter.use_root(&structured.name)),
    ];
    let is_parameters = structured.operation().is_some();
    let is_typed = structured.kind == StructuredKind::Entity || structured.base.is_some();
    let object = Table::Object {
        rust,
        // The parameters have no `@odata.type`.
        odata_type: format!("{}{}", if is_parameters { "" } else { "#" }, structured.name),
        writes_odata_type: is_typed && !structured.is_abstract,
        properties: table,
    };
    let mut file: File<'a> = vec![
        uses.into_iter().flatten().collect::<Vec<_>>().into(),
        definition(structured, rust, fields).into(),
        object.into(),
    ];
    let bases = lineage.iter().filter(|base| base.name != structured.name).map(|base| emitter.type_path(&base.name));
    let derived: Vec<Item> = bases.map(|base| parse_quote!(impl odata::DerivedFrom<#base> for #rust {})).collect();
    file.extend((!derived.is_empty()).then(|| derived.into()));
    file.extend(emitter.options.setters.then(|| Table::Setters { rust, setters }.into()));
    file
}

fn definition(structured: &StructuredType, rust: &Identifier, fields: Vec<Field>) -> Item {
    let kind = match (structured.kind, structured.is_abstract) {
        (StructuredKind::Entity, false) => "Entity type",
        (StructuredKind::Entity, true) => "Abstract entity type",
        (StructuredKind::Complex, false) => "Complex type",
        (StructuredKind::Complex, true) => "Abstract complex type",
        (StructuredKind::Parameters(OperationKind::Action), _) => "The parameters of the action",
        (StructuredKind::Parameters(OperationKind::Function), _) => "The parameters of the function",
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
        pub struct #rust {}
    };
    let documentation = doc::lines(&structured.documentation, &facts);
    item.attrs.splice(0..0, documentation.into_iter().chain(doc::deprecated(&structured.documentation)));
    if let syn::Fields::Named(named) = &mut item.fields {
        named.named = fields.into_iter().collect();
    }
    Item::Struct(item)
}

/// Returns the field for unknown properties.
pub(super) fn additional_properties() -> Field {
    parse_quote! {
        #[doc = " Unknown properties, kept as received."]
        pub additional_properties: odata::AdditionalProperties
    }
}

/// The Rust type of a property's value.
#[derive(Clone)]
pub(super) struct ValueType {
    /// The type of the field.
    option: syn::Type,
    /// The type of the value as code.
    text: String,
}

impl Emitter<'_> {
    fn value_type(&self, property: &Property) -> ValueType {
        let key = (property.value.to_string(), property.is_secret);
        let mut value_types = self.value_types.borrow_mut();
        let value = value_types.entry(key).or_insert_with(|| {
            let value = self.make_value_type(property);
            ValueType { option: parse_quote!(Option<#value>), text: super::code(&value) }
        });
        value.clone()
    }

    fn make_value_type(&self, property: &Property) -> syn::Type {
        let item: syn::Type = match &property.value.item {
            // Of an Edm.Binary, this is the base64 text. An Edm.Untyped may not be a string: then it is received as an
            // additional property, which is redacted, too.
            ItemType::Primitive(_) if property.is_secret => parse_quote!(edm::Secret),
            ItemType::Primitive(primitive) => primitive_type(*primitive),
            ItemType::Named(reference) => {
                let path = self.type_path(&reference.name);
                match &self.schema.types[&reference.name] {
                    Type::Enumeration(enumeration) if enumeration.is_flags => parse_quote!(odata::Flags<#path>),
                    Type::Enumeration(_) => parse_quote!(odata::Evolvable<#path>),
                    // Boxed so that a type can contain itself and an unset property stays small. A `Vec` does both already.
                    Type::Structured(_) if !property.value.is_collection => parse_quote!(Box<#path>),
                    Type::Structured(_) => parse_quote!(#path),
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
    if property.documentation.is_optional && own.operation().is_some() {
        facts.push("May be omitted.".to_owned());
    }
    facts.extend(access(&property.documentation).map(str::to_owned));
    if declaring.name != own.name {
        facts.push(format!("Inherited from {}.", doc::code(&declaring.name.name)));
    }
    // Document the name on the wire if it does not follow from the Rust name.
    if (property.documentation.description.is_none() && facts.is_empty()) || !rust.spells(&property.name) {
        let kind = if own.operation().is_some() { "parameter" } else { "property" };
        facts.push(format!("The {kind} {}.", doc::code(&property.name)));
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
