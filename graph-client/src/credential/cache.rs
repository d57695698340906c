//! The token cache: renews tokens before they expire and shares one acquisition among concurrent requests.

use super::{AccessToken, TokenCredential, TokenRequest};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, WeakShared};
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, timeout};

/// How long before its expiry a token is renewed.
const RENEWAL_MARGIN: Duration = Duration::from_secs(5 * 60);

/// The timeout of an early renewal, and the time between two failed ones. The cached token is still valid meanwhile.
const EARLY_RENEWAL_TIMEOUT: Duration = Duration::from_secs(30);

/// The error of a failed acquisition, shared by all requests that waited for it.
pub(crate) type CredentialError = Arc<dyn Error + Send + Sync>;

type Acquisition = BoxFuture<'static, Result<AccessToken, CredentialError>>;

/// A cache for the tokens of one credential and one scope. Clones share the cached token.
#[derive(Clone)]
pub(crate) struct TokenCache {
    credential: Arc<dyn TokenCredential>,
    request: TokenRequest,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    cached: Option<CachedToken>,
    in_progress: Option<InProgress>,
}

/// An acquisition that has started. It is dropped when the last request stops waiting for it.
struct InProgress {
    claims: Option<String>,
    acquisition: WeakShared<Acquisition>,
}

/// A token with its expiry on two clocks: the monotonic clock may stop while the machine is suspended, and the system clock
/// may be set back.
struct CachedToken {
    token: AccessToken,
    /// The claims that it was acquired with.
    claims: Option<String>,
    renew_at: Instant,
    expires_at: Instant,
    expires_on: SystemTime,
}

impl CachedToken {
    /// Returns `None` if the token has no expiry or has expired.
    fn new(token: &AccessToken, claims: Option<String>) -> Option<Self> {
        let expires_on = token.expires_on()?;
        let lifetime = expires_on.duration_since(SystemTime::now()).ok().filter(|lifetime| !lifetime.is_zero())?;
        let now = Instant::now();
        let renew_at = now.checked_add(lifetime.saturating_sub(RENEWAL_MARGIN).max(lifetime / 2))?;
        let expires_at = now.checked_add(lifetime)?;
        Some(Self { token: token.clone(), claims, renew_at, expires_at, expires_on })
    }

    fn is_expired(&self) -> bool {
        Instant::now() >= self.expires_at || SystemTime::now() >= self.expires_on
    }

    fn is_due_for_renewal(&self) -> bool {
        Instant::now() >= self.renew_at || self.is_expired()
    }
}

impl TokenCache {
    pub(crate) fn new(credential: Arc<dyn TokenCredential>, scope: &str) -> Self {
        Self { credential, request: TokenRequest::new(scope), state: Arc::default() }
    }

    /// Returns the cached token, or acquires one if there is none or it is due for renewal.
    pub(crate) async fn token(&self) -> Result<AccessToken, CredentialError> {
        self.token_if(None, |cached| !cached.is_due_for_renewal()).await
    }

    /// Returns a token that differs from `refused`, acquired with the claims of the service's challenge.
    pub(crate) async fn token_with(&self, claims: &str, refused: &AccessToken) -> Result<AccessToken, CredentialError> {
        // A concurrent request may have met the same challenge and replaced the token already.
        self.token_if(Some(claims), |cached| {
            cached.claims.as_deref() == Some(claims)
                && cached.token.secret() != refused.secret()
                && !cached.is_expired()
        })
        .await
    }

    /// Removes a token that the service refused.
    pub(crate) fn forget(&self, refused: &AccessToken) {
        self.lock().cached.take_if(|cached| cached.token.secret() == refused.secret());
    }

    /// Returns the cached token if it is usable, or acquires one. Only one acquisition runs at a time: requests with the
    /// same claims share its result, requests with other claims wait for its end and try again.
    async fn token_if(
        &self,
        claims: Option<&str>,
        is_usable: impl Fn(&CachedToken) -> bool,
    ) -> Result<AccessToken, CredentialError> {
        loop {
            let (acquisition, has_same_claims) = {
                let mut state = self.lock();
                if let Some(cached) = state.cached.as_ref().filter(|cached| is_usable(cached)) {
                    return Ok(cached.token.clone());
                }
                let running = state.in_progress.as_ref().and_then(|in_progress| {
                    let acquisition = in_progress.acquisition.upgrade()?;
                    acquisition.peek().is_none().then(|| (acquisition, in_progress.claims.as_deref() == claims))
                });
                running.unwrap_or_else(|| {
                    let claims = claims.map(str::to_owned);
                    let acquisition = self.clone().acquire(claims.clone()).boxed().shared();
                    state.in_progress = acquisition.downgrade().map(|acquisition| InProgress { claims, acquisition });
                    (acquisition, true)
                })
            };
            let result = acquisition.await;
            if has_same_claims {
                return result;
            }
        }
    }

    /// Acquires a token and caches it. If an early renewal fails, the cached token is returned instead.
    async fn acquire(self, claims: Option<String>) -> Result<AccessToken, CredentialError> {
        let is_early_renewal =
            claims.is_none() && self.lock().cached.as_ref().is_some_and(|cached| !cached.is_expired());
        let mut request = self.request.clone();
        request.claims = claims;
        let acquiring = self.credential.token(&request);
        let acquired = if is_early_renewal {
            timeout(EARLY_RENEWAL_TIMEOUT, acquiring).await.unwrap_or_else(|elapsed| Err(elapsed.into()))
        } else {
            acquiring.await
        };
        let mut state = self.lock();
        match (acquired, &mut state.cached) {
            (Ok(token), cached) => {
                *cached = CachedToken::new(&token, request.claims);
                Ok(token)
            }
            (Err(_), Some(cached)) if request.claims.is_none() && !cached.is_expired() => {
                cached.renew_at = Instant::now() + EARLY_RENEWAL_TIMEOUT;
                Ok(cached.token.clone())
            }
            (Err(error), _) => Err(error.into()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is consistent after every statement that may panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::TokenCache;
    use crate::credential::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::{Duration, SystemTime};

    /// A credential whose tokens are numbered.
    struct Numbered(AtomicU32);

    impl TokenCredential for Numbered {
        fn token<'a>(&'a self, _: &'a TokenRequest) -> TokenFuture<'a> {
            let number = self.0.fetch_add(1, Ordering::Relaxed).to_string();
            let expires_on = SystemTime::now() + Duration::from_secs(3600);
            Box::pin(async move { Ok(AccessToken::new(number)?.with_expires_on(expires_on)) })
        }
    }

    #[tokio::test]
    async fn a_claims_challenge_is_met_by_a_token_with_the_same_claims() {
        let cache = TokenCache::new(Arc::new(Numbered(AtomicU32::new(0))), "scope");
        let number = |token: AccessToken| token.secret().expose_secret().to_owned();
        let refused = AccessToken::new("refused").unwrap();
        assert_eq!(number(cache.token().await.unwrap()), "0");
        for (claims, expected) in [("{}", "1"), ("{}", "1"), (r#"{"a":1}"#, "2")] {
            assert_eq!(number(cache.token_with(claims, &refused).await.unwrap()), expected, "{claims}");
        }
        assert_eq!(number(cache.token().await.unwrap()), "2", "any token will do without claims");
    }
}
