//! The allocations to create devices, against reqwest alone. The server has a thread of its own and is not counted.

mod creates;
mod loopback;

use creates::Clients;
use measure::{Allocations, Bench};
use std::io;

fn main() -> io::Result<()> {
    let clients = Clients::new(&creates::serve()?)?;
    let mut bench = Bench::new("graph-client", "allocations");
    for comparison in clients.comparisons() {
        bench.count(comparison, |run| {
            let counted = allocation_counter::measure(run);
            Allocations { count: counted.count_total, bytes: counted.bytes_total, peak_bytes: counted.bytes_max }
        });
    }
    bench.finish()
}
