//! The token cache: renews tokens before they expire and shares one acquisition among concurrent requests.

use super::{AccessToken, TokenCredential, TokenRequest};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use std::error::Error;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, timeout};

/// How long before its expiry a token is renewed.
const RENEWAL_MARGIN: Duration = Duration::from_secs(5 * 60);

/// The timeout of a renewal while the old token is valid, and the time between two failed ones.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(30);

/// The timeout of an acquisition: long enough for a person to sign in.
const ACQUISITION_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// The error of a failed acquisition, shared by all requests that waited for it.
pub(crate) type CredentialError = Arc<dyn Error + Send + Sync>;

type Acquisition = Shared<BoxFuture<'static, Result<AccessToken, CredentialError>>>;

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
    /// The acquisitions that have started, one for each of the claims.
    in_progress: Vec<InProgress>,
}

struct InProgress {
    claims: Option<String>,
    acquisition: Acquisition,
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
        Instant::now() >= self.renew_at
    }
}

impl TokenCache {
    pub(crate) fn new(credential: Arc<dyn TokenCredential>, scope: &str) -> Self {
        Self { credential, request: TokenRequest::new(scope), state: Arc::default() }
    }

    /// Returns the cached token if it was acquired with these claims, or acquires one. Without claims, any cached token will do.
    /// A token that is due for renewal is returned, and renewed meanwhile.
    pub(crate) async fn token(&self, claims: Option<&str>) -> Result<AccessToken, CredentialError> {
        let acquisition = {
            let mut state = self.lock();
            let cached = state
                .cached
                .as_ref()
                .filter(|cached| (claims.is_none() || cached.claims.as_deref() == claims) && !cached.is_expired());
            match cached {
                Some(cached) if !cached.is_due_for_renewal() => return Ok(cached.token.clone()),
                Some(cached) => {
                    let (token, claims) = (cached.token.clone(), cached.claims.clone());
                    // It runs in a task of its own.
                    drop(self.acquisition(&mut state, claims));
                    return Ok(token);
                }
                None => self.acquisition(&mut state, claims.map(str::to_owned)),
            }
        };
        acquisition.await
    }

    /// Removes a token that the service refused.
    pub(crate) fn forget(&self, refused: &AccessToken) {
        self.lock().cached.take_if(|cached| cached.token.secret() == refused.secret());
    }

    /// Returns the acquisition with these claims that is in progress, or starts one.
    fn acquisition(&self, state: &mut State, claims: Option<String>) -> Acquisition {
        state.in_progress.retain(|running| running.acquisition.peek().is_none());
        if let Some(running) = state.in_progress.iter().find(|running| running.claims == claims) {
            return running.acquisition.clone();
        }
        // A panic must reach neither the requests that wait nor those that come later.
        let acquiring = AssertUnwindSafe(self.clone().acquire(claims.clone())).catch_unwind();
        let acquisition = acquiring.map(|acquired| acquired.unwrap_or_else(|_| Err(panicked()))).boxed().shared();
        state.in_progress.push(InProgress { claims, acquisition: acquisition.clone() });
        // It goes on when the requests that wait for it time out. They drive it as well, in case this runtime ends before.
        tokio::spawn(acquisition.clone());
        acquisition
    }

    /// Acquires a token and caches it. A failed renewal leaves the cached token until it expires.
    async fn acquire(self, claims: Option<String>) -> Result<AccessToken, CredentialError> {
        let mut request = self.request.clone();
        request.claims = claims;
        let acquiring = async { self.credential.token(&request).await };
        let acquired = match self.within_limits(request.claims.as_deref(), acquiring).await {
            Ok(acquired) => acquired,
            Err(limit) => Err(format!("the credential did not return a token within {limit:?}").into()),
        };
        let mut state = self.lock();
        match acquired {
            Ok(token) => {
                // A token without claims must not replace one that answered a challenge meanwhile.
                let answered =
                    state.cached.as_ref().is_some_and(|cached| cached.claims.is_some() && !cached.is_expired());
                if request.claims.is_some() || !answered {
                    state.cached = CachedToken::new(&token, request.claims);
                }
                Ok(token)
            }
            Err(error) => {
                if let Some(cached) = state.cached.as_mut().filter(|cached| cached.claims == request.claims) {
                    cached.renew_at = Instant::now() + RENEWAL_TIMEOUT;
                }
                Err(error.into())
            }
        }
    }

    /// Awaits an acquisition for as long as makes sense, or returns the limit. To renew a valid token, another attempt is better
    /// than a long wait. Once it has expired, requests wait.
    async fn within_limits<F: Future>(&self, claims: Option<&str>, acquiring: F) -> Result<F::Output, Duration> {
        let mut acquiring = pin!(acquiring);
        let is_renewal = || {
            let state = self.lock();
            state.cached.as_ref().is_some_and(|cached| cached.claims.as_deref() == claims && !cached.is_expired())
        };
        if is_renewal() {
            match timeout(RENEWAL_TIMEOUT, &mut acquiring).await {
                Ok(acquired) => return Ok(acquired),
                Err(_) if is_renewal() => return Err(RENEWAL_TIMEOUT),
                Err(_) => {}
            }
        }
        timeout(ACQUISITION_TIMEOUT, acquiring).await.map_err(|_| ACQUISITION_TIMEOUT)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // The state is consistent after every statement that may panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn panicked() -> CredentialError {
    let error: Box<dyn Error + Send + Sync> = "the credential panicked".into();
    error.into()
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
        assert_eq!(number(cache.token(None).await.unwrap()), "0");
        for (claims, expected) in [("{}", "1"), ("{}", "1"), (r#"{"a":1}"#, "2")] {
            assert_eq!(number(cache.token(Some(claims)).await.unwrap()), expected, "{claims}");
        }
        assert_eq!(number(cache.token(None).await.unwrap()), "2", "any token will do without claims");
    }

    /// A credential that waits on a timer of the runtime.
    struct Slow;

    impl TokenCredential for Slow {
        fn token<'a>(&'a self, _: &'a TokenRequest) -> TokenFuture<'a> {
            Box::pin(async {
                tokio::time::sleep(Duration::from_millis(20)).await;
                Ok(AccessToken::new("t")?)
            })
        }
    }

    #[test]
    fn an_acquisition_that_a_runtime_left_behind_does_not_break_the_cache() {
        let cache = TokenCache::new(Arc::new(Slow), "scope");
        let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let first = runtime();
        first.block_on(async {
            let waiting = cache.token(None);
            let _ = tokio::time::timeout(Duration::from_millis(1), waiting).await;
        });
        drop(first);
        let last = runtime();
        // The request that meets the abandoned acquisition may fail.
        let _ = last.block_on(cache.token(None));
        last.block_on(cache.token(None)).unwrap();
    }
}
