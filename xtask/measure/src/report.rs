//! What was measured, as numbers to keep and as tables to read.

use crate::spread::Spread;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};

/// Everything that one run of a bench has measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What to call to measure it again.
    pub command: String,
    /// A table for each race.
    pub tables: Vec<Table>,
}

/// What was measured of contenders that did the same thing. Its [`Display`] is a table in Markdown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// What they did.
    pub what: String,
    /// What it took each of them; the first one is the baseline.
    pub entries: Vec<Entry>,
}

/// What it took one contender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// How it did it.
    pub name: String,
    /// The seconds that it took once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<Spread>,
    /// Its time in terms of the baseline's, round by round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Spread>,
    /// What it allocated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocations: Option<Allocations>,
    /// The most memory that its process had, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_bytes: Option<u64>,
}

/// What was allocated to do something once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocations {
    /// How often.
    pub count: u64,
    /// How much.
    pub bytes: u64,
    /// How much at the same time.
    pub peak_bytes: u64,
}

impl Entry {
    /// An entry without numbers.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), seconds: None, ratio: None, allocations: None, resident_bytes: None }
    }
}

impl Table {
    /// The entry of that name.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// Takes over the numbers of a table that tells other things of the same contenders.
    pub fn merge(&mut self, other: Table) {
        for theirs in other.entries {
            match self.entries.iter_mut().find(|own| own.name == theirs.name) {
                Some(own) => {
                    own.seconds = own.seconds.or(theirs.seconds);
                    own.ratio = own.ratio.or(theirs.ratio);
                    own.allocations = own.allocations.or(theirs.allocations);
                    own.resident_bytes = own.resident_bytes.or(theirs.resident_bytes);
                }
                None => self.entries.push(theirs),
            }
        }
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut rows = vec![vec![self.what.clone()]];
        rows.extend(self.entries.iter().map(|entry| vec![entry.name.clone()]));
        for (title, cell) in COLUMNS {
            let cells: Vec<_> = self.entries.iter().map(cell).collect();
            if cells.iter().any(Option::is_some) {
                let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "–".to_owned()));
                let column = std::iter::once((*title).to_owned()).chain(cells);
                rows.iter_mut().zip(column).for_each(|(row, cell)| row.push(cell));
            }
        }
        let columns = rows[0].len();
        rows.insert(1, [vec!["---".to_owned()], vec!["--:".to_owned(); columns - 1]].concat());
        rows.iter().try_for_each(|row| writeln!(f, "| {} |", row.join(" | ")))
    }
}

/// A column, if it has anything to say: its title, and what it says of a contender.
type Column = (&'static str, fn(&Entry) -> Option<String>);

const COLUMNS: &[Column] = &[
    ("time", |entry| entry.seconds.map(|seconds| Seconds(seconds.median).to_string())),
    ("per second", |entry| entry.seconds.map(|seconds| rate(1.0 / seconds.median))),
    ("ratio", |entry| entry.ratio.map(|ratio| format!("**{:.3}**", ratio.median))),
    ("quartiles", |entry| entry.ratio.map(|ratio| format!("{:.3} – {:.3}", ratio.lower, ratio.upper))),
    ("allocations", |entry| entry.allocations.map(|allocations| allocations.count.to_string())),
    ("allocated", |entry| entry.allocations.map(|allocations| Bytes(allocations.bytes).to_string())),
    ("at once", |entry| entry.allocations.map(|allocations| Bytes(allocations.peak_bytes).to_string())),
    ("peak memory", |entry| entry.resident_bytes.map(|bytes| Bytes(bytes).to_string())),
];

fn rate(rate: f64) -> String {
    if rate < 10.0 { format!("{rate:.2}") } else { format!("{rate:.0}") }
}

struct Seconds(f64);

impl Display for Seconds {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (factor, unit) = match self.0 {
            seconds if seconds < 1e-6 => (1e9, "ns"),
            seconds if seconds < 1e-3 => (1e6, "µs"),
            seconds if seconds < 1.0 => (1e3, "ms"),
            _ => (1.0, "s"),
        };
        write!(f, "{:.2} {unit}", self.0 * factor)
    }
}

struct Bytes(u64);

impl Display for Bytes {
    #[allow(clippy::cast_precision_loss, reason = "two digits after the point are shown")]
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes < 10 * 1024 => write!(f, "{bytes} B"),
            bytes if bytes < 1024 * 1024 => write!(f, "{:.1} KiB", bytes as f64 / 1024.0),
            bytes => write!(f, "{:.2} MiB", bytes as f64 / (1024.0 * 1024.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Allocations, Entry, Report, Table};
    use crate::spread::Spread;

    fn timed() -> Table {
        let entry = |name, median: f64, ratio: f64| Entry {
            seconds: Some(Spread { lower: median, median, upper: median }),
            ratio: Some(Spread { lower: ratio - 0.02, median: ratio, upper: ratio + 0.01 }),
            ..Entry::new(name)
        };
        Table { what: "read".to_owned(), entries: vec![entry("theirs", 2.5e-6, 1.0), entry("ours", 0.0021, 0.84)] }
    }

    fn counted() -> Table {
        let allocations = Some(Allocations { count: 12, bytes: 20 * 1024, peak_bytes: 512 });
        Table { what: "read".to_owned(), entries: vec![Entry { allocations, ..Entry::new("ours") }] }
    }

    #[test]
    fn a_table_has_the_columns_that_say_something() {
        assert_eq!(
            timed().to_string(),
            "| read | time | per second | ratio | quartiles |
| --- | --: | --: | --: | --: |
| theirs | 2.50 µs | 400000 | **1.000** | 0.980 – 1.010 |
| ours | 2.10 ms | 476 | **0.840** | 0.820 – 0.850 |
"
        );
        assert_eq!(
            counted().to_string(),
            "| read | allocations | allocated | at once |\n| --- | --: | --: | --: |\n| ours | 12 | 20.0 KiB | 512 B |\n"
        );
    }

    #[test]
    fn tables_of_the_same_contenders_become_one() {
        let mut table = timed();
        table.merge(counted());
        let text = table.to_string();
        assert!(text.contains("| theirs | 2.50 µs | 400000 | **1.000** | 0.980 – 1.010 | – | – | – |"), "{text}");
        assert!(text.contains("| 0.820 – 0.850 | 12 | 20.0 KiB | 512 B |"), "{text}");
    }

    #[test]
    fn a_report_comes_back_from_json() {
        let report = Report { command: "cargo bench".to_owned(), tables: vec![timed(), counted()] };
        let json = serde_json::to_string(&report).expect("numbers can be written");
        assert_eq!(serde_json::from_str::<Report>(&json).expect("they can be read"), report);
    }
}
