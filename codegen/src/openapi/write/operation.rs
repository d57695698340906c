//! The calls of actions and functions.

use super::super::node::Value;
use super::super::operation::BINDING;
use super::call::{Call, Calls, body, page, parameter, response};
use super::component::{Keywords, item, property, value};
use super::resource::Resources;
use crate::schema::{ItemType, Operation, OperationKind, Primitive, Property, ReturnType, Schema, ValueType};

impl Calls {
    /// Adds the call of an operation, at the path of the resource that it is bound to.
    pub(super) fn operation(&mut self, operation: &Operation, resources: &Resources<'_>, schema: &Schema) {
        let Operation { name, kind, documentation, .. } = operation;
        let binding = operation.signature().binding;
        let resource = binding.as_ref().map(|binding| resources.path(binding, schema)).unwrap_or_default();
        let own: Vec<Property> = operation.own_parameters().iter().cloned().map(Property::from).collect();
        let schemas = own.iter().map(|own| (own.name.as_str(), property(own)));
        let (method, path, group, request) = match kind {
            OperationKind::Action => {
                let parameters = [("type", Value::text("object")), ("properties", Value::object(schemas))];
                ("post", format!("{resource}/{name}"), "Actions", body("Action parameters", Value::object(parameters)))
            }
            OperationKind::Function => {
                let parameters = schemas.map(|(name, schema)| Value::object(parameter(name, schema)));
                let path = format!("{resource}/{name}({})", arguments(&own));
                ("get", path, "Functions", ("parameters", Value::list(parameters)))
            }
        };
        let request = Some(request).filter(|_| !own.is_empty());
        let entry = resource.split('/').nth(1).unwrap_or(&name.name);
        let tag = format!("{entry}.{group}");
        let kind = kind.as_str();
        let summary = format!("Invoke {kind} {}", name.name);
        let id = self.id(&resource, &name.name);
        let (success, mut rest) = success(operation);
        rest.extend(binding.map(|binding| (BINDING, Value::text(binding.to_string()))));
        self.add(Call { path, method, tag, summary, documentation, id, request, success, rest, kind });
    }
}

/// Returns the arguments of a function in its path.
fn arguments(parameters: &[Property]) -> String {
    let argument = |Property { name, value, .. }: &Property| {
        let quote = if value.item == ItemType::Primitive(Primitive::String) { "'" } else { "" };
        format!("{name}={quote}{{{name}}}{quote}")
    };
    parameters.iter().map(argument).collect::<Vec<_>>().join(",")
}

/// Returns the status and the response of a successful call, and the keywords of a result in pages.
fn success(operation: &Operation) -> ((&'static str, Value), Keywords) {
    let Some(returned) = &operation.return_type else { return (("204", response("Success", None)), Keywords::new()) };
    let ReturnType { value: ValueType { item, is_collection }, is_nullable, .. } = returned;
    let value = value(self::item(item, *is_nullable), *is_collection, Keywords::new());
    let (schema, rest) = match (is_collection, returned.value.named()) {
        (true, item) => {
            let (page, pageable) = page(value, item);
            (page, vec![pageable])
        }
        // A single object is the response itself.
        (false, Some(_)) => (value, Keywords::new()),
        (false, None) => {
            let properties = Value::object([("value", value)]);
            (Value::object([("type", Value::text("object")), ("properties", properties)]), Keywords::new())
        }
    };
    (("200", response("Success", Some(schema))), rest)
}
