//! Responses with objects, pages and numbers.

use super::{Body, ServiceResponse};
use crate::emulator::query::{JsonObject, Page, QueryError};
use reqwest::StatusCode;
use reqwest::header::LOCATION;
use serde_json::{Value, json};

const CONTEXT: &str = "@odata.context";

impl ServiceResponse {
    pub(in crate::emulator) fn created(context: &str, location: String, object: JsonObject) -> Self {
        Self { status: StatusCode::CREATED, ..Self::object(context, object) }.with_header(LOCATION, location)
    }

    pub(in crate::emulator) fn object(context: &str, mut object: JsonObject) -> Self {
        object.remove(CONTEXT);
        Self::with_context(context, object)
    }

    /// Returns a page with the link to the next one, if there is one.
    pub(in crate::emulator) fn page(context: &str, page: Page, next_link: Option<String>) -> Self {
        let annotations = [
            ("@odata.count", page.count.map(Value::from)),
            ("@odata.nextLink", next_link.map(Value::from)),
            ("value", Some(page.objects.into_iter().map(Value::from).collect())),
        ];
        let members = annotations.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Self::with_context(context, members.collect())
    }

    /// Returns the objects that an action returns.
    pub(in crate::emulator) fn collection<T: Into<Value>>(context: &str, objects: impl Iterator<Item = T>) -> Self {
        let value = objects.map(Into::into).collect();
        Self::with_context(context, JsonObject::from_iter([("value".to_owned(), value)]))
    }

    /// Returns the number of items of a collection.
    pub(in crate::emulator) fn count(count: usize) -> Self {
        Self::new(StatusCode::OK, Body::Text(count.to_string()))
    }

    /// Returns the responses of a batch.
    pub(in crate::emulator) fn batch(body: Vec<u8>) -> Self {
        Self::new(StatusCode::OK, Body::Json(body))
    }

    pub(in crate::emulator) fn failed_dependency() -> Self {
        let message = "The request was not carried out, because a request that it depends on failed.";
        Self::error(StatusCode::FAILED_DEPENDENCY, "FailedDependency", message)
    }

    /// Returns 200 with the context URL, which comes first, and the members.
    fn with_context(context: &str, members: JsonObject) -> Self {
        let members = Value::from(members).to_string();
        let separator = if members == "{}" { "" } else { "," };
        let members = members.strip_prefix('{').unwrap_or_default();
        let body = format!("{{{}:{}{separator}{members}", json!(CONTEXT), json!(context));
        Self::new(StatusCode::OK, Body::Json(body.into_bytes()))
    }
}

impl From<QueryError> for ServiceResponse {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::BadRequest(message) => Self::bad_request(message),
            QueryError::NotEmulated(message) => Self::not_emulated(message),
        }
    }
}
