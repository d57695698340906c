//! A chain of schema updates. `cargo xtask schema update` cuts, compares, generates and locks each of them, and a crate that
//! uses the models compiles unless the verdict is `major`.

mod downstream;

use crate::git;
use crate::metadata::{CHAIN, SLICE, metadata, with};
use crate::step::{Step, day};
use chrono::NaiveDate;
use codegen::diff::{Kind, Surface, Verdict};
use downstream::Downstream;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use xtask::schema::lock::{Lock, Origin, sha256};
use xtask::schema::report::Format;
use xtask::schema::update::{self, Outcome, Update};

/// Creates a workspace with a slice, its twin, its lock and its models.
fn workspace() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    for folder in ["schema", "graph-models/src"] {
        fs::create_dir_all(root.path().join(folder)).unwrap();
    }
    for (name, text) in [("beta.csdl.xml", SLICE), ("models.toml", include_str!("rehearsal/models.toml"))] {
        fs::write(root.path().join("schema").join(name), text).unwrap();
    }
    update(root.path(), SLICE, "by hand", day(0)).unwrap().plan.apply().unwrap();
    root
}

/// Returns all files of the workspace except the metadata.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = xtask::tree::read(root, "").unwrap();
    files.remove("metadata.csdl");
    files
}

fn api(files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<String> {
    String::from_utf8_lossy(&files["graph-models/API.txt"]).lines().map(str::to_owned).collect()
}

fn update(root: &Path, text: &str, revision: &str, today: NaiveDate) -> anyhow::Result<Outcome> {
    let from = root.join("metadata.csdl");
    fs::write(&from, text)?;
    let origin = Some("https://graph.example/$metadata".to_owned());
    update::plan(
        &Update { from: Some(from), origin, revision: Some(revision.to_owned()), ..Update::default() },
        root,
        today,
    )
}

#[test]
fn every_update_of_the_chain_is_cut_compared_generated_and_locked() {
    let root = workspace();
    let root = root.path();
    let downstream = Downstream::new();
    downstream.generate(root);
    assert_eq!(downstream.errors(), "");

    let mut text = metadata(SLICE);
    let first = update(root, &text, "start", day(0)).unwrap();
    assert!(first.comparison.diff.is_empty(), "the metadata and the slice are equivalent: {first}");
    first.plan.apply().unwrap();

    for (number, Step { name, edits, entries, verdict, slice }) in CHAIN.iter().enumerate() {
        for (old, new) in *edits {
            assert_eq!(text.matches(old).count(), 1, "{name}: {old}");
            text = text.replace(old, new);
        }
        let before = files(root);
        let today = day(number + 1);
        let outcome = update(root, &text, name, today).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        let found: Vec<_> = outcome
            .comparison
            .diff
            .entries
            .iter()
            .map(|entry| format!("{} {} {}", entry.kind, entry.change, entry.path))
            .collect();
        assert_eq!(found, *entries, "{name}");
        assert_eq!(outcome.comparison.diff.verdict(), *verdict, "{name}");
        let renamed = name.contains("renamed");
        assert_eq!(outcome.comparison.diff.entries.iter().any(|entry| entry.hint.is_some()), renamed, "{name}");
        outcome.plan.apply().unwrap();

        let after = files(root);
        let written = String::from_utf8_lossy(&after["schema/beta.csdl.xml"]);
        for expected in *slice {
            assert!(written.contains(expected), "{name}: {expected}\n{written}");
        }
        assert!(!written.contains("unrelated"), "{name}");
        assert!(xtask::codegen::plan(root).unwrap().drift().is_empty(), "{name}: the models are up to date");
        let of_surface = Surface::of(&api(&before), &api(&after)).verdict();
        assert_eq!(verdict.unwrap_or(Verdict::Patch), of_surface, "{name}: {found:?}");
        let lock = Lock::read(&root.join("schema")).unwrap();
        let locked = lock.get("beta").unwrap();
        if verdict.is_some() {
            assert_eq!((locked.revision.as_deref(), locked.date), (Some(*name), today));
            assert_eq!((&locked.source_sha256, &locked.slice_sha256), (&sha256(&text), &sha256(&written)), "{name}");
        } else {
            assert_eq!(before, after, "{name}: no file changes, including the lock");
        }

        let again = update(root, &text, "again", day(number + 2)).unwrap();
        assert!(again.comparison.diff.is_empty() && again.plan.drift().is_empty(), "{name}: {}", again.plan.drift());

        downstream.generate(root);
        let errors = downstream.errors();
        assert_eq!(errors.is_empty(), *verdict != Some(Verdict::Major), "{name}: {errors}");
        if !errors.is_empty() {
            downstream.adapt(name);
            assert_eq!(downstream.errors(), "", "{name}");
        }
    }
}

#[test]
fn manual_descriptions_are_kept_and_declarations_without_one_are_listed() {
    let root = workspace();
    let root = root.path();
    let text = metadata(SLICE);
    assert!(!text.contains("String=\"The serial number"), "the metadata has no descriptions");
    let text = CHAIN[0].edits.iter().fold(text, |text, (old, new)| text.replace(old, new));
    let outcome = update(root, &text, "1", day(0)).unwrap();
    let undescribed = [
        "microsoft.graph.windowsAutopilotDeviceIdentity/userlessEnrollmentStatus",
        "microsoft.graph.windowsAutopilotUserlessEnrollmentStatus",
        "microsoft.graph.windowsAutopilotUserlessEnrollmentStatus/unknown",
        "microsoft.graph.windowsAutopilotUserlessEnrollmentStatus/allowed",
        "microsoft.graph.windowsAutopilotUserlessEnrollmentStatus/unknownFutureValue",
    ];
    assert_eq!(outcome.comparison.undescribed, undescribed);
    assert!(outcome.to_string().contains(&format!("No description: {}", undescribed[0])), "{outcome}");
    outcome.plan.apply().unwrap();
    let updated = fs::read_to_string(root.join("schema/beta.csdl.xml")).unwrap();
    for line in SLICE.lines().filter(|line| line.contains("Core.V1.Description")) {
        assert!(updated.contains(line), "{line}");
    }

    git::commit(root);
    // Add a missing description, in another order and layout.
    let by_hand = updated.replace(
        "<Member Name=\"allowed\" Value=\"1\" />",
        "<Member  Value=\"1\" Name=\"allowed\"><Annotation String=\"By hand.\" Term=\"Org.OData.Core.V1.Description\"/></Member>",
    );
    assert_ne!(by_hand, updated);
    fs::write(root.join("schema/beta.csdl.xml"), by_hand).unwrap();
    let error = xtask::codegen::plan(root).unwrap_err().to_string();
    assert!(error.contains("differs from the slice in schema/schema.lock; run `cargo xtask schema update`"), "{error}");
    let outcome = update::plan(&Update::default(), root, day(9)).unwrap();
    assert_eq!(outcome.comparison.undescribed.len(), undescribed.len() - 1);
    let [entry] = outcome.comparison.diff.entries.as_slice() else { panic!("{outcome}") };
    assert_eq!((entry.kind, entry.path.as_str()), (Kind::Documentation, undescribed[3]), "since the last commit");
    outcome.plan.apply().unwrap();
    assert!(xtask::codegen::plan(root).unwrap().drift().is_empty());
    let locked = Lock::read(&root.join("schema")).unwrap().get("beta").unwrap().clone();
    assert_eq!((locked.revision.as_deref(), locked.date), (Some("1"), day(0)), "a manual change keeps the origin");
    let twin = fs::read_to_string(root.join("schema/beta.openapi.yaml")).unwrap();
    assert!(twin.contains("description: By hand."), "{twin}");
}

#[test]
fn what_would_make_wrong_models_is_an_error() {
    let root = workspace();
    let root = root.path();
    let text = metadata(SLICE);
    let before = files(root);
    let secret = "<Property Name=\"productKey\" Type=\"Edm.String\">";
    for (broken, expected) in [
        (
            text.replace("\"windowsAutopilotDeviceIdentity\"", "\"device\"")
                .replace("windowsAutopilotDeviceIdentity)", "device)"),
            "unknown type `microsoft.graph.windowsAutopilotDeviceIdentity`",
        ),
        (
            text.replace(secret, "<Property Name=\"productKey\" Type=\"Edm.Int32\">"),
            "a property of type Edm.Int32 cannot be secret",
        ),
        (
            text.replace("<Property Name=\"model\" Type=\"Edm.String\">", "<Property Name=\"model\">"),
            "missing attribute `Type`",
        ),
        (text[..text.len() / 2].to_owned(), "metadata.csdl"),
        ("{}".to_owned(), "is not CSDL"),
    ] {
        let error = format!("{:#}", update(root, &broken, "1", day(0)).unwrap_err());
        assert!(error.contains(expected), "{error}");
        assert_eq!(files(root), before);
    }
}

#[test]
fn an_update_checks_the_lock_of_other_schemas_and_forgets_removed_ones() {
    let root = workspace();
    let root = root.path();
    let other = root.join("schema/v1.csdl.xml");
    fs::write(&other, SLICE).unwrap();
    let mut lock = Lock::read(&root.join("schema")).unwrap();
    lock.cut("v1", Origin::default(), "metadata", "another slice", day(0));
    fs::write(root.join("schema/schema.lock"), lock.to_text().unwrap()).unwrap();
    let beta = Update { schema: Some("beta".to_owned()), ..Update::default() };
    let error = update::plan(&beta, root, day(1)).unwrap_err().to_string();
    assert!(error.starts_with("schema/v1.csdl.xml differs from the slice in schema/schema.lock"), "{error}");

    fs::remove_file(other).unwrap();
    update::plan(&beta, root, day(1)).unwrap().plan.apply().unwrap();
    let lock = Lock::read(&root.join("schema")).unwrap();
    assert!(lock.get("v1").is_none() && lock.get("beta").is_some());
}

#[test]
fn selected_operations_are_in_the_slice_the_twin_and_the_models() {
    let root = workspace();
    let root = root.path();
    let case = xtask::workspace_root().join("codegen/tests/sliced/operations");
    fs::copy(case.join("models.toml"), root.join("schema/models.toml")).unwrap();
    let metadata = fs::read_to_string(case.join("document.csdl.xml")).unwrap();
    update(root, &metadata, "operations", day(1)).unwrap().plan.apply().unwrap();
    assert!(xtask::codegen::plan(root).unwrap().drift().is_empty());
    let files = files(root);
    let twin = String::from_utf8_lossy(&files["schema/beta.openapi.yaml"]);
    assert!(twin.contains("\n      x-odata-binding: Collection(zoo.animal)\n"), "{twin}");
    let api = api(&files);
    for expected in [
        "beta::zoo::AnimalCollectionFeedParameters: odata::object!",
        "beta::zoo::AnimalCollectionFeedParameters::food: field Option<Box<beta::zoo::Food>>",
        "beta::zoo::CageFindWithByAndWhenParameters::by: field Option<odata::Evolvable<beta::zoo::Order>>",
        "beta::zoo::CageOpenParameters::pin: field Option<edm::Secret>",
    ] {
        assert!(api.contains(expected), "{expected}\n{api:#?}");
    }

    // A parameter of a selected operation changes.
    let changed = metadata
        .replace("<Parameter Name=\"food\" Type=\"self.food\" />", "<Parameter Name=\"food\" Type=\"Edm.String\" />");
    let outcome = update(root, &changed, "changed", day(2)).unwrap();
    let diff = &outcome.comparison.diff;
    assert_eq!(diff.verdict(), Some(Verdict::Major));
    let paths: Vec<_> = diff.entries.iter().map(|entry| entry.path.as_str()).collect();
    assert!(paths.contains(&"zoo.feed(Collection(zoo.animal))/food"), "{paths:?}");
    outcome.plan.apply().unwrap();
    assert!(xtask::codegen::plan(root).unwrap().drift().is_empty());
}

#[test]
fn a_possible_credential_without_a_model_is_reported_once() {
    let root = workspace();
    let root = root.path();
    let models = root.join("schema/models.toml");
    let watch = "watch = [\"microsoft.graph.deviceManagement\", \"microsoft.graph.windowsAutopilot*\"]\n";
    let text = watch.to_owned() + &fs::read_to_string(&models).unwrap();
    fs::write(&models, &text).unwrap();
    let enable = "<Action Name=\"enable\" IsBound=\"true\">
        <Parameter Name=\"at\" Type=\"microsoft.graph.deviceManagement\" />";
    let before = with(&metadata(SLICE), &format!("{enable}</Action>"), "deviceManagement", "");
    update(root, &before, "1", day(1)).unwrap().plan.apply().unwrap();

    // A watched property, a parameter of a watched action, a type within a watched type and one derived from that, and the
    // parameters of an action on a model and of one on nothing.
    let added = "<ComplexType Name=\"binding\"><Property Name=\"clientSecret\" Type=\"Edm.String\" /></ComplexType>
        <ComplexType Name=\"strongBinding\" BaseType=\"microsoft.graph.binding\">
          <Property Name=\"privateKey\" Type=\"Edm.Binary\" />
        </ComplexType>
        <ComplexType Name=\"windowsAutopilotLink\">
          <Property Name=\"binding\" Type=\"Collection(microsoft.graph.binding)\" />
        </ComplexType>
        <ComplexType Name=\"account\"><Property Name=\"pin\" Type=\"Edm.String\" /></ComplexType>
        <Action Name=\"rotate\" IsBound=\"true\">
          <Parameter Name=\"device\" Type=\"microsoft.graph.windowsAutopilotDeviceIdentity\" />
          <Parameter Name=\"adminPassword\" Type=\"Edm.String\" />
          <Parameter Name=\"account\" Type=\"microsoft.graph.account\" />
        </Action>
        <Action Name=\"unbound\"><Parameter Name=\"sharedSecret\" Type=\"Edm.String\" /></Action>";
    let secret = "<Property Name=\"connectorSecret\" Type=\"Edm.String\" />";
    let parameter = format!("{enable}<Parameter Name=\"password\" Type=\"Edm.String\" />");
    let after = with(&before, added, "deviceManagement", secret).replacen(enable, &parameter, 1);
    let credentials = [
        "rotate/adminPassword",
        "unbound/sharedSecret",
        "deviceManagement/connectorSecret",
        "enable/password",
        "account/pin",
        "binding/clientSecret",
        "strongBinding/privateKey",
    ]
    .map(|path| format!("microsoft.graph.{path}"));
    let outcome = update(root, &after, "2", day(2)).unwrap();
    let paths =
        |outcome: &Outcome| outcome.comparison.credentials.0.iter().map(|of| of.path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&outcome), credentials, "{outcome}");
    outcome.plan.apply().unwrap();
    let again = update(root, &after, "3", day(3)).unwrap();
    assert_eq!(paths(&again), [""; 0]);
    assert!(again.plan.drift().is_empty() && !again.report(Format::Markdown).contains("### Possible"), "{again}");

    // Each can be listed, although the slice has none of them, and keeps none.
    fs::write(&models, format!("not-secrets = {credentials:?}\n{text}")).unwrap();
    for from in [None, Some(&after)] {
        let outcome = match from {
            Some(text) => update(root, text, "4", day(4)),
            None => update::plan(&Update::default(), root, day(4)),
        };
        let outcome = outcome.unwrap();
        assert!(outcome.plan.drift().is_empty() && outcome.comparison.known_credentials.0.is_empty(), "{outcome}");
    }
    assert!(xtask::codegen::plan(root).unwrap().drift().is_empty());
    fs::write(&models, format!("not-secrets = [\"microsoft.graph.rotate/adminPasswort\"]\n{text}")).unwrap();
    let error = format!("{:#}", xtask::codegen::plan(root).unwrap_err());
    assert!(error.contains("unknown property `microsoft.graph.rotate/adminPasswort`"), "{error}");

    // The entries go with what they name.
    fs::write(&models, format!("not-secrets = {credentials:?}\n{text}")).unwrap();
    let outcome = update(root, &before, "5", day(5)).unwrap();
    let stale: BTreeSet<_> = outcome.comparison.stale.iter().map(|stale| stale.entry.clone()).collect();
    assert_eq!(stale, BTreeSet::from(credentials), "{outcome}");
    outcome.plan.apply().unwrap();
    assert_eq!(fs::read_to_string(&models).unwrap(), format!("not-secrets = []\n{text}"));
    assert!(xtask::codegen::plan(root).unwrap().drift().is_empty());
    assert!(Lock::read(&root.join("schema")).unwrap().credentials().is_empty());
}

