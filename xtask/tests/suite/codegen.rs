//! `cargo xtask codegen` in a workspace.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const SCHEMA: &str = r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="colour"><Member Name="red" /></EnumType>
  <ComplexType Name="paint"><Property Name="colour" Type="microsoft.graph.colour" /></ComplexType>
  <ComplexType Name="brush"><Property Name="width" Type="Edm.Int32" /></ComplexType>
</Schema>
</edmx:DataServices></edmx:Edmx>"#;

/// The same schema in OpenAPI.
const OPENAPI: &str = "openapi: 3.0.4
components:
  schemas:
    microsoft.graph.colour: { type: string, enum: [red] }
    microsoft.graph.paint:
      type: object
      properties:
        colour: { anyOf: [{ $ref: '#/components/schemas/microsoft.graph.colour' }, { type: object, nullable: true }] }
    microsoft.graph.brush: { type: object, properties: { width: { type: integer, format: int32, nullable: true } } }
";

/// Creates a workspace with a schema and its models.
fn workspace() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir_all(root.path().join("schema")).unwrap();
    fs::create_dir_all(root.path().join("graph-models/src")).unwrap();
    fs::write(root.path().join("schema/v1.csdl.xml"), SCHEMA).unwrap();
    select(root.path(), &["paint", "brush"]);
    generate(root.path()).unwrap();
    root
}

fn select(root: &Path, types: &[&str]) {
    let roots: Vec<_> = types.iter().map(|name| format!("microsoft.graph.{name}")).collect();
    fs::write(root.join("schema/models.toml"), format!("roots = {roots:?}")).unwrap();
}

fn generate(root: &Path) -> anyhow::Result<String> {
    let plan = xtask::codegen::plan(root)?;
    let summary = plan.summary();
    plan.apply()?;
    Ok(summary)
}

fn models(root: &Path) -> BTreeMap<String, Vec<u8>> {
    xtask::tree::read(root, "graph-models").unwrap()
}

/// Reads the twin of the schema.
fn twin(root: &Path) -> String {
    fs::read_to_string(root.join("schema/v1.openapi.yaml")).unwrap()
}

fn drift(root: &Path) -> String {
    xtask::codegen::plan(root).unwrap().drift().to_string()
}

#[test]
fn the_first_run_writes_all_files_and_the_second_none() {
    let root = workspace();
    let paths: Vec<_> = models(root.path()).into_keys().collect();
    let expected = ["API.txt", "src/v1/brush.rs", "src/v1/colour.rs", "src/v1/mod.rs", "src/v1/paint.rs"];
    assert_eq!(paths, expected.map(|name| format!("graph-models/{name}")));
    assert_eq!(generate(root.path()).unwrap(), "7 files generated: 0 written, 7 unchanged, 0 removed");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2, "no temporary files are left");
}

#[test]
fn only_changed_files_are_written_and_obsolete_files_are_removed() {
    let root = workspace();
    let colour = root.path().join("graph-models/src/v1/colour.rs");
    let written = fs::metadata(&colour).unwrap().modified().unwrap();
    select(root.path(), &["paint"]);
    assert_eq!(generate(root.path()).unwrap(), "6 files generated: 2 written, 4 unchanged, 1 removed");
    assert!(!root.path().join("graph-models/src/v1/brush.rs").exists());
    assert_eq!(fs::metadata(&colour).unwrap().modified().unwrap(), written);
}

#[test]
fn every_file_that_is_not_up_to_date_is_listed_with_its_diff() {
    let root = workspace();
    let module = root.path().join("graph-models/src/v1");
    let stale = fs::read_to_string(module.join("paint.rs")).unwrap().replace("paint", "pain");
    fs::write(module.join("paint.rs"), &stale).unwrap();
    fs::remove_file(module.join("brush.rs")).unwrap();
    fs::create_dir(module.join("old")).unwrap();
    fs::write(module.join("old/extra.rs"), "// @generated\nstruct Old;\n").unwrap();
    let before = models(root.path());

    let report = drift(root.path());
    for expected in [
        "stale: graph-models/src/v1/paint.rs\n--- a/graph-models/src/v1/paint.rs\n+++ b/graph-models/src/v1/paint.rs\n@@",
        "-/// Complex type `microsoft.graph.pain`.\n+/// Complex type `microsoft.graph.paint`.",
        "missing: graph-models/src/v1/brush.rs\n--- /dev/null\n+++ b/graph-models/src/v1/brush.rs\n@@",
        "extra: graph-models/src/v1/old/extra.rs\n--- a/graph-models/src/v1/old/extra.rs\n+++ /dev/null\n@@",
        "-struct Old;",
        "1 stale, 1 missing, 1 extra; run `cargo xtask codegen` and commit the result",
    ] {
        assert!(report.contains(expected), "{expected}\n---\n{report}");
    }
    assert_eq!(models(root.path()), before, "a check changes nothing");

    generate(root.path()).unwrap();
    assert_eq!(drift(root.path()), "the generated files are up to date\n");
    assert!(!module.join("old").exists());
}

