//! The numbers that must hold, and whether they do.

use super::results::Results;
use crate::scale::table::Gains;
use std::fmt::{self, Display, Formatter};

/// A table of the targets, in Markdown.
pub(super) struct Targets(Vec<Target>);

struct Target {
    name: &'static str,
    bound: Bound,
    unit: &'static str,
    measured: Option<f64>,
}

enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

use Bound::{AtLeast, AtMost};

impl Targets {
    /// Compares results with the targets.
    pub(super) fn of(results: &Results) -> Self {
        let scale = results.scale.as_ref();
        let gain = |command, quantity: fn(Gains) -> f64| Some(quantity(scale?.row(command)?.gains()));
        let [faster, smaller]: [fn(Gains) -> f64; 2] = [|gains| gains.cpu, |gains| gains.memory];
        let entry = |section, table, name: &str| results.table(section, table)?.entry(name);
        let models = |table| Some(entry("Models", table, "graph-models")?.wall?.ratio.median);
        let [check, build] = ["cargo check", "cargo build"];
        let create = entry("Client", "create a device, one at a time", "graph-client");
        let register = entry("Registration", "register 10000 devices", "register, records kept");
        let registered = |quantity| register?.quantity(quantity);
        let rows = entry("Registration", "register rows of 4 kB", "1000000 rows");
        let target = |name, bound, unit, measured| Target { name, bound, unit, measured };
        Self(vec![
            target("generate all of Graph", AtMost(0.4), " s", scale.map(|scale| scale.generation.wall_seconds)),
            target(
                "generate all of Graph: peak memory",
                AtMost(200.0),
                " MB",
                scale.map(|scale| scale.generation.mebibytes * 1.048_576),
            ),
            target("`cargo check` of it: less CPU time than serde derive", AtLeast(8.0), "×", gain(check, faster)),
            target("`cargo check` of it: less memory than serde derive", AtLeast(4.5), "×", gain(check, smaller)),
            target("`cargo build` of it: less CPU time than serde derive", AtLeast(8.0), "×", gain(build, faster)),
            target("`cargo build` of it: less memory than serde derive", AtLeast(4.5), "×", gain(build, smaller)),
            target("read a device: time of serde derive", AtMost(0.88), "×", models("read a device")),
            target("write a device: time of serde derive", AtMost(0.75), "×", models("write a device")),
            target("clone a device: time of serde derive", AtMost(1.5), "×", models("clone a device")),
            target(
                "read a page of 1,000 devices: time of serde derive",
                AtMost(1.0),
                "×",
                models("read a page of 1000 devices"),
            ),
            target(
                "create a device: time of bare reqwest",
                AtMost(1.05),
                "×",
                create.and_then(|create| Some(create.wall?.ratio.median)),
            ),
            target(
                "create a device: client CPU time of bare reqwest",
                AtMost(1.1),
                "×",
                create.and_then(|create| Some(create.cpu?.ratio.median)),
            ),
            target("20,000 creates: memory beyond bare reqwest", AtMost(2.0), " MB", excess_megabytes(results)),
            target(
                "register 10,000 devices: writes for 200 of them",
                AtMost(1.0),
                "",
                registered("imports").map(|imports| imports / 50.0),
            ),
            target(
                "register 10,000 devices: lists per page and round",
                AtMost(1.0),
                "",
                registered("lists per page and round"),
            ),
            target(
                "register 1,000,000 rows of 4 kB: peak memory",
                AtMost(150.0),
                " MB",
                rows.and_then(|rows| rows.resident_bytes).map(megabytes),
            ),
        ])
    }
}

/// Returns the peak memory of the client's process, less that of the baseline's.
fn excess_megabytes(results: &Results) -> Option<f64> {
    let table = results.table("Client", "create 20000 devices in a process")?;
    let [bare, typed] = [table.entries.first()?, table.entry("graph-client")?].map(|entry| entry.resident_bytes);
    Some(megabytes(typed?) - megabytes(bare?))
}

#[allow(clippy::cast_precision_loss, reason = "the output has three decimal places")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

impl Display for Targets {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "| target | | measured | |")?;
        writeln!(f, "| --- | --: | --: | --- |")?;
        for Target { name, bound, unit, measured } in &self.0 {
            let (words, limit) = match bound {
                AtMost(limit) => ("at most", limit),
                AtLeast(limit) => ("at least", limit),
            };
            write!(f, "| {name} | {words} {limit}{unit} | ")?;
            match measured {
                Some(measured) if bound.holds(*measured) => writeln!(f, "{measured:.3}{unit} | holds |")?,
                Some(measured) => writeln!(f, "{measured:.3}{unit} | **does not hold** |")?,
                None => writeln!(f, "– | not measured |")?,
            }
        }
        Ok(())
    }
}

impl Bound {
    fn holds(&self, measured: f64) -> bool {
        match self {
            AtMost(limit) => measured <= *limit,
            AtLeast(limit) => measured >= *limit,
        }
    }
}
