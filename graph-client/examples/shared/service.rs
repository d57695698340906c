//! The service that an example calls: Microsoft Graph, or an emulator.

use graph_client::emulator::Emulator;
use graph_client::{AccessToken, GraphClient, StaticToken};
use std::env::{self, VarError};
use std::error::Error;

/// The environment variable with an access token for Microsoft Graph.
pub(crate) const TOKEN_VARIABLE: &str = "GRAPH_ACCESS_TOKEN";

/// Returns a client for Microsoft Graph, or a new emulator and a client for it.
pub(crate) async fn client() -> Result<(GraphClient, Option<Emulator>), Box<dyn Error>> {
    match env::var(TOKEN_VARIABLE) {
        Ok(token) => {
            AccessToken::new(token.as_str()).map_err(|error| format!("{TOKEN_VARIABLE}: {error}"))?;
            Ok((GraphClient::builder().credential(StaticToken::new(token)).build()?, None))
        }
        Err(VarError::NotPresent) => {
            let emulator = Emulator::start().await?;
            println!("{TOKEN_VARIABLE} is not set: calling an emulator");
            Ok((emulator.client()?, Some(emulator)))
        }
        Err(VarError::NotUnicode(_)) => Err(format!("{TOKEN_VARIABLE}: the access token is not valid UTF-8").into()),
    }
}