#[test]
fn the_public_surface_of_all_schemas_is_one_sorted_list() {
    let root = workspace();
    let schema = |name: &str| root.path().join("schema").join(name);
    fs::copy(schema("v1.csdl.xml"), schema("v1_1.csdl.xml")).unwrap();
    let models = fs::read_to_string(schema("models.toml")).unwrap();
    fs::write(schema("models.toml"), models + "\nsetters = true\n").unwrap();
    assert!(drift(root.path()).contains("stale: graph-models/API.txt\n"));
    generate(root.path()).unwrap();
    let api = fs::read_to_string(root.path().join("graph-models/API.txt")).unwrap();
    let lines: Vec<_> = api.lines().collect();
    assert!(lines.is_sorted(), "{api}");
    for expected in [
        "v1::Brush: struct non_exhaustive",
        "v1::Brush::width: field Option<i32>",
        "v1::Brush::with_width: fn(self, impl Into<i32>) -> Self",
        "v1::Colour::Red: variant",
        "v1_1::Paint::colour: field Option<odata::Evolvable<v1_1::Colour>>",
    ] {
        assert!(lines.contains(&expected), "{expected}\n---\n{api}");
    }
    fs::write(root.path().join("graph-models/API.txt"), "v1::Brush: struct\n").unwrap();
    assert!(drift(root.path()).contains("-v1::Brush: struct\n+v1::Brush: odata::object!\n"), "{}", drift(root.path()));
}

#[test]
fn an_error_in_the_schema_leaves_the_models_unchanged() {
    let root = workspace();
    let before = models(root.path());
    fs::write(root.path().join("schema/v1.csdl.xml"), SCHEMA.replace("Edm.Int32", "Edm.Int33")).unwrap();
    let error = format!("{:#}", generate(root.path()).unwrap_err());
    assert!(error.contains("--> schema/v1.csdl.xml:5:58"), "{error}");
    assert_eq!(models(root.path()), before);
}

#[test]
fn a_file_that_was_not_generated_is_listed_but_never_changed() {
    let root = workspace();
    let by_hand = root.path().join("graph-models/src/v1/by_hand.rs");
    fs::write(&by_hand, "struct Precious;\n").unwrap();
    fs::write(root.path().join("graph-models/src/v1/.hidden"), "").unwrap();
    select(root.path(), &["paint"]);
    let report = drift(root.path());
    assert!(
        report.contains("extra: graph-models/src/v1/by_hand.rs (not a generated file; move it to another folder)"),
        "{report}"
    );
    assert!(report.contains("2 stale, 0 missing, 2 extra"), "{report}");

    let error = generate(root.path()).unwrap_err().to_string();
    assert!(error.starts_with("not generated: graph-models/src/v1/by_hand.rs;"), "{error}");
    assert!(by_hand.exists() && root.path().join("graph-models/src/v1/brush.rs").exists());
}

#[test]
fn a_module_written_by_hand_is_not_replaced() {
    let root = workspace();
    let module = root.path().join("graph-models/src/v2");
    fs::create_dir(&module).unwrap();
    for name in ["mod.rs", "paint.rs"] {
        fs::write(module.join(name), "struct Precious;\n").unwrap();
    }
    fs::write(root.path().join("schema/v2.csdl.xml"), SCHEMA).unwrap();
    let report = drift(root.path());
    assert!(
        report.contains("stale: graph-models/src/v2/paint.rs (not a generated file; move it to another folder)"),
        "{report}"
    );
    let error = generate(root.path()).unwrap_err().to_string();
    assert!(error.starts_with("not generated: graph-models/src/v2/mod.rs, graph-models/src/v2/paint.rs;"), "{error}");
    assert_eq!(fs::read_to_string(module.join("paint.rs")).unwrap(), "struct Precious;\n");
}

#[test]
fn a_file_that_changed_since_it_was_read_is_not_overwritten() {
    let root = workspace();
    select(root.path(), &["paint"]);
    let plan = xtask::codegen::plan(root.path()).unwrap();
    let changed = root.path().join("graph-models/src/v1/mod.rs");
    fs::write(&changed, "// @generated\n// edited\n").unwrap();
    let error = format!("{:#}", plan.apply().unwrap_err());
    assert_eq!(error, "nothing was changed: graph-models/src/v1/mod.rs has changed since it was read");
    assert!(root.path().join("graph-models/src/v1/brush.rs").exists());
}

