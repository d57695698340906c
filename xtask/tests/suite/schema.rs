//! The command line of `cargo xtask schema`.

use crate::git::commit;
use crate::program::{printed, xtask};
use std::fs;
use std::path::Path;
use xtask::workspace_root;

/// Two snapshots with every kind of difference.
const RULES: &str = "codegen/tests/compared/rules";

/// Runs a command that fails without output, and returns its error.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = xtask(folder, arguments);
    assert!(!output.status.success(), "{arguments:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn diff(format: &str) -> String {
    printed(&workspace_root().join(RULES), &["schema", "diff", "old.csdl.xml", "new.csdl.xml", "--format", format])
}

/// Returns a document with a type for each description.
fn document(descriptions: &[String]) -> String {
    let types = descriptions.iter().enumerate().map(|(number, text)| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        format!(
            "<ComplexType Name=\"thing{number}\"><Annotation Term=\"Org.OData.Core.V1.Description\" String=\"{text}\"/></ComplexType>\n"
        )
    });
    format!(
        "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\"><edmx:DataServices>
        <Schema Namespace=\"a\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">\n{}</Schema></edmx:DataServices></edmx:Edmx>",
        types.collect::<String>()
    )
}

/// Returns the report of a change of descriptions.
fn diff_of(old: &[String], new: &[String], format: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    for (name, descriptions) in [("old.csdl", old), ("new.csdl", new)] {
        fs::write(folder.path().join(name), document(descriptions)).unwrap();
    }
    printed(folder.path(), &["schema", "diff", "old.csdl", "new.csdl", "--format", format])
}

#[test]
fn a_text_report_has_the_verdict_the_differences_and_the_public_surface() {
    let report = diff("text");
    assert!(report.starts_with("major: the models of new\n"), "{report}");
    for expected in [
        "\nproperty removed shop.item/title\n    Edm.String\n    Rust: breaking item-removed; wire: breaking property-removed\n",
        "\nnullability changed shop.item/maybe\n    true → false\n",
        "    perhaps renamed to shop.closed/deux\n",
        "    item-removed: Code that names the removed items no longer compiles. (Cargo, SemVer Compatibility: https://",
        "\nGenerated files: 1 added, 1 removed, ",
        "    - new::shop::Item::title: field Option<String>\n",
    ] {
        assert!(report.contains(expected), "{expected}\n---\n{report}");
    }
}

#[test]
fn a_markdown_report_begins_with_the_verdict_and_folds_long_tables() {
    let report = diff("markdown");
    assert!(report.starts_with("## major: the models of `new`\n"), "{report}");
    let [table, breaking, additive, rest] = [
        "\nFor users of the Rust API: ",
        "### Breaking for Rust code: ",
        "### New for Rust code: ",
        "<details><summary>No effect on Rust code",
    ]
    .map(|part| report.find(part).unwrap_or_else(|| panic!("{part}\n{report}")));
    assert!(table < breaking && breaking < additive && additive < rest, "{report}");
    assert_eq!(report.matches("<details>").count(), report.matches("</details>").count());
    assert!(
        report.contains("| property removed | `shop.item/title` | `Edm.String` | breaking `item-removed` |"),
        "{report}"
    );
    assert!(report.contains("```diff\n- new::"), "{report}");
}

#[test]
fn a_json_report_has_every_entry_with_both_classes() {
    let report: serde_json::Value = serde_json::from_str(&diff("json")).unwrap();
    assert_eq!(report["verdict"], "major");
    let entries = report["entries"].as_array().unwrap();
    let expected = fs::read_to_string(workspace_root().join(RULES).join("expected.txt")).unwrap();
    assert_eq!(entries.len(), expected.matches("\n    Rust ").count());
    for entry in entries {
        for audience in ["rust", "wire"] {
            let class = entry[audience]["class"].as_str().unwrap();
            assert!(["breaking", "additive", "documentation"].contains(&class), "{entry}");
            let rule = &report["rules"][entry[audience]["rule"].as_str().unwrap()];
            assert!(!rule["reason"].as_str().unwrap().is_empty(), "{entry}");
        }
    }
    let counts = report["counts"]["rust"].as_object().unwrap().values().map(|count| count.as_u64().unwrap());
    assert_eq!(counts.sum::<u64>(), entries.len() as u64);
    let same =
        xtask(&workspace_root().join(RULES), &["schema", "diff", "new.csdl.xml", "new.csdl.xml", "--format", "json"]);
    let same: serde_json::Value = serde_json::from_slice(&same.stdout).unwrap();
    assert_eq!((&same["verdict"], &same["entries"]), (&serde_json::Value::Null, &serde_json::json!([])));
}

