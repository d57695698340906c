//! Operations: the paths that Microsoft marks as actions and functions.

use super::call_path::{CallPath, collection};
use super::node::{Entry, MAX_DEPTH, Node};
use super::reader::{GRAPH, Reader};
use super::reference::SCHEMAS;
use super::shape::{CHOICES, parts};
use super::value_schema::ValueSchema;
use crate::schema::{
    BindingType, Documentation, ItemType, Operation, OperationKind, Parameter, Primitive, QualifiedName, Reference,
    ReturnType, Signature, StructuredKind, StructuredType, ValueType,
};
use crate::{Span, Subject};
use std::collections::{BTreeMap, BTreeSet};
use unicode_ident::is_xid_continue;

/// The extension that marks the call of an operation.
pub(super) const KIND: &str = "x-ms-docs-operation-type";

/// The extension with the type that an operation is bound to.
pub(super) const BINDING: &str = "x-odata-binding";

/// The media type of requests and responses.
pub(super) const JSON: &str = "application/json";

/// The HTTP methods of operations.
const METHODS: [(&str, OperationKind); 2] = [("post", OperationKind::Action), ("get", OperationKind::Function)];

/// The statuses of responses with a result.
const SUCCESS: [&str; 4] = ["200", "201", "202", "2XX"];

/// The end of the names of schemas for pages of a collection.
const PAGE: &str = "CollectionResponse";

/// The items of paths, by path.
type Items<'a> = BTreeMap<&'a str, &'a Node>;

/// Returns the calls of operations in the item of a path.
fn calls(item: &Node) -> impl Iterator<Item = (&Node, OperationKind)> {
    METHODS.into_iter().filter_map(|(method, kind)| {
        let call = item.get(method)?;
        let is_kind = call.get(KIND).and_then(Node::as_text) == Some(kind.as_str());
        is_kind.then_some((call, kind))
    })
}

impl<'a> Reader<'a> {
    /// Declares the operations among the paths of the document. The same operation is often at several paths.
    pub(super) fn operations(&mut self) {
        let mut seen = BTreeSet::new();
        let paths = self.root.get("paths").map(Node::entries).unwrap_or_default();
        let items: Items<'a> = paths.iter().map(|path| (path.key.as_str(), &path.value)).collect();
        for path in paths {
            for (call, kind) in calls(&path.value) {
                let Some(signature) = self.signature(path, call, kind, &items) else {
                    let what = "operations with an unknown resource or name".to_owned();
                    *self.declarations.skipped.entry(what).or_default() += 1;
                    continue;
                };
                let name = signature.to_name();
                if seen.insert(name.clone()) {
                    self.diagnostics.about(Subject::Operation(Box::new(name)));
                    self.operation(path, call, kind, signature);
                    self.diagnostics.about(Subject::Document);
                }
            }
        }
    }

    /// Returns the signature of an operation, or `None` if its path has no name, or not the type that it is bound to.
    fn signature(&self, path: &'a Entry, call: &'a Node, kind: OperationKind, items: &Items<'a>) -> Option<Signature> {
        let CallPath { resource, name, arguments } = CallPath::parse(&path.key)?;
        let binding = match call.get(BINDING).and_then(Node::as_text) {
            Some(written) => Some(BindingType::parse(written)?),
            None if resource.is_empty() => None,
            None => Some(self.binding(path, call, resource, items)?),
        };
        let is_name = |name: &str| {
            !name.is_empty() && name.chars().all(|character| is_xid_continue(character) || character == '-')
        };
        let namespace = binding.as_ref().map_or(GRAPH.trim_end_matches('.'), |binding| &binding.item.namespace);
        let operation = QualifiedName::parse(name)
            .unwrap_or_else(|| QualifiedName { namespace: namespace.to_owned(), name: name.to_owned() });
        let parameters: Vec<_> = match kind {
            OperationKind::Action if arguments.is_empty() => Vec::new(),
            // An action has its parameters in the body: the parentheses are those of a key.
            OperationKind::Action => return None,
            OperationKind::Function => arguments.iter().map(|(name, _)| (*name).to_owned()).collect(),
        };
        let is_valid = is_name(&operation.name) && parameters.iter().all(|name| is_name(name));
        is_valid.then(|| Signature::new(operation, binding, parameters))
    }

