//! Reads the schemas of the workspace, and schemas anywhere else.

use crate::schema::lock::Lock;
use anyhow::{Context, Result, bail, ensure};
use codegen::{Input, MAX_SIZE, Models, Roots, Source};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The suffix of schemas in CSDL.
pub(crate) const CSDL: &str = ".csdl.xml";

/// The suffix of the generated twins of schemas in CSDL, and of schemas that are not in CSDL.
pub(crate) const TWIN: &str = ".openapi.yaml";

/// The suffixes of schema files.
const SUFFIXES: [&str; 4] = [CSDL, TWIN, ".openapi.yml", ".openapi.json"];

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

/// Reads the schemas of a workspace, by their stem. The OpenAPI document beside a schema in CSDL is its twin, which is generated.
///
/// # Errors
///
/// A file cannot be read or has an unsupported name, there is no schema, two schemas have the same stem, or the lock is not valid.
pub fn read_workspace(root: &Path) -> Result<BTreeMap<String, Input>> {
    let names = list(root, "schema")?;
    let lock = Lock::read(&root.join("schema"))?;
    let models = Models::read(read_named(&root.join(MODELS), MODELS)?).exempting(lock.credentials());
    let mut by_stem: BTreeMap<&str, &String> = BTreeMap::new();
    for name in &names {
        let Some(stem) = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)) else { continue };
        // The names are in order: CSDL comes first.
        match by_stem.get(stem) {
            Some(other) if other.ends_with(CSDL) && name.ends_with(TWIN) => {}
            Some(other) => {
                bail!("schema/{other} and schema/{name} have the same module name; rename or remove one of them");
            }
            None => {
                by_stem.insert(stem, name);
            }
        }
    }
    let is_known = |name: &str| SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    let looks_like_one = |name: &str| [".csdl", ".json", ".xml", ".yaml", ".yml"].iter().any(|end| name.ends_with(end));
    if let Some(name) = names.iter().find(|name| looks_like_one(name) && !is_known(name) && !name.starts_with('.')) {
        let suffixes = suffixes();
        bail!("unsupported file name schema/{name}; name a schema {suffixes}, or move the file to another folder");
    }
    let mut inputs = BTreeMap::new();
    for (stem, name) in by_stem {
        let name = format!("schema/{name}");
        let source = read_named(&root.join(&name), &name)?;
        if !is_twin(stem, source.text().as_bytes()) {
            inputs.insert(stem.to_owned(), Input::new(source).with_models(models.clone()));
        }
    }
    ensure!(!inputs.is_empty(), "no schema in {}; expected {}", root.join("schema").display(), suffixes());
    Ok(inputs)
}

/// Returns whether a document is the generated twin of a schema, which may be gone.
pub(crate) fn is_twin(stem: &str, document: &[u8]) -> bool {
    document.starts_with(format!("# {}\n", codegen::header(stem)).as_bytes())
}

/// Describes the names of schema files.
fn suffixes() -> String {
    SUFFIXES.map(|suffix| format!("*{suffix}")).join(" or ")
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