#[test]
fn markup_in_a_description_has_no_effect() {
    let hostile = [
        "a | b",
        "@everybody",
        "`code` ``more``",
        "<img src=x>",
        "line\nbreak",
        "\u{202e}turned",
        "[x](http://x)",
        "</details>",
        "``",
    ];
    // Each row by itself, and all in a group.
    let rows = [&hostile[..5], &hostile[5..], &hostile[..]].into_iter().flat_map(|hostile| {
        let old: Vec<_> = hostile.iter().map(|_| "before".to_owned()).collect();
        let new: Vec<_> = hostile.iter().map(|text| (*text).to_owned()).collect();
        let report = diff_of(&old, &new, "markdown");
        report.lines().filter(|line| line.contains("changed |")).map(str::to_owned).collect::<Vec<_>>()
    });
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), hostile.len() + 1, "{rows:?}");
    for row in &rows {
        let cells = row.replace("\\|", "").matches('|').count();
        assert_eq!(cells, 6, "{row}");
        // Collect the text outside of inline code, which must not contain markup of the description.
        let mut outside = String::new();
        let mut rest = row.as_str();
        while let Some(start) = rest.find('`') {
            outside += &rest[..start];
            let fence = rest[start..].chars().take_while(|character| *character == '`').count();
            let inside = &rest[start + fence..];
            let ticks = "`".repeat(fence);
            let mut ends = inside.match_indices(&ticks).map(|(end, _)| end);
            let is_whole = |end: &usize| !inside[end + fence..].starts_with('`') && !inside[..*end].ends_with('`');
            let end = ends.find(is_whole).unwrap_or_else(|| panic!("{row}"));
            rest = &inside[end + fence..];
        }
        outside += rest;
        for tag in ["<details><summary>list</summary>", "<br>", "</details>"] {
            outside = outside.replace(tag, "");
        }
        assert!(!outside.contains(['@', '<', '[']), "{outside}\n{row}");
        assert!(!row.contains('\u{202e}'), "{row}");
    }
}

#[test]
fn a_snapshot_can_be_in_a_commit() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.csdl.xml"), document(&["One.".to_owned()])).unwrap();
    commit(folder.path());
    fs::write(folder.path().join("api.csdl.xml"), document(&["One.".to_owned(), "Two.".to_owned()])).unwrap();
    let report = printed(folder.path(), &["schema", "diff", "HEAD:api.csdl.xml", "api.csdl.xml"]);
    assert!(report.starts_with("minor: ") && report.contains("\ntype added a.thing1\n"), "{report}");
    let error = refused(folder.path(), &["schema", "diff", "HEAD~1:api.csdl.xml", "api.csdl.xml"]);
    let expected =
        "error: git cannot show HEAD~1:api.csdl.xml; expected REVISION:PATH, with a path from the repository's root";
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn each_snapshot_has_the_models_of_its_own_models_toml() {
    let folder = tempfile::tempdir().unwrap();
    let schema = folder.path().join("schema");
    fs::create_dir(&schema).unwrap();
    let text = document(&["One.".to_owned(), "Two.".to_owned()]).replacen(
        "</ComplexType>",
        "<Property Name=\"pin\" Type=\"Edm.String\"/></ComplexType>",
        1,
    );
    fs::write(schema.join("a.csdl.xml"), text).unwrap();
    for models in ["roots = ['a.thing0']\nsecrets = ['a.thing0/pin']", "roots = ['a.thing0', 'a.thing1']"] {
        fs::write(schema.join("models.toml"), models).unwrap();
        commit(folder.path());
    }
    let report = printed(folder.path(), &["schema", "diff", "HEAD~1:schema/a.csdl.xml", "HEAD:schema/a.csdl.xml"]);
    assert!(report.starts_with("major: "), "{report}");
    for expected in [
        "\nproperty changed a.thing0/pin\n    secret: true → false\n    Rust: breaking item-changed; wire: documentation rust-only\n",
        "\ntype changed a.thing1\n    generated: false → true\n    Rust: additive item-added; wire: documentation rust-only\n",
        "    - a::a::Thing0::pin: field Option<edm::Secret>\n",
    ] {
        assert!(report.contains(expected), "{expected}\n---\n{report}");
    }
}

