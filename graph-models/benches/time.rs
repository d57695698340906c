//! Time to read, write and clone devices, compared with other ways to use serde.

mod devices;

use devices::Documents;
use measure::Bench;
use std::io;

fn main() -> io::Result<()> {
    let documents = Documents::new();
    let mut bench = Bench::new("graph-models", "time");
    for comparison in documents.comparisons() {
        bench.time(comparison);
    }
    bench.finish()
}
