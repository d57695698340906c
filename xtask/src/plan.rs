//! The changes that bring generated files up to date.

use crate::drift::Drift;
use crate::tree::{self, Change, MAX_FOREIGN, is_generated};
use anyhow::{Result, bail};
use codegen::Summary;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The changes that bring generated files up to date.
#[derive(Debug)]
pub struct Plan {
    root: PathBuf,
    /// Advice to a user whose files are not up to date.
    remedy: &'static str,
    changes: Vec<Change>,
    fresh: usize,
    /// Files in the generator's folders that it did not write, and must neither replace nor remove.
    by_hand: BTreeSet<String>,
    /// The names of the schemas, with their summaries.
    schemas: Vec<(String, Summary)>,
}

impl Plan {
    pub(crate) fn new(root: PathBuf, remedy: &'static str) -> Self {
        Self { root, remedy, changes: Vec::new(), fresh: 0, by_hand: BTreeSet::new(), schemas: Vec::new() }
    }

    /// Plans the changes of a folder from the generated files and those on disk. `main` is the file that every generated
    /// folder has. Without it, files that lack the marker of generated ones are not replaced.
    pub(crate) fn add(
        &mut self,
        generated: BTreeMap<String, String>,
        mut present: BTreeMap<String, Vec<u8>>,
        main: &str,
    ) {
        let is_ours = present.get(main).is_some_and(|text| is_generated(text));
        let foreign = present.iter().filter(|(path, text)| {
            // A file that the generator writes may have lost its marker, by a merge conflict for example.
            let is_rewritten = || is_ours && generated.contains_key(*path);
            !(is_generated(text) || is_rewritten())
        });
        self.by_hand.extend(foreign.map(|(path, _)| path.clone()));
        for (path, new) in generated {
            match present.remove(&path) {
                Some(old) if old == new.as_bytes() => self.fresh += 1,
                old => self.changes.push(Change { path, old, new: Some(new) }),
            }
        }
        self.changes.extend(present.into_iter().map(|(path, old)| Change { path, old: Some(old), new: None }));
    }

    /// Plans the change of one file, which is replaced regardless of who wrote it.
    pub(crate) fn replace(&mut self, path: String, new: String) -> Result<()> {
        let old = tree::read_file(&self.root.join(&path))?;
        if old.as_deref() == Some(new.as_bytes()) {
            self.fresh += 1;
        } else {
            self.changes.push(Change { path, old, new: Some(new) });
        }
        Ok(())
    }

    pub(crate) fn add_summary(&mut self, schema: &str, summary: Summary) {
        self.schemas.push((schema.to_owned(), summary));
    }

    /// Returns the names of the schemas, with their summaries.
    #[must_use]
    pub fn schemas(&self) -> &[(String, Summary)] {
        &self.schemas
    }

    /// Returns a report of the differences to the files on disk.
    #[must_use]
    pub fn drift(&self) -> Drift<'_> {
        Drift::new(&self.changes, &self.by_hand, self.remedy)
    }

    /// Summarizes in a line what [`Plan::apply`] does.
    #[must_use]
    pub fn summary(&self) -> String {
        let removed = self.changes.iter().filter(|change| change.new.is_none()).count();
        let written = self.changes.len() - removed;
        let total = self.fresh + written;
        let files = if total == 1 { "file" } else { "files" };
        format!("{total} {files} generated: {written} written, {} unchanged, {removed} removed", self.fresh)
    }

    /// Writes and removes files.
    ///
    /// # Errors
    ///
    /// The generator's folders contain files that it did not write, or the file system fails.
    pub fn apply(self) -> Result<()> {
        if !self.by_hand.is_empty() {
            let paths: Vec<_> = self.by_hand.iter().take(MAX_FOREIGN).map(String::as_str).collect();
            bail!(
                "not generated: {}{}; move these files out of the generator's folder, or remove them; nothing was changed",
                paths.join(", "),
                if paths.len() >= MAX_FOREIGN { " and perhaps more" } else { "" }
            );
        }
        tree::apply(&self.root, &self.changes)
    }
}
