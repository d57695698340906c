//! The progress of an import on the standard error: a bar on a terminal, lines elsewhere.

use crate::outcome::{Outcome, UNREADABLE};
use crate::screen::{count, note};
use crate::summary::line;
use crate::synchronization;
use graph_client::autopilot::Event;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, stderr};
use std::time::Duration;

/// Where progress is shown.
#[derive(Debug)]
pub(super) struct Progress {
    /// `None` if the standard error is no terminal.
    bar: Option<ProgressBar>,
    /// The rows in the list, once all are read.
    rows: Option<u64>,
    /// The records that are no rows.
    unreadable: u64,
    ended: u64,
}

impl Progress {
    pub(super) fn new() -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner().with_style(style("{spinner} {elapsed} {pos} rows\n  {wide_msg}"));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, rows: None, unreadable: 0, ended: 0 }
    }

    /// Shows an event other than the end of a row.
    pub(super) fn event(&mut self, event: &Event) {
        match event {
            Event::Checked { rows } => {
                let rows = *rows + self.unreadable;
                self.rows = Some(rows);
                self.message(&format!("{} in the list", count(rows, "row")));
                if let Some(bar) = &self.bar {
                    bar.set_length(rows);
                    bar.set_style(style("{spinner} {elapsed} [{bar:20}] {pos}/{len} rows\n  {wide_msg}"));
                }
            }
            Event::Sent { rows } => self.message(&format!("sending {}", count(rows.len(), "row"))),
            Event::Throttled { wait } => {
                self.message(&format!("throttled by the service; next request in {}", time(*wait)));
            }
            Event::Waiting { rows, wait } => {
                let done = if self.bar.is_some() { String::new() } else { format!("{} done; ", self.done()) };
                let waiting = count(*rows, "row");
                self.message(&format!("{done}{waiting} in progress; next look in {}", time(*wait)));
            }
            Event::Synchronized(trigger) => self.line(&synchronization::text(*trigger)),
            _ => {}
        }
    }

    /// Shows the end of a row.
    pub(super) fn ended(&mut self, outcome: &Outcome<'_>) {
        self.ended += 1;
        self.unreadable += u64::from(outcome.kind == UNREADABLE);
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
        if !outcome.is_success {
            self.line(&line(outcome));
        }
        if self.is_done() {
            self.message("every row has a verdict; tidying up the records of the imports");
        }
    }

    /// Ends the bar.
    pub(super) fn finish(&self) {
        match &self.bar {
            Some(bar) => bar.finish_and_clear(),
            None if self.rows.is_none() && self.ended == 0 => {}
            None => note(format_args!("{} done", self.done())),
        }
    }

    /// Returns whether every row of the list has ended.
    pub(super) fn is_done(&self) -> bool {
        self.rows.is_some_and(|rows| rows <= self.ended)
    }

    fn done(&self) -> String {
        match self.rows {
            Some(rows) => format!("{} of {}", self.ended, count(rows, "row")),
            None => count(self.ended, "row"),
        }
    }

    /// Shows the current step: below the bar, until the next step, or on a line.
    fn message(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(text.to_owned()),
            None => note(text),
        }
    }

    /// Shows a text that stays.
    pub(super) fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| note(text)),
            None => note(text),
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates are valid.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Returns a time in whole seconds, or in milliseconds if it is short.
fn time(time: Duration) -> String {
    let unit = if time.as_secs() > 0 { 1_000_000_000 } else { 1_000_000 };
    humantime::format_duration(time.saturating_sub(Duration::from_nanos((time.subsec_nanos() % unit).into())))
        .to_string()
}
