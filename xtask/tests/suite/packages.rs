//! The manifests and documents of the published crates.

use std::fs;
use std::path::Path;
use std::process::Command;
use toml::Table;
use xtask::published::PUBLISHED;
use xtask::workspace_root;

fn text(path: &str) -> String {
    fs::read_to_string(workspace_root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns the folders and manifests of the members of the workspace.
fn members() -> Vec<(String, Table)> {
    let workspace: Table = toml::from_str(&text("Cargo.toml")).unwrap();
    let folders = workspace["workspace"]["members"].as_array().unwrap();
    let folders = folders.iter().map(|folder| folder.as_str().unwrap().to_owned());
    folders.map(|folder| (folder.clone(), toml::from_str(&text(&format!("{folder}/Cargo.toml"))).unwrap())).collect()
}

/// Returns the blocks of Rust code in a document.
fn rust(document: &str) -> Vec<String> {
    let blocks = document.split("```rust\n").skip(1);
    blocks.map(|block| block.split_once("```").unwrap().0.to_owned()).collect()
}

#[test]
fn exactly_the_published_crates_can_be_published() {
    let mut names: Vec<_> = members()
        .iter()
        .filter(|(_, manifest)| manifest["package"].get("publish").is_none())
        .map(|(_, manifest)| manifest["package"]["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    let mut published = PUBLISHED.to_vec();
    published.sort_unstable();
    assert_eq!(names, published);
}

#[test]
fn published_crates_have_the_metadata_of_a_registry() {
    for (folder, manifest) in members() {
        let package = &manifest["package"];
        let name = package["name"].as_str().unwrap();
        if !PUBLISHED.contains(&name) {
            continue;
        }
        assert!(package["description"].as_str().unwrap().len() > 20, "{name}");
        let keywords: Vec<_> =
            package["keywords"].as_array().unwrap().iter().filter_map(|word| word.as_str()).collect();
        for keyword in ["microsoft-graph", "msgraph", "intune", "autopilot"] {
            assert!(keywords.contains(&keyword), "{name}: {keyword}");
        }
        // A registry accepts no more.
        assert!(keywords.len() <= 5 && keywords.iter().all(|keyword| keyword.len() <= 20), "{name}");
        assert!(!package["categories"].as_array().unwrap().is_empty(), "{name}");
        assert_eq!(package["metadata"]["docs"]["rs"]["all-features"].as_bool(), Some(true), "{name}");
        for inherited in ["version", "edition", "rust-version", "license"] {
            assert_eq!(package[inherited]["workspace"].as_bool(), Some(true), "{name}: {inherited}");
        }
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            assert_eq!(text(&format!("{folder}/{licence}")), text(licence), "{name}");
        }
        let readme = text(&format!("{folder}/README.md"));
        assert!(readme.starts_with(&format!("# {name}\n")), "{name}");
        assert!(!readme.contains("](.."), "{name}: a path in the README that the package lacks");
        let library = text(&format!("{folder}/src/lib.rs"));
        let compiles = library.contains("#[doc = include_str!(\"../README.md\")]");
        assert!(compiles || rust(&readme).is_empty(), "{name}: the code of the README is not compiled");
        let has_features = manifest.get("features").is_some();
        assert!(
            !has_features || library.contains("#![cfg_attr(docsrs, feature(doc_cfg))]"),
            "{name}: no feature badges"
        );
    }
}

#[test]
fn the_code_of_the_workspaces_readme_is_that_of_the_client() {
    let client = rust(&text("graph-client/README.md"));
    let blocks = rust(&text("README.md"));
    assert!(!blocks.is_empty());
    for block in blocks {
        assert!(client.contains(&block), "graph-client/README.md compiles its code, and lacks:\n{block}");
    }
}

#[test]
fn packages_contain_every_file_that_their_code_includes() {
    for (folder, manifest) in members() {
        let name = manifest["package"]["name"].as_str().unwrap();
        if !PUBLISHED.contains(&name) {
            continue;
        }
        let list = ["package", "--list", "--offline", "--allow-dirty", "--package", name];
        let output = Command::new(env!("CARGO")).args(list).current_dir(workspace_root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let files = String::from_utf8(output.stdout).unwrap();
        for file in files.lines().filter(|file| Path::new(file).extension().is_some_and(|extension| extension == "rs"))
        {
            let code = text(&format!("{folder}/{file}"));
            let included = ["include_str!(\"", "include_bytes!(\"", "#[path = \""];
            for path in included.iter().flat_map(|macro_name| code.split(macro_name).skip(1)) {
                let path = path.split('"').next().unwrap();
                let depth = file.matches('/').count();
                assert!(path.matches("../").count() <= depth, "{name}: {file} includes {path}");
            }
        }
    }
}
