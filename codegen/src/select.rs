//! Which types of a schema become models: those that are asked for, and what they cannot do without.

use crate::models::Models;
use crate::schema::{ItemType, Primitive, QualifiedName, Schema, StructuredType, Type, ValueType};
use crate::{Problem, Problems, Source, Span};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use toml::Spanned;

/// The part of a schema that becomes models.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The selected types, with their secrets marked. Navigation properties may lead out of it.
    pub schema: Schema,
    /// Why each type was selected.
    pub reasons: BTreeMap<QualifiedName, Reason>,
}

/// Why a type was selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// `models.toml` names it.
    Root,
    /// A selected type is derived from it.
    BaseOf(QualifiedName),
    /// A property of a selected type has it.
    TypeOf {
        /// The type that has the property.
        owner: QualifiedName,
        /// The property's name.
        property: String,
    },
}

impl Display for Reason {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("named in models.toml"),
            Self::BaseOf(derived) => write!(f, "base type of `{derived}`"),
            Self::TypeOf { owner, property } => write!(f, "type of `{owner}/{property}`"),
        }
    }
}

/// Takes the closure of the roots out of a schema and marks its secrets.
///
/// # Errors
///
/// An entry of `models.toml`, whose text is `source`, that matches nothing or something it cannot apply to.
pub fn select(mut schema: Schema, models: &Models, source: Source<'_>) -> Result<Selection, Problems> {
    let mut problems = Vec::new();
    for secret in &models.secrets {
        if let Err((message, help)) = mark_secret(&mut schema, secret.get_ref()) {
            problems.push(Problem::new(source, span(secret), message).with_help(help));
        }
    }
    let mut reasons = BTreeMap::new();
    let mut open: Vec<(QualifiedName, Reason)> = Vec::new();
    for root in models.roots.iter().rev() {
        match QualifiedName::parse(root.get_ref()).filter(|name| schema.types.contains_key(name)) {
            Some(name) => open.push((name, Reason::Root)),
            None => problems.push(
                Problem::new(source, span(root), format!("there is no type `{}` in the schema", root.get_ref()))
                    .with_help("write the full name, such as `microsoft.graph.entity`, or remove the entry"),
            ),
        }
    }
    Problems::none_or(problems)?;
    while let Some((name, reason)) = open.pop() {
        if reasons.contains_key(&name) {
            continue;
        }
        if let Some(Type::Structured(structured)) = schema.types.get(&name) {
            open.extend(needs(structured));
        }
        reasons.insert(name, reason);
    }
    schema.types.retain(|name, _| reasons.contains_key(name));
    Ok(Selection { schema, reasons })
}

fn needs(structured: &StructuredType) -> Vec<(QualifiedName, Reason)> {
    let owner = &structured.name;
    let properties = structured.properties.iter().filter_map(|property| match &property.value.item {
        ItemType::Primitive(_) => None,
        ItemType::Named(reference) => {
            let reason = Reason::TypeOf { owner: owner.clone(), property: property.name.clone() };
            Some((reference.name.clone(), reason))
        }
    });
    let base = structured.base.iter().map(|base| (base.name.clone(), Reason::BaseOf(owner.clone())));
    base.chain(properties).collect()
}

/// Or what is wrong, and how to mend it.
fn mark_secret(schema: &mut Schema, path: &str) -> Result<(), (String, &'static str)> {
    let (type_name, property_name) = path.split_once('/').unwrap_or((path, ""));
    let declaring = QualifiedName::parse(type_name).and_then(|name| schema.types.get_mut(&name));
    let property = match declaring {
        Some(Type::Structured(structured)) => {
            structured.properties.iter_mut().find(|property| property.name == property_name)
        }
        _ => None,
    };
    let Some(property) = property else {
        let help = "write `type/property`, with the type that declares the property itself";
        return Err((format!("there is no property `{path}` in the schema"), help));
    };
    let text = ValueType { item: ItemType::Primitive(Primitive::String), is_collection: false };
    if property.value != text {
        return Err((format!("`{path}` cannot be secret"), "only a single Edm.String can"));
    }
    property.is_secret = true;
    Ok(())
}

fn span(entry: &Spanned<String>) -> Span {
    let range = entry.span();
    Span { start: range.start, end: range.end }
}
