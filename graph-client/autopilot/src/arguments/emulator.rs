//! The options of the emulator.

use clap::Args;
use graph_client::emulator::{RetryAfter, Throttle};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

/// How to serve an emulator.
#[derive(Debug, Args)]
pub(crate) struct EmulatorArguments {
    /// The port to listen on; 0 means any free port
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,

    /// The only access token to accept [default: a random one]
    #[arg(long)]
    pub(crate) token: Option<String>,

    /// The maximum number of objects on a page [default: no limit]
    #[arg(long, value_name = "N")]
    pub(crate) page_size: Option<NonZeroUsize>,

    /// Throttle writes by a token bucket, such as 100 in 20 seconds: 100/20
    #[arg(long, value_name = "WRITES/SECONDS", num_args = 0..=1, default_missing_value = "100/20", value_parser = bucket)]
    pub(crate) bucket: Option<Throttle>,

    /// Send Retry-After with these seconds to throttled clients
    #[arg(long, value_name = "SECONDS", requires = "bucket")]
    pub(crate) retry_after: Option<u64>,

    /// Inject random faults into this share of the requests, such as 0.3
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) faults: Option<f64>,

    /// The seed of the faults and of the order of responses in batches
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Refuse to create devices, as Microsoft's service does
    #[arg(long)]
    pub(crate) no_create_route: bool,

    /// Divide the time of imports and of everything else that takes time by this number
    #[arg(long, value_name = "N", default_value_t = 1.0, value_parser = scale)]
    pub(crate) time_scale: f64,

    /// Read the objects from this JSON file, if it exists, and write them to it at the end
    ///
    /// The file contains secrets such as product keys. It does not contain pending events: an import in progress never completes,
    /// and a profile that was assigned to a single device is no longer assigned.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,

    /// Serve https with a certificate that is made at the start
    #[arg(long)]
    pub(crate) tls: bool,

    /// Write the certificate of the certificate authority to this file in PEM
    ///
    /// Let clients trust it: with `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`, or `curl --cacert`.
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(crate) ca: Option<PathBuf>,
}

impl EmulatorArguments {
    pub(crate) fn throttle(&self) -> Option<Throttle> {
        let throttle = self.bucket.clone()?;
        Some(match self.retry_after {
            Some(seconds) => throttle.with_retry_after(RetryAfter::Seconds(seconds)),
            None => throttle,
        })
    }
}

fn bucket(text: &str) -> Result<Throttle, String> {
    let parts = text.split_once('/').and_then(|(writes, seconds)| Some((writes.parse().ok()?, seconds.parse().ok()?)));
    match parts {
        Some((writes @ 1.., seconds @ 1..)) => Ok(Throttle::new(writes, Duration::from_secs(seconds))),
        _ => Err("expected two positive numbers, such as 100/20".to_owned()),
    }
}

fn scale(text: &str) -> Result<f64, String> {
    let scale = text.parse().ok().filter(|scale| *scale > 0.0 && f64::is_finite(*scale));
    scale.ok_or_else(|| "expected a positive number".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}
