//! Access tokens and the credentials that supply them.

#[cfg(feature = "azure-identity")]
mod azure;
mod cache;
mod challenge;
mod tenant;

use crate::clock::LONGEST;
#[cfg(feature = "azure-identity")]
pub use azure::AzureCredential;
pub(crate) use cache::{CredentialError, TokenCache};
pub(crate) use challenge::claims_challenge;
use graph_models::edm::Secret;
use reqwest::header::HeaderValue;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;
use std::time::SystemTime;

/// A source of access tokens.
///
/// The client caches a token with a known expiry ([`AccessToken::with_expires_on`]) and renews it five minutes before it
/// expires, but not before half of its lifetime has passed. Requests use the old token meanwhile. Tokens without an expiry
/// are not cached: every request acquires a new one. Concurrent requests share one acquisition. It goes on when they time out,
/// for up to 15 minutes, so that a later request gets the token.
///
/// The trait is implemented for references, boxes and [`Arc`]s of credentials, so `Box<dyn TokenCredential>` is a
/// credential, too.
///
/// ```
/// use graph_client::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
/// use std::time::{Duration, SystemTime};
///
/// /// Reads a token from a file that another program rewrites every half hour.
/// struct TokenFile(std::path::PathBuf);
///
/// impl TokenCredential for TokenFile {
///     fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
///         Box::pin(async move {
///             if request.claims().is_some() {
///                 return Err("a token from a file cannot satisfy a claims challenge".into());
///             }
///             let token = std::fs::read_to_string(&self.0)?;
///             Ok(AccessToken::new(token.trim())?.with_expires_on(SystemTime::now() + Duration::from_secs(1800)))
///         })
///     }
/// }
/// ```
pub trait TokenCredential: Send + Sync {
    /// Acquires an access token.
    ///
    /// # Errors
    ///
    /// The client returns any failure as the source of an error of the kind
    /// [`Credential`](crate::ErrorKind::Credential). Its message must not contain secrets.
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a>;

    /// Checks the credential as far as possible without acquiring a token. [`GraphClientBuilder::build`] fails with its error.
    ///
    /// # Errors
    ///
    /// Returns an error if no request can succeed with this credential. By default there is none.
    ///
    /// [`GraphClientBuilder::build`]: crate::GraphClientBuilder::build
    fn check(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        Ok(())
    }
}

/// The boxed future that [`TokenCredential::token`] returns. See the trait for an example.
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

impl<C: TokenCredential + ?Sized> TokenCredential for &C {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        (**self).token(request)
    }

    fn check(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        (**self).check()
    }
}

impl<C: TokenCredential + ?Sized> TokenCredential for Box<C> {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        (**self).token(request)
    }

    fn check(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        (**self).check()
    }
}

impl<C: TokenCredential + ?Sized> TokenCredential for Arc<C> {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        (**self).token(request)
    }

    fn check(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        (**self).check()
    }
}

/// The scope and the claims of the access token to acquire.
///
/// ```
/// use graph_client::TokenRequest;
///
/// let request = TokenRequest::new("https://graph.microsoft.com/.default");
/// assert_eq!((request.scope(), request.claims()), ("https://graph.microsoft.com/.default", None));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenRequest {
    scope: String,
    claims: Option<String>,
}

impl TokenRequest {
    /// Creates a request for a token with this scope, without claims.
    #[must_use]
    pub fn new(scope: impl Into<String>) -> Self {
        Self { scope: scope.into(), claims: None }
    }

    /// Adds the claims that the token must satisfy, as a JSON document.
    #[must_use]
    pub fn with_claims(mut self, claims: impl Into<String>) -> Self {
        self.claims = Some(claims.into());
        self
    }

    /// Returns the scope, such as `https://graph.microsoft.com/.default`.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// Returns the JSON document of the [claims challenge] with which the service refused an earlier token, if any. The
    /// service also refuses any new token that does not satisfy these claims.
    ///
    /// [claims challenge]: https://learn.microsoft.com/entra/identity-platform/claims-challenge
    #[must_use]
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }
}