#[test]
fn a_damaged_file_is_replaced() {
    let root = workspace();
    let paint = root.path().join("graph-models/src/v1/paint.rs");
    let before = fs::read(&paint).unwrap();
    for damage in ["", "<<<<<<< HEAD\n"] {
        fs::write(&paint, damage).unwrap();
        assert_eq!(generate(root.path()).unwrap(), "7 files generated: 1 written, 6 unchanged, 0 removed");
        assert_eq!(fs::read(&paint).unwrap(), before);
    }
}

#[test]
fn the_module_of_a_removed_schema_is_removed() {
    let root = workspace();
    fs::create_dir(root.path().join("graph-models/src/odata")).unwrap();
    fs::write(root.path().join("graph-models/src/odata/mod.rs"), "//! By hand.").unwrap();
    fs::rename(root.path().join("schema/v1.csdl.xml"), root.path().join("schema/v2.csdl.xml")).unwrap();
    assert!(drift(root.path()).contains("1 stale, 5 missing, 5 extra"));
    assert_eq!(generate(root.path()).unwrap(), "7 files generated: 6 written, 1 unchanged, 5 removed");
    assert!(!root.path().join("graph-models/src/v1").exists());
    assert!(root.path().join("graph-models/src/odata/mod.rs").exists());
}

#[test]
fn the_file_name_of_a_schema_must_be_a_module_name() {
    let root = workspace();
    let message = |error: anyhow::Error| error.to_string();
    for name in ["v1.1.csdl.xml", "V1.csdl.xml", "v-1.openapi.yaml"] {
        let path = root.path().join("schema").join(name);
        fs::write(&path, SCHEMA).unwrap();
        let error = message(xtask::codegen::plan(root.path()).unwrap_err());
        assert!(error.contains(&format!("invalid module name in schema/{name}; use lowercase letters")), "{error}");
        fs::remove_file(path).unwrap();
    }
    fs::remove_file(root.path().join("schema/v1.csdl.xml")).unwrap();
    for name in ["v1.openapi.yaml", "v1.openapi.json"] {
        fs::write(root.path().join("schema").join(name), OPENAPI).unwrap();
    }
    let error = message(xtask::codegen::plan(root.path()).unwrap_err());
    assert!(error.contains("schema/v1.openapi.json and schema/v1.openapi.yaml have the same module name"), "{error}");
}

#[test]
fn a_schema_with_an_unsupported_file_name_is_reported() {
    let root = workspace();
    fs::write(root.path().join("schema/v1.yaml"), OPENAPI).unwrap();
    let error = xtask::codegen::plan(root.path()).unwrap_err().to_string();
    assert!(
        error.starts_with("unsupported file name schema/v1.yaml; name a schema *.csdl.xml or *.openapi.yaml"),
        "{error}"
    );
}

#[test]
fn an_openapi_document_is_a_schema_and_yields_the_same_models() {
    let root = workspace();
    let from_csdl = models(root.path());
    let written = twin(root.path());
    fs::rename(root.path().join("schema/v1.csdl.xml"), root.path().join("moved")).unwrap();
    // The second is a twin that became a schema: it lost the first line of generated files.
    for text in [OPENAPI, written.split_once('\n').unwrap().1] {
        fs::write(root.path().join("schema/v1.openapi.yaml"), text).unwrap();
        assert_eq!(generate(root.path()).unwrap(), "6 files generated: 0 written, 6 unchanged, 0 removed");
        assert_eq!(models(root.path()), from_csdl);
        assert_eq!(twin(root.path()), text);
    }
}

#[test]
fn a_twin_is_a_generated_file() {
    let root = workspace();
    let file = root.path().join("schema/v1.openapi.yaml");
    let written = twin(root.path());
    assert!(
        written.starts_with("# @generated by `cargo xtask codegen` from the schema `v1`. Do not edit.\n"),
        "{written}"
    );
    fs::write(&file, written.replace("enum:\n        - red\n", "enum:\n        - red\n        - green\n")).unwrap();
    let report = drift(root.path());
    let expected = "stale: schema/v1.openapi.yaml\n--- a/schema/v1.openapi.yaml\n+++ b/schema/v1.openapi.yaml\n@@";
    assert!(report.contains(expected) && report.contains("\n-        - green\n"), "{report}");
    assert!(report.contains("1 stale, 0 missing, 0 extra"), "the models are those of CSDL: {report}");
    generate(root.path()).unwrap();
    assert_eq!(twin(root.path()), written);

    fs::remove_file(&file).unwrap();
    assert!(drift(root.path()).contains("missing: schema/v1.openapi.yaml\n"));
    let changed = SCHEMA.replace("Edm.Int32", "Edm.Int64");
    fs::write(root.path().join("schema/v1.csdl.xml"), changed).unwrap();
    assert_eq!(generate(root.path()).unwrap(), "7 files generated: 3 written, 4 unchanged, 0 removed");
    assert!(twin(root.path()).contains("format: int64"));
}

