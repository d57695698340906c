//! Skip tokens.

use super::error::QueryError;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::Value;

/// The place after which a page begins: the last item of the previous one, which may have been deleted or changed since.
#[derive(Debug, PartialEq)]
pub(super) struct SkipToken {
    /// The position of the item in its collection.
    pub(super) position: u64,
    /// The values that the items are ordered by.
    pub(super) values: Vec<Value>,
}

impl SkipToken {
    /// Returns the token as an opaque text without reserved characters.
    pub(super) fn encode(position: u64, values: &[Option<&Value>]) -> String {
        let json = serde_json::json!([position, values]);
        BASE64_URL_SAFE_NO_PAD.encode(json.to_string())
    }

    pub(super) fn parse(text: &str) -> Result<Self, QueryError> {
        let json = BASE64_URL_SAFE_NO_PAD.decode(text).ok();
        match json.and_then(|json| serde_json::from_slice::<(u64, Vec<Value>)>(&json).ok()) {
            Some((position, values)) => Ok(Self { position, values }),
            None => Err(QueryError::bad_request("The $skiptoken is not one of a next link.")),
        }
    }
}
