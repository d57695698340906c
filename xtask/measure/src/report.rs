//! Measurements, as numbers to store and as tables to read.

use crate::spread::Spread;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};

/// The measurements of one run of a bench.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The command that measures them again.
    pub command: String,
    /// A table for each comparison.
    pub tables: Vec<Table>,
}

/// The measurements of a comparison. Its [`Display`] is a table in Markdown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The title of the comparison.
    pub title: String,
    /// An entry for each variant. The first one is the baseline.
    pub entries: Vec<Entry>,
}

/// The measurements of a variant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The name of the variant.
    pub name: String,
    /// The wall time of one iteration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall: Option<Time>,
    /// The CPU time of one iteration, in user and kernel mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu: Option<Time>,
    /// The allocations of one iteration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allocations: Option<Allocations>,
    /// The peak resident memory of the process, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resident_bytes: Option<u64>,
    /// Other quantities, each with a column of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<Quantity>,
}

/// A quantity that only some tables have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The title of its column.
    pub name: String,
    /// The value in this unit.
    pub value: f64,
    /// The unit, which follows the value, such as ` s`.
    pub unit: String,
}

/// The time of one iteration.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Time {
    /// The time in seconds.
    pub seconds: Spread,
    /// The ratio to the baseline's time in the same round.
    pub ratio: Spread,
}

/// The allocations of one iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocations {
    /// The number of allocations.
    pub count: u64,
    /// The sum of their sizes.
    pub bytes: u64,
    /// The maximum that is allocated at the same time.
    pub peak_bytes: u64,
}

impl Entry {
    /// Creates an entry without measurements.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            wall: None,
            cpu: None,
            allocations: None,
            resident_bytes: None,
            quantities: Vec::new(),
        }
    }

    /// Adds a quantity.
    #[must_use]
    pub fn with(mut self, name: &str, value: f64, unit: &str) -> Self {
        self.quantities.push(Quantity { name: name.to_owned(), value, unit: unit.to_owned() });
        self
    }

    /// Returns the value of a quantity.
    #[must_use]
    pub fn quantity(&self, name: &str) -> Option<f64> {
        self.quantities.iter().find(|quantity| quantity.name == name).map(|quantity| quantity.value)
    }
}

impl Table {
    /// Returns the entry with that name.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// Adds the measurements of a table that measures other quantities of the same variants.
    pub fn merge(&mut self, other: Table) {
        for theirs in other.entries {
            match self.entries.iter_mut().find(|own| own.name == theirs.name) {
                Some(own) => {
                    own.wall = own.wall.or(theirs.wall);
                    own.cpu = own.cpu.or(theirs.cpu);
                    own.allocations = own.allocations.or(theirs.allocations);
                    own.resident_bytes = own.resident_bytes.or(theirs.resident_bytes);
                    own.quantities.extend(theirs.quantities);
                }
                None => self.entries.push(theirs),
            }
        }
    }
}

impl Display for Table {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut rows = vec![vec![self.title.clone()]];
        rows.extend(self.entries.iter().map(|entry| vec![entry.name.clone()]));
        for (title, cell) in COLUMNS {
            let cells: Vec<_> = self.entries.iter().map(cell).collect();
            if cells.iter().any(Option::is_some) {
                let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "–".to_owned()));
                let column = std::iter::once((*title).to_owned()).chain(cells);
                rows.iter_mut().zip(column).for_each(|(row, cell)| row.push(cell));
            }
        }
        let mut names: Vec<&str> = Vec::new();
        for quantity in self.entries.iter().flat_map(|entry| &entry.quantities) {
            if !names.contains(&quantity.name.as_str()) {
                names.push(&quantity.name);
            }
        }
        rows[0].extend(names.iter().map(|name| (*name).to_owned()));
        for (row, entry) in rows.iter_mut().skip(1).zip(&self.entries) {
            row.extend(names.iter().map(|name| {
                let quantity = entry.quantities.iter().find(|quantity| quantity.name == *name);
                quantity.map_or_else(|| "–".to_owned(), |Quantity { value, unit, .. }| digits(*value) + unit)
            }));
        }
        let columns = rows[0].len();
        rows.insert(1, [vec!["---".to_owned()], vec!["--:".to_owned(); columns - 1]].concat());
        rows.iter().try_for_each(|row| writeln!(f, "| {} |", row.join(" | ")))
    }
}

