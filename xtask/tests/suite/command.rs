//! The command line of `cargo xtask`.

use crate::program::{printed, xtask};
use std::fs;

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn diagnostics_are_plain_text_without_a_terminal_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.yaml"),
        "openapi: 3.1.0\ncomponents:\n  schemas:\n    a.b: { type: objekt, colour: 1 }\n    a.c: { type: 5 }\n",
    )
    .unwrap();
    let output = xtask(folder.path(), &["codegen", "--schema", "a.yaml", "--all", "--out", "models"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout), "");
    assert_eq!(
        text(&output.stderr),
        "error: unknown type: `objekt`
 --> a.yaml:4:18
  |
4 |     a.b: { type: objekt, colour: 1 }
  |                  ^^^^^^
  |
help: did you mean `object`?

error: unknown type: a number
 --> a.yaml:5:18
  |
5 |     a.c: { type: 5 }
  |                  ^
  |
help: expected one of `array`, `boolean`, `integer`, `null`, `number`, `object`, `string`

2 errors; nothing was written
"
    );
    assert!(!folder.path().join("models").exists());
}

#[test]
fn incomplete_and_conflicting_options_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["codegen", "--out", "models"][..],
        &["codegen", "--all"],
        &["codegen", "--schema", "a.yaml", "--crate", "a"],
        &["codegen", "--schema", "a.yaml", "--out", "b", "--all", "--root", "c"],
        &["codegen", "--schema", "a.yaml"],
        &["explain"],
    ] {
        let output = xtask(folder.path(), arguments);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(text(&output.stderr).starts_with("error: "), "{}", text(&output.stderr));
    }
}

#[test]
fn a_check_names_what_generating_names() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.yaml"),
        "openapi: 3.1.0\ncomponents: { schemas: { a: { colour: 1, properties: { pin: { type: string } } } } }\n",
    )
    .unwrap();
    let arguments = ["codegen", "--schema", "a.yaml", "--all", "--out", "models"];
    let [generated, checked] =
        [&arguments[..], &[&arguments[..], &["--check"]].concat()].map(|arguments| xtask(folder.path(), arguments));
    assert!(checked.status.success());
    assert_eq!(text(&checked.stderr), text(&generated.stderr));
    assert!(text(&checked.stderr).starts_with("warning: unsupported keyword `colour`"), "{}", text(&checked.stderr));
    assert!(text(&generated.stdout).contains("\npossible credentials: a/pin; "), "{}", text(&generated.stdout));
    let report = text(&checked.stdout);
    assert!(report.starts_with("a.yaml: possible credentials: a/pin; "), "{report}");
    assert!(report.ends_with("\nthe generated files are up to date\n"), "{report}");
}

#[test]
fn a_type_of_the_workspace_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let output = xtask(folder.path(), &["explain", "microsoft.graph.entity"]);
    let page = text(&output.stdout);
    assert!(
        page.starts_with("abstract entity type microsoft.graph.entity\n  declared at schema/beta.csdl.xml:"),
        "{page}"
    );
    assert!(page.contains("  generated as beta::Entity\n    it is the base type of"), "{page}");

    let output = xtask(folder.path(), &["explain", "microsoft.graph.entty"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("did you mean `microsoft.graph.entity`?"));
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::File::create(folder.path().join("a.csdl")).unwrap().set_len(codegen::MAX_SIZE as u64 + 1).unwrap();
    let output = xtask(folder.path(), &["codegen", "--schema", "a.csdl", "--all", "--out", "models"]);
    assert!(!output.status.success());
    assert_eq!(text(&output.stderr), "error: a.csdl has more than 100000000 bytes, which is the limit\n");
}

#[test]
fn operations_are_generated_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("api.csdl"),
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
          <Schema Namespace="microsoft.graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
            <ComplexType Name="paint" /><ComplexType Name="brush" />
            <Action Name="mix" IsBound="true">
              <Parameter Name="it" Type="microsoft.graph.paint" /><Parameter Name="with" Type="microsoft.graph.brush" />
            </Action>
          </Schema>
        </edmx:DataServices></edmx:Edmx>"#,
    )
    .unwrap();
    let run = |arguments: &[&str]| printed(folder.path(), arguments);
    let generate = ["codegen", "--schema", "api.csdl", "--out", "models"];
    let report = run(&[&generate[..], &["--operations"]].concat());
    assert!(
        report.starts_with("api.csdl: models of 0 entity types, 1 of 2 complex types, 0 enumerations, 1 actions\n")
    );
    assert!(folder.path().join("models/paint_mix_parameters.rs").exists());
    assert!(run(&[&generate[..], &["--all"]].concat()).contains("read, not generated: 1 actions\n"));
    assert!(!folder.path().join("models/paint_mix_parameters.rs").exists());

    let name = "microsoft.graph.mix(microsoft.graph.paint)";
    let page = run(&["explain", name, "--schema", "api.csdl", "--operations"]);
    assert!(page.contains("  generated as api::PaintMixParameters\n"), "{page}");

    run(&["schema", "update", "--from", "api.csdl", "--out", "slice", "--operations"]);
    let slice = fs::read_to_string(folder.path().join("slice/api.csdl.xml")).unwrap();
    assert!(slice.contains("<Action Name=\"mix\" IsBound=\"true\">"), "{slice}");
}
