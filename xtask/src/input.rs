//! Reads the schemas of the workspace, and schemas anywhere else.

use anyhow::{Context, Result, bail, ensure};
use codegen::{Document, Input, MAX_SIZE, Models, Roots, Source};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The suffixes of schema files, CSDL first: models are generated from CSDL where a schema exists in both formats.
const SUFFIXES: [&[&str]; 2] = [&[".csdl.xml"], &[".openapi.yaml", ".openapi.yml", ".openapi.json"]];

/// The file that lists which types become models.
pub(crate) const MODELS: &str = "schema/models.toml";

/// Which types of a schema become models.
#[derive(Clone, Debug, Default, PartialEq, Eq, clap::Args)]
pub struct Scope {
    /// A file that selects the models, in the format of schema/models.toml
    #[arg(long, value_name = "FILE")]
    pub models: Option<PathBuf>,
    /// A type to select, with the types that it needs; may be repeated, and replaces the roots in models.toml
    #[arg(long, value_name = "TYPE")]
    pub root: Vec<String>,
    /// Select all types
    #[arg(long, conflicts_with = "root")]
    pub all: bool,
    /// Select all operations: their parameters, and the types that these and the results need
    #[arg(long)]
    pub operations: bool,
}

impl Scope {
    /// Selects all types.
    #[must_use]
    pub fn all() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Returns the types to begin with.
    #[must_use]
    pub fn roots(&self) -> Roots {
        match (self.all, self.root.as_slice()) {
            (true, _) => Roots::All,
            (false, []) => Roots::Listed,
            (false, named) => Roots::Named(named.to_vec()),
        }
    }

    /// Reads a schema outside the workspace, and the `models.toml` to apply.
    ///
    /// # Errors
    ///
    /// A file cannot be read or is not UTF-8.
    pub fn read(&self, schema: &Path) -> Result<Input> {
        let mut input = Input::new(read_source(schema)?).with_roots(self.roots());
        input.all_operations = self.operations;
        if let Some(models) = &self.models {
            input = input.with_models(read_source(models)?);
        }
        Ok(input)
    }
}

/// Reads the schemas of a workspace, by their stem.
///
/// # Errors
///
/// A file cannot be read or has an unsupported name, there is no schema, or two schemas have the same format and stem.
pub fn read_workspace(root: &Path) -> Result<BTreeMap<String, Input>> {
    let names = list(root, "schema")?;
    let models = Models::read(read_named(&root.join(MODELS), MODELS)?);
    let mut by_stem: BTreeMap<String, [Option<String>; 2]> = BTreeMap::new();
    for (format, suffixes) in SUFFIXES.iter().enumerate() {
        let with_stem = |name: &String| {
            let stem = suffixes.iter().find_map(|suffix| name.strip_suffix(suffix))?;
            Some((stem.to_owned(), format!("schema/{name}")))
        };
        for (stem, name) in names.iter().filter_map(with_stem) {
            if let Some(other) = by_stem.entry(stem).or_default()[format].replace(name.clone()) {
                bail!("{other} and {name} have the same module name; rename or remove one of them");
            }
        }
    }
    let is_known = |name: &str| SUFFIXES.iter().copied().flatten().any(|suffix| name.ends_with(suffix));
    let looks_like_one = |name: &str| [".csdl", ".json", ".xml", ".yaml", ".yml"].iter().any(|end| name.ends_with(end));
    if let Some(name) = names.iter().find(|name| looks_like_one(name) && !is_known(name) && !name.starts_with('.')) {
        let suffixes = suffixes();
        bail!("unsupported file name schema/{name}; name a schema {suffixes}, or move the file to another folder");
    }
    if by_stem.is_empty() {
        bail!("no schema in {}; expected {}", root.join("schema").display(), suffixes());
    }
    let inputs = by_stem.into_iter().map(|(stem, names)| {
        let mut documents =
            names.into_iter().flatten().map(|name| read_named(&root.join(&name), &name).map(Document::read));
        let schema = documents.next().context("a stem has a file")??;
        let mut input = Input::new(schema).with_models(models.clone());
        input.twin = documents.next().transpose()?;
        Ok((stem, input))
    });
    inputs.collect()
}

/// Describes the names of schema files.
fn suffixes() -> String {
    let suffixes: Vec<_> = SUFFIXES.iter().copied().flatten().map(|suffix| format!("*{suffix}")).collect();
    suffixes.join(" or ")
}

/// Reads a text, which diagnostics name by its path.
pub(crate) fn read_source(path: &Path) -> Result<Source> {
    read_named(path, &path.display().to_string())
}

fn read_named(path: &Path, name: &str) -> Result<Source> {
    let context = || format!("cannot read {name}");
    let file = File::open(path).with_context(context)?;
    let size = file.metadata().with_context(context)?.len();
    let limit = u64::try_from(MAX_SIZE).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    // A pipe has no size to ask for.
    if size <= limit {
        bytes.reserve_exact(usize::try_from(size).unwrap_or_default());
        file.take(limit + 1).read_to_end(&mut bytes).with_context(context)?;
    }
    ensure!(size <= limit && bytes.len() <= MAX_SIZE, "{name} has more than {MAX_SIZE} bytes, which is the limit");
    let text = String::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))?;
    Ok(Source::new(name, text))
}

/// Lists the names in a folder that are UTF-8, in order.
pub(crate) fn list(root: &Path, folder: &str) -> Result<Vec<String>> {
    let context = || format!("cannot list {folder}");
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join(folder)).with_context(context)? {
        names.extend(entry.with_context(context)?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}
