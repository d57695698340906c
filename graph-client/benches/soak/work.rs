//! The work of a task: lists of devices, one after the other.

use futures_util::TryStreamExt;
use graph_client::GraphClient;
use graph_client::autopilot::{
    Change, Event, Events, Journal, RegistrationError, Row, Verdict, deregister, register, update,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{fs, io};
use tempfile::TempDir;
use tokio::time::sleep;

const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// The number of devices in a list.
const LIST: u64 = 100;

/// The maximum number of attempts to do something with all devices of a list. Faults end some of them.
const ATTEMPTS: u32 = 50;

#[derive(Clone)]
pub(crate) struct Work {
    client: GraphClient,
    end: Instant,
    journals: Arc<TempDir>,
    devices: Arc<AtomicU32>,
}

impl Work {
    pub(crate) fn new(client: &GraphClient, end: Instant) -> io::Result<Self> {
        Ok(Self { client: client.clone(), end, journals: Arc::new(tempfile::tempdir()?), devices: Arc::default() })
    }

    /// Returns the number of devices that were registered, listed, changed and removed.
    pub(crate) fn devices(&self) -> u32 {
        self.devices.load(Ordering::Relaxed)
    }

    /// Works until the time is up, and then finishes the last list.
    pub(crate) async fn run(&self, worker: u64) -> io::Result<()> {
        for list in 0_u64.. {
            if Instant::now() >= self.end {
                break;
            }
            // Digits are base64, too.
            let serial_numbers =
                (1..=LIST).map(|number| format!("{worker:02}{list:06}{number:04}")).collect::<Vec<_>>();
            self.run_list(&format!("{worker}-{list}"), &serial_numbers).await?;
        }
        Ok(())
    }

    async fn run_list(&self, name: &str, serial_numbers: &[String]) -> io::Result<()> {
        let path = self.journals.path().join(name);
        let row = |(number, serial_number): (u64, &String)| {
            Row::new(number, serial_number, format!("T0EB{serial_number}") + &"QUJD".repeat(1020))
        };
        until_done(Verdict::is_success, || {
            let journal = Journal::open(&path).map_err(io::Error::other)?;
            let rows: Vec<_> = (1..).zip(serial_numbers).map(row).collect();
            Ok(register(&self.client, rows).journal(journal).poll_interval(POLL_INTERVAL).start())
        })
        .await?;
        self.expect(serial_numbers, serial_numbers.len()).await?;
        let change = |serial_number: &String| Change::new(serial_number).with_group_tag("Kiosk");
        until_done(Verdict::is_success, || Ok(update(&self.client, serial_numbers.iter().map(change)))).await?;
        // An earlier attempt may have removed some of them.
        let is_gone = |verdict: &Verdict| verdict.is_success() || *verdict == Verdict::NotFound;
        until_done(is_gone, || {
            Ok(deregister(&self.client, serial_numbers).wait().poll_interval(POLL_INTERVAL).start())
        })
        .await?;
        self.expect(serial_numbers, 0).await?;
        self.devices.fetch_add(u32::try_from(serial_numbers.len()).unwrap_or(u32::MAX), Ordering::Relaxed);
        fs::remove_file(path)
    }

    /// Lists all devices, and expects so many with one of the serial numbers.
    async fn expect(&self, serial_numbers: &[String], expected: usize) -> io::Result<()> {
        let devices = self.client.beta().device_management().windows_autopilot_device_identities();
        let mut attempts = 1..=ATTEMPTS;
        let all = loop {
            match devices.list().all().await {
                Ok(all) => break all,
                Err(error) if attempts.next().is_none() => return Err(io::Error::other(error)),
                Err(_) => sleep(POLL_INTERVAL).await,
            }
        };
        let own = all.iter().filter_map(|device| device.serial_number.as_ref());
        let found = own.filter(|serial_number| serial_numbers.contains(serial_number)).count();
        if found == expected { Ok(()) } else { Err(io::Error::other(format!("{found} devices instead of {expected}"))) }
    }
}

/// Does something with all devices of a list until the verdict on each is as wanted.
async fn until_done(is_wanted: impl Fn(&Verdict) -> bool, start: impl Fn() -> io::Result<Events>) -> io::Result<()> {
    for attempt in 1..=ATTEMPTS {
        let ended = start()?.try_collect::<Vec<Event>>().await;
        let is_last = attempt == ATTEMPTS;
        match ended {
            Ok(events) => {
                let mut verdicts = events.iter().filter_map(|event| match event {
                    Event::Finished { verdict, .. } => Some(verdict),
                    _ => None,
                });
                match verdicts.find(|verdict| !is_wanted(verdict)) {
                    None => return Ok(()),
                    Some(verdict) if is_last => return Err(io::Error::other(verdict.to_string())),
                    Some(_) => {}
                }
            }
            Err(RegistrationError::Request(_)) if !is_last => sleep(POLL_INTERVAL).await,
            Err(error) => return Err(io::Error::other(error)),
        }
    }
    Ok(())
}
