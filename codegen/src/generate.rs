//! The files of a module of models, and its public surface.

use crate::load::Loaded;
use crate::select::Selection;
use crate::{Diagnostics, Summary, api, emit, format, twin};
use std::collections::BTreeMap;

/// A module of models.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The file contents by path. Paths are relative to the module's folder, with `/` between the parts.
    pub files: BTreeMap<String, String>,
    /// The public surface, a sorted line for each item: see [`api`](mod@api).
    pub surface: Vec<String>,
    /// The counts of what was read, generated and skipped.
    pub summary: Summary,
}

impl Loaded {
    /// Generates the module of models.
    ///
    /// # Errors
    ///
    /// The twin generates other files than the schema. [`load`](crate::load()) reports every difference between them, so
    /// this fails only if that has a gap.
    pub fn generate(&self) -> Result<Generated, Diagnostics> {
        let module = self.document().source().stem();
        let format = |_: &str, file: &syn::File| format::format(file, module);
        let mut surface = Vec::new();
        let mut files = BTreeMap::new();
        for (path, (text, lines)) in emit::emit(
            &self.selection.schema,
            &self.names,
            |_| true,
            |module_path, file| (format(module_path, file), api::lines(module_path, file)),
        ) {
            files.insert(path, text);
            surface.extend(lines);
        }
        surface.sort();
        if let Some(Selection { schema, .. }) = &self.twin {
            twin::compare_files(&files, &emit::emit(schema, &self.names, |_| true, format))?;
        }
        Ok(Generated { files, surface, summary: Summary::new(self.declared(), &self.selection) })
    }
}
