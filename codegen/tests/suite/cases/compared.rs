//! Diffs: each folder has two snapshots and the expected differences.

use super::case::update;
use codegen::diff::{Audience, Diff, Verdict};
use codegen::{Input, Loaded, Roots, Source};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compared").join(name)
}

fn load(text: &str, models: &str) -> Loaded {
    let input = Input::new(Source::new("shop.csdl.xml", text)).with_roots(Roots::All);
    let loaded = codegen::load(input.with_models(Source::new("models.toml", models)));
    loaded.unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

fn diff(folder: &Path) -> Diff {
    let [old, new] = ["old.csdl.xml", "new.csdl.xml"].map(|name| fs::read_to_string(folder.join(name)).unwrap());
    let [old, new] = [old, new].map(|text| load(&text, ""));
    codegen::diff(&old, &new).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

/// Formats a diff, one paragraph per entry.
fn list(diff: &Diff) -> String {
    let mut text = format!("{}\n", diff.verdict().unwrap());
    for entry in &diff.entries {
        write!(text, "\n{} {}: {}", entry.kind, entry.change, entry.path).unwrap();
        entry.aspect.iter().for_each(|aspect| write!(text, " {aspect}").unwrap());
        let [old, new] = [&entry.old, &entry.new].map(|value| value.as_deref().unwrap_or("nothing"));
        writeln!(text, "\n    {old} -> {new}").unwrap();
        let (rust, wire) = (entry.rust, entry.wire);
        writeln!(text, "    Rust {} {}, wire {} {}", rust.class, rust.id, wire.class, wire.id).unwrap();
        entry.hint.iter().for_each(|hint| writeln!(text, "    {hint}").unwrap());
    }
    text
}

#[test]
fn the_differences_are_as_expected_and_every_rule_decides_one() {
    let folder = folder("rules");
    let diff = diff(&folder);
    let text = list(&diff);
    if update() {
        fs::write(folder.join("expected.txt"), &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(folder.join("expected.txt")).unwrap_or_default());
    let used: BTreeSet<_> = diff.entries.iter().flat_map(|entry| [entry.rust.id, entry.wire.id]).collect();
    let all: Vec<_> = Audience::ALL.iter().flat_map(|audience| audience.rules()).map(|rule| rule.id).collect();
    let unused: Vec<_> = all.iter().filter(|id| !used.contains(*id)).collect();
    assert!(unused.is_empty(), "no difference is decided by {unused:?}");
}

#[test]
fn the_differences_of_selected_operations_are_as_expected() {
    let folder = folder("operations");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let models = read("models.toml");
    let [old, new] = ["old.csdl.xml", "new.csdl.xml"].map(|name| {
        let input = Input::new(Source::new("shop.csdl.xml", read(name)));
        let input = input.with_models(Source::new("models.toml", &*models));
        let loaded = codegen::load(Input { allows_unmatched: true, ..input });
        loaded.unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
    });
    let diff = codegen::diff(&old, &new).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    let text = list(&diff);
    if update() {
        fs::write(folder.join("expected.txt"), &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(folder.join("expected.txt")).unwrap_or_default());
    let of_entries = diff.entries.iter().map(|entry| entry.rust.class.verdict()).max();
    assert_eq!(of_entries, Some(diff.surface.verdict()));
}

#[test]
fn setters_that_models_toml_no_longer_asks_for_are_a_breaking_change() {
    let text = fs::read_to_string(folder("rules").join("old.csdl.xml")).unwrap();
    let [without, with] = ["setters = false", "setters = true"].map(|models| load(&text, models));
    let added = codegen::diff(&without, &with).unwrap();
    let removed = codegen::diff(&with, &without).unwrap();
    assert_eq!(added.verdict(), Some(Verdict::Minor));
    assert_eq!(removed.verdict(), Some(Verdict::Major));
    assert!(removed.surface.removed.iter().all(|line| line.path.contains("::with_") || line.path.ends_with("::new")));
    let aspects: BTreeSet<_> = removed.entries.iter().map(|entry| entry.aspect.as_deref()).collect();
    assert_eq!(aspects, BTreeSet::from([Some("setters")]));
    assert_eq!(removed.entries.len(), 1);
}

#[test]
fn a_new_enumeration_member_is_no_breaking_change_for_rust() {
    let text = fs::read_to_string(folder("rules").join("old.csdl.xml")).unwrap();
    let (before, after) = text.split_once("<Member ").unwrap();
    let more = format!("{before}<Member Name=\"novel\" Value=\"77\" />\n<Member {after}");
    let [old, new] = [&text, &more].map(|text| load(text, ""));
    let diff = codegen::diff(&old, &new).unwrap();
    assert_eq!(diff.verdict(), Some(Verdict::Minor), "{diff:?}");
    assert!(diff.surface.added.iter().any(|line| line.to_string().ends_with("::Novel: variant")), "{:?}", diff.surface);
}

#[test]
fn a_difference_touches_the_selection_by_derivation_operations_and_paths() {
    let schema = |more: &str, property: &str| {
        format!(
            "<edmx:Edmx Version='4.0' xmlns:edmx='http://docs.oasis-open.org/odata/ns/edmx'><edmx:DataServices>
            <Schema Namespace='n' xmlns='http://docs.oasis-open.org/odata/ns/edm'>
            <EntityType Name='base'><Key><PropertyRef Name='id'/></Key><Property Name='id' Type='Edm.String' Nullable='false'/></EntityType>
            <EntityType Name='root' BaseType='n.base'><Property Name='form' Type='n.form'/></EntityType>
            <ComplexType Name='form'/><ComplexType Name='round' BaseType='n.form'>{property}</ComplexType>
            <EntityType Name='other' BaseType='n.base'>{property}</EntityType>
            <EntityType Name='shelf' BaseType='n.base'><NavigationProperty Name='roots' Type='Collection(n.root)'{more}/></EntityType>
            <Action Name='act' IsBound='true'><Parameter Name='on' Type='n.round'/>{}</Action>
            <Action Name='idle' IsBound='true'><Parameter Name='on' Type='n.other'/>{}</Action>
            <EntityContainer Name='c'><Singleton Name='shelf' Type='n.shelf'/>{}</EntityContainer>
            </Schema></edmx:DataServices></edmx:Edmx>",
            property.replace("Property", "Parameter"),
            property.replace("Property", "Parameter"),
            if more.is_empty() { "" } else { "<EntitySet Name='all' EntityType='n.root'/><EntitySet Name='rest' EntityType='n.other'/>" },
        )
    };
    let [old, new] =
        [schema("", ""), schema(" ContainsTarget='true'", "<Property Name='x' Type='Edm.Int32'/>")].map(|text| {
            let models = Source::new("models.toml", "roots = ['n.root']\npaths = ['shelf/roots']");
            codegen::load(Input::new(Source::new("n.csdl", text)).with_models(models)).unwrap()
        });
    let diff = codegen::diff_selected(&old, &new).unwrap();
    let paths: Vec<_> = diff.entries.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(paths, ["n.act(n.round)/x", "n.c/all", "n.round/x", "n.shelf/roots"]);
    assert_eq!(diff.left_out, 3, "{:?}", codegen::diff(&old, &new).unwrap().entries);
}

#[test]
fn a_difference_has_the_class_of_its_own_effect_only() {
    let schema = |types: &str| {
        let text = format!(
            "<edmx:Edmx Version='4.0' xmlns:edmx='http://docs.oasis-open.org/odata/ns/edmx'><edmx:DataServices>
            <Schema Namespace='n' xmlns='http://docs.oasis-open.org/odata/ns/edm'>{types}</Schema></edmx:DataServices></edmx:Edmx>"
        );
        load(&text, "")
    };
    let annotated = |term: &str, value: &str| format!("<Annotation Term='Org.OData.Core.V1.{term}' {value}");
    let described = |text: &str| annotated("Description", &format!("String='{text}'/>"));
    let deprecation = annotated(
        "Revisions",
        "><Collection><Record><PropertyValue Property='Kind' EnumMember='Org.OData.Core.V1.RevisionKind/Deprecated'/>
        </Record></Collection></Annotation>",
    );
    let old = format!(
        "<ComplexType Name='base'><Property Name='note' Type='Edm.String'>{}</Property></ComplexType>
        <ComplexType Name='gone' BaseType='n.base'/>
        <ComplexType Name='left' BaseType='n.base'/>
        <ComplexType Name='kept' BaseType='n.base'/>
        <EnumType Name='kind'><Member Name='a' Value='1'/></EnumType>
        <ComplexType Name='other'><Property Name='is' Type='Edm.String'/></ComplexType>",
        described("Old.")
    );
    let new = format!(
        "<ComplexType Name='base'><Property Name='note' Type='Edm.String'>{}{}{deprecation}</Property></ComplexType>
        <ComplexType Name='left'/>
        <ComplexType Name='kept' BaseType='n.base'/>
        <EnumType Name='kind' IsFlags='true'>{}<Member Name='a' Value='1'/></EnumType>
        <ComplexType Name='other'><Property Name='is' Type='Edm.Int32' Nullable='false'>{}{deprecation}</Property></ComplexType>",
        described("New."),
        annotated("Computed", "Bool='true'/>"),
        described("A kind."),
        described("It is."),
    );
    let diff = codegen::diff(&schema(&old), &schema(&new)).unwrap();
    let entries = diff.entries.iter().map(|entry| {
        let aspect = entry.aspect.as_deref().map(|aspect| aspect.rsplit('.').next().unwrap());
        (entry.path.as_str(), aspect, entry.rust.id)
    });
    let expected = [
        ("n.base/note", Some("Computed"), "same-items"),
        ("n.base/note", Some("Revisions"), "item-deprecated"),
        ("n.base/note", Some("Description"), "same-items"),
        ("n.gone", None, "item-removed"),
        ("n.kind", Some("IsFlags"), "item-added"),
        ("n.kind", Some("Description"), "same-items"),
        ("n.left", Some("BaseType"), "item-removed"),
        ("n.other/is", Some("Type"), "item-changed"),
        ("n.other/is", Some("Nullable"), "same-items"),
        ("n.other/is", Some("Revisions"), "item-deprecated"),
        ("n.other/is", Some("Description"), "same-items"),
    ];
    assert_eq!(entries.collect::<Vec<_>>(), expected);
}

/// Returns whether a rename is suspected if a property replaces another of the same type.
fn is_rename_suspected([old, new]: [(&str, &str); 2]) -> bool {
    let schema = |(name, description): (&str, &str)| {
        format!(
            "<edmx:Edmx Version='4.0' xmlns:edmx='http://docs.oasis-open.org/odata/ns/edmx'><edmx:DataServices>
            <Schema Namespace='n' xmlns='http://docs.oasis-open.org/odata/ns/edm'>
            <ComplexType Name='t'><Property Name='{name}' Type='Edm.String'>
            <Annotation Term='Org.OData.Core.V1.Description' String='{description}'/></Property></ComplexType>
            </Schema></edmx:DataServices></edmx:Edmx>"
        )
    };
    let diff = codegen::diff(&load(&schema(old), ""), &load(&schema(new), "")).unwrap();
    let hints = diff.entries.iter().filter(|entry| entry.hint.is_some()).count();
    assert!([0, 2].contains(&hints), "{diff:?}");
    hints == 2
}

#[test]
fn a_rename_is_suspected_only_of_names_that_have_much_in_common() {
    for (old, new, expected) in [
        ("orderIdentifier", "azureAdDeviceId", false),
        ("serialNumber", "skuNumber", false),
        ("displayName", "description", false),
        ("manufacturer", "model", false),
        ("userId", "deviceId", false),
        ("azureActiveDirectoryDeviceId", "azureAdDeviceId", true),
        ("colour", "color", true),
        ("addressibleUserName", "addressableUserName", true),
        ("displayName", "DisplayName", true),
        ("purchaseOrderId", "purchaseOrderIdentifier", true),
    ] {
        assert_eq!(is_rename_suspected([old, new].map(|name| (name, ""))), expected, "{old} {new}");
    }
}

#[test]
fn a_rename_is_suspected_of_descriptions_that_have_much_in_common() {
    let ids = ["Order ID of the Windows autopilot device.", "AAD Device ID - to be deprecated"];
    for (old, new, expected) in [
        (("orderIdentifier", ids[0]), ("azureAdDeviceId", ids[1]), false),
        // As in beta of 2022 and of today.
        (
            ("enableWhiteGlove", "Enable Autopilot White Glove for the profile."),
            ("preprovisioningAllowed", "Enable Autopilot White Glove for the profile."),
            true,
        ),
        (
            ("language", "Language configured on the device"),
            ("locale", "The language that is configured on the device"),
            false,
        ),
        (
            ("extractHardwareHash", "HardwareHash Extraction for the profile"),
            ("locale", "Language of the profile"),
            false,
        ),
        (("name", "The name."), ("model", "The name."), false),
    ] {
        assert_eq!(is_rename_suspected([old, new]), expected, "{old:?} {new:?}");
    }
}
