//! `cargo xtask explain TYPE`: a type as the generator sees it.

use crate::input::{Choice, Texts};
use anyhow::{Result, ensure};
use codegen::{Diagnostics, Roots};
use std::path::Path;

/// Explains a type of a schema anywhere or, without a choice, of every schema of the workspace that has it.
///
/// # Errors
///
/// A file that cannot be read, diagnostics in a schema, no such type.
pub fn explain(type_name: &str, choice: Option<&Choice>, root: &Path) -> Result<String> {
    let schemas = match choice {
        Some(choice) => {
            let mut choice = choice.clone();
            // Nobody should have to say which types to generate only to look at one.
            if choice.roots == Roots::Listed && choice.models.is_none() {
                choice.roots = Roots::All;
            }
            vec![Texts::of(&choice)?]
        }
        None => Texts::of_workspace(root)?.into_values().collect(),
    };
    let mut pages = Vec::new();
    let mut diagnostics = Diagnostics::default();
    for texts in schemas {
        match texts.with(|input| codegen::explain(input, type_name)) {
            Ok(page) => pages.push(page),
            Err(more) => diagnostics.append(more),
        }
    }
    ensure!(!pages.is_empty(), diagnostics);
    Ok(pages.join("\n"))
}
