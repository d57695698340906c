//! How an error is written.

use super::{Error, Inner};
use std::fmt::{self, Debug, Display, Formatter, Write};

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Inner { call, message, hint, is_read, attempts, service, request_id, client_request_id, outcome, .. } =
            &*self.0;
        if let Some(call) = call {
            write!(f, "{}: ", Printable(call))?;
        }
        write!(f, "{}", Printable(message))?;
        if let Some(service) = service {
            let texts = [service.code(), service.readable_message().trim_end_matches('.')];
            for text in texts.into_iter().filter(|text| !text.is_empty()) {
                write!(f, ": {}", Printable(text))?;
            }
        }
        if let Some(hint) = hint {
            write!(f, "; {hint}")?;
        }
        if !is_read {
            write!(f, "; {outcome}")?;
        }
        if *attempts > 1 {
            write!(f, "; {attempts} attempts")?;
        }
        let intune = service.as_ref().and_then(|service| service.intune());
        let ids = [
            ("request-id", request_id.as_deref()),
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

/// Shows control characters instead of sending them to a terminal.
struct Printable<'a>(&'a str);

impl Display for Printable<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| {
            if character.is_control() { write!(f, "{}", character.escape_default()) } else { f.write_char(character) }
        })
    }
}

/// Shows everything but the values of headers and the text of a body, which are as the server wrote them.
impl Debug for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let bytes = |length: Option<usize>| length.map(|length| format!("[{length} bytes]"));
        let inner = &*self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("outcome", &inner.outcome)
            .field("message", &inner.message)
            .field("hint", &inner.hint)
            .field("call", &inner.call)
            .field("attempts", &inner.attempts)
            .field("status", &inner.status)
            .field("headers", &inner.headers.keys().map(AsRef::as_ref).collect::<Vec<&str>>())
            .field("service", &inner.service)
            .field("request_id", &inner.request_id)
            .field("client_request_id", &inner.client_request_id)
            .field("retry_after", &inner.retry_after)
            .field("body_excerpt", &bytes(inner.excerpt.as_ref().map(String::len)))
            .field("raw_body", &bytes(inner.body.as_ref().map(Vec::len)))
            .field("source", &inner.source)
            .finish()
    }
}
