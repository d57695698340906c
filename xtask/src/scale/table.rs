//! What it costs to generate and to compile the models of a whole API, beside the same types with serde's derives.

use serde::{Deserialize, Serialize};
use std::fmt::{self, Display, Formatter};

/// What was measured, as `scale.json` keeps it. Shown as a table in Markdown.
#[derive(Debug, Deserialize, Serialize)]
pub struct Scale {
    pub(crate) command: String,
    pub(crate) types: usize,
    pub(crate) lines: usize,
    pub(crate) twin_lines: usize,
    pub(crate) generation_seconds: f64,
    pub(crate) generation_mebibytes: f64,
    pub(crate) rows: Vec<Row>,
}

/// What one command takes for the models, and for their twins.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) models_seconds: f64,
    pub(crate) twins_seconds: f64,
    pub(crate) models_mebibytes: f64,
    pub(crate) twins_mebibytes: f64,
}

impl Row {
    /// How many times faster the models are, and how many times less memory they take.
    pub(crate) fn gains(&self) -> [f64; 2] {
        [self.twins_seconds / self.models_seconds, self.twins_mebibytes / self.models_mebibytes]
    }
}

impl Scale {
    /// The row of that command.
    pub(crate) fn row(&self, what: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.what == what)
    }
}

impl Display for Scale {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "| {} types | graph-models | serde derive | gain |", self.types)?;
        writeln!(f, "| --- | --: | --: | --: |")?;
        writeln!(f, "| lines | {} | {} | |", self.lines, self.twin_lines)?;
        writeln!(f, "| generate | {:.2} s | | |", self.generation_seconds)?;
        writeln!(f, "| generate, peak memory | {:.0} MiB | | |", self.generation_mebibytes)?;
        for row in &self.rows {
            let [faster, smaller] = row.gains();
            let what = &row.what;
            writeln!(f, "| `{what}` | {:.1} s | {:.1} s | **{faster:.1}×** |", row.models_seconds, row.twins_seconds)?;
            let [models, twins] = [row.models_mebibytes, row.twins_mebibytes];
            writeln!(f, "| `{what}`, peak memory | {models:.0} MiB | {twins:.0} MiB | **{smaller:.1}×** |")?;
        }
        Ok(())
    }
}
