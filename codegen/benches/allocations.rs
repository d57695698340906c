//! The allocations of the same comparisons.

mod generation;

use generation::Metadata;
use measure::{Allocations, Bench};
use std::io;

fn main() -> io::Result<()> {
    let metadata = Metadata::read()?;
    let mut bench = Bench::new("codegen", "allocations");
    for metadata in &metadata {
        bench.count(metadata.comparison(), |run| {
            let counted = allocation_counter::measure(run);
            Allocations { count: counted.count_total, bytes: counted.bytes_total, peak_bytes: counted.bytes_max }
        });
    }
    bench.finish()
}
