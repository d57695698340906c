//! BENCHMARKS.md and its plots.

use super::chart::{Chart, Group};
use super::machine::Machine;
use super::results::{Measured, Results};
use super::targets::Targets;
use crate::scale::table::Scale;
use chrono::{DateTime, Utc};
use measure::Table;
use std::collections::BTreeMap;

const INTRODUCTION: &str = "\
Ratios are what counts here. The contenders of a table take turns, for a few milliseconds each and in rotated order, so that
whatever disturbs the machine disturbs all of them; every round gives one ratio to the first contender. The median of the
ratios is shown, and the quartiles that half of them lie between. Times are medians, too. *Allocated* is the sum of what is
allocated to do it once, *at once* the most of it that is held at the same time.

All of it is measured again, and this document written, by `cargo xtask benchmarks`; the compile cost has a command of its
own.
";

const MODELS: &str = "\
The device is the example of Microsoft's documentation, the page has 1000 different devices. The contenders are the same
struct with serde's derives and chrono's dates, which forgets what it does not know; the same with a flattened map for
that; and `serde_json::Value`. All of them keep `@odata.type`, which is in every device, so that they read and write the
same. To drop what was read or cloned is a part of it.
";

const CLIENT: &str = "\
Both clients send the same device, with a token of the usual length, to the same server on loopback. It has a thread of its
own and does as little as possible. The baseline is `reqwest` with the same settings and a struct with serde's derives, as a
careful user would write it. Both run in a runtime of one thread.
";

const GENERATOR: &str = "\
The baseline sees every tag and every attribute of the same text, with namespaces resolved, and makes nothing of it.
";

const COMPILE: &str = "\
The models of everything in the metadata of Graph v1.0, beside the same types as structs and enumerations with serde's
derives. Both are compiled as a dependency is: from nothing, and not incrementally. The models also have a constructor and a
setter for every property, and room for what they do not know, which the twins have not. *generate* is the time of the whole
program, optimised, that makes all files anew in memory and finds that those on disk are the same.
";

/// The files, by their path in the workspace.
pub(super) fn document(results: &Results, machine: &Machine) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut sections = vec!["# Benchmarks".to_owned(), INTRODUCTION.to_owned()];
    if let Some(date) = results.date {
        sections.push(format!("Measured on {}:", DateTime::<Utc>::from(date).format("%Y-%m-%d")));
    }
    sections.extend([machine.to_string(), "## Targets".to_owned(), Targets::of(results).to_string()]);
    let packages = [
        ("graph-models", "Models", MODELS, "time in terms of serde derive's (dashed): less is better"),
        ("graph-client", "Client", CLIENT, "time in terms of bare reqwest's (dashed): less is better"),
        ("codegen", "Generator", GENERATOR, ""),
    ];
    for (package, title, text, caption) in packages {
        let Some(measured) = results.packages.get(package) else { continue };
        sections.extend([format!("## {title}"), text.to_owned(), commands(measured)]);
        if !caption.is_empty() {
            let path = format!("xtask/plots/{}.svg", title.to_lowercase());
            sections.push(format!("![{title}: {caption}]({path})"));
            files.insert(path, ratios(&measured.tables, format!("{title}: {caption}")).to_string());
        }
        sections.extend(measured.tables.iter().map(ToString::to_string));
    }
    if let Some(scale) = &results.scale {
        let caption = "Compile cost: serde derive's in terms of the models' (dashed): more is better";
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

/// All contenders but the baseline.
fn ratios(tables: &[Table], title: String) -> Chart {
    let timed: Vec<_> = tables.iter().filter(|table| table.entries.iter().any(|entry| entry.ratio.is_some())).collect();
    let series = timed.first().map(|table| table.entries.iter().skip(1).map(|entry| entry.name.clone()).collect());
    let groups = timed.iter().map(|table| {
        let values = table.entries.iter().skip(1).map(|entry| entry.ratio.map_or(0.0, |ratio| ratio.median));
        Group { name: table.what.clone(), values: values.collect() }
    });
    Chart { title, series: series.unwrap_or_default(), groups: groups.collect() }
}

fn gains(scale: &Scale, title: &str) -> Chart {
    let series = ["time", "peak memory"].map(str::to_owned).to_vec();
    let groups = scale.rows.iter().map(|row| Group { name: row.what.clone(), values: row.gains().to_vec() });
    Chart { title: title.to_owned(), series, groups: groups.collect() }
}

#[cfg(test)]
mod tests;
