//! Test cases as folders of input files and expected output.

use codegen::{Diagnostics, Input, Loaded, Roots, Source};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The suffixes of schema files. The first match is the schema, the second the same schema in the other format.
const SCHEMAS: [&str; 5] = [".csdl.xml", ".openapi.yaml", ".openapi.json", ".txt", ".xml"];

/// A folder with a schema, optionally the same in the other format, and optionally a `models.toml`.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    /// Names and texts, starting with the schema.
    pub(crate) schemas: Vec<(String, String)>,
    models: Option<String>,
}

/// Returns all cases in a folder beside the tests, sorted by name.
pub(crate) fn cases(group: &str) -> Vec<Case> {
    let group = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(group);
    let mut folders: Vec<_> = fs::read_dir(group).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.into_iter().map(Case::read).collect()
}

impl Case {
    fn read(folder: PathBuf) -> Self {
        let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        let mut schemas = Vec::new();
        for suffix in SCHEMAS {
            for file in &files {
                let name = file.file_name().unwrap().to_str().unwrap();
                if name.ends_with(suffix)
                    && !name.starts_with("expected")
                    && !schemas.iter().any(|(other, _)| other == name)
                {
                    schemas.push((name.to_owned(), fs::read_to_string(file).unwrap()));
                }
            }
        }
        let models = fs::read_to_string(folder.join("models.toml")).ok();
        Self { name: folder.file_name().unwrap().to_str().unwrap().to_owned(), folder, schemas, models }
    }

    /// Generates from the schema.
    pub(crate) fn generate(&self) -> Result<BTreeMap<String, String>, Diagnostics> {
        Ok(self.load()?.generate().files)
    }

    /// Loads the schema.
    pub(crate) fn load(&self) -> Result<Loaded, Diagnostics> {
        let [(name, text), ..] = self.schemas.as_slice() else { panic!("{} has no schema", self.name) };
        self.load_text(name, text, Roots::All)
    }

    /// Loads a schema with the `models.toml` of the case, or with root types if there is none.
    pub(crate) fn load_text(&self, name: &str, text: &str, roots: Roots) -> Result<Loaded, Diagnostics> {
        let input = Input::new(Source::new(name, text));
        codegen::load(match &self.models {
            Some(text) => input.with_models(Source::new("models.toml", &**text)),
            None => input.with_roots(roots),
        })
    }

    /// Asserts that the report of diagnostics is that in the folder, or updates it.
    pub(crate) fn expect(&self, diagnostics: &Diagnostics) {
        let report = format!("{diagnostics}\n");
        let path = self.folder.join("expected.txt");
        if update() {
            fs::write(&path, &report).unwrap();
        }
        assert_eq!(
            report,
            fs::read_to_string(&path).unwrap_or_default(),
            "{}: unexpected report; update it with `UPDATE_EXPECTED=1 cargo test -p codegen --test suite cases` and review the \
             difference",
            self.name
        );
    }
}

/// Returns whether to update the expected files.
pub(crate) fn update() -> bool {
    std::env::var_os("UPDATE_EXPECTED").is_some()
}
