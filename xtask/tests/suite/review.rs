//! What the report of `cargo xtask schema update` tells a reviewer beyond the differences of the slice.

use crate::git;
use crate::metadata::{SLICE, metadata, with};
use crate::step::day;
use crate::workspace::{update, workspace};
use codegen::select::stale;
use codegen::{Document, Models, Source};
use std::fs;
use xtask::schema::lock::Lock;
use xtask::schema::report::Format;
use xtask::schema::update::{self, Update};

#[test]
fn a_watched_api_is_reported_although_nothing_selects_it() {
    let root = workspace();
    let root = root.path();
    // The successor of the Windows Autopilot devices, as announced.
    let successor = "
      <EntityType Name=\"tenantAssociatedDevice\" BaseType=\"microsoft.graph.entity\">
        <Property Name=\"serialNumber\" Type=\"Edm.String\" />
        <Property Name=\"recoveryKey\" Type=\"Edm.String\" />
      </EntityType>
      <Action Name=\"importTenantAssociatedDevice\" IsBound=\"true\">
        <Parameter Name=\"bindingParameter\" Type=\"Collection(microsoft.graph.tenantAssociatedDevice)\" />
        <Parameter Name=\"deviceLink\" Type=\"Edm.Binary\" />
      </Action>
      <ComplexType Name=\"windowsAutopilotHint\"><Property Name=\"text\" Type=\"Edm.String\" /></ComplexType>\n";
    let text = with(
        &metadata(SLICE),
        successor,
        "deviceManagement",
        "<NavigationProperty Name=\"tenantAssociatedDevices\" \
         Type=\"Collection(microsoft.graph.tenantAssociatedDevice)\" ContainsTarget=\"true\" />",
    );
    let outcome = update(root, &text);
    assert!(outcome.comparison.diff.is_empty(), "the slice is the same: {outcome}");
    let paths: Vec<_> = outcome.comparison.watched.iter().map(|watched| watched.path.as_str()).collect();
    let device = "microsoft.graph.deviceManagement/tenantAssociatedDevices";
    assert_eq!(paths, [device, "microsoft.graph.windowsAutopilotHint"], "a new type without its properties");
    let body = outcome.report(Format::Markdown);
    let line = format!(
        "- `{device}` is new: `a collection of microsoft.graph.tenantAssociatedDevice`, with the operations \
         `microsoft.graph.importTenantAssociatedDevice(Collection(microsoft.graph.tenantAssociatedDevice))`\n"
    );
    assert!(body.contains("\n### New among the watched declarations: 2\n\n") && body.contains(&line), "{body}");
    assert!(
        body.contains("- `microsoft.graph.tenantAssociatedDevice/recoveryKey`: `Edm.String`, no model\n"),
        "{body}"
    );
    assert!(
        outcome.to_string().contains(&format!("watched declarations: 2\n    {device} is new: a collection of ")),
        "{outcome}"
    );
    outcome.plan.apply().unwrap();

    // The lock remembers it: the next update reports it against the commit, but not against the lock.
    let lock = fs::read_to_string(root.join("schema/schema.lock")).unwrap();
    assert!(lock.contains(&format!("\"{device}\"")), "{lock}");
    assert_eq!(update(root, &text).comparison.watched.len(), 2);
    git::commit(root);
    let later = update(root, &text);
    assert!(later.comparison.watched.is_empty() && later.plan.drift().is_empty(), "{later}");
}

#[test]
fn what_was_not_watched_before_is_not_new() {
    let root = workspace();
    let root = root.path();
    let models = root.join("schema/models.toml");
    let text =
        fs::read_to_string(&models).unwrap().replacen("watch = [", "watch = [\"microsoft.graph.unrelated\", ", 1);
    fs::write(&models, &text).unwrap();
    let outcome = update(root, &metadata(SLICE));
    assert!(outcome.comparison.watched.is_empty(), "{outcome}");
    outcome.plan.apply().unwrap();
    let locked = Lock::read(&root.join("schema")).unwrap().get("beta").unwrap().clone();
    let unrelated = &locked.watched["microsoft.graph.unrelated"];
    assert!(unrelated.contains("microsoft.graph.unrelated/size"), "{unrelated:?}");

    // What the slice no longer selects is watched now, but not new.
    git::commit(root);
    let selected = "roots = [\"microsoft.graph.windowsAutopilotDeviceIdentity\"]";
    let fewer = text.replacen(selected, "roots = [\"microsoft.graph.entity\"]", 1);
    assert_ne!(fewer, text);
    let fewer = &fewer[..fewer.find("\nsecrets = [").unwrap()];
    fs::write(&models, fewer).unwrap();
    let outcome = update(root, &metadata(SLICE));
    assert!(!outcome.comparison.diff.is_empty() && outcome.comparison.watched.is_empty(), "{outcome}");
}