/// Two snapshots: the new one has another type and another operation.
const PROVIDERS: [&str; 2] = [
    r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
      <Schema Namespace="n" xmlns="http://docs.oasis-open.org/odata/ns/edm">
        <ComplexType Name="provider"><Property Name="oldPin" Type="Edm.String"/></ComplexType>
      </Schema></edmx:DataServices></edmx:Edmx>"#,
    r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
      <Schema Namespace="n" xmlns="http://docs.oasis-open.org/odata/ns/edm">
        <ComplexType Name="provider"><Property Name="oldPin" Type="Edm.String"/></ComplexType>
        <ComplexType Name="akamaiProvider" BaseType="n.provider">
          <Property Name="clientSecret" Type="Edm.String"/><Property Name="tokenType" Type="Edm.String"/>
          <Property Name="shippingCompany" Type="Edm.String"/>
        </ComplexType>
        <Action Name="rotate" IsBound="true">
          <Parameter Name="provider" Type="n.provider"/><Parameter Name="newPassword" Type="Edm.String"/>
        </Action>
      </Schema></edmx:DataServices></edmx:Edmx>"#,
];

#[test]
fn every_command_names_possible_credentials() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("old.csdl"), PROVIDERS[0]).unwrap();
    fs::write(path.join("new.csdl"), PROVIDERS[1]).unwrap();
    let added = "\nPossible credentials: 2\n    n.akamaiProvider/clientSecret: Edm.String, redacted\n    \
                 n.rotate/newPassword: Edm.String, no model\n";
    let report = printed(path, &["schema", "diff", "old.csdl", "new.csdl"]);
    assert!(report.contains(added), "{report}");
    let known = "Possible credentials in both snapshots, listed neither under `secrets` nor under `not-secrets`: n.provider/oldPin\n";
    assert!(report.contains(known), "{report}");
    assert!(!report.contains("shippingCompany,") && !report.contains("tokenType,"), "{report}");
    let markdown = printed(path, &["schema", "diff", "old.csdl", "new.csdl", "--format", "markdown"]);
    let section = "### Possible credentials: 2\n\n- `n.akamaiProvider/clientSecret`: `Edm.String`, redacted\n\
                   - `n.rotate/newPassword`: `Edm.String`, no model\n";
    let [section, table] = [section, "\nFor users of the Rust API: "].map(|part| markdown.find(part));
    assert!(section.is_some() && section < table, "{markdown}");
    let json = printed(path, &["schema", "diff", "old.csdl", "new.csdl", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let all = serde_json::json!(["n.akamaiProvider/clientSecret", "n.rotate/newPassword", "n.provider/oldPin"]);
    assert_eq!(json["possible_credentials"], all);

    let all = "n.akamaiProvider/clientSecret, n.provider/oldPin, n.rotate/newPassword (no model";
    let select = ["--root", "n.akamaiProvider"];
    for command in [
        &["codegen", "--schema", "new.csdl", "--out", "models"][..],
        &["schema", "update", "--from", "new.csdl", "--out", "slice"],
    ] {
        let report = printed(path, &[command, &select].concat());
        assert!(report.contains(&format!("possible credentials: {all}")), "{report}");
    }
    let page = printed(path, &["explain", "--schema", "new.csdl", "n.akamaiProvider"]);
    assert!(
        page.contains("possible credentials: n.provider/oldPin, n.akamaiProvider/clientSecret, n.rotate"),
        "{page}"
    );
}

#[test]
fn credentials_that_cannot_touch_what_is_selected_are_not_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    for (name, text) in [("old.csdl", PROVIDERS[0]), ("new.csdl", PROVIDERS[1])] {
        let text = text.replace("</Schema>", "<ComplexType Name=\"ship\"/></Schema>");
        fs::write(path.join(name), text).unwrap();
    }
    // A provider may be of the derived type, and the action is bound to it.
    let report = printed(path, &["schema", "diff", "old.csdl", "new.csdl", "--root", "n.provider"]);
    let named =
        "\n    n.rotate/newPassword: Edm.String, no model\n    n.akamaiProvider/clientSecret: Edm.String, no model\n";
    assert!(report.contains(named), "{report}");
    let report = printed(path, &["schema", "diff", "old.csdl", "new.csdl", "--root", "n.ship"]);
    assert!(!report.contains("Possible"), "{report}");
}