    /// Returns the type of a resource: that of its GET or, for an entity in a collection, the one that the GET of the
    /// collection or the key names.
    fn binding(&self, path: &'a Entry, call: &'a Node, resource: &str, items: &Items<'a>) -> Option<BindingType> {
        let got = |item: &'a Node| self.resource_type(self.response(item.get("get")?)?);
        if let Some(found) = items.get(resource).and_then(|item| got(item)) {
            return Some(found);
        }
        // Parentheses after a function are not those of a key.
        let items = items.get(collection(resource)?).filter(|item| calls(item).next().is_none());
        if let Some(found) = items.and_then(|item| got(item)).filter(|found| found.is_collection) {
            return Some(BindingType { is_collection: false, ..found });
        }
        let key = resource.rsplit_once('{')?.1.strip_suffix('}')?;
        let key_type = self.parameter(path, call, key)?.get("x-ms-docs-key-type")?.as_text()?;
        let name = format!("{GRAPH}{key_type}");
        self.schemas
            .contains_key(name.as_str())
            .then(|| BindingType { item: QualifiedName::split(&name), is_collection: false })
    }

    fn operation(&mut self, path: &'a Entry, call: &'a Node, kind: OperationKind, signature: Signature) {
        let name = signature.to_name();
        // Types inside the parameters are named after the resource and the operation.
        let resource = signature.binding.as_ref().map(|binding| format!("{}_", binding.item.name)).unwrap_or_default();
        let inline =
            QualifiedName { name: format!("{resource}{}", signature.operation.name), ..signature.operation.clone() };
        let mut parameters: Vec<_> =
            signature.binding.iter().map(|binding| binding_parameter(binding, path.key_span)).collect();
        let is_bound = !parameters.is_empty();
        parameters.extend(match kind {
            OperationKind::Action => self.body(call, &inline),
            OperationKind::Function => self.arguments(path, call, &inline),
        });
        // Without a parameter, the operation would be another one.
        if parameters.len() < usize::from(is_bound) + signature.parameters.len() {
            self.declarations.unread.insert(name);
            return;
        }
        let returned = self.result(call, &inline);
        let mut documentation = Documentation::default();
        self.documentation(call, &mut documentation);
        self.declarations.operations.push(Operation {
            name: signature.operation,
            kind,
            is_bound,
            is_composable: false,
            entity_set_path: None,
            parameters,
            return_type: returned.map(|ValueSchema { value, is_nullable, .. }| {
                let documentation = Documentation::default();
                ReturnType { value, is_nullable, documentation }
            }),
            documentation,
            span: path.key_span,
        });
    }

    /// Returns the parameters in the body of an action.
    fn body(&mut self, call: &'a Node, inline: &QualifiedName) -> Vec<Parameter> {
        let body = call.get("requestBody").and_then(|body| self.target(body));
        let Some(schema) = body.and_then(content) else { return Vec::new() };
        self.keywords(schema);
        let Some(schema) = self.target(schema) else { return Vec::new() };
        let mut parameters = StructuredType::new(inline.clone(), StructuredKind::Complex, schema.span);
        self.structured(schema, None, &mut parameters);
        if let Some(base) = &parameters.base {
            let message = format!("the parameters of `{}` are those of `{}`", inline.name, base.name);
            self.diagnostic(base.span, message, "list the parameters under `properties`");
        }
        parameters.properties.into_iter().map(Parameter::from).collect()
    }