#[test]
fn an_entry_of_the_watch_list_matches_something_when_it_is_new() {
    let root = workspace();
    let root = root.path();
    let models = root.join("schema/models.toml");
    let text = fs::read_to_string(&models).unwrap();
    let error = |entry: &str| {
        fs::write(&models, text.replacen("watch = [", &format!("watch = [\"microsoft.graph.{entry}\", "), 1)).unwrap();
        fs::write(root.join("metadata.csdl"), metadata(SLICE)).unwrap();
        let update = Update { from: Some(root.join("metadata.csdl")), ..Update::default() };
        update::plan(&update, root, day(2)).map_or_else(|error| format!("{error:#}"), |_| String::new())
    };
    let misspelt = error("deviceManagment");
    assert!(
        misspelt.contains("has the name `microsoft.graph.deviceManagment`\n --> schema/models.toml:1:10"),
        "{misspelt}"
    );
    assert!(misspelt.contains("help: did you mean `microsoft.graph.deviceManagement`?"), "{misspelt}");
    assert!(error("successor").contains("or end it with `*` if it may match nothing yet"));
    assert!(error("*lated").contains("`*` inside a name"));
    assert_eq!(error("successor*"), "");
    assert_eq!(error("unrelated"), "");

    // A watched declaration that is gone does not stop the update.
    update(root, &metadata(SLICE)).plan.apply().unwrap();
    let text = metadata(SLICE)
        .replace("microsoft.graph.unrelated", "microsoft.graph.other")
        .replace("\"unrelated\"", "\"other\"");
    update(root, &text);
}

#[test]
fn a_new_type_with_a_credential_is_reported_above_the_table() {
    let root = workspace();
    let text = with(
        &metadata(SLICE),
        "<ComplexType Name=\"localAccount\"><Property Name=\"adminPassword\" Type=\"Edm.String\" /></ComplexType>
         <Action Name=\"setPin\" IsBound=\"true\">
           <Parameter Name=\"device\" Type=\"microsoft.graph.windowsAutopilotDeviceIdentity\" />
           <Parameter Name=\"pin\" Type=\"Edm.String\" />
         </Action>",
        "windowsAutopilotDeviceIdentity",
        "<Property Name=\"account\" Type=\"microsoft.graph.localAccount\" />",
    );
    let body = update(root.path(), &text).report(Format::Markdown);
    let section = "\n### Possible credentials: 2\n\n- `microsoft.graph.localAccount/adminPassword`: `Edm.String`, not redacted\n\
        - `microsoft.graph.setPin/pin`: `Edm.String`, no model\n";
    let [section, table] = [section, "\nFor users of the Rust API: "].map(|part| body.find(part));
    assert!(section.is_some() && section < table, "{body}");
}

#[test]
fn the_next_version_counts_from_the_last_release() {
    let root = workspace();
    let root = root.path();
    let unreleased = update(root, &metadata(SLICE).replace("\"assignedUnkown", "\"assignedUnknown")).to_string();
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        unreleased.starts_with(&format!("major: graph-models {version}, which is not released yet\n")),
        "{unreleased}"
    );

    // Neither the nearest tag nor a preview decides.
    for tag in ["v1.4.2", "v1.4.1", "v1.5.0-rc.1", "v2", "v2-docs"] {
        git::git(root, &["tag", tag]);
    }
    let added = "<Property Name=\"novel\" Type=\"Edm.String\" />";
    let text = with(&metadata(SLICE), "", "windowsAutopilotDeviceIdentity", added);
    let minor = update(root, &text);
    assert!(minor.to_string().starts_with("minor: graph-models 1.4.2 becomes 1.5.0\n"), "{minor}");

    // A breaking change that is merged, but not released.
    let text = metadata(SLICE).replace("\"assignedUnkown", "\"assignedUnknown");
    let major = update(root, &text);
    assert!(major.to_string().starts_with("major: graph-models 1.4.2 becomes 2.0.0\n"), "{major}");
    major.plan.apply().unwrap();
    git::commit(root);
    let minor = update(root, &with(&text, "", "windowsAutopilotDeviceIdentity", added));
    assert!(minor.to_string().starts_with("minor: graph-models 1.4.2 becomes 2.0.0\n"), "{minor}");
}

