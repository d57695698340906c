//! The service that a command uses: Microsoft Graph, another host, or an emulator in this process.

use crate::arguments::ConnectionArguments;
use crate::failure::Failure;
use crate::screen::note;
use crate::{rehearsal, sign_in};
use graph_client::emulator::Emulator;
use graph_client::{AccessToken, Cloud, GraphClient, RetryPolicy, StaticToken};
use std::env::{self, VarError};
use std::time::Duration;

/// The environment variable with an access token.
const TOKEN_VARIABLE: &str = "GRAPH_ACCESS_TOKEN";

/// The time between two polls.
const POLL_INTERVAL: Duration = Duration::from_secs(15);

/// A signed-in client.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) client: GraphClient,
    pub(crate) poll_interval: Duration,
    /// Serves the client as long as it lives.
    emulator: Option<Emulator>,
}

impl Connection {
    /// Signs in, or starts an emulator.
    pub(crate) async fn open(arguments: &ConnectionArguments) -> Result<Self, Failure> {
        if arguments.rehearses {
            let emulator = rehearsal::start().await?;
            note("rehearsal: an emulator with sample devices replaces the service; nothing is kept");
            let poll_interval = rehearsal::faster(POLL_INTERVAL);
            return Ok(Self { client: emulator.client()?, poll_interval, emulator: Some(emulator) });
        }
        let cloud = arguments.cloud.map(|cloud| cloud.0);
        let mut builder = GraphClient::builder();
        if let Some(cloud) = cloud {
            builder = builder.cloud(cloud);
        }
        if let Some(endpoint) = &arguments.endpoint {
            builder = builder.endpoint(endpoint);
        }
        if is_of_this_machine(arguments) {
            builder = builder.retry(impatient());
        }
        let builder = match token()? {
            Some(token) => builder.credential(token),
            None if is_of_this_machine(arguments) => {
                return Err(Failure::new(format!("{TOKEN_VARIABLE} is not set"))
                    .with_advice(
                        "Set it to the access token that `autopilot emulator` has printed. Another service needs a URL with https.",
                    ));
            }
            None => {
                let cloud = cloud.unwrap_or(Cloud::Global);
                builder.cloud(cloud).credential(sign_in::credential(cloud).await?)
            }
        };
        Ok(Self { client: builder.build()?, poll_interval: POLL_INTERVAL, emulator: None })
    }

    /// Returns `true` if an emulator in this process is the service.
    pub(crate) fn is_rehearsal(&self) -> bool {
        self.emulator.is_some()
    }
}

/// Returns the retry policy for emulators, which need not be spared.
fn impatient() -> RetryPolicy {
    RetryPolicy::default().with_initial_backoff(Duration::from_millis(50)).with_max_backoff(Duration::from_secs(1))
}

/// Returns `true` if the endpoint is an emulator's: it accepts its own token only.
fn is_of_this_machine(arguments: &ConnectionArguments) -> bool {
    arguments.endpoint.as_deref().is_some_and(|endpoint| endpoint.to_ascii_lowercase().starts_with("http:"))
}

/// Returns the token from the environment.
fn token() -> Result<Option<StaticToken>, Failure> {
    let advice = "Set it to an access token for Microsoft Graph, or unset it to sign in by other means.";
    match env::var(TOKEN_VARIABLE) {
        Ok(token) => {
            let token = token.trim();
            AccessToken::new(token)
                .map_err(|error| Failure::new(format!("{TOKEN_VARIABLE}: {error}")).with_advice(advice))?;
            Ok(Some(StaticToken::new(token)))
        }
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => {
            Err(Failure::new(format!("{TOKEN_VARIABLE}: the access token is not valid UTF-8")).with_advice(advice))
        }
    }
}
