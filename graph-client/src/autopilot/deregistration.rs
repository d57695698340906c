//! Deregistering many devices.

use super::events::Events;
use super::failure::{Failure, explanation};
use super::fingerprint::normalized;
use super::outbox::Outbox;
use super::service::{Device, Service, Wanted};
use super::{Event, RegistrationError, Stage, Verdict};
use crate::client::GraphClient;
use crate::error::Error;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::{self, Debug, Formatter};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// The maximum number of devices in a request.
const CHUNK: usize = 200;

/// Deregisters devices by their serial numbers, and deletes the records of their imports. The devices stay enrolled in Intune and
/// in Microsoft Entra: delete them there first.
///
/// The position of a serial number, counted from 1, is the row of its [events](Event). A device that is not registered gets the
/// verdict [`NotFound`](Verdict::NotFound). Two devices with the same serial number, of two manufacturers, are left alone. The
/// same call again goes on after an interruption: what is gone is not found. Needs the permission
/// `DeviceManagementServiceConfig.ReadWrite.All`.
#[cfg_attr(
    feature = "emulator",
    doc = "
```
use futures_util::TryStreamExt;
use graph_client::autopilot::{Event, deregister};
use graph_client::emulator::{Emulator, ObjectKind};
use serde_json::json;

# #[tokio::main(flavor = \"current_thread\")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
let emulator = Emulator::start().await?;
emulator.seed(ObjectKind::Device, &json!({ \"serialNumber\": \"PF2X8K1L\" }))?;

let client = emulator.client()?;
let mut events = deregister(&client, [\"PF2X8K1L\", \"PF2X8K1M\"]).start();
let mut verdicts = Vec::new();
while let Some(event) = events.try_next().await? {
    if let Event::Finished { serial_number, verdict, .. } = event {
        verdicts.push(format!(\"{serial_number}: {}\", verdict.kind()));
    }
}
assert_eq!(verdicts, [\"PF2X8K1M: not-found\", \"PF2X8K1L: deregistered\"]);
# Ok(()) }
```
"
)]
pub fn deregister(client: &GraphClient, serial_numbers: impl IntoIterator<Item = impl Into<String>>) -> Deregistration {
    let serial_numbers = serial_numbers.into_iter().map(Into::into).collect();
    Deregistration {
        client: client.clone(),
        serial_numbers,
        poll_interval: Duration::from_secs(15),
        timeout: Duration::from_secs(30 * 60),
        waits: false,
    }
}

/// A deregistration before it starts. Created by [`deregister`].
#[must_use = "a deregistration begins when its events are polled"]
pub struct Deregistration {
    client: GraphClient,
    serial_numbers: Vec<String>,
    poll_interval: Duration,
    timeout: Duration,
    waits: bool,
}

impl Deregistration {
    /// Waits until the devices are no longer in the list. The service takes minutes. By default, a device is deregistered when the
    /// service has accepted that.
    pub fn wait(mut self) -> Self {
        self.waits = true;
        self
    }

    /// Sets the time between two lists of the devices, while it waits or repeats what failed. Defaults to 15 seconds.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.poll_interval = interval;
        self
    }

    /// Sets the timeout. Defaults to 30 minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Starts the deregistration. It makes progress while the stream of events is polled.
    pub fn start(self) -> Events {
        let outbox = Outbox::default();
        Events::new(outbox.clone(), run(self, outbox))
    }
}

impl Debug for Deregistration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deregistration")
            .field("client", &self.client)
            .field("serial_numbers", &self.serial_numbers.len())
            .field("waits", &self.waits)
            .finish_non_exhaustive()
    }
}

/// A device to deregister.
struct Pending {
    device: Device,
    /// Whether the service has accepted the deletion.
    is_accepted: bool,
}

async fn run(job: Deregistration, outbox: Outbox) -> Result<(), RegistrationError> {
    let service = Service::new(&job.client);
    let deadline = Instant::now() + job.timeout.min(crate::clock::LONGEST);
    let mut pending = find(&service, &job.serial_numbers, &outbox).await.map_err(RegistrationError::Request)?;
    let mut lacks_action = false;
    loop {
        delete(&service, &mut pending, &mut lacks_action, &outbox).await?;
        if !job.waits {
            finish_if(&mut pending, &outbox, |device| device.is_accepted);
        }
        if pending.is_empty() {
            return Ok(());
        }
        if Instant::now() >= deadline {
            for (row, device) in pending {
                finish(&outbox, row, device.device.serial_number, Verdict::TimedOut { stage: Stage::Deletion });
            }
            return Ok(());
        }
        let wait = job.poll_interval.mul_f64(1.0 + fastrand::f64());
        outbox.push(Event::Waiting { rows: pending.len(), wait });
        sleep(wait).await;
        let ids = pending.values().map(|device| device.device.id.clone()).collect();
        let left = match service.devices(Wanted { ids, ..Wanted::default() }).await {
            Ok(devices) => devices,
            Err(error) if Failure::of(&error) == Failure::Fatal => return Err(RegistrationError::Request(error)),
            Err(_) => continue,
        };
        let left: HashSet<_> = left.into_iter().map(|device| device.id).collect();
        finish_if(&mut pending, &outbox, |device| !left.contains(&device.device.id));
    }
}