#[test]
fn a_removed_secret_does_not_stop_the_update() {
    let root = workspace();
    let root = root.path();
    let models = root.join("schema/models.toml");
    let device = "microsoft.graph.windowsAutopilotDeviceIdentity";
    let docs = format!("\n[docs]\n\"{device}/model\" = \"The model.\"\n\"{device}/skuNumber\" = \"The SKU.\" # ours\n");
    let listed = fs::read_to_string(&models).unwrap() + &docs;
    fs::write(&models, &listed).unwrap();
    update(root, &metadata(SLICE)).plan.apply().unwrap();
    git::commit(root);

    // The service renames the secret: nothing about the new name says that it is one.
    let text = metadata(SLICE)
        .replace("<Property Name=\"productKey\"", "<Property Name=\"productText\"")
        .replace("<Property Name=\"skuNumber\"", "<Property Name=\"sku\"");
    let outcome = update(root, &text);
    let body = outcome.report(Format::Markdown);
    for expected in [
        format!("- `{device}/productText`: `Edm.String`, not redacted; its type lost a secret\n"),
        format!("\n- `secrets`: `{device}/productKey`, removed\n- `docs`: `{device}/skuNumber`, removed\n"),
    ] {
        assert!(body.contains(&expected), "{expected}\n{body}");
    }
    assert!(!body.contains(&format!("- `{device}/productKey`: `Edm.String`")), "{body}");
    outcome.plan.apply().unwrap();
    let secret = format!("    \"{device}/productKey\",\n");
    let documented = format!("\"{device}/skuNumber\" = \"The SKU.\" # ours\n");
    assert!(listed.contains(&secret) && listed.contains(&documented));
    let expected = listed.replace(&secret, "").replace(&documented, "");
    assert_eq!(fs::read_to_string(&models).unwrap(), expected, "comments and other entries stay");
    assert!(xtask::codegen::plan(root).unwrap().drift().is_empty());
    assert_eq!(update(root, &text).comparison.stale.len(), 2, "still reported against the commit");
}

#[test]
fn entries_go_with_their_line_or_with_their_comma() {
    let models = "roots = ['a.t']\nsecrets = [ 'a.t/x', 'a.t/y','a.t/z' ]\nnot-secrets = [\n  # Public.\n  'a.t/v',\n  'a.t/w'\n]\n";
    let document = |names: &[&str]| {
        let properties: String =
            names.iter().flat_map(|name| ["<Property Name='", *name, "' Type='Edm.String'/>"]).collect();
        let text = format!(
            "<edmx:Edmx Version='4.0' xmlns:edmx='http://docs.oasis-open.org/odata/ns/edmx'><edmx:DataServices>
            <Schema Namespace='a' xmlns='http://docs.oasis-open.org/odata/ns/edm'><ComplexType Name='t'>{properties}</ComplexType>
            </Schema></edmx:DataServices></edmx:Edmx>"
        );
        Document::read(Source::new("a.csdl", text))
    };
    let models = Models::read(Source::new("models.toml", models));
    let old = document(&["v", "w", "x", "y", "z"]);
    let without = |names: &[&str]| models.without(&stale(&models, &old, &document(names)));
    assert_eq!(without(&["v", "w", "x", "y", "z"]), models.source().text());
    assert!(without(&["v", "w", "y", "z"]).contains("secrets = [ 'a.t/y','a.t/z' ]"));
    assert!(without(&["v", "w", "x", "z"]).contains("secrets = [ 'a.t/x', 'a.t/z' ]"));
    assert!(without(&["v", "w"]).contains("secrets = [ ]"));
    assert!(without(&["v", "x", "y", "z"]).ends_with("not-secrets = [\n  # Public.\n  'a.t/v',\n]\n"));
    // Nothing is left of the selection: this is another document.
    let other = Document::read(Source::new(
        "b.csdl",
        old.source().text().replace("ComplexType Name='t'", "ComplexType Name='u'"),
    ));
    assert_eq!(stale(&models, &old, &other), []);
}
