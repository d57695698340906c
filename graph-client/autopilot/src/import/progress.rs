//! The progress of an import on the standard error: a bar on a terminal, lines elsewhere.

use crate::failure::pause;
use crate::outcome::{Outcome, UNREADABLE};
use crate::screen::{count, note, time};
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
    /// The records of imports that are deleted.
    deleted: usize,
}

/// The number of deleted records after which there is a line, if there is no bar.
const RECORDS_PER_LINE: usize = 1000;

impl Progress {
    pub(super) fn new() -> Self {
        let bar = stderr().is_terminal().then(|| {
            let bar = ProgressBar::new_spinner().with_style(style("{spinner} {elapsed} {pos} rows\n  {wide_msg}"));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self { bar, rows: None, unreadable: 0, ended: 0, deleted: 0 }
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
            Event::Waiting { rows, wait } => {
                let done = if self.bar.is_some() { String::new() } else { format!("{} done; ", self.done()) };
                let waiting = count(*rows, "row");
                self.message(&format!("{done}{waiting} in progress; next look in {}", time(*wait)));
            }
            Event::RecordsDeleted { rows } => {
                let before = self.deleted / RECORDS_PER_LINE;
                self.deleted += rows.len();
                if self.bar.is_some() || self.deleted / RECORDS_PER_LINE > before {
                    self.message(&format!("{} of the imports deleted", count(self.deleted, "record")));
                }
            }
            Event::RecordsLeft { rows } => {
                let left = count(rows.len(), "record");
                self.line(&format!("{left} of imports could not be deleted; the same command tries again"));
            }
            Event::Synchronized(trigger) => self.line(&synchronization::text(*trigger)),
            _ => {
                if let Some(text) = pause(event) {
                    self.message(&text);
                }
            }
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