#[test]
fn a_document_that_was_not_generated_is_never_replaced_by_a_twin() {
    let root = workspace();
    fs::write(root.path().join("schema/v1.openapi.yaml"), OPENAPI).unwrap();
    let report = drift(root.path());
    assert!(
        report.contains("stale: schema/v1.openapi.yaml (not a generated file; move it to another folder)"),
        "{report}"
    );
    let error = generate(root.path()).unwrap_err().to_string();
    assert!(error.starts_with("not generated: schema/v1.openapi.yaml;"), "{error}");
    assert_eq!(twin(root.path()), OPENAPI);

    fs::rename(root.path().join("schema/v1.openapi.yaml"), root.path().join("schema/v1.openapi.json")).unwrap();
    let error = xtask::codegen::plan(root.path()).unwrap_err().to_string();
    assert!(error.contains("schema/v1.csdl.xml and schema/v1.openapi.json have the same module name"), "{error}");
}

#[test]
fn the_errors_of_all_schemas_are_reported_at_once() {
    let root = workspace();
    let damaged = SCHEMA.replace("Edm.Int32", "Edm.Int33");
    fs::write(root.path().join("schema/v1.csdl.xml"), &damaged).unwrap();
    fs::write(root.path().join("schema/v2.csdl.xml"), &damaged).unwrap();
    let error = xtask::codegen::plan(root.path()).unwrap_err().to_string();
    assert!(error.contains("--> schema/v1.csdl.xml:5:58") && error.contains("--> schema/v2.csdl.xml:5:58"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_an_error() {
    let root = workspace();
    let module = root.path().join("graph-models/src/v1");
    std::os::unix::fs::symlink("/dev/null", module.join("link.rs")).unwrap();
    let error = xtask::codegen::plan(root.path()).unwrap_err().to_string();
    assert_eq!(error, "graph-models/src/v1/link.rs is neither a file nor a folder");

    fs::remove_dir_all(&module).unwrap();
    std::os::unix::fs::symlink(root.path(), &module).unwrap();
    let error = xtask::codegen::plan(root.path()).unwrap_err().to_string();
    assert_eq!(error, "graph-models/src/v1 is not a folder");
}

#[test]
fn a_file_that_cannot_be_read_leaves_all_files_unchanged() {
    let root = workspace();
    let module = root.path().join("graph-models/src/v1");
    fs::write(module.join("brush.rs"), "// @generated\nstruct Stale;\n").unwrap();
    fs::remove_file(module.join("colour.rs")).unwrap();
    // A folder has the name of a file.
    fs::create_dir(module.join("colour.rs")).unwrap();
    fs::write(module.join("colour.rs/light.rs"), "// @generated\n").unwrap();
    let before = models(root.path());

    let error = format!("{:#}", generate(root.path()).unwrap_err());
    assert!(error.starts_with("nothing was changed: cannot read ") && error.contains("colour.rs"), "{error}");
    assert_eq!(models(root.path()), before);
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 2, "no temporary files are left");
}

#[test]
fn a_file_gives_way_to_the_folder_of_a_new_namespace() {
    let root = workspace();
    let module = root.path().join("graph-models/src/v1");
    fs::write(module.join("tools"), "// @generated\n").unwrap();
    let with_namespace = SCHEMA.replace(
        "</edmx:DataServices>",
        r#"<Schema Namespace="microsoft.graph.tools" xmlns="http://docs.oasis-open.org/odata/ns/edm">
             <ComplexType Name="ladder" />
           </Schema></edmx:DataServices>"#,
    );
    fs::write(root.path().join("schema/v1.csdl.xml"), with_namespace).unwrap();
    select(root.path(), &["paint", "brush", "tools.ladder"]);
    generate(root.path()).unwrap();
    assert!(module.join("tools/ladder.rs").is_file());
    assert!(xtask::codegen::plan(root.path()).unwrap().drift().is_empty());
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;

    let root = workspace();
    let file = root.path().join("graph-models/src/v1/brush.rs");
    fs::write(&file, "// @generated\nstruct Stale;\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).unwrap();
    generate(root.path()).unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o664);
}

#[test]
fn a_workspace_without_a_schema_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    let error = xtask::codegen::plan(root.path()).unwrap_err();
    assert!(error.to_string().contains("cannot list schema"), "{error:#}");
    fs::create_dir(root.path().join("schema")).unwrap();
    let error = xtask::codegen::plan(root.path()).unwrap_err();
    assert!(error.to_string().contains("cannot read schema/models.toml"), "{error:#}");
    fs::write(root.path().join("schema/models.toml"), "roots = []").unwrap();
    let error = xtask::codegen::plan(root.path()).unwrap_err();
    assert!(error.to_string().contains("no schema in "), "{error:#}");
}