/// A syntactically valid bearer token. `Debug` redacts it.
///
/// ```
/// use graph_client::AccessToken;
///
/// let token = AccessToken::new("eyJ0eXAi.eyJhdWQi.c2ln")?;
/// assert!(!format!("{token:?}").contains("eyJ"));
/// assert!(AccessToken::new("Bearer eyJ0eXAi").is_err());
/// # Ok::<(), graph_client::InvalidTokenError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccessToken {
    /// Shared: a clone for a request does not copy the secret, so there is only one copy to wipe.
    secret: Arc<Secret>,
    expires_on: Option<SystemTime>,
}

impl AccessToken {
    /// Creates an access token without an expiry.
    ///
    /// # Errors
    ///
    /// Returns an error if the token does not match the grammar of [RFC 6750, section 2.1]: one or more letters, digits and
    /// `-._~+/`, followed by any number of `=`. Other characters could break the `Authorization` header.
    ///
    /// [RFC 6750, section 2.1]: https://www.rfc-editor.org/rfc/rfc6750#section-2.1
    pub fn new(token: impl Into<Secret>) -> Result<Self, InvalidTokenError> {
        let secret = token.into();
        let text = secret.expose_secret().trim_end_matches('=');
        if text.is_empty() {
            return Err(InvalidTokenError { position: None });
        }
        match text.chars().position(|c| !(c.is_ascii_alphanumeric() || "-._~+/".contains(c))) {
            Some(position) => Err(InvalidTokenError { position: Some(position) }),
            None => Ok(Self { secret: Arc::new(secret), expires_on: None }),
        }
    }

    /// Sets the time at which the token expires. The client caches only tokens with an expiry.
    #[must_use]
    pub fn with_expires_on(mut self, expires_on: SystemTime) -> Self {
        self.expires_on = Some(expires_on);
        self
    }

    /// Returns the time at which the token expires, if it is known.
    #[must_use]
    pub const fn expires_on(&self) -> Option<SystemTime> {
        self.expires_on
    }

    pub(crate) fn secret(&self) -> &Arc<Secret> {
        &self.secret
    }

    /// Returns the value of the `Authorization` header, marked as sensitive so that HTTP libraries do not log it.
    pub(crate) fn to_header(&self) -> HeaderValue {
        let mut header = HeaderValue::try_from(format!("Bearer {}", self.secret.expose_secret()))
            .expect("a validated token is visible ASCII");
        header.set_sensitive(true);
        header
    }
}

impl FromStr for AccessToken {
    type Err = InvalidTokenError;

    fn from_str(token: &str) -> Result<Self, Self::Err> {
        Self::new(token)
    }
}

/// The error returned when a string is not a syntactically valid bearer token.
///
/// It names the position of the first invalid character and contains no part of the token.
///
/// ```
/// let error = graph_client::AccessToken::new("not a token").unwrap_err();
/// assert!(error.to_string().starts_with("the access token has an invalid character at position 3"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InvalidTokenError {
    position: Option<usize>,
}

impl Display for InvalidTokenError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.position {
            None => f.write_str("the access token is empty"),
            Some(position) => write!(
                f,
                "the access token has an invalid character at position {position}; \
                 check for whitespace, line breaks, quotes or a `Bearer` prefix"
            ),
        }
    }
}

impl Error for InvalidTokenError {}

/// A credential with a single access token that was acquired elsewhere.
///
/// It cannot renew the token: requests fail with 401 once the token has expired.
///
/// ```
/// use graph_client::{GraphClient, StaticToken};
///
/// let client = GraphClient::builder().credential(StaticToken::new("eyJ0eXAi.eyJhdWQi.c2ln")).build()?;
/// assert!(!format!("{client:?}").contains("eyJ"));
/// # Ok::<(), graph_client::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct StaticToken(Result<AccessToken, InvalidTokenError>);

impl StaticToken {
    /// Creates a credential from a token, without the `Bearer` prefix. Building a client with an invalid token fails.
    pub fn new(token: impl Into<Secret>) -> Self {
        // The expiry is unknown, and the client caches only tokens with one.
        Self(AccessToken::new(token).map(|token| token.with_expires_on(SystemTime::now() + LONGEST)))
    }
}

impl TokenCredential for StaticToken {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        let token = match request.claims() {
            None => self.0.clone().map_err(Into::into),
            Some(_) => Err("a static token cannot satisfy the claims that the service demands".into()),
        };
        Box::pin(std::future::ready(token))
    }

    fn check(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        self.0.as_ref().map(drop).map_err(|error| error.clone().into())
    }
}

impl Debug for dyn TokenCredential {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
