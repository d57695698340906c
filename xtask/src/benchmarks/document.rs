//! `BENCHMARKS.md` and its plots.

use super::chart::{Chart, Group};
use super::machine::Machine;
use super::results::{Measured, Results};
use super::targets::Targets;
use crate::scale::table::{Gains, Scale};
use chrono::{DateTime, Utc};
use measure::Table;
use std::collections::BTreeMap;

const INTRODUCTION: &str = "\
The ratios are the result. The variants of a table run in interleaved samples of a few milliseconds, in rotated order, so that
a disturbance of the machine affects all of them, and every round yields one ratio to the first variant. The tables show the
median of the ratios and their quartiles. Times are medians, too. *Allocated* is the sum of the allocations of one iteration,
and *peak allocated* the maximum that is allocated at the same time.

`cargo xtask benchmarks` repeats the measurements and writes this document. The compile cost has a command of its own.
";

const MODELS: &str = "\
The device is the example of Microsoft's documentation, and the page has 1000 different devices. The variants are the same
struct with serde's derives and chrono's dates, which ignores unknown properties; the same with a flattened map for unknown
properties; and `serde_json::Value`. All of them keep `@odata.type`, which every device has, so they read and write the same.
The times include dropping what was read or cloned.
";

const CLIENT: &str = "\
Both clients send the same device, with a token of the usual length, to the same server on loopback, which does as little as
possible. The baseline is `reqwest` with the same settings and a struct with serde's derives, as a careful user would write
it. Both clients run in a runtime of one thread, and *CPU time* is that of this thread, in user and kernel mode. The server
has a thread of its own, which counts in the wall time only.
";

const REGISTRATION: &str = "\
`autopilot::register` against the emulator, with a limit of 100 writes in 20 seconds, which Microsoft publishes for the
neighbours of the Autopilot resources: a bucket that is full at first. An import takes 95 seconds, and a page of a list has
1000 items. Time is virtual: it is that of the limit and of the client's waits. *script* is computed: it sends a request for
each device, and then lists all records for each device every 15 seconds until the imports have ended. Its time is the least
that the limit allows for its writes alone. A record that is deleted in a batch counts in the limit, too; `keep_records` avoids
that.

The rows of the last table have hashes of 4 kB, come from an iterator, and have a journal. Each number of rows is registered
by a process of its own; the server, which does as little as possible, stays in another one. The CPU time is that of all
threads of the client, in user and kernel mode, and includes the creation of the rows. *memory per further row* compares a
line with the one above. At most 60,000 rows wait for the service at the same time, which takes most of the memory for 100,000
rows. Beyond that, memory grows by the fingerprints that find duplicates, and by the ids of the records to delete.
";

const SOAK: &str = "\
Four tasks register lists of 100 devices, list all devices, change the group tags, and remove the devices, again and again, against
the emulator in another process. Two of 100 requests have a fault, imports take two seconds, and the limit is 1000 writes in 20
seconds. Each row has the maximum of the client's resources in a third of the time. The run fails if a device is lost or
doubled. Other builds ran on the same machine meanwhile. `cargo xtask benchmarks` does not repeat it.
";

const GENERATOR: &str = "\
The baseline visits every tag and every attribute of the same text, with namespaces resolved, and does nothing with them.
";

const COMPILE: &str = "\
The models of all types in the metadata of Graph v1.0, beside the same types as structs and enumerations with serde's derives.
Both are compiled from scratch and without incremental compilation, as a dependency is, after the crates that they depend on.
*generate* is the whole optimised program, which generates all files in memory and compares them with those on disk.

*wall* is the elapsed time, and *CPU* the time in user and kernel mode of cargo and the compilers that it runs. *Peak memory*
is that of the largest of these processes. The targets refer to the figures in bold. For `cargo check` and `cargo build`, that
is the gain in CPU time, which varies less than the gain in wall time. All figures are medians of several runs, except for the
types with derives, which are compiled once, between runs of the models.

