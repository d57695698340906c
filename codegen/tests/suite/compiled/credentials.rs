//! Credentials of every type are secrets.

use super::providers::Provider;
use graph_models::odata::Object;

#[test]
fn credentials_of_every_type_are_secrets() {
    for (value, secret) in [(r#""c2VjcmV0""#, "c2VjcmV0"), (r#"{"key":"AAAA"}"#, "AAAA"), ("8675309", "8675309")] {
        for name in ["privateKey", "credential"] {
            let json = format!(r#"{{"{name}":{value}}}"#);
            let provider: Provider = serde_json::from_str(&json).unwrap();
            let secrets: Vec<_> = provider.secrets().iter().map(|secret| secret.expose_secret().to_owned()).collect();
            assert_eq!(secrets, [secret], "{json}");
            assert!(!format!("{provider:?}").contains(secret), "{provider:?}");
            assert_eq!(serde_json::to_string(&provider).unwrap(), json);
        }
    }
}
