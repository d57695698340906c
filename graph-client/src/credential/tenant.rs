//! The tenant that an access token is for.

use super::AccessToken;
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use serde_json::Value;
use uuid::Uuid;

impl AccessToken {
    /// Returns the id of the tenant that the token is for: the claim `tid` of a JSON Web Token. The token is not validated.
    ///
    /// A token is opaque to clients, and its format may change. Use the id only to notice that it is another one.
    pub(crate) fn tenant_id(&self) -> Option<String> {
        let payload = self.secret.expose_secret().split('.').nth(1)?;
        let payload = BASE64_URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
        let payload: Value = serde_json::from_slice(&payload).ok()?;
        // Nothing but an id gets out of the token.
        let id: Uuid = payload.get("tid")?.as_str()?.parse().ok()?;
        Some(id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::{AccessToken, BASE64_URL_SAFE_NO_PAD, Engine};

    fn tenant_id(payload: &str) -> Option<String> {
        let payload = BASE64_URL_SAFE_NO_PAD.encode(payload);
        AccessToken::new(format!("eyJ0eXAi.{payload}.c2ln")).unwrap().tenant_id()
    }

    #[test]
    fn the_tenant_is_that_of_the_token() {
        const ID: &str = "fac6f0b1-f0b1-fac6-b1f0-c6fab1f0c6fa";
        assert_eq!(tenant_id(&format!(r#"{{"tid":"{ID}"}}"#)).as_deref(), Some(ID));
        assert_eq!(tenant_id(&format!(r#"{{"tid":"{}"}}"#, ID.to_uppercase())).as_deref(), Some(ID));
        for payload in ["", "7", "{}", r#"{"tid":7}"#, r#"{"tid":"secret"}"#] {
            assert_eq!(tenant_id(payload), None, "{payload}");
        }
        for token in ["opaque", "a.b", "a..c", "a.====.c"] {
            assert_eq!(AccessToken::new(token).ok().and_then(|token| token.tenant_id()), None, "{token}");
        }
    }
}
