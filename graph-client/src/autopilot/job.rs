//! The work of a registration: a loop around tasks that run at the same time.
//!
//! A step reads a row, takes the result of a task, or begins a round of questions. Everything that has been sent is in
//! [`waiting`](Job::waiting) until it has a verdict. All requests are tasks, so the loop never waits for one of them alone.

mod backoff;
mod delete;
mod import;
mod read;
mod round;
mod task;
mod update;
mod waiting;

use super::check::{Checked, Checker};
use super::journal::{Journal, Line};
use super::outbox::Outbox;
use super::service::Service;
use super::settings::Settings;
use super::{Event, RegistrationError, Row, Verdict};
use crate::client::GraphClient;
use backoff::Backoff;
use futures_core::Stream;
use futures_core::future::BoxFuture;
use futures_core::stream::BoxStream;
use futures_util::stream::FuturesUnordered;
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
use task::{Completed, Task};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use waiting::{Waiting, WaitingFor};

/// The maximum number of rows that wait for the service. More would be of no use: the service limits the writes.
const WINDOW: usize = 60_000;

/// The time without a row after which the rows at hand are sent.
const LINGER: Duration = Duration::from_secs(1);

/// The lines for the journal that are kept at most while many rows change.
const MANY_LINES: usize = 1000;

/// A registration that has started.
pub(super) struct Job {
    service: Service,
    settings: Settings,
    outbox: Outbox,
    throttling: watch::Receiver<Option<Instant>>,
    deadline: Option<Instant>,

    rows: BoxStream<'static, Row>,
    checker: Checker,
    input: read::Input,

    journal: Option<Journal>,
    /// Lines that are not in the journal yet.
    lines: Vec<Line>,
    /// The fingerprints of the imports that were there before, also before a row was corrected.
    existing: HashSet<u64>,

    /// The rows to send, in chunks of any size.
    queue: VecDeque<Outgoing>,
    /// The chunks to send as they are: a refused chunk is divided to find the reason.
    parts: VecDeque<Vec<Outgoing>>,
    chunk_size: usize,
    /// Whether the service has no action to import several devices at once.
    lacks_import_action: bool,
    /// The imports on their way.
    sending: usize,
    /// The pauses after imports that failed.
    backoff: Backoff,

    waiting: BTreeMap<u64, Waiting>,
    round: round::Round,
    deletions: delete::Deletions,
    needs_synchronization: bool,
    tasks: FuturesUnordered<Task>,
    /// Ready when nothing more is to be sent.
    stop: BoxFuture<'static, ()>,
    is_stopping: bool,
}

/// A row to send.
struct Outgoing {
    row: Checked,
    /// The end of its timeout, if it was sent before.
    deadline: Option<Instant>,
    /// Whether the outcome of an earlier request is unknown. It may have been carried out late.
    was_lost: bool,
}

enum Step {
    Row(Option<Row>),
    Completed(Completed),
    Throttled(Duration),
    /// Something is due.
    Time,
    Stop,
}

impl Job {
    pub(super) fn new(
        client: &GraphClient,
        rows: BoxStream<'static, Row>,
        journal: Option<Journal>,
        settings: Settings,
        stop: BoxFuture<'static, ()>,
        outbox: Outbox,
    ) -> Self {
        Self {
            service: Service::new(client),
            outbox,
            throttling: client.throttling(),
            deadline: None,
            rows,
            checker: Checker::default(),
            input: read::Input::default(),
            journal,
            lines: Vec::new(),
            existing: HashSet::new(),
            queue: VecDeque::new(),
            parts: VecDeque::new(),
            chunk_size: settings.chunk_size,
            lacks_import_action: false,
            sending: 0,
            backoff: Backoff::default(),
            waiting: BTreeMap::new(),
            round: round::Round::default(),
            deletions: delete::Deletions::default(),
            needs_synchronization: settings.synchronizes,
            tasks: FuturesUnordered::new(),
            stop,
            is_stopping: false,
            settings,
        }
    }

    pub(super) async fn run(mut self) -> Result<(), RegistrationError> {
        self.deadline = self.settings.timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        self.begin().await?;
        loop {
            self.write_journal()?;
            if !self.is_stopping {
                self.send_chunks()?;
                self.delete_records();
                self.synchronize();
                self.schedule_round();
            }
            if self.is_done() {
                return Ok(());
            }
            match self.next_step().await {
                Step::Row(Some(row)) => self.read(row)?,
                Step::Row(None) => self.end_input()?,
                Step::Completed(completed) => self.complete(completed)?,
                Step::Throttled(wait) => self.outbox.push(Event::Throttled { wait }),
                Step::Time => self.begin_what_is_due()?,
                Step::Stop => self.is_stopping = true,
            }
        }
    }

    /// Names the tenant in the journal, and learns which imports were there before.
    async fn begin(&mut self) -> Result<(), RegistrationError> {
        if let Some(journal) = &mut self.journal {
            let tenant = self.service.tenant().await.map_err(RegistrationError::Request)?;
            journal.begin(self.service.endpoint(), tenant.as_deref())?;
            if let Some(existing) = journal.existing() {
                self.existing = existing;
                return Ok(());
            }
        }
        self.existing = self.service.existing_records().await.map_err(RegistrationError::Request)?;
        match &mut self.journal {
            Some(journal) => Ok(journal.set_existing(&self.existing)?),
            None => Ok(()),
        }
    }

