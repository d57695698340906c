//! The numbers that must hold, and whether they do.

use super::results::Results;
use std::fmt::{self, Display, Formatter};

/// A table of the targets, in Markdown.
pub(super) struct Targets(Vec<Target>);

struct Target {
    what: &'static str,
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
    /// What the design asks for, and what was measured of it.
    pub(super) fn of(results: &Results) -> Self {
        let scale = results.scale.as_ref();
        let gain = |command, index: usize| Some(scale?.row(command)?.gains()[index]);
        let ratio = |package, what, name| Some(results.table(package, what)?.entry(name)?.ratio?.median);
        let target = |what, bound, unit, measured| Target { what, bound, unit, measured };
        Self(vec![
            target("generate all of Graph", AtMost(0.5), " s", scale.map(|scale| scale.generation_seconds)),
            target(
                "generate all of Graph: peak memory",
                AtMost(200.0),
                " MB",
                scale.map(|scale| scale.generation_mebibytes * 1.048_576),
            ),
            target("`cargo check` of it: faster than serde derive", AtLeast(8.0), "×", gain("cargo check", 0)),
            target("`cargo check` of it: less memory than serde derive", AtLeast(4.0), "×", gain("cargo check", 1)),
            target("`cargo build` of it: faster than serde derive", AtLeast(7.0), "×", gain("cargo build", 0)),
            target(
                "read a device: time of serde derive",
                AtMost(0.9),
                "×",
                ratio("graph-models", "read a device", "graph-models"),
            ),
            target(
                "write a device: time of serde derive",
                AtMost(0.8),
                "×",
                ratio("graph-models", "write a device", "graph-models"),
            ),
            target(
                "create a device: time of bare reqwest",
                AtMost(1.05),
                "×",
                ratio("graph-client", "create a device, one at a time", "graph-client"),
            ),
            target("20,000 creates: memory beyond bare reqwest", AtMost(2.0), " MB", excess_megabytes(results)),
        ])
    }
}

/// How much more memory the process of the client needs than the baseline's.
fn excess_megabytes(results: &Results) -> Option<f64> {
    let table = results.table("graph-client", "create 20000 devices in a process")?;
    let [bare, typed] = [table.entries.first()?, table.entry("graph-client")?].map(|entry| entry.resident_bytes);
    Some(megabytes(typed?) - megabytes(bare?))
}

#[allow(clippy::cast_precision_loss, reason = "two digits after the point are shown")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

impl Display for Targets {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "| target | | measured | |")?;
        writeln!(f, "| --- | --: | --: | --- |")?;
        for Target { what, bound, unit, measured } in &self.0 {
            let (words, limit) = match bound {
                AtMost(limit) => ("at most", limit),
                AtLeast(limit) => ("at least", limit),
            };
            write!(f, "| {what} | {words} {limit}{unit} | ")?;
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
