//! The text of an error.

use super::odata::ODataError;
use super::{Error, ErrorKind, Inner};
use std::error::Error as StdError;
use std::fmt::{self, Debug, Display, Formatter, Write};
use std::iter::successors;

impl Display for Error {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            outcome,
            message,
            hint,
            call,
            host,
            attempts,
            client_request_id,
            response,
            source,
            required_permission,
            ..
        } = &*self.0;
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
        // Who reads the text alone must see why the sign-in failed. A message of the transport has its cause already.
        if let (ErrorKind::Credential | ErrorKind::Service, Some(source)) = (kind, source) {
            let causes = causes(&**source, message);
            if !causes.is_empty() {
                write!(f, ": {causes}")?;
            }
        }
        let host = host.as_deref().unwrap_or_default();
        let advice = self.class().and_then(|class| class.advice(*required_permission, host));
        for advice in advice.as_ref().into_iter().chain(hint) {
            write!(f, "; {advice}")?;
        }
        // A read changes nothing, so its outcome does not matter.
        if !call.as_ref().is_some_and(|(method, _)| method.is_safe()) {
            write!(f, "; {outcome}")?;
        }
        if *attempts > 1 {
            write!(f, "; {attempts} attempts")?;
        }
        let intune = response.service.as_ref().and_then(|service| service.intune());
        let is_named = message.contains(host) || advice.is_some_and(|advice| advice.contains(host));
        let ids = [
            ("request-id", response.request_id.as_deref()),
            ("client-request-id", client_request_id.as_deref()),
            ("Intune's operation id", intune.and_then(|intune| intune.operation_id())),
            ("activity id", intune.and_then(|intune| intune.activity_id())),
            // An invalid request is for no host.
            ("host", Some(host).filter(|_| *attempts > 0 && !is_named)),
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

/// The maximum length of the causes, in bytes.
const CAUSES_LIMIT: usize = 1024;

/// Returns the texts of an error and its sources in one line, without those that the text before repeats.
fn causes(error: &(dyn StdError + 'static), before: &str) -> String {
    let mut texts = String::new();
    for cause in successors(Some(error), |&error| error.source()).take(16) {
        let text = cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.trim_end_matches(['.', ':']);
        if text.is_empty() || texts.contains(text) || before.contains(text) {
            continue;
        }
        if !texts.is_empty() {
            texts.push_str(": ");
        }
        texts.extend(Printable(text).to_string().chars().take(CAUSES_LIMIT));
        if texts.len() >= CAUSES_LIMIT {
            break;
        }
    }
    texts
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
            .field("host", &inner.host)
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
