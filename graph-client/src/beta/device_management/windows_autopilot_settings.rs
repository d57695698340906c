//! The settings and the synchronization of Windows Autopilot.

use crate::error::Error;
use crate::request::Request;
use crate::resource::Resource;
use chrono::{TimeDelta, Utc};
use graph_models::beta::WindowsAutopilotSettings;
use graph_models::edm::DateTimeOffset;
use reqwest::StatusCode;
use std::time::SystemTime;

/// The least time between two synchronizations.
const INTERVAL: TimeDelta = TimeDelta::minutes(10);

/// The statuses with which the service refuses to synchronize.
const REFUSALS: &[StatusCode] = &[StatusCode::CONFLICT, StatusCode::TOO_MANY_REQUESTS];

/// The settings of Windows Autopilot, and its synchronization with the Device Directory Service.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use graph_client::beta::SyncTrigger;
/// use graph_models::beta::WindowsAutopilotSyncStatus;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let settings = client.beta().device_management().windows_autopilot_settings();
/// match settings.sync().await? {
///     SyncTrigger::Started => println!("new devices appear in some minutes"),
///     SyncTrigger::AlreadyRunning => println!("the synchronization is running already"),
///     SyncTrigger::TooEarly { earliest } => println!("the next one is possible at {earliest:?}"),
/// }
/// assert_eq!(settings.get().await?.sync_status, Some(WindowsAutopilotSyncStatus::InProgress.into()));
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct WindowsAutopilotSettingsSingleton {
    resource: Resource,
}

/// What became of the request for a synchronization.
///
/// ```
/// # use graph_client::emulator::Emulator;
/// use chrono::TimeDelta;
/// use graph_client::beta::SyncTrigger;
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = Emulator::start().await?;
/// # let client = emulator.client()?;
/// let settings = client.beta().device_management().windows_autopilot_settings();
/// assert_eq!(settings.sync().await?, SyncTrigger::Started);
/// assert_eq!(settings.sync().await?, SyncTrigger::AlreadyRunning);
///
/// tokio::time::sleep(Duration::from_secs(120)).await;
/// let SyncTrigger::TooEarly { earliest: Some(earliest) } = settings.sync().await? else { panic!("it is too early") };
/// let last = settings.get().await?.last_sync_date_time.ok_or("there was no synchronization")?;
/// assert_eq!(*earliest.as_date_time() - *last.as_date_time(), TimeDelta::minutes(10));
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncTrigger {
    /// The synchronization has started.
    Started,
    /// A synchronization is running already.
    AlreadyRunning,
    /// The last synchronization was less than ten minutes ago.
    TooEarly {
        /// The earliest time at which the service accepts another one: ten minutes after the last. `None` if the settings do
        /// not have the time of the last one.
        earliest: Option<DateTimeOffset>,
    },
}

impl WindowsAutopilotSettingsSingleton {
    pub(super) fn new(resource: Resource) -> Self {
        Self { resource }
    }

    /// Reads the settings. Needs the permission `DeviceManagementServiceConfig.Read.All`.
    pub fn get(&self) -> Request<WindowsAutopilotSettings> {
        self.resource.get()
    }

    /// Changes the properties that are set. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// ```
    /// # use graph_client::emulator::Emulator;
    /// use graph_models::beta::{WindowsAutopilotSettings, WindowsAutopilotSyncStatus};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// let settings = client.beta().device_management().windows_autopilot_settings();
    /// let changes = WindowsAutopilotSettings::new().with_sync_status(WindowsAutopilotSyncStatus::Completed);
    /// let settings = settings.update(&changes).await?;
    /// assert_eq!(settings.sync_status, changes.sync_status);
    /// # Ok(()) }
    /// ```
    pub fn update(&self, settings: &WindowsAutopilotSettings) -> Request<WindowsAutopilotSettings> {
        self.resource.update(settings)
    }

    /// Starts a synchronization with the Device Directory Service, unless one is running or the last one was less than ten
    /// minutes ago. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
    ///
    /// The service answers 429 if it is too early. That is a rule and not throttling: the request is not retried, and other
    /// requests are not delayed. A second request then reads the settings for the time of the last synchronization.
    ///
    /// ```
    /// # use graph_client::emulator::Emulator;
    /// use graph_client::beta::SyncTrigger;
    /// use graph_models::beta::WindowsAutopilotSyncStatus;
    /// use std::time::Duration;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = Emulator::start().await?;
    /// # let client = emulator.client()?;
    /// let settings = client.beta().device_management().windows_autopilot_settings();
    /// assert_eq!(settings.sync().await?, SyncTrigger::Started);
    /// while settings.get().await?.sync_status == Some(WindowsAutopilotSyncStatus::InProgress.into()) {
    ///     tokio::time::sleep(Duration::from_secs(15)).await;
    /// }
    /// assert_eq!(settings.get().await?.sync_status, Some(WindowsAutopilotSyncStatus::Completed.into()));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the [`Error`] of either request. It [is throttled](Error::is_throttled) after a 429 more than ten minutes after
    /// the last synchronization.
    pub async fn sync(&self) -> Result<SyncTrigger, Error> {
        let refusal = match self.resource.action_with_refusals("sync", REFUSALS).await?.refusal {
            None => return Ok(SyncTrigger::Started),
            Some(refusal) if refusal.status() == Some(StatusCode::CONFLICT) => return Ok(SyncTrigger::AlreadyRunning),
            Some(refusal) => refusal,
        };
        let last = self.get().await?.last_sync_date_time;
        let earliest = last.and_then(|last| last.as_date_time().checked_add_signed(INTERVAL));
        if earliest.is_some_and(|earliest| earliest < chrono::DateTime::<Utc>::from(SystemTime::now())) {
            return Err(refusal);
        }
        Ok(SyncTrigger::TooEarly { earliest: earliest.map(DateTimeOffset::from) })
    }
}
