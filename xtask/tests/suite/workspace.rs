//! Workspaces: one whose slice is updated from metadata, and a copy of this one.

use crate::git;
use crate::metadata::{SLICE, metadata};
use crate::step::day;
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use xtask::schema::update::{self, Outcome, Update};
use xtask::workspace_root;

const WATCH: &str = "watch = [\"microsoft.graph.deviceManagement\", \"microsoft.graph.windowsAutopilot*\"]\n";

/// Creates a workspace in a commit, with a slice of the metadata, its models, and a watch list.
pub(crate) fn workspace() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for folder in ["schema", "graph-models/src"] {
        fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    for (name, text) in
        [("beta.csdl.xml", SLICE), ("models.toml", &format!("{WATCH}{}", include_str!("rehearsal/models.toml")))]
    {
        fs::write(root.path().join("schema").join(name), text).unwrap();
    }
    update(root.path(), &metadata(SLICE)).plan.apply().unwrap();
    git::commit(root.path());
    root
}

/// Copies the schemas and models of this workspace.
pub(crate) fn copy(folder: &Path) {
    for part in ["schema", "graph-models/src"] {
        for (path, bytes) in xtask::tree::read(&workspace_root(), part).unwrap() {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
}

/// Plans an update to metadata.
pub(crate) fn update(root: &Path, text: &str) -> Outcome {
    let from = root.join("metadata.csdl");
    fs::write(&from, text).unwrap();
    let update = Update { from: Some(from), since: Some("HEAD".to_owned()), ..Update::default() };
    // The first update has no commit to compare with.
    let update = if root.join(".git").exists() { update } else { Update { since: None, ..update } };
    update::plan(&update, root, day(1)).unwrap()
}
