//! Generates the files of a module of models and lists its public surface.

use crate::api::Line;
use crate::emit::{File, Options};
use crate::load::Loaded;
use crate::{Summary, api, emit, format};
use std::collections::BTreeMap;

/// A module of models.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The file contents by path. Paths are relative to the module's folder and use `/` as separator.
    pub files: BTreeMap<String, String>,
    /// Counts of the declared, generated and skipped constructs.
    pub summary: Summary,
}

impl Loaded {
    /// Generates the module of models.
    #[must_use]
    pub fn generate(&self) -> Generated {
        self.emit(|_, _| Vec::new()).0
    }

    /// Generates the module of models and lists its public surface as sorted lines: see [`api`](mod@api).
    #[must_use]
    pub fn generate_with_surface(&self) -> (Generated, Vec<String>) {
        let (generated, lines) = self.emit(api::lines);
        let mut surface: Vec<_> = lines.into_iter().map(|line| line.to_string()).collect();
        surface.sort();
        (generated, surface)
    }

    /// Returns what `models.toml` asks for beside the types.
    pub(crate) fn options(&self) -> Options {
        Options { setters: self.models.entries().setters }
    }

    fn emit(&self, surface_of: impl Fn(&str, &File<'_>) -> Vec<Line> + Sync) -> (Generated, Vec<Line>) {
        let module = self.document().source().stem();
        let schema = &self.selection.schema;
        let emitted = emit::emit(
            schema,
            &self.names,
            self.options(),
            |_| true,
            |path, file| (format::format(file, module), surface_of(path, file)),
        );
        let mut surface = Vec::new();
        let mut files = BTreeMap::new();
        for (path, (text, lines)) in emitted {
            files.insert(path, text);
            surface.extend(lines);
        }
        (Generated { files, summary: Summary::new(self.declared(), &self.selection) }, surface)
    }
}
