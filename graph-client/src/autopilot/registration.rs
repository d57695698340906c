//! The settings and the events of a registration.

use super::job::Job;
use super::outbox::Outbox;
use super::settings::Settings;
use super::{Events, Journal, Row};
use crate::client::GraphClient;
use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::stream;
use std::fmt::{self, Debug, Formatter};
use std::future;
use std::time::Duration;

/// Registers the devices of a list with Windows Autopilot. See the [module](super) for an example.
///
/// The rows are read as they are needed: memory grows by some 50 bytes for each of them, and by 32 bytes for each record of an
/// import that waits to be deleted. Needs the permission `DeviceManagementServiceConfig.ReadWrite.All`.
pub fn register<I>(client: &GraphClient, rows: I) -> Registration
where
    I: IntoIterator<Item = Row>,
    I::IntoIter: Send + 'static,
{
    register_stream(client, stream::iter(rows))
}

/// Registers the devices of a stream with Windows Autopilot, like [`register`].
///
/// A row is sent when there are enough for a request, when the stream ends, or when it has yielded no row for a second.
pub fn register_stream(client: &GraphClient, rows: impl Stream<Item = Row> + Send + 'static) -> Registration {
    Registration {
        client: client.clone(),
        rows: Box::pin(rows),
        journal: None,
        settings: Settings::default(),
        stop: Box::pin(future::pending()),
    }
}

/// A registration before it starts.
#[must_use = "a registration begins when its events are polled"]
pub struct Registration {
    client: GraphClient,
    rows: BoxStream<'static, Row>,
    journal: Option<Journal>,
    settings: Settings,
    stop: BoxFuture<'static, ()>,
}

impl Registration {
    /// Uses a journal, with which the registration can go on after an interruption. By default there is none.
    pub fn journal(mut self, journal: Journal) -> Self {
        self.journal = Some(journal);
        self
    }

    /// Sets the maximum number of devices in a request to import them; 0 means 1. Defaults to 200.
    ///
    /// The service's limit is not documented. The client sends fewer after a response that says that the request is too large.
    pub fn chunk_size(mut self, devices: usize) -> Self {
        self.settings.chunk_size = devices.max(1);
        self
    }

    /// Sets the maximum number of requests at the same time; 0 means 1. Defaults to 4.
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.settings.concurrency = requests.max(1);
        self
    }

    /// Sets the time between two rounds of questions. Defaults to 15 seconds. Up to the same time is added at random.
    pub fn poll_interval(mut self, interval: Duration) -> Self {
        self.settings.poll_interval = interval;
        self
    }

    /// Sets the timeout of a row, from the moment in which it is first sent to its verdict. Defaults to an hour.
    pub fn row_timeout(mut self, timeout: Duration) -> Self {
        self.settings.row_timeout = timeout;
        self
    }

    /// Sets the timeout of the whole registration. By default there is none.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = Some(timeout);
        self
    }

    /// Waits until a deployment profile is assigned to each device. By default, a device is registered when its import is
    /// complete.
    ///
    /// The service assigns a profile within minutes if the device is in a group of the profile. Set a
    /// [timeout for the rows](Self::row_timeout) that fits the groups.
    pub fn wait_for_profile(mut self) -> Self {
        self.settings.waits_for_profile = true;
        self
    }

    /// Asks the service to synchronize when all imports have ended, if it accepts that: once in ten minutes. By default it
    /// synchronizes by itself.
    pub fn synchronize(mut self) -> Self {
        self.settings.synchronizes = true;
        self
    }

    /// Keeps the records of the imports. By default, the record of a row is deleted when the row has its verdict, unless the
    /// verdict may change.
    ///
    /// Deleting takes a request for each device, up to 20 of them in a batch, and the service counts each. Old records make the
    /// list of imports long for every later registration.
    pub fn keep_records(mut self) -> Self {
        self.settings.keeps_records = true;
        self
    }

    /// Stops when a future is ready, such as one that waits for Ctrl-C: the registration begins no further request, and its stream
    /// ends, without the other verdicts, when the requests in flight have their responses.
    ///
    /// With a [journal](Self::journal), the same call goes on. Dropping the stream has the same effect at once, but the next call
    /// has to find out what became of the requests.
    pub fn stop_when(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Box::pin(stop);
        self
    }

    /// Starts the registration. It makes progress while the stream of events is polled, and stops when the stream is dropped.
    pub fn start(self) -> Events {
        let Self { client, rows, journal, settings, stop } = self;
        let outbox = Outbox::default();
        let job = Job::new(&client, rows, journal, settings, stop, outbox.clone());
        Events::new(outbox, job.run())
    }
}

impl Debug for Registration {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registration")
            .field("client", &self.client)
            .field("journal", &self.journal)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
