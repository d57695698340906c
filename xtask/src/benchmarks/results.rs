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

/// The packages with benches, and the names of the benches.
pub(super) const BENCHES: &[(&str, &[&str])] = &[
    ("graph-models", &["time", "allocations"]),
    ("graph-client", &["time", "allocations", "memory"]),
    ("codegen", &["time", "allocations"]),
];

/// The numbers of all benches, by package, and the compile cost.
#[derive(Default)]
pub(super) struct Results {
    pub(super) packages: BTreeMap<&'static str, Measured>,
    pub(super) scale: Option<Scale>,
    /// The time of the last measurement.
    pub(super) date: Option<SystemTime>,
}

/// The numbers of a package's benches.
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
        for (package, benches) in BENCHES {
            for bench in *benches {
                if let Some(report) = results.read_file(&folder.join(format!("{package}-{bench}.json")))? {
                    results.packages.entry(package).or_default().add(report);
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

    /// Returns the table with that title.
    pub(super) fn table(&self, package: &str, title: &str) -> Option<&Table> {
        self.packages.get(package)?.tables.iter().find(|table| table.title == title)
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
