//! The numbers that the benches wrote.

use crate::scale::table::Scale;
use crate::tree;
use anyhow::{Context, Result};
use measure::{Report, Table};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The sections of the document, each with the benches of a package.
pub(super) const SECTIONS: [Section; 5] = [
    Section { title: "Models", package: "graph-models", benches: &["time", "allocations"] },
    Section { title: "Client", package: "graph-client", benches: &["time", "allocations", "memory"] },
    Section { title: "Registration", package: "graph-client", benches: &["registration"] },
    Section { title: "Long run", package: "graph-client", benches: &["soak"] },
    Section { title: "Generator", package: "codegen", benches: &["time", "allocations"] },
];

/// A section of the document.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) package: &'static str,
    benches: &'static [&'static str],
}

/// The numbers of all benches, by the title of their section, and the compile cost.
#[derive(Default)]
pub(super) struct Results {
    pub(super) sections: BTreeMap<&'static str, Measured>,
    pub(super) scale: Option<Scale>,
    /// The time of the last measurement.
    pub(super) date: Option<SystemTime>,
}

/// The numbers of a section's benches.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) commands: Vec<String>,
    /// One for each title, merged from all benches.
    pub(super) tables: Vec<Table>,
}

impl Results {
    /// Reads the files in a folder. Missing files are skipped.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let mut results = Self::default();
        for Section { title, package, benches } in SECTIONS {
            for bench in benches {
                if let Some(report) = results.read_file(&folder.join(format!("{package}-{bench}.json")))? {
                    results.sections.entry(title).or_default().add(report);
                }
            }
        }
        results.scale = results.read_file(&folder.join("scale.json"))?;
        Ok(results)
    }

    fn read_file<T: DeserializeOwned>(&mut self, path: &Path) -> Result<Option<T>> {
        let context = || format!("cannot read {}", path.display());
        let Some(text) = tree::read_file(path)? else { return Ok(None) };
        self.date = self.date.max(Some(fs::metadata(path).and_then(|file| file.modified()).with_context(context)?));
        serde_json::from_slice(&text).with_context(context).map(Some)
    }

    /// Returns the table with that title in a section.
    pub(super) fn table(&self, section: &str, title: &str) -> Option<&Table> {
        self.sections.get(section)?.tables.iter().find(|table| table.title == title)
    }
}

impl Measured {
    pub(super) fn add(&mut self, report: Report) {
        self.commands.push(report.command);
        for table in report.tables {
            match self.tables.iter_mut().find(|own| own.title == table.title) {
                Some(own) => own.merge(table),
                None => self.tables.push(table),
            }
        }
    }
}
