//! The options in the query of a URL.

use super::error::QueryError;
use percent_encoding::percent_decode_str;

/// The system query options of OData. The version beta takes them without `$`, too.
pub(super) const KNOWN: [&str; 9] =
    ["$count", "$expand", "$filter", "$orderby", "$search", "$select", "$skip", "$skiptoken", "$top"];

/// The options of OData that the emulator has not.
const NOT_EMULATED: [&str; 6] = ["$apply", "$compute", "$format", "$id", "$index", "$schemaversion"];

/// The options of a query, with their names in lower case and with `$`.
#[derive(Debug)]
pub(super) struct Options(Vec<(&'static str, String)>);

impl Options {
    /// Splits and decodes a query. Custom options, whose names have no `$`, are ignored.
    pub(super) fn parse(query: &str, allowed: &[&str]) -> Result<Self, QueryError> {
        let mut options: Vec<(&'static str, String)> = Vec::new();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let (name, value) = (decode(name)?, decode(value)?);
            let Some(known) = known(&name) else {
                if NOT_EMULATED.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                    let message = format!("The emulator does not emulate the query option '{name}'.");
                    return Err(QueryError::not_emulated(message));
                }
                if name.starts_with('$') {
                    return Err(QueryError::bad_request(format!("The query option '{name}' is not supported.")));
                }
                continue;
            };
            if !allowed.contains(&known) {
                return Err(QueryError::bad_request(format!(
                    "Query option '{known}' is not allowed for this request."
                )));
            }
            if options.iter().any(|(earlier, _)| *earlier == known) {
                let message = format!("Query option '{known}' was specified more than once.");
                return Err(QueryError::bad_request(message));
            }
            options.push((known, value));
        }
        Ok(Self(options))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

/// Returns the query of the next link: the same options, encoded as they were, but another `$skiptoken` and no `$skip`.
pub(super) fn next_query(query: &str, skip_token: &str) -> String {
    let is_position = |part: &str| {
        let name = decode(part.split('=').next().unwrap_or_default()).unwrap_or_default();
        matches!(known(&name), Some("$skip" | "$skiptoken"))
    };
    let kept = query.split('&').filter(|part| !part.is_empty() && !is_position(part));
    let token = format!("$skiptoken={skip_token}");
    kept.map(str::to_owned).chain([token]).collect::<Vec<_>>().join("&")
}

fn known(name: &str) -> Option<&'static str> {
    let bare = name.strip_prefix('$').unwrap_or(name);
    KNOWN.into_iter().find(|known| known.get(1..).is_some_and(|known| known.eq_ignore_ascii_case(bare)))
}

/// Decodes a name or a value, in which `+` encodes a space.
fn decode(text: &str) -> Result<String, QueryError> {
    let spaced = text.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(decoded) => Ok(decoded.into_owned()),
        Err(_) => Err(QueryError::bad_request(format!("The query option '{text}' is not encoded in UTF-8."))),
    }
}
