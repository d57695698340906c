//! A long run against the emulator: registers, lists, changes and removes devices, with faults and a limit, until the time is up.
//! The resources of the client in each third of the time show whether something grows. The emulator has a process of its own,
//! which is this program again.

mod emulator;
mod resources;
mod work;

use graph_client::{GraphClient, StaticToken};
use measure::{Bench, Entry, Table};
use resources::Resources;
use std::env;
use std::io::{self, ErrorKind};
use std::time::{Duration, Instant};
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until};
use work::Work;

/// The number of tasks that work at the same time.
const WORKERS: u64 = 4;

/// The parts of the time.
const THIRDS: [&str; 3] = ["first third", "second third", "last third"];

fn main() -> io::Result<()> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == emulator::CHILD) {
        return emulator::serve();
    }
    let mut bench = Bench::new("graph-client", "soak");
    let minutes = minutes(&arguments)?;
    if Resources::are_available() {
        let time = Duration::from_secs(if bench.is_smoke_test() { 3 } else { u64::from(minutes) * 60 });
        bench.add(table(time)?);
    } else {
        println!("skipped: the resources of a process are not known here");
    }
    bench.finish()
}

/// Returns the value of `--minutes`.
fn minutes(arguments: &[String]) -> io::Result<u32> {
    let mut rest = arguments.iter().skip_while(|argument| *argument != "--minutes");
    if rest.next().is_none() {
        return Ok(60);
    }
    let minutes = rest.next().and_then(|minutes| minutes.parse().ok()).filter(|minutes| *minutes > 0);
    minutes.ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "--minutes: expected a number of minutes"))
}

fn table(time: Duration) -> io::Result<Table> {
    let service = emulator::Service::start()?;
    let credential = StaticToken::new(service.token.as_str());
    let client = GraphClient::builder().endpoint(&service.endpoint).credential(credential).build();
    let client = client.map_err(io::Error::other)?;
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let entries = runtime.block_on(soak(&client, time))?;
    let title = format!("register, list, change and remove devices for {} s", time.as_secs());
    Ok(Table { title, entries })
}

async fn soak(client: &GraphClient, time: Duration) -> io::Result<Vec<Entry>> {
    let start = Instant::now();
    let work = Work::new(client, start + time)?;
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS {
        let work = work.clone();
        workers.spawn(async move { work.run(worker).await });
    }
    let mut entries = Vec::new();
    for (third, name) in (1..).zip(THIRDS) {
        let (end, before) = (start + time * third / 3, work.devices());
        let mut used = Resources::default();
        while Instant::now() < end {
            sleep(Duration::from_millis(200)).await;
            used.update()?;
        }
        sleep_until(end.into()).await;
        let devices = f64::from(work.devices() - before) / (time / 3).as_secs_f64() * 60.0;
        entries.push(used.entry(name).with("devices per minute", devices, ""));
    }
    // Each worker finishes what it has begun, and finds whether a device is lost or doubled.
    while let Some(worker) = workers.join_next().await {
        worker.map_err(io::Error::other)??;
    }
    println!("{} devices were registered once, listed, changed and removed", work.devices());
    Ok(entries)
}
