//! The time to create devices, against reqwest alone.

mod creates;
mod loopback;

use creates::Clients;
use measure::Bench;
use std::io;

fn main() -> io::Result<()> {
    let clients = Clients::new(&creates::serve()?)?;
    let mut bench = Bench::new("graph-client", "time");
    for comparison in clients.comparisons() {
        bench.time(comparison);
    }
    bench.finish()
}