/// Finds the devices, deletes the records of their imports, and gives the other rows their verdicts.
async fn find(service: &Service, serial_numbers: &[String], outbox: &Outbox) -> Result<BTreeMap<u64, Pending>, Error> {
    let wanted = || Wanted {
        serial_numbers: serial_numbers.iter().map(|serial_number| normalized(serial_number)).collect(),
        ..Wanted::default()
    };
    let mut devices: HashMap<String, Vec<Device>> = HashMap::new();
    for device in service.devices(wanted()).await? {
        devices.entry(device.key.clone()).or_default().push(device);
    }
    let mut records: HashMap<String, Vec<String>> = HashMap::new();
    for record in service.records(wanted()).await? {
        records.entry(record.serial_number).or_default().push(record.id);
    }
    let (mut pending, mut to_delete, mut only_records) = (BTreeMap::new(), Vec::new(), Vec::new());
    let mut rows = HashMap::new();
    for (row, serial_number) in (1..).zip(serial_numbers) {
        let key = normalized(serial_number);
        let verdict = match (devices.remove(&key), records.remove(&key)) {
            _ if key.is_empty() => Verdict::InvalidRow { reason: "the serial number is missing".to_owned() },
            _ if rows.contains_key(&key) => Verdict::DuplicateOf { row: rows[&key] },
            (None, None) => Verdict::NotFound,
            (Some(devices), _) if devices.len() > 1 => {
                Verdict::Ambiguous { device_ids: devices.into_iter().map(|device| device.id).collect() }
            }
            (devices, records) => {
                to_delete.extend(records.into_iter().flatten().map(|id| (row, id)));
                rows.insert(key, row);
                match devices.into_iter().flatten().next() {
                    Some(device) => {
                        pending.insert(row, Pending { device, is_accepted: false });
                    }
                    None => only_records.push((row, serial_number)),
                }
                continue;
            }
        };
        rows.entry(key).or_insert(row);
        finish(outbox, row, serial_number.clone(), verdict);
    }
    service.delete_records(to_delete).await;
    for (row, serial_number) in only_records {
        finish(outbox, row, serial_number.clone(), Verdict::Deregistered);
    }
    Ok(pending)
}

/// Asks the service to delete the devices that it has not accepted yet: all with one request, then one by one those that it does
/// not delete like that. Those that it refuses get their verdict.
async fn delete(
    service: &Service,
    pending: &mut BTreeMap<u64, Pending>,
    lacks_action: &mut bool,
    outbox: &Outbox,
) -> Result<(), RegistrationError> {
    let rows: Vec<u64> = pending.iter().filter(|(_, device)| !device.is_accepted).map(|(row, _)| *row).collect();
    for rows in rows.chunks(CHUNK) {
        outbox.push(Event::Sent { rows: rows.to_vec() });
        let devices = || rows.iter().filter_map(|row| Some((*row, &pending.get(row)?.device)));
        let mut accepted = HashSet::new();
        if !*lacks_action {
            match service.delete_devices(devices().map(|(_, device)| device.serial_number.as_str())).await {
                Ok(serial_numbers) => accepted = serial_numbers,
                Err(error) => match Failure::of(&error) {
                    Failure::Fatal => return Err(RegistrationError::Request(error)),
                    Failure::Unknown | Failure::Passing => continue,
                    Failure::NoAction | Failure::TooLarge | Failure::Refused => *lacks_action = true,
                },
            }
        }
        let left = devices().filter(|(_, device)| !accepted.contains(&device.key));
        let left = left.map(|(row, device)| (row, device.id.clone())).collect();
        let mut results: Vec<(u64, Option<Verdict>)> = Vec::new();
        results.extend(devices().filter(|(_, device)| accepted.contains(&device.key)).map(|(row, _)| (row, None)));
        for (row, result) in service.delete_by_id(left).await {
            match result.map_err(|error| (Failure::of(&error), error)) {
                Ok(()) => results.push((row, None)),
                Err((_, error)) if error.is_not_found() => results.push((row, None)),
                Err((Failure::Fatal, error)) => return Err(RegistrationError::Request(error)),
                Err((Failure::Unknown | Failure::Passing, _)) => {}
                Err((_, error)) => {
                    let (code, reason) = explanation(&error);
                    results.push((row, Some(Verdict::Refused { code, reason })));
                }
            }
        }
        for (row, refusal) in results {
            match refusal {
                Some(verdict) => {
                    if let Some(refused) = pending.remove(&row) {
                        finish(outbox, row, refused.device.serial_number, verdict);
                    }
                }
                None => {
                    if let Some(device) = pending.get_mut(&row) {
                        device.is_accepted = true;
                    }
                }
            }
        }
    }
    Ok(())
}

/// Gives the devices that are deregistered their verdict.
fn finish_if(pending: &mut BTreeMap<u64, Pending>, outbox: &Outbox, is_deregistered: impl Fn(&Pending) -> bool) {
    let (gone, left) = std::mem::take(pending).into_iter().partition(|(_, device)| is_deregistered(device));
    *pending = left;
    let gone: BTreeMap<u64, Pending> = gone;
    for (row, device) in gone {
        finish(outbox, row, device.device.serial_number, Verdict::Deregistered);
    }
}

fn finish(outbox: &Outbox, row: u64, serial_number: String, verdict: Verdict) {
    outbox.push(Event::Finished { row, serial_number, verdict });
}
