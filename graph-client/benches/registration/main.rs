//! The requests and the time of registrations under the service's limit, in virtual time, and their memory and CPU time.

mod limit;
#[path = "../loopback/mod.rs"]
mod loopback;
mod rows;
mod server;

use graph_client::autopilot::Row;
use measure::{Bench, Usage};
use std::{env, io};

fn main() -> io::Result<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let [first, endpoint, rows] = arguments.as_slice()
        && first == rows::CHILD
    {
        rows::register_all(endpoint, rows.parse().map_err(io::Error::other)?)?;
        return Usage::report();
    }
    let mut bench = Bench::new("graph-client", "registration");
    let [limited, streamed]: [&[u64]; 2] =
        if bench.is_smoke_test() { [&[10], &[10]] } else { [&[100, 1000, 10_000], &[1000, 100_000, 1_000_000]] };
    for devices in limited {
        bench.add(limit::table(*devices)?);
    }
    if Usage::is_available() {
        bench.add(rows::table(streamed)?);
    } else {
        println!("skipped: the memory of a process is not known here");
    }
    bench.finish()
}

/// Returns a row with a hardware hash of 4 kB.
fn row(number: u64) -> Row {
    Row::new(number, format!("SN{number:08}"), format!("T0EB{number:012}") + &"QUJD".repeat(1020))
}

/// Returns a number of requests, devices or bytes.
#[allow(clippy::cast_precision_loss, reason = "the numbers are small")]
fn float(number: u64) -> f64 {
    number as f64
}
