//! [JSON batching]: several requests in one.
//!
//! [JSON batching]: https://learn.microsoft.com/graph/json-batching

mod dependencies;
mod request;
mod response;

pub(super) use request::BatchRequest;
pub(super) use response::{BatchResponse, body};
use serde_json::Value;

/// The maximum number of requests in a batch.
const MAX_REQUESTS: usize = 20;

/// A valid batch.
#[derive(Debug)]
pub(super) struct Batch {
    requests: Vec<BatchRequest>,
}

impl Batch {
    /// Reads the body of a batch. An error is the reason why the whole batch is refused.
    pub(super) fn parse(body: &[u8]) -> Result<Self, String> {
        let invalid = |reason: String| format!("Invalid batch payload format: {reason}.");
        let body: Value = serde_json::from_slice(body).map_err(|error| invalid(error.to_string()))?;
        let requests = body.get("requests").and_then(Value::as_array);
        let requests = requests.ok_or_else(|| invalid("`requests` must be a list".to_owned()))?;
        match requests.len() {
            0 => return Err(invalid("`requests` is empty".to_owned())),
            1..=MAX_REQUESTS => {}
            count => return Err(format!("The batch has {count} requests; the maximum is {MAX_REQUESTS}.")),
        }
        let numbered = requests.iter().enumerate();
        let requests: Vec<BatchRequest> = numbered
            .map(|(number, request)| {
                BatchRequest::parse(request).map_err(|reason| format!("request {}: {reason}", number + 1))
            })
            .collect::<Result<_, _>>()
            .map_err(invalid)?;
        dependencies::check(&requests).map_err(invalid)?;
        Ok(Self { requests })
    }

    /// Returns the requests. Each follows those that it depends on.
    pub(super) fn requests(&self) -> &[BatchRequest] {
        &self.requests
    }
}

#[cfg(test)]
mod tests;
