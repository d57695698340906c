//! The commands on metadata as Microsoft published it: thousands of types, and descriptions that are repeated.

use crate::cargo;
use crate::program::xtask;
use crate::workspace;
use chrono::NaiveDate;
use codegen::Diagnostics;
use std::fs;
use std::path::{Path, PathBuf};
use xtask::schema::update::{self, Outcome, Update};
use xtask::workspace_root;

/// A snapshot before 2023: descriptions are repeated, and the types are those of that time.
const OLD: &str = "beta-Mooncake-2022-10.csdl";

const OTHER: &str = "v1.0-Prod.csdl";

/// The type that the workspace generates.
const ROOT: &str = "microsoft.graph.windowsAutopilotDeviceIdentity";

/// Returns the path of a file with published metadata, if it is there.
pub(crate) fn metadata(name: &str) -> Option<String> {
    let path = workspace_root().join("../shared/metadata").join(name);
    if !path.exists() {
        println!("skipped: {} does not exist", path.display());
        return None;
    }
    Some(path.to_str().unwrap().to_owned())
}

/// Runs a command that succeeds without a warning, and returns its output.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = xtask(folder, arguments);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn update(root: &Path, from: &str) -> anyhow::Result<Outcome> {
    let update = Update { from: Some(PathBuf::from(from)), ..Update::default() };
    update::plan(&update, root, NaiveDate::default())
}

#[test]
fn all_types_are_generated_once() {
    let Some(schema) = metadata(OLD) else { return };
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["codegen", "--schema", &schema, "--all", "--out", "models"];
    let report = printed(folder.path(), &arguments);
    assert!(report.contains(": models of 856 entity types, 767 complex types, 622 enumerations\n"), "{report}");
    assert!(report.contains("1 repeated descriptions"), "{report}");
    assert!(report.contains(&format!("\n    {ROOT}/deviceAccountPassword,\n")), "{report}");
    assert!(report.len() < 20_000, "{report}");
    let check = printed(folder.path(), &[&arguments[..], &["--check"]].concat());
    assert!(check.ends_with("the generated files are up to date\n"), "{check}");
}

/// A program that prints a password profile, and whether it knows its secret.
const PRINT: &str = r##"
use graph_models::odata::{self, Object};
fn main() {
    let profile: pp::PasswordProfile = odata::from_str(r#"{"password":"Summer2026!"}"#).unwrap();
    println!("{profile:?} {}", profile.secrets().iter().any(|secret| secret.expose_secret() == "Summer2026!"));
}
"##;

#[test]
fn a_password_is_not_printed() {
    let Some(schema) = metadata(OTHER) else { return };
    let folder = tempfile::tempdir().unwrap();
    let profile = "microsoft.graph.passwordProfile";
    let arguments = ["codegen", "--schema", &schema, "--root", profile, "--out", "pp", "--crate", "pp"];
    let report = printed(folder.path(), &arguments);
    assert!(report.contains(&format!("\npossible credentials: {profile}/password")), "{report}");
    assert!(report.contains("until then, the properties have the type `Secret`"), "{report}");

    let home = folder.path().join("pp");
    fs::create_dir(home.join("examples")).unwrap();
    fs::write(home.join("examples/print.rs"), PRINT).unwrap();
    let output = cargo::run(&home, &["run", "--quiet", "--example", "print"]);
    let expected = "PasswordProfile { password: [redacted] } true\n";
    assert_eq!(cargo::text(output), expected);
}

#[test]
fn a_comparison_is_a_report_that_can_be_read() {
    let (Some(old), Some(new)) = (metadata(OLD), metadata(OTHER)) else { return };
    let folder = tempfile::tempdir().unwrap();
    let report = printed(folder.path(), &["schema", "diff", &old, &new]);
    let headline = report.lines().next().unwrap();
    assert!(headline.starts_with("major: the models of v1.0-Prod"), "{headline}");
    assert_eq!(report.lines().last(), Some(headline), "a long report repeats its headline");
    assert!(report.len() < 1_000_000, "{} bytes", report.len());
    assert!(
        report.contains("\nThis report omits ") && report.contains(" --format json for all differences"),
        "{headline}"
    );
    for title in [" types removed under microsoft.graph\n", " types added under microsoft.graph\n"] {
        assert!(report.contains(title), "{title}");
    }
    assert!(report.contains("\nPossible credentials: "));
}

#[test]
fn a_slice_is_cut_into_another_folder_and_explained() {
    let Some(from) = metadata(OLD) else { return };
    let folder = tempfile::tempdir().unwrap();
    let report = printed(folder.path(), &["schema", "update", "--from", &from, "--root", ROOT, "--out", "slice"]);
    assert!(report.ends_with("2 files generated: 2 written, 0 unchanged, 0 removed\n"), "{report}");
    let slice = "slice/beta_mooncake_2022_10.csdl.xml";
    let page = printed(folder.path(), &["explain", ROOT, "--schema", slice, "--all"]);
    assert!(page.starts_with(&format!("entity type {ROOT}\n")), "{page}");
    let same = printed(folder.path(), &["schema", "diff", &from, slice, "--root", ROOT]);
    assert!(same.contains("\nFor users of the Rust API: 0 breaking, 0 additive, "), "{same}");
    assert!(same.contains("\nGenerated files: 0 added, 0 removed, 0 changed;"), "{same}");
}

#[test]
fn the_slice_of_the_workspace_is_updated() {
    let Some(from) = metadata(OLD) else { return };
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    workspace::copy(root);
    // The models of the workspace name what is newer than the metadata.
    let models = format!("roots = [\"{ROOT}\"]\nsetters = true\nsecrets = [\"{ROOT}/deviceAccountPassword\"]\n");
    fs::write(root.join("schema/models.toml"), models).unwrap();
    let outcome = update(root, &from).unwrap();
    assert!(outcome.to_string().len() < 50_000, "{outcome}");
    outcome.plan.apply().unwrap();
    let lock = fs::read_to_string(root.join("schema/schema.lock")).unwrap();
    assert!(lock.contains(&format!("origin = \"{OLD}\"")), "{lock}");
    assert!(xtask::codegen::plan(root).unwrap().drift().is_empty());
    let again = update(root, &from).unwrap();
    assert!(again.plan.drift().is_empty(), "{}", again.plan.drift());
}

#[test]
fn metadata_of_something_else_is_refused() {
    let Some(from) = metadata(OTHER) else { return };
    let root = tempfile::tempdir().unwrap();
    workspace::copy(root.path());
    let error = update(root.path(), &from).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot cut the slice from {from}"));
    let diagnostics = error.downcast_ref::<Diagnostics>().unwrap().to_string();
    for expected in [
        format!("error: unknown property `{ROOT}/deviceAccountPassword`\n  --> schema/models.toml:"),
        format!("error: `{ROOT}` has no navigation property \"deploymentProfile\"\n  --> schema/models.toml:"),
    ] {
        assert!(diagnostics.contains(&expected), "{diagnostics}");
    }
}
