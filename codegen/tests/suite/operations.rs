//! Operations whose parameters become models: their names, their secrets, and the reasons for the types that they require.

use codegen::schema::QualifiedName;
use codegen::{Document, Input, Loaded, Models, Roots, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const SCHEMA: &str = r#"
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="ns" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <ComplexType Name="device"/>
    <ComplexType Name="deviceWipe"><Property Name="parameters" Type="Edm.String"/></ComplexType>
    <EnumType Name="mode"><Member Name="fast"/></EnumType>
    <ComplexType Name="state"><Property Name="text" Type="Edm.String"/></ComplexType>
    <Action Name="wipe" IsBound="true">
      <Parameter Name="it" Type="ns.device"/>
      <Parameter Name="pin" Type="Edm.String"/><Parameter Name="mode" Type="ns.mode"/>
      <ReturnType Type="Collection(ns.state)"/>
    </Action>
    <Action Name="wipe" IsBound="true">
      <Parameter Name="it" Type="Collection(ns.device)"/><Parameter Name="pin" Type="Edm.String"/>
    </Action>
    <Action Name="restart" IsBound="true"><Parameter Name="it" Type="ns.device"/><ReturnType Type="ns.state"/></Action>
    <Action Name="join"><Parameter Name="enrollmentToken" Type="Edm.String"/></Action>
    <Function Name="find"><Parameter Name="to" Type="Edm.Date"/><ReturnType Type="Edm.Int32"/></Function>
    <Function Name="find">
      <Parameter Name="from" Type="Edm.Date"/><Parameter Name="to" Type="Edm.Date"/><ReturnType Type="Edm.Int32"/>
    </Function>
  </Schema>
</edmx:DataServices></edmx:Edmx>"#;

fn input(models: &str) -> Input {
    Input::new(Source::new("api.csdl", SCHEMA)).with_models(Source::new("models.toml", models))
}

fn load(input: Input) -> Loaded {
    codegen::load(input).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

/// Returns the Rust names of the selected types, without those of their modules.
fn names(loaded: &Loaded) -> BTreeMap<String, String> {
    let types = loaded.selection().schema.types.keys();
    types.map(|name| (name.to_string(), loaded.names().of(name).rust.to_string())).collect()
}

#[test]
fn a_name_follows_from_the_operation_alone() {
    let loaded = load(input("").with_roots(Roots::All).with_all_operations());
    let expected = [
        ("ns.device", "Device"),
        ("ns.deviceWipe", "DeviceWipe"),
        ("ns.find(from,to)", "FindWithFromAndToParameters"),
        ("ns.find(to)", "FindWithToParameters"),
        ("ns.join()", "JoinParameters"),
        ("ns.mode", "Mode"),
        ("ns.state", "State"),
        ("ns.wipe(Collection(ns.device))", "DeviceCollectionWipeParameters"),
        ("ns.wipe(ns.device)", "DeviceWipeParameters"),
    ];
    let all = names(&loaded);
    assert_eq!(all, expected.map(|(name, rust)| (name.to_owned(), rust.to_owned())).into());
    for signature in loaded.selection().operations.keys() {
        let alone = names(&load(input(&format!("roots = []\noperations = ['{signature}']"))));
        assert!(alone.iter().all(|(name, rust)| all.get(name) == Some(rust)), "{signature}: {alone:?}");
    }
}

#[test]
fn no_operation_of_graph_changes_a_name() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/metadata/v1.0-Prod.csdl");
    let Ok(text) = fs::read_to_string(&path) else {
        return println!("skipped: {} does not exist", path.display());
    };
    let document = Document::read(Source::new("v1.0-Prod.csdl", text));
    let load = |models: &str, all_operations| {
        let input = Input::new(document.clone()).with_models(Source::new("models.toml", models)).with_roots(Roots::All);
        load(Input { all_operations, ..input })
    };
    let [types, all] = [false, true].map(|all_operations| load("", all_operations));
    let operations: Vec<_> = all.selection().operations.keys().collect();
    let declared = document.schema().unwrap().operations.values().flatten();
    let with_parameters = declared.filter(|operation| !operation.own_parameters().is_empty()).count();
    let (types, all) = (names(&types), names(&all));
    assert_eq!(all.len(), types.len() + with_parameters);
    assert!(types.iter().all(|(name, rust)| all[name] == *rust));
    // One in ten, with all types.
    let entries: Vec<_> = operations.iter().step_by(10).map(|signature| format!("'{signature}'")).collect();
    let some = names(&load(&format!("operations = [{}]", entries.join(", ")), false));
    assert!(some.iter().all(|(name, rust)| all[name] == *rust));
}

#[test]
fn the_types_in_parameters_and_results_are_selected() {
    let loaded = load(input("roots = []\noperations = ['ns.wipe(ns.device)', 'ns.restart(ns.device)']"));
    let types: Vec<_> = loaded.selection().schema.types.keys().map(ToString::to_string).collect();
    assert_eq!(types, ["ns.mode", "ns.state", "ns.wipe(ns.device)"]);
    let page = loaded.explain("ns.mode").unwrap();
    assert!(
        page.contains(
            "    it is the type of `ns.wipe(ns.device)/mode`\n    which has the parameters of a selected action\n"
        ),
        "{page}"
    );
    let page = loaded.explain("ns.state").unwrap();
    assert!(page.contains("    it is the type of the result of `ns.restart(ns.device)`\n"), "{page}");
}

#[test]
fn an_operation_is_explained_like_a_type() {
    let loaded = load(input("roots = []\noperations = ['ns.wipe(ns.device)', 'ns.restart(ns.device)']"));
    assert_eq!(
        loaded.explain("ns.wipe(ns.device)").unwrap(),
        "action ns.wipe(ns.device)
  declared at api.csdl:8:5
  generated as api::ns::DeviceWipeParameters
    it has the parameters of a selected action
  parameters
    pin: Edm.String -> pin
    mode: ns.mode -> mode
  possible credentials: ns.wipe/pin (not redacted); list credentials under `secrets` in models.toml, and others under \
         `not-secrets`
  returns Collection(ns.state)
"
    );
    let page = loaded.explain("ns.restart(ns.device)").unwrap();
    assert!(page.contains("\n  selected, not generated: it has no parameters\n"), "{page}");
    let page = loaded.explain("ns.find(to,from)").unwrap();
    assert!(page.starts_with("function ns.find(from,to)\n"), "{page}");
    assert!(page.contains("\n  not generated: models.toml does not select it\n"), "{page}");
    let error = loaded.explain("ns.wipe").unwrap_err().to_string();
    assert!(error.contains("ambiguous operation `ns.wipe`: there are 2 of this name in api.csdl"), "{error}");
}

#[test]
fn parameters_named_like_credentials_are_secret_by_default() {
    let paths = |loaded: &Loaded| -> Vec<_> {
        loaded.selection().credentials.0.iter().map(|credential| credential.path.clone()).collect()
    };
    let loaded = load(input("").with_roots(Roots::Named(Vec::new())).with_all_operations());
    assert_eq!(paths(&loaded), ["ns.join/enrollmentToken", "ns.wipe/pin"]);
    let files = loaded.generate().files;
    for file in ["join_parameters", "device_wipe_parameters", "device_collection_wipe_parameters"] {
        let text = &files[&format!("ns/{file}.rs")];
        assert!(text.contains("Option<edm::Secret>"), "{text}");
    }

    // A list of operations also decides about their secrets.
    let models = "roots = []\noperations = ['ns.wipe(ns.device)', 'ns.join']\nsecrets = ['ns.wipe/pin']";
    let loaded = load(input(models));
    assert_eq!(paths(&loaded), ["ns.join/enrollmentToken"]);
    let files = loaded.generate().files;
    assert!(files["ns/device_wipe_parameters.rs"].contains("pin: Option<edm::Secret>"));
    assert!(files["ns/join_parameters.rs"].contains("enrollment_token: Option<String>"));
    assert!(loaded.selection().credentials.to_string().contains("ns.join/enrollmentToken (not redacted)"));
}

#[test]
fn an_operation_of_an_older_snapshot_may_be_missing() {
    let models = Models::read(Source::new("models.toml", "roots = []\noperations = ['ns.wipe(ns.device)']"));
    let load = |schema: &str| {
        let input = Input::new(Source::new("api.csdl", schema)).with_models(models.clone());
        load(Input { allows_unmatched: true, ..input })
    };
    let start = SCHEMA.find("<Action").unwrap();
    let end = SCHEMA.find("</Action>").unwrap() + "</Action>".len();
    let old = format!("{}{}", &SCHEMA[..start], &SCHEMA[end..]);
    let [old, new] = [load(&old), load(SCHEMA)];
    let diff = codegen::diff(&old, &new).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let changes: BTreeSet<_> =
        diff.entries.iter().map(|entry| format!("{} {} {}", entry.kind, entry.change, entry.path)).collect();
    let expected = ["operation added ns.wipe(ns.device)", "type changed ns.mode", "type changed ns.state"];
    assert_eq!(changes, expected.map(str::to_owned).into());
    let name = QualifiedName::split("ns.wipe(ns.device)");
    assert!(new.selection().operations.contains_key(&name) && !old.selection().operations.contains_key(&name));
}

#[test]
fn an_operation_of_openapi_is_bound_to_what_stands_before_the_last_segment() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated/openapi-operations");
    let text = fs::read_to_string(folder.join("paths.openapi.yaml")).unwrap();
    let document = Document::read(Source::new("paths.openapi.yaml", text));
    let schema = document.schema().unwrap();
    let declared = schema.operations.values().flatten();
    let declared: BTreeSet<_> = declared.map(|operation| operation.signature().to_string()).collect();
    let expected = [
        "microsoft.graph.cell(microsoft.graph.range,column,row)",
        "microsoft.graph.clear(microsoft.graph.range)",
        "microsoft.graph.find(text)",
        "microsoft.graph.lock(microsoft.graph.sheet)",
        "microsoft.graph.range(microsoft.graph.sheet,address)",
        "microsoft.graph.recent(Collection(microsoft.graph.sheet))",
        "microsoft.graph.sort(microsoft.graph.table)",
        "microsoft.graph.usage(microsoft.graph.reports,period)",
    ];
    assert_eq!(declared, expected.map(str::to_owned).into());
    assert_eq!(schema.skipped["operations with an unknown resource or name"], 6);
}
