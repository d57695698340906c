//! The memory of a process that creates many devices, against reqwest alone. Each client runs in processes of its own, which
//! are this program again; the server stays in the first one.

mod creates;
mod loopback;

use creates::{Clients, NAMES};
use measure::{Bench, Entry, Table, Usage};
use std::{env, io};

/// The first argument of a process that creates devices. The name of its client, the endpoint and the number follow.
const CHILD: &str = "create";

/// The number of processes of each client; their median counts.
const PROCESSES: usize = 3;

fn main() -> io::Result<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let [first, name, endpoint, creates] = arguments.as_slice()
        && first == CHILD
    {
        Clients::new(endpoint)?.create(name, creates.parse().map_err(io::Error::other)?, 1);
        return Usage::report();
    }
    let mut bench = Bench::new("graph-client", "memory");
    if Usage::is_available() {
        let creates = if bench.is_smoke_test() { 1 } else { 20_000 };
        let table = measure(&creates::serve()?, creates)?;
        bench.add(table);
    } else {
        println!("skipped: the memory of a process is not known here");
    }
    bench.finish()
}

fn measure(endpoint: &str, creates: u32) -> io::Result<Table> {
    let mut peaks = NAMES.map(|_| Vec::new());
    for _ in 0..PROCESSES {
        for (name, peaks) in NAMES.into_iter().zip(&mut peaks) {
            peaks.push(Usage::of_child(&[CHILD, name, endpoint, &creates.to_string()])?.peak_bytes);
        }
    }
    let entries = NAMES.into_iter().zip(peaks).map(|(name, mut peaks)| {
        peaks.sort_unstable();
        Entry { resident_bytes: Some(peaks[PROCESSES / 2]), ..Entry::new(name) }
    });
    Ok(Table { title: format!("create {creates} devices in a process"), entries: entries.collect() })
}
