//! The schemas of the workspace, and schemas anywhere else.

use anyhow::{Context, Result, bail};
use codegen::{Diagnostics, Input, Roots, Source};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What the names of schema files end in, CSDL first: where a schema is there in both notations, models are made of that.
const SUFFIXES: [&[&str]; 2] = [&[".csdl.xml"], &[".openapi.yaml", ".openapi.yml", ".openapi.json"]];

/// What says which types become models.
pub(crate) const MODELS: &str = "schema/models.toml";

/// A schema with what belongs to it, read from files.
#[derive(Clone, Debug)]
pub struct Texts {
    schema: File,
    twin: Option<File>,
    models: Option<File>,
    roots: Roots,
}

/// A text with its name.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// What diagnostics call it.
    name: String,
    text: String,
}

/// A schema outside the workspace, and what to take from it.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The file with the schema.
    pub schema: PathBuf,
    /// The file that says what to make of it.
    pub models: Option<PathBuf>,
    /// The types to begin with.
    pub roots: Roots,
}

impl Texts {
    /// Reads a schema from anywhere.
    ///
    /// # Errors
    ///
    /// A file that cannot be read.
    pub fn of(choice: &Choice) -> Result<Self> {
        let Choice { schema, models, roots } = choice;
        let models = models.as_deref().map(File::read_anywhere).transpose()?;
        Ok(Self::new(File::read_anywhere(schema)?, models, roots.clone()))
    }

    /// Texts that were read already.
    pub(crate) fn new(schema: File, models: Option<File>, roots: Roots) -> Self {
        Self { schema, twin: None, models, roots }
    }

    /// Reads the schemas of a workspace, by their stem.
    ///
    /// # Errors
    ///
    /// A file that cannot be read, no schema at all, two schemas of the same notation and stem.
    pub fn of_workspace(root: &Path) -> Result<BTreeMap<String, Self>> {
        let names = list(root, "schema")?;
        let models = File::read(&root.join(MODELS), MODELS)?;
        let mut by_stem: BTreeMap<String, [Option<String>; 2]> = BTreeMap::new();
        for (notation, suffixes) in SUFFIXES.iter().enumerate() {
            let with_stem = |name: &String| {
                let stem = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix))?;
                Some((stem.to_owned(), format!("schema/{name}")))
            };
            for (stem, name) in names.iter().filter_map(with_stem) {
                if let Some(other) = by_stem.entry(stem).or_default()[notation].replace(name.clone()) {
                    bail!("{other} and {name} would both become the same module; rename or remove one of them");
                }
            }
        }
        let is_known = |name: &str| SUFFIXES.iter().copied().flatten().any(|suffix| name.ends_with(suffix));
        let looks_like_one =
            |name: &str| [".csdl", ".json", ".xml", ".yaml", ".yml"].iter().any(|end| name.ends_with(end));
        if let Some(name) = names.iter().find(|name| looks_like_one(name) && !is_known(name) && !name.starts_with('.'))
        {
            let suffixes = suffixes();
            bail!(
                "schema/{name} is not read: call it {suffixes}, with the module's name before that, or move it elsewhere"
            );
        }
        if by_stem.is_empty() {
            bail!("there is no schema in {}, which would be called {}", root.join("schema").display(), suffixes());
        }
        let texts = by_stem.into_iter().map(|(stem, names)| {
            let mut files = names.into_iter().flatten().map(|name| File::read(&root.join(&name), &name));
            let schema = files.next().context("a stem has a file")??;
            let twin = files.next().transpose()?;
            Ok((stem, Self { schema, twin, models: Some(models.clone()), roots: Roots::Listed }))
        });
        texts.collect()
    }

    /// What diagnostics call the schema.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.schema.name
    }

    /// The text of the schema.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.schema.text
    }

    /// The schema and its twin.
    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        [&self.schema].into_iter().chain(&self.twin)
    }

    /// The same with another text in the schema's file.
    #[must_use]
    pub(crate) fn with_text(&self, text: String) -> Self {
        self.with_schema(File { text, ..self.schema.clone() })
    }

    /// The same with another schema.
    #[must_use]
    pub(crate) fn with_schema(&self, schema: File) -> Self {
        Self { schema, ..self.clone() }
    }

    /// Makes the twin say what the schema says.
    pub(crate) fn write_twin(&mut self) -> Result<(), Diagnostics> {
        if let Some(twin) = &mut self.twin {
            twin.text = codegen::openapi::write(&codegen::read(&self.schema.source())?, &twin.source())?;
        }
        Ok(())
    }

    /// Lets the generator use the texts.
    pub fn with<T>(&self, use_input: impl FnOnce(&Input<'_>) -> T) -> T {
        let schema = self.schema.source();
        let twin = self.twin.as_ref().map(File::source);
        let models = self.models.as_ref().map(File::source);
        let mut input = Input::new(&schema).with_roots(self.roots.clone());
        if let Some(twin) = &twin {
            input = input.with_twin(twin);
        }
        if let Some(models) = &models {
            input = input.with_models(models);
        }
        use_input(&input)
    }
}

/// What schema files are called.
fn suffixes() -> String {
    let suffixes: Vec<_> = SUFFIXES.iter().copied().flatten().map(|suffix| format!("*{suffix}")).collect();
    suffixes.join(" or ")
}

impl File {
    pub(crate) fn new(name: &str, text: String) -> Self {
        Self { name: name.to_owned(), text }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Reads a file that goes by its path.
    pub(crate) fn read_anywhere(path: &Path) -> Result<Self> {
        Self::read(path, &path.display().to_string())
    }

    fn read(path: &Path, name: &str) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {name}"))?;
        let text = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))?;
        Ok(Self::new(name, text))
    }

    fn source(&self) -> Source<'_> {
        Source::new(&self.name, &self.text)
    }
}

/// The names in a folder that are text, in order.
pub(crate) fn list(root: &Path, folder: &str) -> Result<Vec<String>> {
    let context = || format!("cannot list {folder}");
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join(folder)).with_context(context)? {
        names.extend(entry.with_context(context)?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}
