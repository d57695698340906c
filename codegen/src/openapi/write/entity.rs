//! The calls of entities: to list, create, get, update and delete them.

use super::super::node::Value;
use super::call::{Call, Calls, body, page, response};
use super::component::{Keywords, reference};
use super::resource::Resource;

/// What a call does with a collection or an entity.
#[derive(Clone, Copy, Debug)]
enum Verb {
    List,
    Create,
    Get,
    Update,
    Delete,
}

impl Calls {
    /// Adds the calls of a resource. Related entities that belong to another resource are only read.
    pub(super) fn entities(&mut self, resource: &Resource<'_>) {
        let verbs: &[Verb] = match (resource.value.is_collection, resource.is_owner) {
            (true, true) => &[Verb::List, Verb::Create, Verb::Get, Verb::Update, Verb::Delete],
            (true, false) => &[Verb::List],
            (false, true) => &[Verb::Get, Verb::Update, Verb::Delete],
            (false, false) if resource.is_entry_point() => &[Verb::Get, Verb::Update],
            (false, false) => &[Verb::Get],
        };
        for verb in verbs {
            self.entity(resource, *verb);
        }
    }

    fn entity(&mut self, resource: &Resource<'_>, verb: Verb) {
        let Resource { path, name, value, tag, documentation, .. } = resource;
        let (entry, of_type) = tag.split_once('.').unwrap_or((tag, tag));
        let (summary, parent, name) = if resource.is_entry_point() {
            (format!("{verb:?} {name}"), format!("{path}/{of_type}"), of_type)
        } else {
            (verb.summary(name, entry), path.strip_suffix(name).unwrap_or(path).to_owned(), *name)
        };
        let id = self.id(&parent, &format!("{verb:?}{}", capitalized(name)));
        let entity = || reference(&value.item);
        let reference = |name: &&str| Value::object([("$ref", Value::text(format!("#/components/parameters/{name}")))]);
        let parameters = |names: &[&str]| ("parameters", Value::list(names.iter().map(reference)));
        let read = "Retrieved navigation property";
        let mut rest = Keywords::new();
        let (path, request, success) = match verb {
            Verb::List => {
                let list = Value::object([("type", Value::text("array")), ("items", entity())]);
                let (page, pageable) = page(list, Some(&value.item));
                rest.push(pageable);
                let options = ["top", "skip", "search", "filter", "count", "orderby", "select", "expand"];
                (path.clone(), Some(parameters(&options)), ("200", response(read, Some(page))))
            }
            Verb::Create => {
                let created = response("Created navigation property.", Some(entity()));
                (path.clone(), Some(body("New navigation property", entity())), ("201", created))
            }
            Verb::Get => {
                (resource.item(), Some(parameters(&["select", "expand"])), ("200", response(read, Some(entity()))))
            }
            Verb::Update => {
                let changes = body("New navigation property values", entity());
                (resource.item(), Some(changes), ("204", response("Success", None)))
            }
            Verb::Delete => (resource.item(), Some(parameters(&["etag"])), ("204", response("Success", None))),
        };
        let (method, tag, kind) = (verb.method(), tag.clone(), "operation");
        self.add(Call { path, method, tag, summary, documentation, id, request, success, rest, kind });
    }
}

impl Verb {
    const fn method(self) -> &'static str {
        match self {
            Self::List | Self::Get => "get",
            Self::Create => "post",
            Self::Update => "patch",
            Self::Delete => "delete",
        }
    }

    /// Returns the summary of a call of a navigation property.
    fn summary(self, name: &str, entry: &str) -> String {
        match self {
            Self::List | Self::Get => format!("Get {name} from {entry}"),
            Self::Create => format!("Create new navigation property to {name} for {entry}"),
            Self::Update => format!("Update the navigation property {name} in {entry}"),
            Self::Delete => format!("Delete navigation property {name} for {entry}"),
        }
    }
}

fn capitalized(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}
