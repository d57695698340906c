//! The cost of the models of a whole API, beside the same types with serde's derives.

use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};

/// The measurements, as stored in `scale.json`. Its [`Display`] is a table in Markdown.
#[derive(Debug, Deserialize, Serialize)]
pub struct Scale {
    pub(crate) command: String,
    pub(crate) types: usize,
    pub(crate) lines: usize,
    pub(crate) derived_lines: usize,
    pub(crate) generation_seconds: f64,
    pub(crate) generation_mebibytes: f64,
    pub(crate) rows: Vec<Row>,
}

/// The cost of a command for the models, and for the types with derives.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Row {
    pub(crate) command: String,
    pub(crate) models_seconds: f64,
    pub(crate) derived_seconds: f64,
    pub(crate) models_mebibytes: f64,
    pub(crate) derived_mebibytes: f64,
}

impl Row {
    /// Returns the factors by which the models are faster and need less memory.
    pub(crate) fn gains(&self) -> [f64; 2] {
        [self.derived_seconds / self.models_seconds, self.derived_mebibytes / self.models_mebibytes]
    }
}

impl Scale {
    /// Returns the row of a command.
    pub(crate) fn row(&self, command: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.command == command)
    }
}

impl Display for Scale {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "| {} types | graph-models | serde derive | gain |", self.types)?;
        writeln!(f, "| --- | --: | --: | --: |")?;
        writeln!(f, "| lines | {} | {} | |", self.lines, self.derived_lines)?;
        writeln!(f, "| generate | {:.2} s | | |", self.generation_seconds)?;
        writeln!(f, "| generate, peak memory | {:.0} MiB | | |", self.generation_mebibytes)?;
        for row in &self.rows {
            let [faster, smaller] = row.gains();
            let command = &row.command;
            writeln!(
                f,
                "| `{command}` | {:.1} s | {:.1} s | **{faster:.1}×** |",
                row.models_seconds, row.derived_seconds
            )?;
            let [models, derived] = [row.models_mebibytes, row.derived_mebibytes];
            writeln!(f, "| `{command}`, peak memory | {models:.0} MiB | {derived:.0} MiB | **{smaller:.1}×** |")?;
        }
        Ok(())
    }
}
