//! A crate that depends on the models.

use crate::cargo;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use xtask::input::Scope;
use xtask::{standalone, workspace_root};

/// A crate that depends on the models.
pub(crate) struct Downstream(TempDir);

const MANIFEST: &str = r#"[package]
name = "downstream"
version = "0.0.0"
edition = "2024"

[dependencies]
beta-models = { path = "../beta-models" }
"#;

const CODE: &str = include_str!("downstream.txt");

/// The step that breaks the code, the broken code, and its replacement.
const ADAPTED: [(&str, &str, &str); 3] = [
    ("removed property", "&device.resource_name", "&device.model"),
    ("changed type", ".with_sku_number(\"1\")", ".with_sku_number(1)"),
    ("renamed member", "Status::AssignedUnkownSyncState", "Status::AssignedUnknownSyncState"),
];

impl Downstream {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let package = folder.path().join("downstream");
        fs::create_dir_all(package.join("src")).unwrap();
        let models = workspace_root().join("graph-models");
        let models = format!("graph-models = {{ path = '{}' }}\n\n[workspace]\n", models.display());
        fs::write(package.join("Cargo.toml"), MANIFEST.to_owned() + &models).unwrap();
        fs::write(package.join("src/lib.rs"), CODE).unwrap();
        Self(folder)
    }

    /// Generates the models of a workspace, as a crate beside the one that uses them.
    pub(crate) fn generate(&self, root: &Path) {
        let [schema, models] = ["beta.csdl.xml", "models.toml"].map(|name| root.join("schema").join(name));
        let scope = Scope { models: Some(models), ..Scope::default() };
        let out = self.0.path().join("beta-models");
        standalone::plan(&schema, &scope, &out, Some("beta-models")).unwrap().apply().unwrap();
    }

    /// Returns the errors of the compiler. Empty if the crate compiles.
    pub(crate) fn errors(&self) -> String {
        let output = cargo::run(&self.0.path().join("downstream"), &["check", "--quiet"]);
        if output.status.success() { String::new() } else { cargo::text(output) }
    }

    /// Fixes the code that a step has broken.
    pub(crate) fn adapt(&self, step: &str) {
        let (_, old, new) = ADAPTED.iter().find(|(name, ..)| *name == step).unwrap();
        let path = self.0.path().join("downstream/src/lib.rs");
        let code = fs::read_to_string(&path).unwrap();
        assert!(code.contains(old), "{old}");
        fs::write(path, code.replace(old, new)).unwrap();
    }
}