#[test]
fn listed_credentials_are_not_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("old.csdl"), PROVIDERS[0]).unwrap();
    fs::write(path.join("new.csdl"), PROVIDERS[1]).unwrap();
    let models = "roots = ['n.akamaiProvider']\nsecrets = ['n.akamaiProvider/clientSecret', 'n.rotate/newPassword']\n\
                  not-secrets = ['n.provider/oldPin']\n";
    fs::write(path.join("models.toml"), models).unwrap();
    for command in [
        &["schema", "diff", "new.csdl", "new.csdl"][..],
        &["schema", "diff", "new.csdl", "new.csdl", "--format", "markdown"],
        &["codegen", "--schema", "new.csdl", "--out", "models"],
        &["schema", "update", "--from", "new.csdl", "--out", "slice"],
        // The slice keeps what the entries name.
        &["codegen", "--schema", "slice/new.csdl.xml", "--out", "models"],
        &["explain", "--schema", "new.csdl", "n.akamaiProvider"],
    ] {
        let report = printed(path, &[command, &["--models", "models.toml"]].concat());
        assert!(!report.to_lowercase().contains("possible"), "{command:?}: {report}");
    }
    fs::write(path.join("models.toml"), models.replace("rotate/new", "rotate/nwe")).unwrap();
    let error = refused(path, &["codegen", "--schema", "new.csdl", "--out", "models", "--models", "models.toml"]);
    assert!(error.contains("did you mean `n.rotate/newPassword`?"), "{error}");
}

#[test]
fn a_slice_can_be_cut_from_any_file_into_any_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::copy(workspace_root().join(RULES).join("new.csdl.xml"), folder.path().join("shop.csdl")).unwrap();
    let arguments = ["schema", "update", "--from", "shop.csdl", "--root", "shop.special", "--out", "deep/slice"];
    assert_eq!(printed(folder.path(), &arguments), "2 files generated: 2 written, 0 unchanged, 0 removed\n");
    let slice = fs::read_to_string(folder.path().join("deep/slice/shop.csdl.xml")).unwrap();
    assert!(slice.contains("<EntityType Name=\"item\">") && !slice.contains("\"note\""), "{slice}");
    let lock = fs::read_to_string(folder.path().join("deep/slice/schema.lock")).unwrap();
    assert!(lock.contains("[shop]\norigin = \"shop.csdl\"\ndate = "), "{lock}");
    assert_eq!(printed(folder.path(), &arguments), "2 files generated: 0 written, 2 unchanged, 0 removed\n");
}

#[test]
fn errors_name_the_argument_and_the_alternative() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), "openapi: 3.1.0\n").unwrap();
    fs::write(folder.path().join("api.csdl"), document(&["One.".to_owned()])).unwrap();
    for (arguments, expected) in [
        (&["schema", "diff", "none.csdl", "api.csdl"][..], "cannot read none.csdl"),
        (&["schema", "diff", "api.yaml", "api.csdl"], "api.yaml is not CSDL; slices and diffs require CSDL"),
        (&["schema", "diff", "api.csdl", "api.csdl", "--root", "a.thing2"], "did you mean `a.thing0`?"),
        (&["schema", "diff", "api.csdl", "api.csdl", "--format", "html"], "invalid value 'html'"),
        (&["schema", "update", "--from", "api.csdl", "--root", "a.thing0"], "missing option --out DIR"),
        (&["schema", "update", "--from", "api.yaml", "--all", "--out", "out"], "api.yaml is not CSDL"),
        (
            &["schema", "update", "--from", "api.csdl", "--out", "out"],
            "missing option --root TYPE, --all, --operations or --models FILE",
        ),
        (&["schema", "update", "--from", "api.csdl", "--root", "a.thing7", "--out", "out"], "did you mean `a.thing0`?"),
        (
            &["schema", "update", "--from", "api.csdl"],
            " errors: cannot cut the slice from api.csdl; nothing was written",
        ),
        (&["schema", "update", "--schema", "none"], "unknown schema \"none\"; expected one of beta"),
        (&["schema", "update", "--revision", "1"], "--from <FILE>"),
        (
            &[
                "schema",
                "update",
                "--from",
                "api.csdl",
                "--all",
                "--out",
                workspace_root().join("schema").to_str().unwrap(),
            ],
            "contains the workspace's own slices",
        ),
    ] {
        let error = refused(folder.path(), arguments);
        assert!(error.contains(expected), "{arguments:?}: {error}");
        assert!(!folder.path().join("out").exists());
    }
}