/// The title of a column, and its cell for an entry. A column without cells is omitted.
type Column = (&'static str, fn(&Entry) -> Option<String>);

const COLUMNS: &[Column] = &[
    ("time", |entry| entry.wall.map(|wall| Seconds(wall.seconds.median).to_string())),
    ("per second", |entry| entry.wall.map(|wall| rate(1.0 / wall.seconds.median))),
    ("ratio", |entry| entry.wall.map(|wall| median(wall.ratio))),
    ("quartiles", |entry| entry.wall.map(|wall| quartiles(wall.ratio))),
    ("CPU time", |entry| entry.cpu.map(|cpu| Seconds(cpu.seconds.median).to_string())),
    ("CPU ratio", |entry| entry.cpu.map(|cpu| median(cpu.ratio))),
    ("CPU quartiles", |entry| entry.cpu.map(|cpu| quartiles(cpu.ratio))),
    ("allocations", |entry| entry.allocations.map(|allocations| allocations.count.to_string())),
    ("allocated", |entry| entry.allocations.map(|allocations| Bytes(allocations.bytes).to_string())),
    ("peak allocated", |entry| entry.allocations.map(|allocations| Bytes(allocations.peak_bytes).to_string())),
    ("peak memory", |entry| entry.resident_bytes.map(|bytes| Bytes(bytes).to_string())),
];

fn median(ratio: Spread) -> String {
    format!("**{:.3}**", ratio.median)
}

fn quartiles(ratio: Spread) -> String {
    format!("{:.3} – {:.3}", ratio.lower, ratio.upper)
}

fn rate(rate: f64) -> String {
    if rate < 10.0 { format!("{rate:.2}") } else { format!("{rate:.0}") }
}

/// Returns a number with three significant digits, or more if it has more before the point.
fn digits(value: f64) -> String {
    let decimals = (0..6).find(|decimals| value.abs() >= 100.0 / 10_f64.powi(*decimals)).unwrap_or(6);
    let text = format!("{value:.*}", usize::try_from(decimals).unwrap_or(6));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
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
    #[allow(clippy::cast_precision_loss, reason = "the output has two decimal places")]
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
    use super::{Allocations, Entry, Report, Table, Time};
    use crate::spread::Spread;

    fn time(median: f64, ratio: f64) -> Time {
        let seconds = Spread { lower: median, median, upper: median };
        Time { seconds, ratio: Spread { lower: ratio - 0.02, median: ratio, upper: ratio + 0.01 } }
    }

    fn timed() -> Table {
        let entry = |name, median, ratio| Entry { wall: Some(time(median, ratio)), ..Entry::new(name) };
        Table { title: "read".to_owned(), entries: vec![entry("theirs", 2.5e-6, 1.0), entry("ours", 0.0021, 0.84)] }
    }

    fn counted() -> Table {
        let allocations = Some(Allocations { count: 12, bytes: 20 * 1024, peak_bytes: 512 });
        Table { title: "read".to_owned(), entries: vec![Entry { allocations, ..Entry::new("ours") }] }
    }

    #[test]
    fn a_table_omits_columns_without_cells() {
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
            "| read | allocations | allocated | peak allocated |\n| --- | --: | --: | --: |\n| ours | 12 | 20.0 KiB | 512 B |\n"
        );
    }

    #[test]
    fn cpu_time_has_columns_of_its_own() {
        let entry = Entry { wall: Some(time(2.5e-6, 1.04)), cpu: Some(time(2e-6, 1.2)), ..Entry::new("ours") };
        assert_eq!(
            Table { title: "send".to_owned(), entries: vec![entry] }.to_string(),
            "| send | time | per second | ratio | quartiles | CPU time | CPU ratio | CPU quartiles |
| --- | --: | --: | --: | --: | --: | --: | --: |
| ours | 2.50 µs | 400000 | **1.040** | 1.020 – 1.050 | 2.00 µs | **1.200** | 1.180 – 1.210 |
"
        );
    }

    #[test]
    fn quantities_have_columns_of_their_own() {
        let entries = vec![
            Entry::new("theirs").with("lists", 700_000.0, "").with("requests", 1.0, ""),
            Entry::new("ours").with("lists", 80.0, "").with("per device", 0.012_34, "").with("ends", 104.49, " s"),
        ];
        assert_eq!(
            Table { title: "register".to_owned(), entries }.to_string(),
            "| register | lists | requests | per device | ends |
| --- | --: | --: | --: | --: |
| theirs | 700000 | 1 | – | – |
| ours | 80 | – | 0.0123 | 104 s |
"
        );
    }

    #[test]
    fn tables_of_the_same_variants_are_merged() {
        let mut table = timed();
        table.merge(counted());
        let text = table.to_string();
        assert!(text.contains("| theirs | 2.50 µs | 400000 | **1.000** | 0.980 – 1.010 | – | – | – |"), "{text}");
        assert!(text.contains("| 0.820 – 0.850 | 12 | 20.0 KiB | 512 B |"), "{text}");
    }

    #[test]
    fn a_report_round_trips_through_json() {
        let report = Report { command: "cargo bench".to_owned(), tables: vec![timed(), counted()] };
        let json = serde_json::to_string(&report).expect("numbers can be written");
        assert_eq!(serde_json::from_str::<Report>(&json).expect("they can be read"), report);
    }
}