Both variants have a public field for each property, and implement `Clone`, `Debug`, `PartialEq`, `Serialize` and
`Deserialize`; structs also implement `Default`. Neither has constructors or setters. The other differences are:

- **The models** keep unknown properties and members, write dates as they were received, and redact secrets in `Debug`. Two
  things were traded for the compile time. Setters are generated only if `models.toml` says `setters = true`; the crate
  measured here is generated without that. A member that the schema does not know is kept in `Evolvable`, one generic wrapper type of all
  enumerations, instead of a variant of each enumeration.
- **The types with serde's derives** ignore unknown properties, fail on unknown members, write dates in a format of their own,
  and print secrets.

The last table has the cost of a program that needs a few types only. Each selection is a type with the types that it needs,
generated with `--root`. The crate `graph-models`, which all models depend on, is compiled before and does not count.
";

/// Returns the files by their path in the workspace.
pub(super) fn document(results: &Results, machine: &Machine) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut sections = vec!["# Benchmarks".to_owned(), INTRODUCTION.to_owned()];
    if let Some(date) = results.date {
        sections.push(format!("Measured on {}:", DateTime::<Utc>::from(date).format("%Y-%m-%d")));
    }
    sections.extend([machine.to_string(), "## Targets".to_owned(), Targets::of(results).to_string()]);
    let texts = [
        ("Models", MODELS, "time relative to serde derive (dashed); lower is better"),
        ("Client", CLIENT, "time relative to bare reqwest (dashed); lower is better"),
        ("Registration", REGISTRATION, ""),
        ("Long run", SOAK, ""),
        ("Generator", GENERATOR, ""),
    ];
    for (title, text, caption) in texts {
        let Some(measured) = results.sections.get(title) else { continue };
        sections.extend([format!("## {title}"), text.to_owned(), commands(measured)]);
        if !caption.is_empty() {
            let path = format!("xtask/plots/{}.svg", title.to_lowercase());
            sections.push(format!("![{title}: {caption}]({path})"));
            files.insert(path, ratios(&measured.tables, format!("{title}: {caption}")).to_string());
        }
        sections.extend(measured.tables.iter().map(ToString::to_string));
    }
    if let Some(scale) = &results.scale {
        let caption = "Compile cost: serde derive relative to the models (dashed); higher is better";
        let path = "xtask/plots/compile.svg".to_owned();
        sections.extend(["## Compile cost".to_owned(), COMPILE.to_owned(), format!("`{}`", scale.command)]);
        sections.extend([format!("![{caption}]({path})"), scale.to_string()]);
        files.insert(path, gains(scale, caption).to_string());
    }
    let text: Vec<_> = sections.iter().map(|section| section.trim_end()).collect();
    files.insert("BENCHMARKS.md".to_owned(), text.join("\n\n") + "\n");
    files
}

fn commands(measured: &Measured) -> String {
    format!("- `{}`", measured.commands.join("`\n- `"))
}

/// Returns a chart of the wall times of all variants but the baseline.
fn ratios(tables: &[Table], title: String) -> Chart {
    let timed: Vec<_> = tables.iter().filter(|table| table.entries.iter().any(|entry| entry.wall.is_some())).collect();
    let series = timed.first().map(|table| table.entries.iter().skip(1).map(|entry| entry.name.clone()).collect());
    let groups = timed.iter().map(|table| {
        let values = table.entries.iter().skip(1).map(|entry| entry.wall.map_or(0.0, |wall| wall.ratio.median));
        Group { name: table.title.clone(), values: values.collect() }
    });
    Chart { title, series: series.unwrap_or_default(), groups: groups.collect() }
}

fn gains(scale: &Scale, title: &str) -> Chart {
    let series = ["CPU time", "wall time", "peak memory"].map(str::to_owned).to_vec();
    let groups = scale.rows.iter().map(|row| {
        let Gains { wall, cpu, memory } = row.gains();
        Group { name: row.command.clone(), values: vec![cpu, wall, memory] }
    });
    Chart { title: title.to_owned(), series, groups: groups.collect() }
}

#[cfg(test)]
mod tests;