    fn is_done(&self) -> bool {
        if self.is_stopping {
            return self.tasks.is_empty();
        }
        self.has_sent_all() && self.waiting.is_empty() && self.deletions.records.is_empty() && self.tasks.is_empty()
    }

    /// Waits until there is something to do.
    async fn next_step(&mut self) -> Step {
        let wants_rows = self.wants_rows();
        let due = self.next_time();
        let Self { tasks, rows, throttling, stop, is_stopping, .. } = self;
        let mut timer = pin!(async move {
            match due {
                Some(due) => sleep_until(due).await,
                None => std::future::pending().await,
            }
        });
        let mut throttled = pin!(async {
            // The sender lives as long as the client.
            let _ = throttling.changed().await;
            throttling.borrow_and_update().map(|until| until.saturating_duration_since(Instant::now()))
        });
        poll_fn(|context| {
            if let Poll::Ready(Some(completed)) = Pin::new(&mut *tasks).poll_next(context) {
                return Poll::Ready(Step::Completed(completed));
            }
            if *is_stopping {
                return Poll::Pending;
            }
            if stop.as_mut().poll(context).is_ready() {
                return Poll::Ready(Step::Stop);
            }
            if let Poll::Ready(Some(wait)) = throttled.as_mut().poll(context) {
                return Poll::Ready(Step::Throttled(wait));
            }
            if wants_rows && let Poll::Ready(row) = rows.as_mut().poll_next(context) {
                return Poll::Ready(Step::Row(row));
            }
            timer.as_mut().poll(context).map(|()| Step::Time)
        })
        .await
    }

    fn complete(&mut self, completed: Completed) -> Result<(), RegistrationError> {
        match completed {
            Completed::Import { rows, result } => {
                self.sending -= 1;
                self.imported(rows, result?)?;
            }
            Completed::Records(records) => self.apply_records(records)?,
            Completed::Devices(devices) => self.apply_devices(devices)?,
            Completed::Updated(results) => self.updated(results)?,
            Completed::Deleted(results) => self.deleted(results)?,
            Completed::Synchronized(trigger) => self.synchronized(trigger)?,
        }
        Ok(())
    }

    /// Returns the next time at which something is due.
    fn next_time(&self) -> Option<Instant> {
        let now = Instant::now();
        let lingers = self.input.linger_until.filter(|_| !self.queue.is_empty());
        let pauses = [&self.backoff, &self.deletions.backoff].map(Backoff::paused_until);
        let later = pauses.into_iter().chain([lingers]).flatten().filter(|time| *time > now);
        later.chain(self.deadline).chain(self.next_round()).min()
    }

    fn begin_what_is_due(&mut self) -> Result<(), RegistrationError> {
        let now = Instant::now();
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            for (number, waiting) in std::mem::take(&mut self.waiting) {
                self.give_up(number, waiting);
            }
            self.write_journal()?;
            return Err(RegistrationError::DeadlineExceeded);
        }
        if self.next_round().is_some_and(|due| due <= now) {
            self.begin_round(now);
        }
        Ok(())
    }

    /// Gives up the rows that have not come to an end in time.
    fn time_out(&mut self, now: Instant) {
        let is_late =
            |waiting: &Waiting| waiting.deadline <= now && !matches!(waiting.stage, WaitingFor::Update { .. });
        let late: Vec<u64> =
            self.waiting.iter().filter(|(_, waiting)| is_late(waiting)).map(|(number, _)| *number).collect();
        for number in late {
            if let Some(waiting) = self.waiting.remove(&number) {
                self.give_up(number, waiting);
            }
        }
    }

    fn give_up(&mut self, number: u64, waiting: Waiting) {
        let verdict = waiting.stage().map_or(Verdict::Unknown, |stage| Verdict::TimedOut { stage });
        self.finish(number, waiting, verdict);
    }

    /// Gives a row its verdict.
    fn finish(&mut self, row: u64, waiting: Waiting, verdict: Verdict) {
        let Waiting { serial_number, fingerprint: device, import, .. } = waiting;
        let is_unsent = verdict.is_passing_refusal();
        if !self.settings.keeps_records && (verdict.is_final() || is_unsent) {
            self.deletions.records.extend(import.clone().map(|id| (row, id.into())));
        }
        let line =
            Line::Finished { row, serial_number: serial_number.clone(), device, import, verdict: verdict.clone() };
        self.lines.push(line);
        if is_unsent {
            self.lines.push(Line::Unsent { row });
        }
        self.outbox.push(Event::Finished { row, serial_number, verdict });
    }

    /// Writes the lines if there are many: they take more memory than the rows.
    fn write_many_lines(&mut self) -> Result<(), RegistrationError> {
        if self.lines.len() < MANY_LINES { Ok(()) } else { self.write_journal() }
    }

    fn write_journal(&mut self) -> Result<(), RegistrationError> {
        let lines = std::mem::take(&mut self.lines);
        match &self.journal {
            Some(journal) => Ok(journal.append(&lines)?),
            None => Ok(()),
        }
    }
}
