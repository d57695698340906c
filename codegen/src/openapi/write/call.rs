//! The calls of a service, by path.

use super::super::node::Value;
use super::super::operation::{JSON, KIND};
use super::component::{Keywords, documentation};
use crate::schema::{Documentation, QualifiedName};
use std::collections::{BTreeMap, BTreeSet};

/// A request to a resource.
pub(super) struct Call<'a> {
    pub(super) path: String,
    pub(super) method: &'static str,
    pub(super) tag: String,
    pub(super) summary: String,
    pub(super) documentation: &'a Documentation,
    pub(super) id: String,
    /// The keyword of the parameters or the body.
    pub(super) request: Option<(&'static str, Value)>,
    /// The status and the response of a successful request.
    pub(super) success: (&'static str, Value),
    /// The keywords after the responses.
    pub(super) rest: Keywords,
    /// Whether an action, a function, or neither of them is called.
    pub(super) kind: &'static str,
}

#[derive(Default)]
pub(super) struct Calls {
    paths: BTreeMap<String, Keywords>,
    ids: BTreeSet<String>,
}

impl Calls {
    /// Adds a call. The first of several with the same method and path is written.
    pub(super) fn add(&mut self, call: Call<'_>) {
        let failure = Value::object([("$ref", Value::text("#/components/responses/error"))]);
        let mut keywords = vec![("tags", Value::list([Value::text(call.tag)])), ("summary", Value::text(call.summary))];
        keywords.extend(documentation(call.documentation));
        keywords.push(("operationId", Value::text(call.id)));
        keywords.extend(call.request);
        keywords.push(("responses", Value::object([call.success, ("default", failure)])));
        keywords.extend(call.rest);
        keywords.push((KIND, Value::text(call.kind)));
        let keys = keys(&call.path);
        let item = self.paths.entry(call.path).or_insert(keys);
        if item.iter().all(|(method, _)| *method != call.method) {
            item.push((call.method, Value::object(keywords)));
        }
    }

    /// Returns the id of a call: the names in a path, and the name of the call. A number makes it unique.
    pub(super) fn id(&mut self, path: &str, name: &str) -> String {
        let is_name = |segment: &&str| !segment.is_empty() && !segment.starts_with('{');
        let names = path.split('/').filter(is_name).map(|name| name.rsplit('.').next().unwrap_or(name));
        let names = names.collect::<Vec<_>>().join(".");
        let id = if names.is_empty() { name.to_owned() } else { format!("{names}_{name}") };
        let (mut unique, mut number) = (id.clone(), 1);
        while !self.ids.insert(unique.clone()) {
            number += 1;
            unique = format!("{id}_{number}");
        }
        unique
    }

    /// Returns the items of paths.
    pub(super) fn into_paths(self) -> impl Iterator<Item = (String, Value)> {
        self.paths.into_iter().map(|(path, item)| (path, Value::object(item)))
    }
}

/// Returns the first keywords of an item of paths: the keys in the path.
fn keys(path: &str) -> Keywords {
    let keys = path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'));
    let keys = keys.map(|key| {
        let of = key.rsplit_once("-id").map_or(key, |(of, _)| of);
        let mut keywords = parameter(key, Value::object([("type", Value::text("string"))]));
        keywords.push(("description", Value::text(format!("The unique identifier of {of}"))));
        keywords.push(("x-ms-docs-key-type", Value::text(of)));
        Value::object(keywords)
    });
    let keys: Vec<_> = keys.collect();
    if keys.is_empty() { Keywords::new() } else { vec![("parameters", Value::list(keys))] }
}

/// Returns the keywords of a parameter in a path.
pub(super) fn parameter(name: &str, schema: Value) -> Keywords {
    let (location, required) = (Value::text("path"), Value::Boolean(true));
    vec![("name", Value::text(name)), ("in", location), ("required", required), ("schema", schema)]
}

/// Returns the schema of a page, and the keyword that says where the link to the next one is.
pub(super) fn page(values: Value, item: Option<&QualifiedName>) -> (Value, (&'static str, Value)) {
    const NEXT_LINK: &str = "@odata.nextLink";
    let next_link = Value::object([("type", Value::text("string"))]);
    let mut keywords = Keywords::new();
    keywords.extend(item.map(|item| ("title", Value::text(format!("Collection of {}", item.name)))));
    keywords.push(("type", Value::text("object")));
    keywords.push(("properties", Value::object([("value", values), (NEXT_LINK, next_link)])));
    let pageable = [("nextLinkName", Value::text(NEXT_LINK)), ("operationName", Value::text("listMore"))];
    (Value::object(keywords), ("x-ms-pageable", Value::object(pageable)))
}

/// Returns a response, and the schema of its body.
pub(super) fn response(description: &str, schema: Option<Value>) -> Value {
    let mut keywords = vec![("description", Value::text(description))];
    keywords.extend(schema.map(content));
    Value::object(keywords)
}

/// Returns the keyword of the body of a request.
pub(super) fn body(description: &str, schema: Value) -> (&'static str, Value) {
    let required = ("required", Value::Boolean(true));
    ("requestBody", Value::object([("description", Value::text(description)), content(schema), required]))
}

fn content(schema: Value) -> (&'static str, Value) {
    ("content", Value::object([(JSON, Value::object([("schema", schema)]))]))
}
