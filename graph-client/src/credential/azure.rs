//! Credentials of the Azure SDK.

use super::{AccessToken, TokenCredential, TokenFuture, TokenRequest};
use azure_core::credentials::TokenCredential as AzureTokenCredential;
use std::sync::Arc;
use std::time::SystemTime;

/// Any credential of the Azure SDK: a client secret, a certificate, a workload or managed identity, the signed-in user of
/// the Azure CLI. Needs the feature `azure-identity`.
///
/// In a cloud other than the global one, the credential has to be told about the cloud, too:
/// [`Cloud::authority_host`](crate::Cloud::authority_host) says where its tokens come from.
///
/// The Azure SDK has no way to ask for claims. Where the service asks for some (with continuous access evaluation, after
/// a session was revoked), the request fails with 401 until the credential gives another token.
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
    /// Takes the credential as the constructors of `azure_identity` return it.
    #[must_use]
    pub fn new(credential: Arc<dyn AzureTokenCredential>) -> Self {
        Self(credential)
    }
}

impl TokenCredential for AzureCredential {
    fn token<'a>(&'a self, request: &'a TokenRequest) -> TokenFuture<'a> {
        Box::pin(async move {
            if request.claims().is_some() {
                return Err("the service asks for a token with other claims, which the Azure SDK cannot ask for".into());
            }
            let token = self.0.get_token(&[request.scope()], None).await?;
            Ok(AccessToken::new(token.token.secret())?.with_expires_on(SystemTime::from(token.expires_on)))
        })
    }
}
