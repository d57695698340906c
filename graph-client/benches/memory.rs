//! How much memory a process needs that creates many devices. Each client has processes of its own, which are this program
//! again; the server stays in the first one.

mod creates;

use creates::{Clients, NAMES};
use measure::{Bench, Entry, Table};
use std::process::Command;
use std::{env, fs, io};

/// The first argument of a process that is to create devices; the name of its client and the service root follow.
const CHILD: &str = "create";

/// How many processes each client has. The median of them counts.
const PROCESSES: usize = 3;

const STATUS: &str = "/proc/self/status";

fn main() -> io::Result<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if let [first, name, root, creates] = arguments.as_slice()
        && first == CHILD
    {
        Clients::new(root)?.create(name, creates.parse().map_err(io::Error::other)?, 1);
        println!("{}", peak_kibibytes()?);
        return Ok(());
    }
    let mut bench = Bench::new("graph-client", "memory");
    if fs::exists(STATUS)? {
        let creates = if bench.is_smoke_test() { 1 } else { 20_000 };
        let table = measure(&creates::serve()?, creates)?;
        bench.add(table);
    } else {
        println!("the peak of a process's memory is not measured: there is no {STATUS} to read it from");
    }
    bench.finish()
}

fn measure(root: &str, creates: u32) -> io::Result<Table> {
    let mut peaks = NAMES.map(|_| Vec::new());
    for _ in 0..PROCESSES {
        for (name, peaks) in NAMES.into_iter().zip(&mut peaks) {
            peaks.push(peak_of_child(name, root, creates)?);
        }
    }
    let entries = NAMES.into_iter().zip(peaks).map(|(name, mut peaks)| {
        peaks.sort_unstable();
        Entry { resident_bytes: Some(peaks[PROCESSES / 2] * 1024), ..Entry::new(name) }
    });
    Ok(Table { title: format!("create {creates} devices in a process"), entries: entries.collect() })
}

fn peak_of_child(name: &str, root: &str, creates: u32) -> io::Result<u64> {
    let output = Command::new(env::current_exe()?).args([CHILD, name, root, &creates.to_string()]).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// The most memory that this process had so far.
fn peak_kibibytes() -> io::Result<u64> {
    let status = fs::read_to_string(STATUS)?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    line.and_then(|number| number.parse().ok()).ok_or_else(|| io::Error::other("the kernel does not say VmHWM"))
}
