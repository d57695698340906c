//! TLS with certificates that are made at the start of the emulator.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use std::io;
use std::sync::Arc;
use std::time::SystemTime;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

/// The names of this host in the certificate.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The days that certificates are valid. Some clients refuse those of more than 825 days.
const VALIDITY_DAYS: i64 = 365;

const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";

/// A certificate authority of its own, and a certificate for this host.
pub(super) struct Tls {
    acceptor: TlsAcceptor,
    /// The certificate of the authority.
    pub(super) authority_pem: String,
}

impl Tls {
    pub(super) fn new() -> io::Result<Self> {
        let authority = authority().map_err(io::Error::other)?;
        let mut parameters = parameters(&NAMES, "Microsoft Graph emulator").map_err(io::Error::other)?;
        parameters.use_authority_key_identifier_extension = true;
        parameters.key_usages.push(KeyUsagePurpose::DigitalSignature);
        parameters.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = parameters.signed_by(&key, &authority).map_err(io::Error::other)?;

        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), authority_pem: authority.pem() })
    }

    /// Makes the handshake.
    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(stream).await
    }
}

/// Returns whether the client has chosen HTTP/2.
pub(super) fn is_http_2(stream: &TlsStream<TcpStream>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(HTTP_2)
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut parameters = parameters(&[], "Microsoft Graph emulator CA")?;
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages.extend([KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign]);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate()?)
}

/// Returns the parameters of a certificate that is valid from yesterday on, because clocks differ.
#[allow(clippy::cast_possible_truncation, reason = "a month and a day are small")]
fn parameters(names: &[&str], common_name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut parameters = CertificateParams::new(names.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    parameters.distinguished_name.push(DnType::CommonName, common_name);
    let now = DateTime::<Utc>::from(SystemTime::now());
    let [not_before, not_after] = [-1, VALIDITY_DAYS].map(|days| {
        let date = now + TimeDelta::days(days);
        date_time_ymd(date.year(), date.month() as u8, date.day() as u8)
    });
    parameters.not_before = not_before;
    parameters.not_after = not_after;
    Ok(parameters)
}
