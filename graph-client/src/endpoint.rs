//! The origin that requests and tokens are sent to.

use crate::cloud::Cloud;
use crate::error::{Error, ErrorKind, Outcome};
use crate::version::Version;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An origin that may receive tokens: https, or http on loopback.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    /// Has no path but `/`.
    url: Url,
}

impl Endpoint {
    /// Parses the URL of an origin.
    ///
    /// # Errors
    ///
    /// Returns an [`ErrorKind::Configuration`] if the URL is not that of an origin alone.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let url = Url::parse(text).map_err(|error| invalid(text, &format!("is not a URL ({error})")))?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(invalid(text, "is not https, which would expose tokens")),
            _ => return Err(invalid(text, "is neither https nor http")),
        }
        if has_user_info(&url) {
            Err(invalid(text, "has a user name or a password"))
        } else if url.query().is_some() || url.fragment().is_some() {
            Err(invalid(text, "has a query or a fragment"))
        } else if url.path() != "/" {
            let error = invalid(text, "has a path");
            Err(error.with_hint("the version is a step of the path, as in `client.beta()`"))
        } else {
            Ok(Self { url })
        }
    }

    /// The origin, without a slash at the end.
    pub(crate) fn as_str(&self) -> &str {
        self.url.as_str().trim_end_matches('/')
    }

    /// Returns the host, with its port unless that is the default.
    pub(crate) fn authority(&self) -> &str {
        self.url.authority()
    }

    /// Returns the scope of tokens for this origin.
    pub(crate) fn scope(&self) -> String {
        format!("{}/.default", self.as_str())
    }

    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Returns the URL of a path that begins with `/` and whose segments are percent-encoded.
    pub(crate) fn join(&self, version: Version, encoded_path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("/{}{encoded_path}", version.as_str()));
        url
    }

    /// Resolves a link of the service, or returns the reason why a token must not be sent there.
    ///
    /// Relative links are resolved against the root of the version.
    pub(crate) fn resolve(&self, version: Version, link: &str) -> Result<Url, &'static str> {
        match self.join(version, "/").join(link) {
            Ok(url) if !self.is_origin_of(&url) => Err("it leads to another origin, which must not get the token"),
            Ok(url) if has_user_info(&url) => Err("it has a user name or a password"),
            Ok(mut url) => {
                // A fragment is not sent.
                url.set_fragment(None);
                Ok(url)
            }
            Err(_) => Err("it is not a URL"),
        }
    }

    /// Resolves a link that must lie below the version, even for a server that decodes its path.
    pub(crate) fn resolve_below(&self, version: Version, link: &str) -> Result<Url, &'static str> {
        let url = self.resolve(version, link)?;
        let path = url.path().strip_prefix('/').and_then(|path| path.strip_prefix(version.as_str()));
        let Some(path) = path.and_then(|path| path.strip_prefix('/')) else {
            return Err("it leads to another version of the API");
        };
        if path.is_empty() {
            Err("it has no path below the version of the API")
        } else if path.split('/').any(str::is_empty) {
            Err("its path contains an empty segment")
        } else if path.split('/').any(may_leave_its_segment) {
            Err("its path contains an encoded slash, backslash or `..`")
        } else {
            Ok(url)
        }
    }

    /// Compares the parts that connecting depends on: [`Url::origin`] of a `blob:` URL is that of the URL inside.
    fn is_origin_of(&self, url: &Url) -> bool {
        let own = &self.url;
        (url.scheme(), url.host(), url.port_or_known_default())
            == (own.scheme(), own.host(), own.port_or_known_default())
    }
}

/// Returns `true` if a server that decodes the segment may read it as more than one, or as its parent.
fn may_leave_its_segment(segment: &str) -> bool {
    let decoded: Vec<u8> = percent_decode_str(segment).collect();
    decoded.iter().any(|byte| matches!(byte, b'/' | b'\\')) || matches!(decoded.as_slice(), b"." | b"..")
}

fn invalid(text: &str, what: &str) -> Error {
    let example = Cloud::Global.endpoint();
    let message = format!("the endpoint `{}` {what}; expected the URL of a host such as {example}", printable(text));
    Error::new(ErrorKind::Configuration, Outcome::NotSent, message)
}

/// Returns the beginning of a URL, without what may be secret: a user name and a password, query and fragment.
fn printable(text: &str) -> String {
    /// The number of characters.
    const LIMIT: usize = 100;
    let (text, rest) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    let start = text.find("//").map_or(0, |slashes| slashes + 2);
    let shown = match text.rfind('@') {
        Some(end) if end >= start => format!("{}[redacted]{}", &text[..start], &text[end..]),
        Some(_) => "[redacted]".to_owned(),
        None => text.to_owned(),
    };
    let is_cut = !rest.is_empty() || shown.chars().count() > LIMIT;
    let beginning: String = shown.chars().take(LIMIT).flat_map(char::escape_debug).collect();
    beginning + if is_cut { "…" } else { "" }
}

fn has_user_info(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn is_loopback(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost") => true,
        Some(host) => {
            host.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
                || host.trim_matches(['[', ']']).parse().is_ok_and(|address: Ipv6Addr| address.is_loopback())
        }
        None => false,
    }
}
