//! Generates the files of a module of models and lists its public surface.

use crate::emit::{File, Options};
use crate::load::Loaded;
use crate::{Diagnostics, Summary, api, emit, format, twin};
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
    ///
    /// # Errors
    ///
    /// The twin generates different files than the schema. [`load`](crate::load()) already reports every difference between
    /// the two, so this indicates a bug in that comparison.
    pub fn generate(&self) -> Result<Generated, Diagnostics> {
        self.emit(|_, _| Vec::new()).map(|(generated, _)| generated)
    }

    /// Generates the module of models and lists its public surface as sorted lines: see [`api`](mod@api).
    ///
    /// # Errors
    ///
    /// As for [`generate`](Self::generate).
    pub fn generate_with_surface(&self) -> Result<(Generated, Vec<String>), Diagnostics> {
        self.emit(api::lines)
    }

    /// Returns what `models.toml` asks for beside the types.
    pub(crate) fn options(&self) -> Options {
        Options { setters: self.models.entries().setters }
    }

    fn emit(
        &self,
        surface_of: impl Fn(&str, &File<'_>) -> Vec<String> + Sync,
    ) -> Result<(Generated, Vec<String>), Diagnostics> {
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
        surface.sort();
        // Equal types generate equal files.
        if let Some(twin) = self.twin.as_ref().filter(|twin| !schema.has_same_types(twin)) {
            let of_twin =
                emit::emit(twin, &self.names, self.options(), |_| true, |_, file| format::format(file, module));
            twin::compare_files(&files, &of_twin)?;
        }
        Ok((Generated { files, summary: Summary::new(self.declared(), &self.selection) }, surface))
    }
}
