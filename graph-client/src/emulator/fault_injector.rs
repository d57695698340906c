//! Selects the fault for each request.

use super::Emulator;
use super::fault::Fault;
use super::path::canonical;
use super::surface::VERSION;
use reqwest::Method;
use std::collections::{HashMap, VecDeque};

impl Emulator {
    /// Injects these faults into the next requests, one fault per request, in order. `None` lets a request succeed.
    ///
    /// The faults are appended to the scripted ones. Later requests get [random](Self::inject_random_faults) faults, if
    /// enabled.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, Fault};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.inject_faults([None, Some(Fault::NoRoute)]);
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// devices.list().await?;
    /// assert!(devices.list().await.is_err_and(|error| error.is_route_missing()));
    /// devices.list().await?;
    /// # Ok(()) }
    /// ```
    pub fn inject_faults<F: Into<Option<Fault>>>(&self, faults: impl IntoIterator<Item = F>) {
        self.server.faults().script(faults.into_iter().map(Into::into));
    }

    /// Injects random faults into requests with a probability between 0 and 1.
    ///
    /// The same seed yields the same sequence of faults. Concurrent requests may get them in a different order.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    /// use graph_models::beta::WindowsAutopilotDeviceIdentity;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.inject_random_faults(42, 0.3);
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// for number in 0..20 {
    ///     let device = WindowsAutopilotDeviceIdentity::new().with_serial_number(number.to_string());
    ///     if let Err(error) = devices.create(&device).await {
    ///         println!("device {number}: {}", error.outcome());
    ///     }
    /// }
    /// assert!(emulator.requests().iter().any(|request| request.fault().is_some()));
    /// # Ok(()) }
    /// ```
    pub fn inject_random_faults(&self, seed: u64, probability: f64) {
        self.server.faults().randomize(seed, probability);
    }

    /// Injects a fault into every request with this method and path, unless another fault is injected. `None` ends it.
    ///
    /// The path is below the version. A segment in braces matches any segment.
    ///
    /// ```
    /// use graph_client::emulator::{Emulator, Fault};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// let path = "/deviceManagement/windowsAutopilotDeviceIdentities/{id}";
    /// emulator.inject_permanent_fault("DELETE".parse()?, path, Fault::PermissionDenied);
    /// let devices = emulator.client()?.beta().device_management().windows_autopilot_device_identities();
    /// for id in ["1", "2"] {
    ///     assert_eq!(devices.by_id(id).delete().await.unwrap_err().status().unwrap().as_u16(), 401);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn inject_permanent_fault(&self, method: Method, path: &str, fault: impl Into<Option<Fault>>) {
        let path = canonical(&format!("/{VERSION}/{}", path.trim_start_matches('/')));
        self.server.faults().set_permanent(method, &path, fault.into());
    }

    /// Removes all scripted, random and permanent faults.
    ///
    /// ```
    /// use graph_client::emulator::Emulator;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let emulator = Emulator::start().await?;
    /// emulator.inject_random_faults(42, 1.0);
    /// emulator.clear_faults();
    /// assert_eq!(emulator.client()?.beta().device_management().autopilot_events().count().await?, 0);
    /// # Ok(()) }
    /// ```
    pub fn clear_faults(&self) {
        *self.server.faults() = FaultInjector::default();
    }
}

/// The faults for the next requests: first the scripted ones in order, then random ones, then permanent ones.
#[derive(Default)]
pub(super) struct FaultInjector {
    scripted: VecDeque<Option<Fault>>,
    random: Option<RandomFaults>,
    /// The faults of requests that were announced but have not been received yet.
    assigned: HashMap<String, Option<Fault>>,
    permanent: Vec<PermanentFault>,
}

/// The fault of all requests with a method and a path.
struct PermanentFault {
    method: Method,
    /// The canonical path, with the version. A segment in braces matches any segment.
    path: String,
    fault: Fault,
}

impl PermanentFault {
    fn applies_to(&self, method: &Method, path: &str) -> bool {
        let (actual, expected) = (path.split('/'), self.path.split('/'));
        let is_same = |(expected, actual): (&str, &str)| expected.starts_with('{') || expected == actual;
        self.method == method && actual.clone().count() == expected.clone().count() && expected.zip(actual).all(is_same)
    }
}

struct RandomFaults {
    rng: fastrand::Rng,
    probability: f64,
}

impl FaultInjector {
    pub(super) fn script(&mut self, faults: impl IntoIterator<Item = Option<Fault>>) {
        self.scripted.extend(faults);
    }

    pub(super) fn randomize(&mut self, seed: u64, probability: f64) {
        self.random = Some(RandomFaults { rng: fastrand::Rng::with_seed(seed), probability });
    }

    /// Injects a fault into all requests with a method and a path, or no longer.
    pub(super) fn set_permanent(&mut self, method: Method, path: &str, fault: Option<Fault>) {
        self.permanent.retain(|permanent| permanent.method != method || permanent.path != path);
        self.permanent.extend(fault.map(|fault| PermanentFault { method, path: path.to_owned(), fault }));
    }

    /// Selects the fault of a request before it is sent.
    pub(super) fn assign(&mut self, key: &str) -> Option<Fault> {
        let fault = self.next();
        self.assigned.insert(key.to_owned(), fault.clone());
        fault
    }

    /// Returns the fault of a received request: the assigned one, or the next one if the request was not announced, or else
    /// the permanent one of its path.
    pub(super) fn take(&mut self, key: Option<&str>, method: &Method, path: &str) -> Option<Fault> {
        let fault = match key.and_then(|key| self.assigned.remove(key)) {
            Some(fault) => fault,
            None => self.next(),
        };
        fault.or_else(|| {
            let permanent = self.permanent.iter().find(|permanent| permanent.applies_to(method, path))?;
            Some(permanent.fault.clone())
        })
    }

    /// Forgets a request that has ended.
    pub(super) fn forget(&mut self, key: &str) {
        self.assigned.remove(key);
    }

    /// Returns whether later requests may get a fault.
    pub(super) fn is_active(&self) -> bool {
        !self.scripted.is_empty() || self.random.is_some()
    }

    fn next(&mut self) -> Option<Fault> {
        if let Some(fault) = self.scripted.pop_front() {
            return fault;
        }
        let RandomFaults { rng, probability } = self.random.as_mut()?;
        (rng.f64() < *probability).then(|| Fault::random(rng))
    }
}
