//! The cost of the models of a whole API, beside the same types with serde's derives, and of selections of it.

use super::cost::Cost;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};

/// The measurements, as stored in `scale.json`. Its [`Display`] is a list of tables in Markdown.
#[derive(Debug, Deserialize, Serialize)]
pub struct Scale {
    pub(crate) command: String,
    pub(crate) types: usize,
    pub(crate) models: Size,
    pub(crate) derived: Size,
    pub(crate) generation: Cost,
    pub(crate) rows: Vec<Row>,
    pub(crate) selections: Vec<Selection>,
    /// Earlier runs did not measure it.
    #[serde(default)]
    pub(crate) operations: Option<WithOperations>,
    /// The roots of selections that the metadata does not declare.
    pub(crate) undeclared: Vec<String>,
}

/// The size of a crate's sources.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Size {
    pub(crate) files: usize,
    pub(crate) lines: usize,
}

/// The cost of a command for the models, and for the types with derives.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Row {
    pub(crate) command: String,
    pub(crate) models: Cost,
    pub(crate) derived: Cost,
}

/// The cost of `cargo check` for the models of a type and the types that it needs.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Selection {
    pub(crate) root: String,
    pub(crate) types: usize,
    pub(crate) size: Size,
    pub(crate) check: Cost,
}

/// The cost of `cargo check` for the models of all types and operations.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct WithOperations {
    pub(crate) operations: usize,
    /// The types of parameters included.
    pub(crate) types: usize,
    pub(crate) size: Size,
    pub(crate) check: Cost,
}

/// The factors by which the models are cheaper than the types with derives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gains {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
    pub(crate) memory: f64,
}

impl Row {
    /// Returns the gains of the models.
    pub(crate) fn gains(&self) -> Gains {
        let Self { models, derived, .. } = self;
        Gains {
            wall: derived.wall_seconds / models.wall_seconds,
            cpu: derived.cpu_seconds / models.cpu_seconds,
            memory: derived.mebibytes / models.mebibytes,
        }
    }
}

impl Scale {
    /// Returns the row of a command.
    pub(crate) fn row(&self, command: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.command == command)
    }

    fn write_times(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| time for {} types | models: wall | models: CPU | serde derive: wall | serde derive: CPU | gain: wall | gain: CPU |",
            self.types
        )?;
        writeln!(f, "| --- | --: | --: | --: | --: | --: | --: |")?;
        let Cost { wall_seconds: wall, cpu_seconds: cpu, .. } = self.generation;
        writeln!(f, "| generate | **{wall:.2} s** | {cpu:.2} s | | | | |")?;
        for row in &self.rows {
            write!(f, "| `{}` |", row.command)?;
            for Cost { wall_seconds: wall, cpu_seconds: cpu, .. } in [row.models, row.derived] {
                write!(f, " {wall:.1} s | {cpu:.1} s |")?;
            }
            let Gains { wall, cpu, .. } = row.gains();
            writeln!(f, " {wall:.1}× | **{cpu:.1}×** |")?;
        }
        Ok(())
    }

    fn write_sizes(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "| memory and size for {} types | models | serde derive | gain |", self.types)?;
        writeln!(f, "| --- | --: | --: | --: |")?;
        writeln!(f, "| generate, peak memory | **{:.0} MiB** | | |", self.generation.mebibytes)?;
        for row in &self.rows {
            let [models, derived] = [row.models, row.derived].map(|cost| cost.mebibytes);
            let memory = row.gains().memory;
            writeln!(f, "| `{}`, peak memory | {models:.0} MiB | {derived:.0} MiB | **{memory:.1}×** |", row.command)?;
        }
        let [models, derived] = [self.models, self.derived];
        writeln!(f, "| files | {} | {} | |", models.files, derived.files)?;
        writeln!(f, "| lines | {} | {} | |", models.lines, derived.lines)
    }

    fn write_selections(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "| `cargo check` of the models | types | lines | wall | CPU | peak memory |")?;
        writeln!(f, "| --- | --: | --: | --: | --: | --: |")?;
        for Selection { root, types, size, check } in &self.selections {
            write_selection(f, &format!("--root {root}"), *types, *size, *check)?;
        }
        if let Some(all) = self.row("cargo check") {
            write_selection(f, "--all", self.types, self.models, all.models)?;
        }
        if let Some(WithOperations { types, size, check, .. }) = self.operations {
            write_selection(f, "--all --operations", types, size, check)?;
        }
        if !self.undeclared.is_empty() {
            let roots = self.undeclared.join("`, `");
            writeln!(f, "\nSkipped, because the metadata does not declare them: `{roots}`.")?;
        }
        Ok(())
    }
}

fn write_selection(f: &mut Formatter<'_>, option: &str, types: usize, size: Size, check: Cost) -> fmt::Result {
    let Cost { wall_seconds: wall, cpu_seconds: cpu, mebibytes } = check;
    writeln!(f, "| `{option}` | {types} | {} | {wall:.2} s | {cpu:.2} s | {mebibytes:.0} MiB |", size.lines)
}

impl Display for Scale {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.write_times(f)?;
        writeln!(f)?;
        self.write_sizes(f)?;
        writeln!(f)?;
        self.write_selections(f)
    }
}
