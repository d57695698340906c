//! A token, kept as long as it is good for.

use super::{AccessToken, TokenCredential, TokenRequest};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, WeakShared};
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, timeout};

/// How long before a token expires another one is asked for.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// How long it may take to renew a token that is still good, and how long it is used after that has failed.
const GRACE: Duration = Duration::from_secs(30);

/// The tokens that a credential gives for one scope: the one in use, and the one that is being acquired.
#[derive(Clone)]
pub(crate) struct TokenCache {
    credential: Arc<dyn TokenCredential>,
    request: TokenRequest,
    slot: Arc<Mutex<Slot>>,
}

#[derive(Default)]
struct Slot {
    kept: Option<Kept>,
    /// The claims that a token is being acquired for, and how that goes on.
    acquiring: Option<(Option<String>, WeakShared<Acquisition>)>,
}

/// Why there is no token, told to everyone who waited for it.
pub(crate) type CredentialError = Arc<dyn Error + Send + Sync>;

impl Slot {
    fn has_good_token(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| !kept.is_expired())
    }
}

type Acquisition = BoxFuture<'static, Result<AccessToken, CredentialError>>;

/// Two clocks, because the steady one may stand still while the machine sleeps, and the other one may be set back.
struct Kept {
    token: AccessToken,
    renew_at: Instant,
    expires_at: Instant,
    expires_on: SystemTime,
}

impl Kept {
    /// `None` for a token that does not say when it expires, or has expired.
    fn new(token: &AccessToken) -> Option<Self> {
        let expires_on = token.expires_on()?;
        let life = expires_on.duration_since(SystemTime::now()).ok().filter(|life| !life.is_zero())?;
        let now = Instant::now();
        let renew_at = now.checked_add(life.saturating_sub(MARGIN).max(life / 2))?;
        Some(Self { token: token.clone(), renew_at, expires_at: now.checked_add(life)?, expires_on })
    }

    fn is_expired(&self) -> bool {
        Instant::now() >= self.expires_at || SystemTime::now() >= self.expires_on
    }

    fn is_due(&self) -> bool {
        Instant::now() >= self.renew_at || self.is_expired()
    }
}

impl TokenCache {
    pub(crate) fn new(credential: Arc<dyn TokenCredential>, scope: &str) -> Self {
        Self { credential, request: TokenRequest::new(scope), slot: Arc::default() }
    }

    /// A token that is good for a while.
    pub(crate) async fn token(&self) -> Result<AccessToken, CredentialError> {
        let kept = |slot: &Slot| slot.kept.as_ref().filter(|kept| !kept.is_due()).map(|kept| kept.token.clone());
        self.acquire(None, kept).await
    }

    /// A token other than one that the service did not take, with the claims that it asks for.
    pub(crate) async fn token_with(&self, claims: &str, refused: &AccessToken) -> Result<AccessToken, CredentialError> {
        // Another request may have got the same answer, and a new token, in the meantime.
        let kept = |slot: &Slot| {
            slot.kept.as_ref().map(|kept| kept.token.clone()).filter(|token| token.secret() != refused.secret())
        };
        self.acquire(Some(claims), kept).await
    }

    /// Forgets a token that the service does not take.
    pub(crate) fn forget(&self, refused: &AccessToken) {
        self.lock().kept.take_if(|kept| kept.token.secret() == refused.secret());
    }

    /// The token that is kept, or else one that is acquired. There is one acquisition at a time: who needs the same
    /// token shares it, who needs another one waits for its end.
    async fn acquire(
        &self,
        claims: Option<&str>,
        kept: impl Fn(&Slot) -> Option<AccessToken>,
    ) -> Result<AccessToken, CredentialError> {
        loop {
            let (acquisition, is_ours) = {
                let mut slot = self.lock();
                if let Some(token) = kept(&slot) {
                    return Ok(token);
                }
                let running =
                    slot.acquiring.as_ref().and_then(|(claims, weak)| Some((claims.clone(), weak.upgrade()?)));
                if let Some((running, acquisition)) = running.filter(|(_, running)| running.peek().is_none()) {
                    (acquisition, running.as_deref() == claims)
                } else {
                    let acquisition = self.clone().start(claims).shared();
                    slot.acquiring = acquisition.downgrade().map(|weak| (claims.map(str::to_owned), weak));
                    (acquisition, true)
                }
            };
            let result = acquisition.await;
            if is_ours {
                return result;
            }
        }
    }

    fn start(self, claims: Option<&str>) -> Acquisition {
        let mut request = self.request.clone();
        if let Some(claims) = claims {
            request = request.with_claims(claims);
        }
        Box::pin(async move {
            let acquiring = self.credential.token(&request);
            let acquired = if request.claims().is_none() && self.lock().has_good_token() {
                // Nobody has to wait for long who could do without.
                timeout(GRACE, acquiring).await.unwrap_or_else(|elapsed| Err(elapsed.into()))
            } else {
                acquiring.await
            };
            let mut slot = self.lock();
            match acquired {
                Ok(token) => {
                    slot.kept = Kept::new(&token);
                    Ok(token)
                }
                Err(error) => match &mut slot.kept {
                    // The token that was to be renewed ahead of time is good for this request, and the next few.
                    Some(kept) if request.claims().is_none() && !kept.is_expired() => {
                        kept.renew_at = Instant::now() + GRACE;
                        Ok(kept.token.clone())
                    }
                    _ => Err(error.into()),
                },
            }
        })
    }

    fn lock(&self) -> MutexGuard<'_, Slot> {
        // Nothing that can panic happens between two changes of a slot.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
