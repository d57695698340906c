//! Where access tokens come from.

#[cfg(feature = "azure-identity")]
mod azure;
mod cache;
mod challenge;

#[cfg(feature = "azure-identity")]
pub use azure::AzureCredential;
pub(crate) use cache::TokenCache;
pub(crate) use challenge::claims_challenge;
use graph_models::edm::Secret;
use reqwest::header::HeaderValue;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// How long a token is kept that does not say when it expires and has no successor: about 30 years.
const LIFETIME: Duration = Duration::from_secs(1_000_000_000);

/// A source of access tokens.
///
/// The client keeps a token that says when it expires ([`AccessToken::with_expires_on`]), and asks for another one five
/// minutes before, or when half of its life is over if that is later. One that does not say is asked for anew with every
/// request. However many requests wait for a token, the client asks once.
///
/// ```
/// use graph_client::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
/// use std::time::{Duration, SystemTime};
///
/// /// Reads the token that another program keeps in a file, and renews every half hour.
/// struct TokenFile(std::path::PathBuf);
///
/// impl TokenCredential for TokenFile {
///     fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
///         Box::pin(async move {
///             if request.claims().is_some() {
///                 return Err("the program that renews the token takes no claims".into());
///             }
///             let token = std::fs::read_to_string(&self.0)?;
///             Ok(AccessToken::new(token.trim())?.with_expires_on(SystemTime::now() + Duration::from_secs(1800)))
///         })
///     }
/// }
/// ```
pub trait TokenCredential: Send + Sync {
    /// Acquires a token. Whatever goes wrong becomes the source of an error of the kind
    /// [`Credential`](crate::ErrorKind::Credential); its text must hold no secret.
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a>;
}

/// What [`TokenCredential::token`] returns: a future that can be sent between threads. See there for an example.
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, Box<dyn Error + Send + Sync>>> + Send + 'a>>;

impl<C: TokenCredential + ?Sized> TokenCredential for Arc<C> {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        (**self).token(request)
    }
}

/// What a token is asked for.
///
/// ```
/// use graph_client::TokenRequest;
///
/// let request = TokenRequest::new("https://graph.microsoft.com/.default");
/// assert_eq!((request.scope(), request.claims()), ("https://graph.microsoft.com/.default", None));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRequest {
    scope: String,
    claims: Option<String>,
}

impl TokenRequest {
    /// Asks for a token for a scope.
    #[must_use]
    pub fn new(scope: impl Into<String>) -> Self {
        Self { scope: scope.into(), claims: None }
    }

    /// Asks for a token that fulfils claims.
    #[must_use]
    pub fn with_claims(mut self, claims: impl Into<String>) -> Self {
        self.claims = Some(claims.into());
        self
    }

    /// The scope, such as `https://graph.microsoft.com/.default`.
    #[must_use]
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// The JSON document of a [claims challenge](https://learn.microsoft.com/entra/identity-platform/claims-challenge)
    /// that the service answered an earlier token with. A token that does not come of these claims will be refused again.
    #[must_use]
    pub fn claims(&self) -> Option<&str> {
        self.claims.as_deref()
    }
}

/// A bearer token that has the form of one.
///
/// ```
/// use graph_client::AccessToken;
///
/// let token = AccessToken::new("eyJ0eXAi.eyJhdWQi.c2ln")?;
/// assert!(!format!("{token:?}").contains("eyJ"));
/// assert!(AccessToken::new("Bearer eyJ0eXAi").is_err());
/// # Ok::<(), graph_client::InvalidToken>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Shared, so that a clone for a request costs nothing and leaves nothing to be wiped.
    secret: Arc<Secret>,
    expires_on: Option<SystemTime>,
}

impl AccessToken {
    /// Checks the form of a token: letters, digits and `-._~+/`, at the end any number of `=`.
    ///
    /// # Errors
    ///
    /// A token that is empty or has other characters: it would break the header it stands in, and cannot be valid by
    /// [RFC 6750, section 2.1](https://www.rfc-editor.org/rfc/rfc6750#section-2.1).
    pub fn new(token: impl Into<Secret>) -> Result<Self, InvalidToken> {
        let secret = token.into();
        let text = secret.expose_secret().trim_end_matches('=');
        if text.is_empty() {
            return Err(InvalidToken { position: None });
        }
        match text.chars().position(|c| !(c.is_ascii_alphanumeric() || "-._~+/".contains(c))) {
            Some(position) => Err(InvalidToken { position: Some(position) }),
            None => Ok(Self { secret: Arc::new(secret), expires_on: None }),
        }
    }

    /// Says when the token expires, so that it is kept until shortly before.
    #[must_use]
    pub fn with_expires_on(mut self, expires_on: SystemTime) -> Self {
        self.expires_on = Some(expires_on);
        self
    }

    /// When the token expires, if it is known.
    #[must_use]
    pub const fn expires_on(&self) -> Option<SystemTime> {
        self.expires_on
    }

    pub(crate) fn secret(&self) -> &Arc<Secret> {
        &self.secret
    }

    /// The value of an `Authorization` header, marked so that no library prints it.
    pub(crate) fn to_header(&self) -> HeaderValue {
        let mut header = HeaderValue::try_from(format!("Bearer {}", self.secret.expose_secret()))
            .expect("the characters of a token are visible ASCII");
        header.set_sensitive(true);
        header
    }
}

/// A text that cannot be a bearer token. Says where it goes wrong, not what it is.
///
/// ```
/// let error = graph_client::AccessToken::new("not a token").unwrap_err();
/// assert!(error.to_string().starts_with("the access token has a character at position 3"));
/// ```
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
pub struct StaticToken(Result<AccessToken, InvalidToken>);

impl StaticToken {
    /// Takes the token without the word `Bearer`. What is wrong with its form is said when it is used.
    pub fn new(token: impl Into<Secret>) -> Self {
        // It says no end, and there is no other: it is kept rather than asked for with every request.
        Self(AccessToken::new(token).map(|token| token.with_expires_on(SystemTime::now() + LIFETIME)))
    }
}

impl TokenCredential for StaticToken {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        let token = match request.claims() {
            None => self.0.clone().map_err(Into::into),
            Some(_) => Err("the service asks for a token with other claims, and a static token has no other".into()),
        };
        Box::pin(std::future::ready(token))
    }
}

impl Debug for dyn TokenCredential {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