    /// Returns the parameters in the path of a function.
    fn arguments(&mut self, path: &'a Entry, call: &'a Node, inline: &QualifiedName) -> Vec<Parameter> {
        let mut parameters = StructuredType::new(inline.clone(), StructuredKind::Complex, path.key_span);
        let call_path = CallPath::parse(&path.key);
        for (name, template) in call_path.into_iter().flat_map(|call_path| call_path.arguments) {
            let parameter = self.parameter(path, call, template);
            if let Some(schema) = parameter.and_then(|parameter| parameter.get("schema")) {
                self.property(name, path.key_span, schema, &mut parameters);
            } else {
                let message = format!("the parameter `{name}` of `{}` has no schema", inline.name);
                self.diagnostic(path.key_span, message, "describe it under `parameters` of the path");
            }
        }
        parameters.properties.into_iter().map(Parameter::from).collect()
    }

    /// Returns a parameter of a path by its name in the template.
    fn parameter(&self, path: &'a Entry, call: &'a Node, name: &str) -> Option<&'a Node> {
        let lists = [call, &path.value].into_iter().filter_map(|node| node.get("parameters"));
        let mut parameters = lists.flat_map(Node::items).filter_map(|parameter| self.target(parameter));
        parameters.find(|parameter| parameter.get("name").and_then(Node::as_text) == Some(name))
    }

    /// Returns the type of the result of an operation.
    fn result(&mut self, call: &'a Node, inline: &QualifiedName) -> Option<ValueSchema> {
        let schema = self.response(call)?;
        let value = self.unwrap(schema);
        let inline = QualifiedName { name: format!("{}_result", inline.name), ..inline.clone() };
        Some(self.value(value, &inline, value.span))
    }

    /// Returns the schema of the response to a successful request.
    fn response(&self, call: &'a Node) -> Option<&'a Node> {
        let responses = call.get("responses")?;
        let response = SUCCESS.iter().find_map(|status| responses.get(status))?;
        content(self.target(response)?)
    }

    /// Returns the schema of the value in an object around it, which is there for everything but a single object.
    fn unwrap(&self, schema: &'a Node) -> &'a Node {
        let reference = schema.get("$ref").and_then(Node::as_text);
        let is_type = reference.is_some_and(|reference| !reference.ends_with(PAGE));
        let Some(target) = self.target(schema).filter(|_| !is_type) else { return schema };
        let mut values =
            [target].into_iter().chain(parts(target)).filter_map(|part| part.get("properties")?.get("value"));
        values.next().unwrap_or(schema)
    }

    /// Returns the type that the response to a GET of a resource has.
    fn resource_type(&self, schema: &'a Node) -> Option<BindingType> {
        let value = self.unwrap(schema);
        let items = value.get("items");
        let value = items.unwrap_or(value);
        let choices = CHOICES.iter().filter_map(|keyword| value.get(keyword)).flat_map(Node::items);
        let mut references =
            [value].into_iter().chain(parts(value)).chain(choices).filter_map(|part| part.get("$ref")?.as_text());
        let name = references.find_map(|reference| reference.strip_prefix(SCHEMAS))?;
        let is_collection = items.is_some();
        self.schemas.contains_key(name).then(|| BindingType { item: QualifiedName::split(name), is_collection })
    }

    /// Follows references.
    fn target(&self, node: &'a Node) -> Option<&'a Node> {
        let mut current = node;
        for _ in 0..MAX_DEPTH {
            let Some(reference) = current.get("$ref").and_then(Node::as_text) else { return Some(current) };
            current = self.find(reference)?;
        }
        None
    }
}

/// Returns the schema of the JSON in a request or response.
fn content(message: &Node) -> Option<&Node> {
    message.get("content")?.get(JSON)?.get("schema")
}

/// Returns the binding parameter. Its name does not matter.
fn binding_parameter(BindingType { item, is_collection }: &BindingType, span: Span) -> Parameter {
    let primitive = Primitive::parse(&item.to_string());
    let item = primitive.map_or_else(|| ItemType::Named(Reference { name: item.clone(), span }), ItemType::Primitive);
    Parameter {
        name: "bindingParameter".to_owned(),
        value: ValueType { item, is_collection: *is_collection },
        is_nullable: true,
        is_secret: false,
        documentation: Documentation::default(),
        span,
    }
}
