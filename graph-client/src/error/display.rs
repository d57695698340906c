//! The text of an error.

use super::odata::ODataError;
use super::{Error, Inner};
use std::error::Error as StdError;
use std::fmt::{self, Debug, Display, Formatter, Write};

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Inner { outcome, message, hint, call, attempts, client_request_id, response, .. } = &*self.0;
        if let Some((method, template)) = call {
            let space = if template.is_empty() { "" } else { " " };
            write!(f, "{method}{space}{}: ", Printable(template))?;
        }
        write!(f, "{}", Printable(message))?;
        if let Some(service) = &response.service {
            for text in texts(service) {
                write!(f, ": {}", Printable(text))?;
            }
        }
        if let Some(hint) = hint {
            write!(f, "; {hint}")?;
        }
        // A read changes nothing, so its outcome does not matter.
        if !call.as_ref().is_some_and(|(method, _)| method.is_safe()) {
            write!(f, "; {outcome}")?;
        }
        if *attempts > 1 {
            write!(f, "; {attempts} attempts")?;
        }
        let intune = response.service.as_ref().and_then(|service| service.intune());
        let ids = [
            ("request-id", response.request_id.as_deref()),
            ("client-request-id", client_request_id.as_deref()),
            ("Intune's operation id", intune.and_then(|intune| intune.operation_id())),
            ("activity id", intune.and_then(|intune| intune.activity_id())),
        ];
        for (name, id) in ids {
            if let Some(id) = id {
                write!(f, "; {name} {}", Printable(id))?;
            }
        }
        Ok(())
    }
}

/// Prints code and message, with control characters escaped.
impl Display for ODataError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut texts = texts(self);
        write!(f, "{}", Printable(texts.next().unwrap_or("an error without code and message")))?;
        texts.try_for_each(|text| write!(f, ": {}", Printable(text)))
    }
}

impl StdError for ODataError {}

/// Returns code and message of an error, if they are not empty.
fn texts(service: &ODataError) -> impl Iterator<Item = &str> {
    let texts = [service.code(), service.readable_message().trim_end_matches('.')];
    texts.into_iter().filter(|text| !text.is_empty())
}

/// A text with control characters escaped, safe to print on a terminal.
struct Printable<'a>(&'a str);

impl Display for Printable<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| {
            if character.is_control() { write!(f, "{}", character.escape_default()) } else { f.write_char(character) }
        })
    }
}

/// Omits the values of headers and the text of the body, which are not redacted.
impl Debug for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let bytes = |length: Option<usize>| length.map(|length| format!("[{length} bytes]"));
        let inner = &*self.0;
        let response = &inner.response;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("outcome", &inner.outcome)
            .field("message", &inner.message)
            .field("hint", &inner.hint)
            .field("call", &inner.call)
            .field("attempts", &inner.attempts)
            .field("client_request_id", &inner.client_request_id)
            .field("status", &response.status)
            .field("headers", &response.headers.keys().map(AsRef::as_ref).collect::<Vec<&str>>())
            .field("request_id", &response.request_id)
            .field("service", &response.service)
            .field("body_excerpt", &bytes(response.excerpt.as_ref().map(String::len)))
            .field("raw_body", &bytes(response.body.as_ref().map(Vec::len)))
            .field("retry_after", &inner.retry_after)
            .field("source", &inner.source)
            .finish()
    }
}
