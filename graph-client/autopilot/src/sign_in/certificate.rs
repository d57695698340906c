//! Signing in as an app with a certificate: a signed assertion in place of a secret.
//!
//! <https://learn.microsoft.com/entra/identity-platform/certificate-credentials>

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PSS_SHA256, RsaKeyPair};
use azure_core::error::ErrorKind;
use azure_core::http::ClientMethodOptions;
use azure_identity::ClientAssertion;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use graph_client::Cloud;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use std::fmt::{self, Debug, Formatter};
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// The time for which an assertion is valid.
const LIFETIME: Duration = Duration::from_secs(300);

/// The certificate of an app, with its private key.
pub(super) struct Certificate {
    key: RsaKeyPair,
    /// The SHA-256 of the certificate, by which the service finds it.
    thumbprint: String,
    client: String,
    /// The token endpoint.
    audience: String,
}

impl Certificate {
    /// Reads a PEM file with a certificate and its private key.
    pub(super) fn read(path: &Path, tenant: &str, client: &str, cloud: Cloud) -> Result<Self, String> {
        let named = |reason: &str| format!("{}: {reason}", path.display());
        let pem = fs::read(path).map_err(|error| named(&error.to_string()))?;
        let certificate = CertificateDer::from_pem_slice(&pem).map_err(|_| {
            // A PFX file is a sequence in DER.
            named(if pem.first() == Some(&0x30) {
                "this is a PFX file; convert it to PEM: openssl pkcs12 -in FILE.pfx -out FILE.pem -nodes"
            } else {
                "there is no certificate in PEM in it"
            })
        })?;
        let key = PrivateKeyDer::from_pem_slice(&pem)
            .map_err(|_| named("there is no unencrypted private key in PEM in it; it has to be in the same file"))?;
        let key = match &key {
            PrivateKeyDer::Pkcs8(key) => RsaKeyPair::from_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()),
            _ => return Err(named("the private key is not an RSA key, which Microsoft Entra requires")),
        };
        Ok(Self {
            key: key.map_err(|error| named(&format!("the private key is not a usable RSA key: {error}")))?,
            thumbprint: BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, &certificate)),
            client: client.to_owned(),
            audience: format!("{}/{tenant}/oauth2/v2.0/token", cloud.authority_host()),
        })
    }

    /// Returns a JSON Web Token that proves the possession of the key.
    fn assertion(&self, now: SystemTime) -> Result<String, String> {
        let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let header = json!({ "alg": "PS256", "typ": "JWT", "x5t#S256": self.thumbprint });
        let claims = json!({
            "aud": self.audience, "iss": self.client, "sub": self.client, "jti": Uuid::new_v4().to_string(),
            "nbf": seconds(now), "iat": seconds(now), "exp": seconds(now + LIFETIME),
        });
        let encode = |json: &Value| BASE64_URL_SAFE_NO_PAD.encode(json.to_string());
        let signed = format!("{}.{}", encode(&header), encode(&claims));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(&RSA_PSS_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
            .map_err(|_| "cannot sign with the private key of the certificate".to_owned())?;
        Ok(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature)))
    }
}

#[async_trait::async_trait]
impl ClientAssertion for Certificate {
    async fn secret(&self, _: Option<ClientMethodOptions<'_>>) -> azure_core::Result<String> {
        let assertion = self.assertion(SystemTime::now());
        assertion.map_err(|reason| azure_core::Error::with_message(ErrorKind::Credential, reason))
    }
}

impl Debug for Certificate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("thumbprint", &self.thumbprint).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
