//! The adapter for credentials of the Azure SDK.

use super::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
use azure_core::credentials::TokenCredential as AzureTokenCredential;
use std::sync::Arc;
use std::time::SystemTime;

/// A credential of the Azure SDK, such as a client secret, a certificate, a workload or managed identity, or the user
/// signed in to the Azure CLI. Requires the feature `azure-identity`.
///
/// For a national cloud, configure the Azure credential with the cloud's authority host as well; see
/// [`Cloud::authority_host`](crate::Cloud::authority_host).
///
/// The Azure SDK cannot request claims. After a claims challenge (continuous access evaluation, for example when a session
/// was revoked), requests fail with 401 until the credential returns a different token.
///
/// ```
/// use azure_identity::ClientSecretCredential;
/// use graph_client::{AzureCredential, GraphClient};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let (tenant, app, secret) = ("fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa", "app".to_owned(), "secret".to_owned());
/// let credential = ClientSecretCredential::new(tenant, app, secret.into(), None)?;
/// let client = GraphClient::builder().credential(AzureCredential::new(credential)).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct AzureCredential(Arc<dyn AzureTokenCredential>);

impl AzureCredential {
    /// Wraps a credential as the constructors of `azure_identity` return it.
    #[must_use]
    pub fn new(credential: Arc<dyn AzureTokenCredential>) -> Self {
        Self(credential)
    }
}

impl TokenCredential for AzureCredential {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        Box::pin(async move {
            if request.claims().is_some() {
                return Err("the Azure SDK cannot request the claims that the service demands".into());
            }
            let token = self.0.get_token(&[request.scope()], None).await?;
            Ok(AccessToken::new(token.token.secret())?.with_expires_on(SystemTime::from(token.expires_on)))
        })
    }
}
