//! The summary at the end: a table of verdicts, and the rows that failed.

use crate::outcome::Outcome;
use crate::screen::{count, printable};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};

/// The number of failed rows to print. The report has all of them.
const SHOWN: usize = 100;

/// The numbers of rows by verdict, and the first rows that failed.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    kinds: BTreeMap<&'static str, u64>,
    failed: u64,
    /// The texts of failed rows, by their numbers.
    texts: BTreeMap<u64, String>,
}

impl Summary {
    pub(crate) fn add(&mut self, outcome: &Outcome<'_>) {
        *self.kinds.entry(outcome.kind).or_default() += 1;
        if outcome.is_success {
            return;
        }
        self.failed += 1;
        self.texts.insert(outcome.row, text(outcome));
        if self.texts.len() > SHOWN {
            self.texts.pop_last();
        }
    }

    /// Returns the number of rows that have a verdict.
    pub(crate) fn total(&self) -> u64 {
        self.kinds.values().sum()
    }

    pub(crate) fn failed(&self) -> u64 {
        self.failed
    }

    pub(crate) fn kinds(&self) -> &BTreeMap<&'static str, u64> {
        &self.kinds
    }
}

/// Returns a failed row with its reason and the advice, on two lines.
fn text(outcome: &Outcome<'_>) -> String {
    let line = line(outcome);
    match &outcome.advice {
        Some(advice) => format!("{line}\n    {}", printable(advice)),
        None => line,
    }
}

/// Returns a row and what became of it, on one line.
pub(crate) fn line(outcome: &Outcome<'_>) -> String {
    let Outcome { place, serial_number, reason, .. } = outcome;
    let serial_number = if serial_number.is_empty() { String::new() } else { format!("{serial_number}: ") };
    printable(&format!("{place}: {serial_number}{reason}"))
}

impl Display for Summary {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let total = self.total();
        let rows = self.kinds.iter().map(|(kind, rows)| (*kind, *rows)).chain([("total", total)]);
        for (kind, rows) in rows {
            writeln!(f, "{:<20}{rows:>8}", kind.replace('-', " "))?;
        }
        if self.failed == 0 {
            return Ok(());
        }
        writeln!(f, "\n{} failed:", count(self.failed, "row"))?;
        for text in self.texts.values() {
            writeln!(f, "  {}", text.replace('\n', "\n  "))?;
        }
        match self.failed - self.texts.len() as u64 {
            0 => Ok(()),
            more => writeln!(f, "  and {more} more, which are in the report of --report FILE.csv"),
        }
    }
}
