//! The memory of a process that creates many devices, against reqwest alone. Each client runs in processes of its own, which
//! are this program again; the server stays in the first one.

mod creates;

use creates::{Clients, NAMES};
use measure::{Bench, Entry, Table};
use std::process::Command;
use std::{env, fs, io};

/// The first argument of a process that creates devices. The name of its client, the endpoint and the number follow.
const CHILD: &str = "create";

/// The number of processes of each client; their median counts.
const PROCESSES: usize = 3;

const STATUS: &str = "/proc/self/status";

fn main() -> io::Result<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let [first, name, endpoint, creates] = arguments.as_slice()
        && first == CHILD
    {
        Clients::new(endpoint)?.create(name, creates.parse().map_err(io::Error::other)?, 1);
        println!("{}", peak_kibibytes()?);
        return Ok(());
    }
    let mut bench = Bench::new("graph-client", "memory");
    if fs::exists(STATUS)? {
        let creates = if bench.is_smoke_test() { 1 } else { 20_000 };
        let table = measure(&creates::serve()?, creates)?;
        bench.add(table);
    } else {
        println!("skipped: peak memory is read from {STATUS}, which does not exist here");
    }
    bench.finish()
}

fn measure(endpoint: &str, creates: u32) -> io::Result<Table> {
    let mut peaks = NAMES.map(|_| Vec::new());
    for _ in 0..PROCESSES {
        for (name, peaks) in NAMES.into_iter().zip(&mut peaks) {
            peaks.push(peak_of_child(name, endpoint, creates)?);
        }
    }
    let entries = NAMES.into_iter().zip(peaks).map(|(name, mut peaks)| {
        peaks.sort_unstable();
        Entry { resident_bytes: Some(peaks[PROCESSES / 2] * 1024), ..Entry::new(name) }
    });
    Ok(Table { title: format!("create {creates} devices in a process"), entries: entries.collect() })
}

fn peak_of_child(name: &str, endpoint: &str, creates: u32) -> io::Result<u64> {
    let output = Command::new(env::current_exe()?).args([CHILD, name, endpoint, &creates.to_string()]).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// Returns the peak memory of this process.
fn peak_kibibytes() -> io::Result<u64> {
    let status = fs::read_to_string(STATUS)?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    line.and_then(|number| number.parse().ok()).ok_or_else(|| io::Error::other("no VmHWM in the status of the process"))
}
