//! The paths of operations.

use super::super::node::Value;
use super::super::operation::{BINDING, JSON, KIND};
use super::super::version::Version;
use super::component::{Keywords, documentation, property};
use crate::schema::{
    BindingType, Documentation, Operation, OperationKind, Parameter, Property, QualifiedName, Schema, Type, ValueType,
};
use std::collections::{BTreeMap, VecDeque};

/// Returns the items of paths for all operations of a schema, by path.
pub(super) fn operations(schema: &Schema, version: Version) -> BTreeMap<String, Value> {
    let resources = Resources::of(schema);
    let mut paths: BTreeMap<String, Keywords> = BTreeMap::new();
    for operation in schema.operations.values().flatten() {
        let binding = operation.signature().binding;
        let resource = binding.as_ref().map(|binding| resources.path(binding, schema)).unwrap_or_default();
        let parameters = operation.own_parameters();
        let arguments = match operation.kind {
            OperationKind::Action => String::new(),
            OperationKind::Function => {
                let arguments: Vec<_> =
                    parameters.iter().map(|Parameter { name, .. }| format!("{name}={{{name}}}")).collect();
                if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(",")) }
            }
        };
        let path = format!("{resource}/{}{arguments}", operation.name);
        let method = match operation.kind {
            OperationKind::Action => "post",
            OperationKind::Function => "get",
        };
        let item = paths.entry(path).or_insert_with(|| keys(&resource));
        item.push((method, call(operation, binding.as_ref(), version)));
    }
    paths.into_iter().map(|(path, item)| (path, Value::object(item))).collect()
}

/// Returns the keywords of an item of paths: the keys in the path of a resource.
fn keys(resource: &str) -> Keywords {
    let keys = resource.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let keys: Vec<_> = keys.map(|key| parameter(key, Value::object([("type", Value::text("string"))]))).collect();
    if keys.is_empty() { Keywords::new() } else { vec![("parameters", Value::list(keys))] }
}

/// Returns a parameter of a path.
fn parameter(name: &str, schema: Value) -> Value {
    let (location, required) = (Value::text("path"), Value::Boolean(true));
    Value::object([("name", Value::text(name)), ("in", location), ("required", required), ("schema", schema)])
}

fn call(operation: &Operation, binding: Option<&BindingType>, version: Version) -> Value {
    let own: Vec<Property> = operation.own_parameters().iter().cloned().map(Property::from).collect();
    let mut own = own.iter().map(|own| (own.name.as_str(), property(own, version))).peekable();
    let mut keywords = documentation(&operation.documentation);
    if own.peek().is_some() {
        keywords.push(match operation.kind {
            OperationKind::Action => {
                let schema = [("type", Value::text("object")), ("properties", Value::object(own))];
                let body = [("required", Value::Boolean(true)), ("content", content(Value::object(schema)))];
                ("requestBody", Value::object(body))
            }
            OperationKind::Function => ("parameters", Value::list(own.map(|(name, schema)| parameter(name, schema)))),
        });
    }
    keywords.push(("responses", responses(operation, version)));
    keywords.push((KIND, Value::text(operation.kind.as_str())));
    keywords.extend(binding.map(|binding| (BINDING, Value::text(binding.to_string()))));
    Value::object(keywords)
}

fn responses(operation: &Operation, version: Version) -> Value {
    let Some(returned) = &operation.return_type else {
        return Value::object([("204", Value::object([("description", Value::text("Success"))]))]);
    };
    let value = Property {
        name: "value".to_owned(),
        value: returned.value.clone(),
        is_nullable: returned.is_nullable,
        is_secret: false,
        is_navigation: false,
        documentation: Documentation::default(),
        span: operation.span,
    };
    let schema = property(&value, version);
    // A single object is the response itself.
    let schema = if returned.value.named().is_some() && !returned.value.is_collection {
        schema
    } else {
        Value::object([("type", Value::text("object")), ("properties", Value::object([("value", schema)]))])
    };
    let response = [("description", Value::text("Success")), ("content", content(schema))];
    Value::object([("200", Value::object(response))])
}

fn content(schema: Value) -> Value {
    Value::object([(JSON, Value::object([("schema", schema)]))])
}

/// The longest path of a resource that is followed, in bytes.
const MAX_PATH: usize = 1000;

/// The shortest paths of resources, by type.
struct Resources(BTreeMap<BindingType, String>);

impl Resources {
    /// Follows the navigation properties from the entry points.
    fn of(schema: &Schema) -> Self {
        let mut paths: BTreeMap<BindingType, String> = BTreeMap::new();
        let mut pending: VecDeque<(ValueType, String)> = VecDeque::new();
        for entry in schema.entry_points.values() {
            pending.push_back((ValueType::of(entry.entity.clone(), entry.is_collection), format!("/{}", entry.name)));
        }
        while let Some((value, path)) = pending.pop_front() {
            let Some(item) = value.named().cloned() else { continue };
            let of = |is_collection| BindingType { item: item.clone(), is_collection };
            let path = if value.is_collection {
                let key = keyed(&path, &item);
                paths.entry(of(true)).or_insert(path);
                key
            } else {
                path
            };
            if paths.contains_key(&of(false)) || path.len() > MAX_PATH {
                continue;
            }
            let structured = schema.types.get(&item).and_then(Type::as_structured);
            let lineage = structured.map(|structured| schema.lineage(structured)).unwrap_or_default();
            for link in lineage.iter().flat_map(|declaring| &declaring.navigation_properties) {
                pending.push_back((link.value(), format!("{path}/{}", link.name)));
            }
            paths.insert(of(false), path);
        }
        Self(paths)
    }

    /// Returns the path of a resource. One that no entry point leads to has a path that starts with its type.
    fn path(&self, binding: &BindingType, schema: &Schema) -> String {
        if let Some(path) = self.0.get(binding) {
            return path.clone();
        }
        let structured = schema.types.get(&binding.item).and_then(Type::as_structured);
        let lineage = structured.map(|structured| schema.lineage(structured)).unwrap_or_default();
        let of = |item: &QualifiedName| BindingType { item: item.clone(), is_collection: binding.is_collection };
        let base = lineage.iter().rev().find_map(|base| self.0.get(&of(&base.name)));
        match base {
            Some(base) => format!("{base}/{}", binding.item),
            None if binding.is_collection => format!("/{}", binding.item),
            None => keyed(&format!("/{}", binding.item), &binding.item),
        }
    }
}

/// Returns the path of an item in a collection. Keys in a path have different names.
fn keyed(path: &str, item: &QualifiedName) -> String {
    let key = format!("{{{}-id", item.name);
    match path.matches(&key).count() {
        0 => format!("{path}/{key}}}"),
        count => format!("{path}/{key}{count}}}"),
    }
}
