//! What the benches have left behind.

use crate::scale::table::Scale;
use crate::tree;
use anyhow::{Context, Result};
use measure::{Report, Table};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The packages that have benches, and what those are called.
pub(super) const BENCHES: &[(&str, &[&str])] = &[
    ("graph-models", &["time", "allocations"]),
    ("graph-client", &["time", "allocations", "memory"]),
    ("codegen", &["time", "allocations"]),
];

/// The numbers of all benches, by package, and of the compile cost.
#[derive(Default)]
pub(super) struct Results {
    pub(super) packages: BTreeMap<&'static str, Measured>,
    pub(super) scale: Option<Scale>,
    /// When the last of them were measured.
    pub(super) date: Option<SystemTime>,
}

/// The numbers of a package's benches.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) commands: Vec<String>,
    /// What different benches say of the same contenders is in one table.
    pub(super) tables: Vec<Table>,
}

impl Results {
    /// Reads what is there.
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

    /// The table of that name.
    pub(super) fn table(&self, package: &str, what: &str) -> Option<&Table> {
        self.packages.get(package)?.tables.iter().find(|table| table.what == what)
    }
}

impl Measured {
    pub(super) fn add(&mut self, report: Report) {
        self.commands.push(report.command);
        for table in report.tables {
            match self.tables.iter_mut().find(|own| own.what == table.what) {
                Some(own) => own.merge(table),
                None => self.tables.push(table),
            }
        }
    }
}
