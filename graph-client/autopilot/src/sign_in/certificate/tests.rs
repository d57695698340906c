use super::{BASE64_URL_SAFE_NO_PAD, Certificate, Cloud, Engine};
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PSS_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use rustls_pki_types::PrivatePkcs8KeyDer;
use serde_json::Value;
use std::fs;
use std::time::{Duration, UNIX_EPOCH};

fn pem() -> String {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
    let pair =
        rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(der.as_ref()), &rcgen::PKCS_RSA_SHA256)
            .unwrap();
    let certificate = rcgen::CertificateParams::default().self_signed(&pair).unwrap();
    format!("{}{}", pair.serialize_pem(), certificate.pem())
}

fn read(content: &[u8]) -> Result<Certificate, String> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.pem");
    fs::write(&path, content).unwrap();
    Certificate::read(&path, "tenant", "app", Cloud::China)
}

#[test]
fn the_assertion_is_signed_with_the_key_and_names_the_certificate() {
    let certificate = read(pem().as_bytes()).unwrap();
    let assertion = certificate.assertion(UNIX_EPOCH + Duration::from_secs(1000)).unwrap();
    let (signed, signature) = assertion.rsplit_once('.').unwrap();
    let public = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, certificate.key.public_key());
    public.verify(signed.as_bytes(), &BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();

    let parts: Vec<Value> = signed
        .split('.')
        .map(|part| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
        .collect();
    assert_eq!(parts[0]["x5t#S256"], certificate.thumbprint);
    assert_eq!(parts[1]["aud"], "https://login.chinacloudapi.cn/tenant/oauth2/v2.0/token");
    assert_eq!((&parts[1]["iss"], &parts[1]["nbf"], &parts[1]["exp"]), (&"app".into(), &1000.into(), &1300.into()));
}

#[test]
fn files_that_cannot_be_used_are_explained() {
    let pem = pem();
    let (key, certificate) = pem.split_at(pem.find("-----BEGIN CERTIFICATE").unwrap());
    for (content, expected) in [
        (key.as_bytes(), "there is no certificate in PEM in it"),
        (certificate.as_bytes(), "there is no unencrypted private key in PEM in it"),
        (b"\x30\x82\x0a\x00", "openssl pkcs12 -in FILE.pfx"),
    ] {
        let error = read(content).unwrap_err();
        assert!(error.contains(expected) && error.contains("app.pem"), "{error}");
    }
}
