//! `cargo xtask explain TYPE`: a type as the generator sees it.

use crate::input::{Scope, read_workspace};
use crate::load::load;
use anyhow::{Result, ensure};
use codegen::{Diagnostics, Roots};
use std::path::Path;

/// Explains a type of a standalone schema or, without one, of every schema of the workspace that has it.
///
/// # Errors
///
/// A file cannot be read, a schema has errors, or no schema has the type.
pub fn explain(type_name: &str, schema: Option<&Path>, scope: &Scope, root: &Path) -> Result<String> {
    let inputs = match schema {
        Some(schema) => {
            let mut input = scope.read(schema)?;
            // Looking at a type should not require a list of types to generate.
            if input.roots == Roots::Listed && scope.models.is_none() {
                input.roots = Roots::All;
            }
            vec![input]
        }
        None => read_workspace(root)?.into_values().collect(),
    };
    let mut pages = Vec::new();
    let mut diagnostics = Diagnostics::default();
    for input in inputs {
        match load(input).and_then(|loaded| loaded.explain(type_name)) {
            Ok(page) => pages.push(page),
            Err(more) => diagnostics.append(more),
        }
    }
    ensure!(!pages.is_empty(), diagnostics);
    Ok(pages.join("\n"))
}
