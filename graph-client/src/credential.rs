//! Where access tokens come from.

use graph_models::support::Secret;
use reqwest::header::HeaderValue;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::pin::Pin;

/// A source of access tokens.
///
/// The client asks for a token before every request, so an implementation should keep one as long as it is valid.
pub trait TokenCredential: Send + Sync {
    /// A token for a scope, such as `https://graph.microsoft.com/.default`.
    fn token<'a>(&'a self, scope: &'a str) -> TokenFuture<'a>;
}

/// What [`TokenCredential::token`] returns: a future that can be sent between threads.
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

/// A bearer token that has the form of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken(Secret);

impl AccessToken {
    /// Checks the form of a token: letters, digits and `-._~+/`, at the end any number of `=`.
    ///
    /// # Errors
    ///
    /// A token that is empty or has other characters: it would break the header it stands in, and cannot be valid by
    /// [RFC 6750, section 2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1).
    pub fn new(token: impl Into<Secret>) -> Result<Self, InvalidToken> {
        let token = token.into();
        let text = token.expose_secret().trim_end_matches('=');
        if text.is_empty() {
            return Err(InvalidToken { position: None });
        }
        match text.chars().position(|c| !(c.is_ascii_alphanumeric() || "-._~+/".contains(c))) {
            Some(position) => Err(InvalidToken { position: Some(position) }),
            None => Ok(Self(token)),
        }
    }

    pub(crate) fn secret(&self) -> &Secret {
        &self.0
    }

    /// The value of an `Authorization` header, marked so that no library prints it.
    pub(crate) fn to_header(&self) -> HeaderValue {
        let mut header = HeaderValue::from_str(&format!("Bearer {}", self.0.expose_secret()))
            .expect("the characters of a token are visible ASCII");
        header.set_sensitive(true);
        header
    }
}

/// A text that cannot be a bearer token. Says where it goes wrong, not what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidToken {
    position: Option<usize>,
}

impl Display for InvalidToken {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.position {
            None => f.write_str("the access token is empty"),
            Some(position) => write!(
                f,
                "the access token has a character at position {position} that no bearer token has; \
                 look for blanks, quotes, line breaks or the word `Bearer` around it"
            ),
        }
    }
}

impl Error for InvalidToken {}

/// A token that somebody else has acquired, used for every request until it expires.
///
/// ```
/// use graph_client::{GraphClient, StaticToken};
///
/// let client = GraphClient::builder().credential(StaticToken::new("eyJ0eXAi.eyJhdWQi.c2ln")).build()?;
/// assert!(!format!("{client:?}").contains("eyJ"));
/// # Ok::<(), graph_client::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct StaticToken(Secret);

impl StaticToken {
    /// Takes the token without the word `Bearer`. Its form is checked when it is used.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self(token.into())
    }
}

impl TokenCredential for StaticToken {
    fn token<'a>(&'a self, _scope: &'a str) -> TokenFuture<'a> {
        Box::pin(std::future::ready(AccessToken::new(self.0.clone()).map_err(Into::into)))
    }
}

impl Debug for dyn TokenCredential {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