#[test]
fn entries_of_a_property_that_moves_go_with_it() {
    let root = workspace();
    let root = root.path();
    let models = root.join("schema/models.toml");
    let device = "microsoft.graph.windowsAutopilotDeviceIdentity";
    let navigation = format!("navigation = [\"{device}/deploymentProfile\"]\n");
    let docs =
        format!("\n[docs]\n\"{device}/productKey\" = \"The key.\"\n\"{device}/deploymentProfile\" = \"Ours.\"\n");
    let listed = navigation + &fs::read_to_string(&models).unwrap() + &docs;
    fs::write(&models, &listed).unwrap();
    update(root, &metadata(SLICE), "1", day(1)).unwrap().plan.apply().unwrap();

    // The secret moves to a base type, and the navigation property, which is part of a path, becomes a property.
    let key = "        <Property Name=\"productKey\" Type=\"Edm.String\">\n        </Property>\n";
    let text = metadata(SLICE);
    assert_eq!(text.matches(key).count(), 1);
    let base = format!("<EntityType Name=\"keyed\" BaseType=\"microsoft.graph.entity\">\n{key}</EntityType>\n");
    let start = "<EntityType Name=\"windowsAutopilotDeviceIdentity\" BaseType=\"microsoft.graph.";
    let text = text.replace(key, "").replacen(&format!("{start}entity\""), &format!("{base}{start}keyed\""), 1);
    let property = "<Property Name=\"deploymentProfile\" Type=\"Edm.String\" />";
    let at = text.find("<NavigationProperty Name=\"deploymentProfile\"").unwrap();
    let end = at + text[at..].find("</NavigationProperty>").unwrap() + "</NavigationProperty>".len();
    let text = text.replacen(&text[at..end], property, 1);
    let outcome = update(root, &text, "2", day(2)).unwrap();
    let body = outcome.report(Format::Markdown);
    let moved = format!(": `{device}/productKey`, now `microsoft.graph.keyed/productKey`\n");
    for expected in [
        format!("\n- `navigation`: `{device}/deploymentProfile`, removed\n"),
        format!("\n- `secrets`{moved}- `docs`{moved}"),
    ] {
        assert!(body.contains(&expected), "{expected}\n{body}");
    }
    assert!(!body.contains("have the secret of"), "{body}");
    outcome.plan.apply().unwrap();
    let after = fs::read_to_string(&models).unwrap();
    assert_eq!(after.matches("\"microsoft.graph.keyed/productKey\"").count(), 2, "{after}");
    assert!(!after.contains(&format!("{device}/productKey")), "{after}");
    let model = fs::read_to_string(root.join("graph-models/src/beta/windows_autopilot_device_identity.rs")).unwrap();
    assert!(model.contains("pub product_key: Option<edm::Secret>") && model.contains("/// The key."), "{model}");
    assert!(xtask::codegen::plan(root).unwrap().drift().is_empty());
}
