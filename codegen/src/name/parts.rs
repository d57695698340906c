//! The names of properties and members.

use super::custom::{CustomNames, ItemPath};
use super::identifier::{Case, Identifier};
use super::scope::{Item, Scope};
use super::{RESERVED_FIELDS, RESERVED_VARIANTS};
use crate::schema::{EnumerationType, QualifiedName, Schema, StructuredType, Type};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The names of the properties or members of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PartNames {
    /// The names of the parts that the type declares, by their names on the wire.
    own: BTreeMap<String, Identifier>,
    /// The names of inherited properties, which all derived types share.
    inherited: Option<Arc<PartNames>>,
}

impl PartNames {
    pub(super) fn get(&self, wire_name: &str) -> Option<&Identifier> {
        self.own.get(wire_name).or_else(|| self.inherited.as_ref()?.get(wire_name))
    }
}

/// Names the properties or members of each type, in the order of the types.
pub(super) fn parts(schema: &Schema, custom: &mut CustomNames<'_>) -> Vec<Arc<PartNames>> {
    let mut namer = Namer { schema, structured: BTreeMap::new() };
    let parts = schema.types.values().map(|declared| match declared {
        Type::Structured(structured) => namer.properties(structured, custom).0,
        Type::Enumeration(enumeration) => members(enumeration, custom),
    });
    parts.collect()
}

/// Names properties, each once: in the type that declares it.
struct Namer<'a> {
    schema: &'a Schema,
    /// The structured types named so far.
    structured: BTreeMap<&'a QualifiedName, (Arc<PartNames>, Rc<Scope<'a>>)>,
}

impl<'a> Namer<'a> {
    /// Names properties. Base types come first, so that an inherited property has the same name as in its declaring type.
    fn properties(
        &mut self,
        structured: &'a StructuredType,
        custom: &mut CustomNames<'_>,
    ) -> (Arc<PartNames>, Rc<Scope<'a>>) {
        if let Some(named) = self.structured.get(&structured.name) {
            return named.clone();
        }
        let base = structured.base.as_ref().and_then(|base| self.schema.types.get(&base.name));
        let base = base.and_then(Type::as_structured).map(|base| self.properties(base, custom));
        let (inherited, base) = base.unzip();
        let mut scope = Scope::new(Case::Snake, RESERVED_FIELDS).with_inherited(base);
        let properties = structured.properties.iter().map(|property| Item {
            path: ItemPath::Part(&structured.name, &property.name),
            wire: &property.name,
            span: property.span,
        });
        let own = assign(&mut scope, &properties.collect::<Vec<_>>(), custom);
        let named = (Arc::new(PartNames { own, inherited }), Rc::new(scope));
        self.structured.insert(&structured.name, named.clone());
        named
    }
}

fn members(enumeration: &EnumerationType, custom: &mut CustomNames<'_>) -> Arc<PartNames> {
    let members = enumeration.members.iter().map(|member| Item {
        path: ItemPath::Part(&enumeration.name, &member.name),
        wire: &member.name,
        span: member.span,
    });
    let mut scope = Scope::new(Case::Camel, RESERVED_VARIANTS);
    let own = assign(&mut scope, &members.collect::<Vec<_>>(), custom);
    Arc::new(PartNames { own, inherited: None })
}

fn assign<'a>(scope: &mut Scope<'a>, items: &[Item<'a>], custom: &mut CustomNames<'_>) -> BTreeMap<String, Identifier> {
    let names = scope.assign(items, custom);
    items.iter().map(|item| item.wire.to_owned()).zip(names).collect()
}
