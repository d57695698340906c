//! Allocations to read, write and clone devices, in the same comparisons as `time`.

mod devices;

use devices::Documents;
use measure::{Allocations, Bench};
use std::io;

fn main() -> io::Result<()> {
    let documents = Documents::new();
    let mut bench = Bench::new("graph-models", "allocations");
    for comparison in documents.comparisons() {
        bench.count(comparison, |run| {
            let counted = allocation_counter::measure(run);
            Allocations { count: counted.count_total, bytes: counted.bytes_total, peak_bytes: counted.bytes_max }
        });
    }
    bench.finish()
}
