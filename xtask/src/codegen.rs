//! `cargo xtask codegen`: generates a module in `graph-models/src` from every schema in `schema/`, and the twins of those in CSDL.

use crate::input::{TWIN, is_twin, list, read_workspace};
use crate::load;
use crate::plan::Plan;
use crate::schema::lock::Lock;
use crate::schema::rules;
use crate::tree::{self, is_generated};
use anyhow::{Result, ensure};
use codegen::{Diagnostics, Generated, Input, Loaded};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The folder of the schemas.
const SCHEMAS: &str = "schema";

/// The folder of the generated modules.
const MODELS: &str = "graph-models/src";

/// The file with the public surface of all models, one item a line.
pub(crate) const API: &str = "graph-models/API.txt";

/// Generates everything in memory and compares it with the files of the workspace at `root`.
///
/// # Errors
///
/// A file cannot be read, the name of a schema is not the name of a module, a slice differs from that in
/// `schema/schema.lock`, or schemas or `models.toml` have errors; the [`Diagnostics`] are those of all schemas.
pub fn plan(root: &Path) -> Result<Plan> {
    let inputs = read_workspace(root)?;
    Lock::read(&root.join("schema"))?.check(&inputs)?;
    plan_of(root, &load(inputs)?)
}

/// Loads schemas, and reports the errors of all of them.
pub(crate) fn load(inputs: BTreeMap<String, Input>) -> Result<BTreeMap<String, Loaded>> {
    let mut schemas = BTreeMap::new();
    let mut diagnostics = Diagnostics::default();
    for (stem, input) in inputs {
        let source = input.schema.source();
        ensure!(
            source.module() == stem,
            "invalid module name in {}; use lowercase letters, digits and `_` up to `.csdl` or `.openapi`",
            source.name()
        );
        match load::load(input) {
            Ok(loaded) => {
                schemas.insert(stem, loaded);
            }
            Err(more) => diagnostics.append(more),
        }
    }
    ensure!(diagnostics.is_empty(), diagnostics);
    Ok(schemas)
}

/// Plans the files of schemas, which may not be written yet.
pub(crate) fn plan_of(root: &Path, schemas: &BTreeMap<String, Loaded>) -> Result<Plan> {
    let mut summaries = Vec::new();
    let mut modules: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    let (mut api, mut twins) = (Vec::new(), BTreeMap::new());
    for (stem, loaded) in schemas {
        let (Generated { files, summary }, surface) = loaded.generate_with_surface();
        api.extend(surface);
        summaries.push((loaded.document().source().name().to_owned(), summary));
        twins.extend(loaded.twin().map(|text| (format!("{SCHEMAS}/{stem}{TWIN}"), text)));
        let module = format!("{MODELS}/{stem}");
        let files = files.into_iter().map(|(path, text)| (format!("{module}/{path}"), text)).collect();
        modules.insert(module, files);
    }
    // Modules whose schema was removed.
    for module in list(root, MODELS)?.into_iter().map(|name| format!("{MODELS}/{name}")) {
        if fs::read(root.join(&module).join("mod.rs")).is_ok_and(|text| is_generated(&text)) {
            modules.entry(module).or_default();
        }
    }
    let mut plan = Plan::new(root.to_owned(), "run `cargo xtask codegen` and commit the result");
    for (schema, summary) in summaries {
        plan.add_summary(&schema, summary);
    }
    for (module, generated) in modules {
        let main = format!("{module}/mod.rs");
        plan.add(generated, tree::read(root, &module)?, &main);
    }
    let mut present = BTreeMap::new();
    for name in list(root, SCHEMAS)? {
        let (path, Some(stem)) = (format!("{SCHEMAS}/{name}"), name.strip_suffix(TWIN)) else { continue };
        let content = tree::read_file(&root.join(&path))?;
        // Twins whose schema was removed, too.
        let content = content.filter(|content| twins.contains_key(&path) || is_twin(stem, content));
        present.extend(content.map(|content| (path, content)));
    }
    // No file is replaced that lacks the marker: it may be the source of a schema.
    plan.add(twins, present, "");
    // Sort all lines together: the name of one schema may be a prefix of another's.
    api.sort();
    plan.replace(rules::FILE.to_owned(), rules::page())?;
    plan.replace(API.to_owned(), api.into_iter().map(|line| line + "\n").collect())?;
    Ok(plan)
}
