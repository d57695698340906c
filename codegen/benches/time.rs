//! The time to generate models, to cut a slice and to compare two snapshots. The baseline visits every attribute of the
//! schema.

mod generation;

use generation::Metadata;
use measure::Bench;
use std::io;

fn main() -> io::Result<()> {
    let metadata = Metadata::read()?;
    let mut bench = Bench::new("codegen", "time");
    for metadata in &metadata {
        bench.time(metadata.comparison());
    }
    bench.finish()
}
