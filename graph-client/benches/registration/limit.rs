//! Registrations against the emulator with a limit of 100 writes in 20 seconds, in virtual time.

use crate::{float, row};
use futures_util::TryStreamExt;
use graph_client::Method;
use graph_client::autopilot::{Event, register};
use graph_client::emulator::{Emulator, Throttle};
use measure::{Entry, Table};
use std::io;
use std::num::NonZeroUsize;
use tokio::runtime::Builder;
use tokio::time::Instant;

/// The limit, which is [`Throttle::default`].
const CAPACITY: f64 = 100.0;
const PERIOD: f64 = 20.0;

/// The items on a page.
const PAGE_SIZE: NonZeroUsize = NonZeroUsize::new(1000).expect("it is not zero");

/// The rounds of questions of a script that asks every 15 seconds, until an import has ended after 95.
const SCRIPT_ROUNDS: f64 = 7.0;
const SCRIPT_INTERVAL: f64 = 15.0;

/// What a registration has cost.
#[derive(Default)]
struct Cost {
    imports: f64,
    /// The pages that were requested.
    lists: f64,
    /// The pages of all records, once before the first import and once in each round.
    expected_lists: f64,
    deletions: f64,
    batches: f64,
    last_verdict: f64,
    end: f64,
}

pub(crate) fn table(devices: u64) -> io::Result<Table> {
    let measured = |keeps_records| {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build()?;
        runtime.block_on(measure(devices, keeps_records)).map_err(io::Error::other)
    };
    let entries = vec![
        script(devices).entry("script", devices),
        measured(true)?.entry("register, records kept", devices),
        measured(false)?.entry("register", devices),
    ];
    Ok(Table { title: format!("register {devices} devices"), entries })
}

/// Computes what a script costs that sends a request for each device, and then lists all records for each in every round.
fn script(devices: u64) -> Cost {
    let devices = float(devices);
    let posted = (devices - CAPACITY).max(0.0) * PERIOD / CAPACITY;
    let end = posted + SCRIPT_ROUNDS * SCRIPT_INTERVAL;
    let lists = devices * SCRIPT_ROUNDS * pages(devices);
    Cost { imports: devices, lists, last_verdict: end, end, ..Cost::default() }
}

async fn measure(devices: u64, keeps_records: bool) -> Result<Cost, Box<dyn std::error::Error + Send + Sync>> {
    let emulator = Emulator::start().await?;
    emulator.set_throttle(Throttle::default());
    emulator.set_page_size(PAGE_SIZE);
    let registration = register(&emulator.client()?, (1..=devices).map(row));
    let mut events = if keeps_records { registration.keep_records() } else { registration }.start();
    let started = Instant::now();
    let (mut cost, mut registered, mut rounds) = (Cost::default(), 0, 0.0);
    while let Some(event) = events.try_next().await? {
        match event {
            Event::Waiting { .. } => rounds += 1.0,
            Event::Finished { verdict, .. } if verdict.is_success() => {
                registered += 1;
                cost.last_verdict = started.elapsed().as_secs_f64();
            }
            _ => {}
        }
    }
    cost.end = started.elapsed().as_secs_f64();
    assert_eq!(registered, devices, "every device is registered");
    cost.expected_lists = 1.0 + rounds * pages(float(devices));
    for request in emulator.requests() {
        let path = request.path();
        *match *request.method() {
            Method::GET => &mut cost.lists,
            Method::DELETE => &mut cost.deletions,
            _ if path.ends_with("/$batch") => &mut cost.batches,
            _ => &mut cost.imports,
        } += 1.0;
    }
    Ok(cost)
}

impl Cost {
    fn entry(self, name: &str, devices: u64) -> Entry {
        let devices = float(devices);
        let entry = Entry::new(name)
            .with("imports", self.imports, "")
            .with("lists", self.lists, "")
            .with("both per device", (self.imports + self.lists) / devices, "")
            .with("last verdict after", self.last_verdict, " s")
            .with("registered per second", devices / self.last_verdict, "");
        let entry = if self.expected_lists > 0.0 {
            entry.with("lists per page and round", self.lists / self.expected_lists, "")
        } else {
            entry
        };
        if self.deletions > 0.0 {
            entry.with("deletions", self.deletions, "").with("in batches", self.batches, "").with(
                "end after",
                self.end,
                " s",
            )
        } else {
            entry
        }
    }
}

fn pages(records: f64) -> f64 {
    (records / float(PAGE_SIZE.get() as u64)).ceil()
}
