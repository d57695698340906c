//! The command that registers the devices of files.

mod dry_run;
mod journal;
mod progress;

use crate::arguments::{ConnectionArguments, ImportArguments, WaitFor};
use crate::connection::Connection;
use crate::failure::Failure;
use crate::input::{Files, Input, Problem};
use crate::outcome::Outcome;
use crate::report::Report;
use crate::screen::{note, print_line};
use crate::signal::Signals;
use crate::summary::Summary;
use crate::{Exit, INTERRUPTED};
use futures_util::StreamExt;
use graph_client::autopilot::{self, Event, Events, Journal, Registration, RegistrationError, Row};
use progress::Progress;
use std::sync::mpsc::{self, Receiver};
use tokio::sync::watch;

pub(crate) async fn run(arguments: &ImportArguments, connection: &ConnectionArguments) -> Result<Exit, Failure> {
    let (files, input) = Files::open(&arguments.files)?;
    let mut report = arguments.report.as_ref().map(Report::create).transpose()?;
    let connection = Connection::open(connection).await?;
    if arguments.dry_run {
        let summary = dry_run::run(&connection, &files, with_defaults(input, arguments), report.as_mut()).await?;
        note("dry run: nothing was changed");
        return conclude(&summary, report);
    }
    let (journal, journal_path) = journal::open(arguments, &connection, &files)?;
    let mut interrupted = interrupted()?;
    let (rows, problems) = split(with_defaults(input, arguments));
    let mut import = Import { files: &files, problems, report, summary: Summary::default(), progress: Progress::new() };
    let stop = interrupted.clone();
    let events = registration(arguments, &connection, rows, journal).stop_when(reached(stop)).start();
    let end = import.follow(events, &mut interrupted).await?;
    import.take_problems()?;
    import.progress.finish();
    let resume = journal::resume(journal_path.as_ref());
    match end {
        Ok(()) if !*interrupted.borrow() => conclude(&import.summary, import.report),
        Err(error) => {
            if import.summary.total() > 0 {
                conclude(&import.summary, import.report)?;
            }
            Err(match error {
                RegistrationError::Journal(error) => journal::explain(&error, &files),
                error => Failure::from(error).with_more_advice(&resume),
            })
        }
        Ok(()) => {
            if import.summary.total() > 0 {
                conclude(&import.summary, import.report)?;
            }
            let what = if import.progress.is_done() {
                "every row has a verdict, but some records of the imports are left"
            } else {
                "rows without a verdict may have been sent, and the service goes on with those"
            };
            note(format_args!("interrupted: {what}\n{resume}"));
            Ok(Exit::Interrupted)
        }
    }
}

/// An import that runs.
struct Import<'a> {
    files: &'a Files,
    problems: Receiver<Problem>,
    report: Option<Report>,
    summary: Summary,
    progress: Progress,
}

impl Import<'_> {
    /// Follows the events to their end.
    async fn follow(
        &mut self,
        mut events: Events,
        interrupted: &mut watch::Receiver<bool>,
    ) -> Result<Result<(), RegistrationError>, Failure> {
        loop {
            let event = tokio::select! {
                biased;
                event = events.next() => event,
                Ok(()) = interrupted.changed() => {
                    self.progress.line("interrupted: finishing the requests in flight; to stop at once, press Ctrl-C again");
                    continue;
                }
            };
            let Some(event) = event else { return Ok(Ok(())) };
            self.take_problems()?;
            match event {
                Ok(Event::Finished { row, serial_number, verdict }) => {
                    self.end(&Outcome::of_verdict(self.files, row, serial_number, &verdict))?;
                }
                Ok(event) => self.progress.event(&event),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    fn take_problems(&mut self) -> Result<(), Failure> {
        while let Ok(problem) = self.problems.try_recv() {
            self.end(&Outcome::of_problem(self.files, problem))?;
        }
        Ok(())
    }

    fn end(&mut self, outcome: &Outcome<'_>) -> Result<(), Failure> {
        self.summary.add(outcome);
        self.progress.ended(outcome);
        self.report.as_mut().map_or(Ok(()), |report| report.add(outcome))
    }
}

/// Returns what becomes `true` at the first Ctrl-C. The second one ends the program.
fn interrupted() -> Result<watch::Receiver<bool>, Failure> {
    let mut signals = Signals::catch().map_err(|error| Failure::new(format!("cannot catch Ctrl-C: {error}")))?;
    let (sender, receiver) = watch::channel(false);
    tokio::spawn(async move {
        signals.next().await;
        // The import may have ended.
        let _ = sender.send(true);
        signals.next().await;
        std::process::exit(INTERRUPTED.into());
    });
    Ok(receiver)
}

/// Waits for the first Ctrl-C.
async fn reached(mut interrupted: watch::Receiver<bool>) {
    // The sender lives until the process ends.
    let _ = interrupted.wait_for(|is_interrupted| *is_interrupted).await;
}

/// Adds the group tag and the user of the command line to the rows that have none.
fn with_defaults(input: Input, arguments: &ImportArguments) -> Input {
    let (group_tag, user) = (arguments.group_tag.clone(), arguments.assign_user.clone());
    let missing = |text: &Option<String>| text.as_ref().is_none_or(|text| text.trim().is_empty());
    Box::new(input.map(move |row| {
        let mut row = row?;
        if missing(&row.group_tag) {
            row.group_tag.clone_from(&group_tag);
        }
        if missing(&row.assigned_user) {
            row.assigned_user.clone_from(&user);
        }
        Ok(row)
    }))
}

/// Separates the rows from the records that are none.
fn split(input: Input) -> (impl Iterator<Item = Row> + Send + 'static, Receiver<Problem>) {
    let (sender, problems) = mpsc::channel();
    let rows = input.filter_map(move |row| match row {
        Ok(row) => Some(row),
        Err(problem) => {
            // After an interruption, the receiver is gone.
            let _ = sender.send(problem);
            None
        }
    });
    (rows, problems)
}

fn registration(
    arguments: &ImportArguments,
    connection: &Connection,
    rows: impl Iterator<Item = Row> + Send + 'static,
    journal: Option<Journal>,
) -> Registration {
    let mut registration = autopilot::register(&connection.client, rows)
        .poll_interval(arguments.poll_interval.unwrap_or(connection.poll_interval))
        .row_timeout(arguments.row_timeout);
    if let Some(journal) = journal {
        registration = registration.journal(journal);
    }
    if arguments.wait == WaitFor::Profile {
        registration = registration.wait_for_profile();
    }
    if arguments.sync {
        registration = registration.synchronize();
    }
    if arguments.keep_records {
        registration = registration.keep_records();
    }
    registration
}

/// Prints the summary and writes the report.
fn conclude(summary: &Summary, report: Option<Report>) -> Result<Exit, Failure> {
    if summary.total() == 0 {
        return Err(Failure::new("there are no rows in the list")
            .with_advice("Below the line of column names, each line is a device."));
    }
    print_line(summary.to_string().trim_end())?;
    if let Some(report) = report {
        note(format_args!("report: {}", report.finish(summary)?.display()));
    }
    Ok(if summary.failed() == 0 { Exit::Done } else { Exit::SomeFailed })
}
