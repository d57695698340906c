//! The requests of a batch.

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use bytes::Bytes;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// The characters that cannot be in a URL on the wire. In a batch, filters contain blanks.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A request of a batch.
#[derive(Debug)]
pub(in crate::emulator) struct BatchRequest {
    pub(in crate::emulator) id: String,
    pub(in crate::emulator) method: Method,
    /// The path and the query, relative to the version and with a leading slash.
    pub(in crate::emulator) url: String,
    pub(in crate::emulator) headers: HeaderMap,
    pub(in crate::emulator) body: Bytes,
    /// The ids of the requests that must succeed before.
    pub(in crate::emulator) depends_on: Vec<String>,
}

impl BatchRequest {
    /// Reads a request. An error is the reason why the whole batch is refused.
    pub(super) fn parse(request: &Value) -> Result<Self, String> {
        let text = |name: &str| {
            let value = request.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
            value.ok_or_else(|| format!("`{name}` must be a string that is not empty"))
        };
        let (id, method, url) = (text("id")?.to_owned(), text("method")?, text("url")?);
        let method = method.to_ascii_uppercase().parse().map_err(|_| format!("`{method}` is not a method"))?;
        let headers = headers(request.get("headers"))?;
        let body = match request.get("body") {
            None | Some(Value::Null) => Bytes::new(),
            Some(_) if !headers.contains_key(CONTENT_TYPE) => {
                return Err("a request with a body needs the header `Content-Type`".to_owned());
            }
            Some(body) => encoded(body, &headers)?,
        };
        let depends_on = match request.get("dependsOn") {
            None | Some(Value::Null) => Vec::new(),
            Some(ids) => {
                let ids = ids.as_array().and_then(|ids| ids.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
                ids.ok_or("`dependsOn` must be a list of ids")?.into_iter().map(str::to_owned).collect()
            }
        };
        Ok(Self { id, method, url: relative(url)?, headers, body, depends_on })
    }

    /// Compares an id regardless of case.
    pub(in crate::emulator) fn has_id(&self, id: &str) -> bool {
        self.id.to_lowercase() == id.to_lowercase()
    }
}

/// Reads a URL. The scheme of an absolute one is a segment that does not exist, as in the service.
fn relative(url: &str) -> Result<String, String> {
    let path = url.strip_prefix('/').unwrap_or(url);
    let (resource, _) = path.split_once('?').unwrap_or((path, ""));
    if resource.starts_with('/') {
        return Err(format!("`{url}` is not relative to the version"));
    }
    if ["$batch", "%24batch"].iter().any(|batch| resource.eq_ignore_ascii_case(batch)) {
        return Err("a batch cannot contain a batch".to_owned());
    }
    Ok(format!("/{}", utf8_percent_encode(path, ENCODED)))
}

fn headers(headers: Option<&Value>) -> Result<HeaderMap, String> {
    let headers = match headers {
        None | Some(Value::Null) => return Ok(HeaderMap::new()),
        Some(headers) => headers.as_object().ok_or("`headers` must be an object")?,
    };
    let parsed = headers.iter().map(|(name, value)| {
        let parsed =
            name.parse::<HeaderName>().ok().zip(value.as_str().and_then(|value| HeaderValue::from_str(value).ok()));
        parsed.ok_or_else(|| format!("the header `{name}` is invalid"))
    });
    parsed.collect()
}

/// Returns the bytes of a body: JSON, or base64 for another media type.
fn encoded(body: &Value, headers: &HeaderMap) -> Result<Bytes, String> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_json = media_type.to_ascii_lowercase().contains("json");
    match body {
        Value::String(text) if !is_json => {
            let decoded = BASE64_STANDARD.decode(text).ok();
            let decoded = decoded.or_else(|| BASE64_URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok());
            decoded.map(Bytes::from).ok_or_else(|| format!("the body of the type `{media_type}` must be base64"))
        }
        _ => Ok(Bytes::from(body.to_string())),
    }
}
