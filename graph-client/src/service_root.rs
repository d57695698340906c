//! Where a service is: the URL that every path is appended to.

use crate::cloud::Cloud;
use crate::error::{Error, ErrorKind, Outcome};
use reqwest::Url;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A service root without anything that could send a token astray.
#[derive(Clone, Debug)]
pub(crate) struct ServiceRoot {
    url: Url,
}

impl ServiceRoot {
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let refuse = |what: &str| {
            let message = format!("{what}; a service root looks like {}", Cloud::Global.service_root());
            Err(Error::new(ErrorKind::Configuration, Outcome::NotSent, message))
        };
        let url = match Url::parse(text) {
            Ok(url) => url,
            Err(error) => return refuse(&format!("the service root is not a URL: {error}")),
        };
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return refuse("the service root is not https, so a token could be read on its way"),
            _ => return refuse("the service root is neither https nor http"),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("the service root has a user name or a password in it");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("the service root has a query or a fragment");
        }
        if url.path().trim_matches('/').is_empty() {
            return refuse("the service root has no version of the API in it");
        }
        Ok(Self { url })
    }

    /// The scope of a service that is in no cloud of Microsoft's.
    pub(crate) fn scope(&self) -> String {
        format!("{}/.default", self.url.origin().ascii_serialization())
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// The URL of a path that begins with `/` and whose segments are percent-encoded.
    pub(crate) fn join(&self, encoded_path: &str) -> Url {
        let mut url = self.url.clone();
        let path = format!("{}{encoded_path}", self.url.path().trim_end_matches('/'));
        url.set_path(&path);
        url
    }

    /// The URL that a link of the service's leads to, if a token may be sent there.
    pub(crate) fn follow(&self, link: &str) -> Result<Url, &'static str> {
        // A relative link counts from the service root, whatever its last segment is.
        let base = self.join("/");
        match base.join(link) {
            Ok(url) if url.origin() != self.url.origin() => Err("it leads to another origin, which gets no token"),
            Ok(url) if !url.username().is_empty() || url.password().is_some() => {
                Err("it has a user name or a password in it")
            }
            Ok(url) => Ok(url),
            Err(_) => Err("it is not a URL"),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.url.as_str()
    }
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
