//! Access tokens: caching, renewal before expiry, shared acquisition, claims challenges and origins.

use crate::wire::{TOKEN, Wire, http};
use graph_client::emulator::{Emulator, EmulatorCredential, Fault};
use graph_client::{
    AccessToken, Cloud, Error, ErrorKind, GraphClient, InvalidTokenError, Outcome, RetryPolicy, StaticToken,
    TokenCredential, TokenFuture, TokenRequest,
};
use graph_models::beta::WindowsAutopilotDeviceIdentity;
use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::time::{Instant, advance, sleep};

type Acquired = Result<(String, Option<Duration>), &'static str>;

/// A credential that takes a second to return scripted tokens and records the requests.
#[derive(Clone)]
struct Scripted {
    acquire: Arc<dyn Fn(usize) -> Acquired + Send + Sync>,
    requests: Arc<Mutex<Vec<TokenRequest>>>,
}

impl Scripted {
    fn new(acquire: impl Fn(usize) -> Acquired + Send + Sync + 'static) -> Self {
        Self { acquire: Arc::new(acquire), requests: Arc::default() }
    }

    /// Returns the emulator's token with a lifetime in seconds.
    fn valid_for(emulator: &Emulator, seconds: u64) -> Self {
        let token = emulator.token().to_owned();
        Self::new(move |_| Ok((token.clone(), Some(Duration::from_secs(seconds)))))
    }

    fn acquisitions(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

impl TokenCredential for Scripted {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        Box::pin(async move {
            let number = {
                let mut requests = self.requests.lock().unwrap();
                requests.push(request.clone());
                requests.len() - 1
            };
            sleep(Duration::from_secs(1)).await;
            let (token, lifetime) = (self.acquire)(number)?;
            let token = AccessToken::new(token)?;
            Ok(match lifetime {
                Some(lifetime) => token.with_expires_on(SystemTime::now() + lifetime),
                None => token,
            })
        })
    }
}

fn client(emulator: &Emulator, credential: &Scripted) -> GraphClient {
    emulator.client_builder().credential(credential.clone()).build().unwrap()
}

async fn list(client: &GraphClient) -> Result<(), Error> {
    client.beta().device_management().windows_autopilot_device_identities().list().await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn tokens_are_cached_until_shortly_before_they_expire() {
    let emulator = Emulator::start().await.unwrap();
    // A token for an hour is renewed after 55 minutes, one for six minutes after three.
    for (lifetime, renewed_after) in [(3600, 3300), (360, 180)] {
        let credential = Scripted::valid_for(&emulator, lifetime);
        let client = client(&emulator, &credential);
        list(&client).await.unwrap();
        advance(Duration::from_secs(renewed_after - 2)).await;
        list(&client).await.unwrap();
        assert_eq!(credential.acquisitions(), 1, "{lifetime}");
        advance(Duration::from_secs(4)).await;
        list(&client).await.unwrap();
        assert_eq!(credential.acquisitions(), 2, "{lifetime}");
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_without_an_expiry_are_not_cached() {
    let emulator = Emulator::start().await.unwrap();
    let token = emulator.token().to_owned();
    let credential = Scripted::new(move |number| Ok((token.clone(), (number == 1).then_some(Duration::ZERO))));
    let client = client(&emulator, &credential);
    for acquisitions in 1..4 {
        list(&client).await.unwrap();
        assert_eq!(credential.acquisitions(), acquisitions);
    }
}

#[tokio::test(start_paused = true)]
async fn concurrent_requests_share_one_acquisition() {
    let emulator = Emulator::start().await.unwrap();
    let credential = Scripted::valid_for(&emulator, 3600);
    let client = client(&emulator, &credential);
    let started = Instant::now();
    let waiting: Vec<_> = (0..32)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { list(&client).await })
        })
        .collect();
    for task in waiting {
        task.await.unwrap().unwrap();
    }
    assert_eq!((credential.acquisitions(), started.elapsed().as_secs()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn failures_are_shared_and_not_cached() {
    let emulator = Emulator::start().await.unwrap();
    let token = emulator.token().to_owned();
    let credential = Scripted::new(move |number| if number == 0 { Err("not now") } else { Ok((token.clone(), None)) });
    let client = client(&emulator, &credential);
    let both = tokio::join!(list(&client), list(&client));
    for result in [both.0, both.1] {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Credential, Outcome::NotSent, 1));
        assert_eq!(error.source().unwrap().to_string(), "not now");
    }
    assert_eq!(credential.acquisitions(), 1);
    list(&client).await.unwrap();
}

#[tokio::test]
async fn errors_of_credentials_keep_their_type() {
    struct Broken;
    impl TokenCredential for Broken {
        fn token<'a>(&'a self, _: &'a TokenRequest) -> TokenFuture<'a> {
            Box::pin(async { Err(std::io::Error::other("disk").into()) })
        }
    }
    let client = GraphClient::builder().credential(Broken).build().unwrap();
    let error = list(&client).await.unwrap_err();
    assert!(error.source().unwrap().is::<std::io::Error>(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_timeout_does_not_cancel_a_shared_acquisition() {
    let emulator = Emulator::start().await.unwrap();
    let credential = Scripted::valid_for(&emulator, 3600);
    let client = client(&emulator, &credential);
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let (first, second) = tokio::join!(devices.list().timeout(Duration::from_millis(500)), list(&client));
    let error = first.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::NotSent));
    second.unwrap();
    assert_eq!(credential.acquisitions(), 1);
    // It goes on if every request has timed out, for the next one.
    let credential = Scripted::valid_for(&emulator, 3600);
    let client = self::client(&emulator, &credential);
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    devices.list().timeout(Duration::from_millis(500)).await.unwrap_err();
    list(&client).await.unwrap();
    assert_eq!(credential.acquisitions(), 1);
}

/// A credential that takes that long for a token.
struct Slow(AccessToken, Duration, Arc<AtomicUsize>);

impl TokenCredential for Slow {
    fn token<'a>(&'a self, _: &'a TokenRequest) -> TokenFuture<'a> {
        Box::pin(async {
            self.2.fetch_add(1, Ordering::Relaxed);
            sleep(self.1).await;
            Ok(self.0.clone())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_credential_slower_than_the_timeout_serves_a_later_request() {
    let emulator = Emulator::start().await.unwrap();
    let token = AccessToken::new(emulator.token()).unwrap();
    // With and without an expiry: an uncached token serves those who wait for it.
    for token in [token.clone().with_expires_on(SystemTime::now() + Duration::from_secs(3600)), token] {
        let acquisitions = Arc::new(AtomicUsize::new(0));
        let slow = Slow(token, Duration::from_secs(800), Arc::clone(&acquisitions));
        let client = emulator.client_builder().credential(slow).build().unwrap();
        for _ in 0..2 {
            let error = list(&client).await.unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::NotSent));
        }
        list(&client).await.unwrap();
        assert_eq!(acquisitions.load(Ordering::Relaxed), 1);
    }
    // One that never ends is given up.
    let acquisitions = Arc::new(AtomicUsize::new(0));
    let token = AccessToken::new(emulator.token()).unwrap();
    let slow = Slow(token, Duration::from_secs(1_000_000), Arc::clone(&acquisitions));
    let client = emulator.client_builder().credential(slow).build().unwrap();
    for _ in 0..4 {
        list(&client).await.unwrap_err();
    }
    assert_eq!(acquisitions.load(Ordering::Relaxed), 2);
}

/// A credential whose first acquisitions panic: one after it has waited, one at once.
struct Panicking(AccessToken, AtomicUsize);

impl TokenCredential for Panicking {
    fn token<'a>(&'a self, _: &'a TokenRequest) -> TokenFuture<'a> {
        let number = self.1.fetch_add(1, Ordering::Relaxed);
        assert!(number != 1, "at once");
        Box::pin(async move {
            sleep(Duration::from_secs(1)).await;
            assert!(number != 0, "after waiting");
            Ok(self.0.clone())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_a_credential_fails_the_requests_that_wait_for_it() {
    let emulator = Emulator::start().await.unwrap();
    let token = AccessToken::new(emulator.token()).unwrap();
    let client = emulator.client_builder().credential(Panicking(token, AtomicUsize::new(0))).build().unwrap();
    for waiting in [8, 1] {
        let waiting: Vec<_> = (0..waiting)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { list(&client).await })
            })
            .collect();
        for task in waiting {
            let error = task.await.unwrap().unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Credential, Outcome::NotSent));
            assert!(error.to_string().contains("access token: the credential panicked"), "{error}");
        }
    }
    list(&client).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_a_renewal_leaves_the_token() {
    struct PanicsLater(AccessToken, AtomicUsize);
    impl TokenCredential for PanicsLater {
        fn token<'a>(&'a self, _: &'a TokenRequest) -> TokenFuture<'a> {
            assert_eq!(self.1.fetch_add(1, Ordering::Relaxed), 0, "renewed");
            Box::pin(std::future::ready(Ok(self.0.clone())))
        }
    }
    let emulator = Emulator::start().await.unwrap();
    let token = AccessToken::new(emulator.token()).unwrap();
    let token = token.with_expires_on(SystemTime::now() + Duration::from_secs(3600));
    let client = emulator.client_builder().credential(PanicsLater(token, AtomicUsize::new(0))).build().unwrap();
    list(&client).await.unwrap();
    advance(Duration::from_secs(3400)).await;
    for _ in 0..3 {
        list(&client).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_failed_renewal_the_token_is_used_until_it_expires() {
    let emulator = Emulator::start().await.unwrap();
    let token = emulator.token().to_owned();
    let credential = Scripted::new(move |number| {
        if number == 0 { Ok((token.clone(), Some(Duration::from_secs(3600)))) } else { Err("out of order") }
    });
    let client = client(&emulator, &credential);
    list(&client).await.unwrap();
    advance(Duration::from_secs(3400)).await;
    list(&client).await.unwrap();
    sleep(Duration::from_secs(2)).await;
    list(&client).await.unwrap();
    assert_eq!(credential.acquisitions(), 2, "the renewal is not retried at once");
    advance(Duration::from_secs(31)).await;
    list(&client).await.unwrap();
    assert_eq!(credential.acquisitions(), 3);
    advance(Duration::from_secs(300)).await;
    assert_eq!(list(&client).await.unwrap_err().kind(), ErrorKind::Credential);
}

/// A credential whose second acquisition never completes.
struct Hanging(Mutex<Option<AccessToken>>);

impl TokenCredential for Hanging {
    fn token<'a>(&'a self, _: &'a TokenRequest) -> TokenFuture<'a> {
        match self.0.lock().unwrap().take() {
            Some(token) => Box::pin(std::future::ready(Ok(token))),
            None => Box::pin(std::future::pending()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_hangs_delays_no_request_while_the_token_is_valid() {
    let emulator = Emulator::start().await.unwrap();
    let token = AccessToken::new(emulator.token()).unwrap();
    let token = token.with_expires_on(SystemTime::now() + Duration::from_secs(3600));
    let client = emulator.client_builder().credential(Hanging(Mutex::new(Some(token)))).build().unwrap();
    list(&client).await.unwrap();
    advance(Duration::from_secs(3400)).await;
    let started = Instant::now();
    for _ in 0..3 {
        list(&client).await.unwrap();
    }
    assert_eq!(started.elapsed(), Duration::ZERO);
    advance(Duration::from_secs(300)).await;
    let error = list(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::NotSent));
    assert!(error.to_string().contains("timed out before an access token was acquired"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn claims_challenges_are_answered_once() {
    let emulator = Emulator::start().await.unwrap();
    let credential = Scripted::valid_for(&emulator, 3600);
    let client = client(&emulator, &credential);
    emulator.inject_faults([Fault::ClaimsChallenge]);
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let response = devices.list().retry(RetryPolicy::never()).send().await.unwrap();
    assert_eq!(response.attempts(), 2, "the retry policy does not apply to claims challenges");
    let claims: Vec<_> =
        credential.requests.lock().unwrap().iter().map(|request| request.claims().map(str::to_owned)).collect();
    assert_eq!(claims[0], None);
    assert!(claims[1].as_ref().unwrap().starts_with(r#"{"access_token":"#), "{claims:?}");

    emulator.inject_faults([Fault::ClaimsChallenge, Fault::ClaimsChallenge]);
    let error = devices.list().await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Refused, 2));
}

/// A credential that returns another token each time and records the claims.
#[derive(Clone, Default)]
pub(crate) struct Recording(Arc<Mutex<Vec<Option<String>>>>);

impl TokenCredential for Recording {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        let mut claims = self.0.lock().unwrap();
        claims.push(request.claims().map(str::to_owned));
        let token = AccessToken::new(format!("token-{}", claims.len()));
        Box::pin(async { Ok(token?) })
    }
}

#[tokio::test]
async fn claims_in_any_challenge_reach_the_credential() {
    let claims = r#"{"access_token":{"nbf":{"essential":true, "value":"1604106651"}}}"#;
    let encoded = "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTYwNDEwNjY1MSJ9fX0=";
    let uri = "authorization_uri=https://login.example/common/oauth2/authorize";
    let mut refusals = vec![include_str!("answers/claims-unquoted-uri.http").to_owned()];
    for challenges in [
        &[format!(r"Bearer {uri}, error=insufficient_claims, claims={encoded}")][..],
        &[format!(r#"Bearer error_description="The token is "too old"", claims="{encoded}""#)],
        &["Negotiate".to_owned(), r#"Basic realm="a""#.to_owned(), format!(r#"Bearer {uri}, claims="{encoded}""#)],
        &[format!(r#"Basic realm="a, b", Bearer {uri}, claims="{encoded}""#)],
        &[format!(r#"Bearer claims="{claims}""#)],
    ] {
        let challenges = format!("www-authenticate: {}\r\n", challenges.join("\r\nwww-authenticate: "));
        let body = r#"{"error":{"code":"InvalidAuthenticationToken","message":"x"}}"#;
        let length = body.len();
        refusals.push(format!("HTTP/1.1 401 Unauthorized\r\n{challenges}content-length: {length}\r\n\r\n{body}"));
    }
    for refusal in refusals {
        let wire = Wire::responding_in_turn([refusal.clone(), http("200 OK", "application/json", "{}")]).await;
        let credential = Recording::default();
        let client = wire.builder().credential(credential.clone()).build().unwrap();
        client.beta().request("GET", "/me").await.unwrap();
        assert_eq!(*credential.0.lock().unwrap(), [None, Some(claims.to_owned())], "{refusal}");
    }
}

#[tokio::test(start_paused = true)]
async fn later_attempts_and_renewals_keep_the_claims() {
    let emulator = Emulator::start().await.unwrap();
    let token = emulator.token().to_owned();
    // A token without an expiry is not cached.
    let credential = Scripted::new(move |_| Ok((token.clone(), None)));
    emulator.inject_faults([Fault::ClaimsChallenge, Fault::unavailable(None), Fault::unavailable(None)]);
    list(&client(&emulator, &credential)).await.unwrap();
    let claims = |credential: &Scripted| {
        let requests = credential.requests.lock().unwrap();
        requests.iter().map(|request| request.claims().is_some()).collect::<Vec<_>>()
    };
    assert_eq!(claims(&credential), [false, true]);

    let credential = Scripted::valid_for(&emulator, 3600);
    let client = client(&emulator, &credential);
    emulator.inject_faults([Fault::ClaimsChallenge]);
    list(&client).await.unwrap();
    advance(Duration::from_secs(3400)).await;
    list(&client).await.unwrap();
    assert_eq!(claims(&credential), [false, true, true]);
}

#[tokio::test(start_paused = true)]
async fn unanswered_challenges_are_returned_with_the_reason() {
    let emulator = Emulator::start().await.unwrap();
    emulator.inject_faults([Fault::ClaimsChallenge]);
    let client = emulator.client_builder().credential(StaticToken::new(emulator.token())).build().unwrap();
    let error = list(&client).await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((error.kind(), error.outcome(), error.attempts()), (ErrorKind::Service, Outcome::Refused, 1));
    assert!(error.to_string().contains("asks for a token with other claims"), "{error}");
    assert!(error.source().unwrap().to_string().contains("a static token cannot satisfy"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn rejected_tokens_are_replaced_once() {
    let emulator = Emulator::start().await.unwrap();
    let token = emulator.token().to_owned();
    let credential = Scripted::new(move |number| {
        let token = if number == 0 { "revoked".to_owned() } else { token.clone() };
        Ok((token, Some(Duration::from_secs(3600))))
    });
    let client = client(&emulator, &credential);
    let devices = client.beta().device_management().windows_autopilot_device_identities();
    let device = WindowsAutopilotDeviceIdentity::new();
    let response = devices.create(&device).retry(RetryPolicy::never()).send().await.unwrap();
    assert_eq!((response.attempts(), credential.acquisitions(), emulator.devices().len()), (2, 2, 1));

    // The request is not retried with the same token.
    let credential = Scripted::new(|_| Ok(("revoked".to_owned(), Some(Duration::from_secs(3600)))));
    let error = list(&self::client(&emulator, &credential)).await.unwrap_err();
    assert!(error.is_unauthorized());
    assert_eq!((error.attempts(), credential.acquisitions()), (1, 2));
    let credential =
        Scripted::new(move |number| if number == 0 { Ok(("revoked".to_owned(), None)) } else { Err("no other") });
    let error = list(&self::client(&emulator, &credential)).await.unwrap_err();
    assert!(error.to_string().contains("could not acquire another token"), "{error}");
    assert_eq!(error.source().unwrap().to_string(), "no other");
}

#[tokio::test(start_paused = true)]
async fn tokens_have_the_scope_of_the_cloud() {
    for (builder, scope) in [
        (GraphClient::builder(), "https://graph.microsoft.com/.default"),
        (GraphClient::builder().cloud(Cloud::Global), "https://graph.microsoft.com/.default"),
        (GraphClient::builder().cloud(Cloud::UsGovernment), "https://graph.microsoft.us/.default"),
        (GraphClient::builder().cloud(Cloud::UsGovernmentDod), "https://dod-graph.microsoft.us/.default"),
        (GraphClient::builder().cloud(Cloud::China), "https://microsoftgraph.chinacloudapi.cn/.default"),
        (GraphClient::builder().endpoint("http://127.0.0.1:9"), "http://127.0.0.1:9/.default"),
        (
            GraphClient::builder().endpoint("https://gateway.example").cloud(Cloud::China),
            "https://microsoftgraph.chinacloudapi.cn/.default",
        ),
    ] {
        let credential = Scripted::new(|_| Err("none"));
        let client = builder.credential(credential.clone()).build().unwrap();
        list(&client).await.unwrap_err();
        assert_eq!(credential.requests.lock().unwrap()[0], TokenRequest::new(scope));
    }
}

#[tokio::test]
async fn tokens_are_not_sent_to_other_origins() {
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let other = Wire::responding(http("200 OK", "application/json", r#"{"value":[]}"#)).await;
        let redirect = |location: &str| {
            format!("HTTP/1.1 {status}\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        };
        for location in [other.endpoint(), "/beta/other", "//127.0.0.1:9/"] {
            let wire = Wire::responding(redirect(location)).await;
            let error = list(&wire.client()).await.unwrap_err();
            assert!(error.to_string().contains("a redirect, which is not followed"), "{error}");
            assert_eq!((error.outcome(), error.headers()["location"].to_str().unwrap()), (Outcome::Refused, location));
            assert_eq!(wire.requests().len(), 1);
        }
        let page = format!(r#"{{"value":[],"@odata.nextLink":"{}/next"}}"#, other.endpoint());
        let wire = Wire::responding(http("200 OK", "application/json", &page)).await;
        let page = wire.client().beta().device_management().windows_autopilot_device_identities().list().await.unwrap();
        let error = page.next_page().unwrap().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Request, Outcome::NotSent));
        assert!(error.to_string().contains("another origin, which must not get the token"), "{error}");
        assert!(wire.requests()[0].contains(TOKEN));
        assert!(other.requests().is_empty());
    }
}

#[tokio::test]
async fn references_boxes_and_arcs_implement_token_credential() {
    let emulator = Emulator::start().await.unwrap();
    let boxed: Box<dyn TokenCredential> = Box::new(StaticToken::new(emulator.token()));
    list(&emulator.client_builder().credential(boxed).build().unwrap()).await.unwrap();
    let shared: Arc<dyn TokenCredential> = Arc::new(StaticToken::new(emulator.token()));
    list(&emulator.client_builder().credential(Arc::clone(&shared)).build().unwrap()).await.unwrap();
    let reference: &'static dyn TokenCredential = Box::leak(Box::new(shared));
    list(&emulator.client_builder().credential(reference).build().unwrap()).await.unwrap();
}

#[test]
fn credentials_and_tokens_are_send_and_sync() {
    fn assert_send_sync<T: Send + Sync>() {}
    assert_send_sync::<(AccessToken, InvalidTokenError, StaticToken, TokenRequest, EmulatorCredential)>();
    assert_send_sync::<(Emulator, Fault)>();
    assert_send_sync::<Box<dyn TokenCredential>>();
}
