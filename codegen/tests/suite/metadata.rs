//! Metadata as Microsoft publishes it: all constructs of OData are read, and skipped ones are counted.

use codegen::schema::{ItemType, Permission, Primitive, QualifiedName, Schema};
use codegen::{Counts, Document, Input, Roots, Source};
use std::fs;
use std::path::Path;

fn text() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated/metadata/api.csdl.xml")).unwrap()
}

fn schema() -> Schema {
    Document::read(Source::new("api.csdl.xml", text())).schema().unwrap().clone()
}

#[test]
fn operations_are_read_with_their_annotations() {
    let schema = schema();
    let operations = |name: &str| schema.operations[&QualifiedName::split(name)].as_slice();
    let [copy] = operations("microsoft.graph.copy") else { panic!("{:?}", schema.operations) };
    assert!(copy.is_bound);
    assert_eq!(copy.documentation.description.as_deref(), Some("Copies a file."));
    assert_eq!(copy.entity_set_path.as_deref(), Some("bindingParameter/parts"));
    let [_, price] = copy.parameters.as_slice() else { panic!("{copy:?}") };
    assert_eq!(price.value.item, ItemType::Primitive(Primitive::Decimal), "the type definition is resolved");
    assert!(price.documentation.is_optional);
    assert!(copy.return_type.as_ref().is_some_and(|returned| !returned.is_nullable));
    let [find] = operations("microsoft.graph.find") else { panic!("{:?}", schema.operations) };
    assert!(find.is_composable && find.parameters[0].value.is_collection);
}

#[test]
fn entry_points_are_read_with_their_bindings() {
    let schema = schema();
    let attachments = &schema.entry_points["attachments"];
    assert!(attachments.is_collection);
    assert_eq!(
        (attachments.bindings[0].path.as_str(), attachments.bindings[0].target.as_str()),
        ("whole", "attachments")
    );
    let first = &schema.entry_points["first"];
    assert!(!first.is_collection);
    assert_eq!(first.documentation.description.as_deref(), Some("The first of all."));
}

#[test]
fn annotations_reach_what_they_are_written_for_wherever_they_stand() {
    let schema = schema();
    let named = |name: &str| schema.types[&QualifiedName::split(name)].as_structured().unwrap();
    let attachment = named("microsoft.graph.attachment");
    let kind = &attachment.property("kind").unwrap().documentation;
    assert!(kind.is_immutable && !kind.is_computed);
    assert_eq!(kind.permission, Some(Permission::ReadWrite));
    let parts = attachment.navigation_property("parts").unwrap();
    assert_eq!(parts.documentation.description.as_deref(), Some("What it consists of."));
    let note = named("microsoft.graph.sub.note");
    let text = &note.property("text").unwrap().documentation;
    assert_eq!(text.permission, Some(Permission::Read), "`self` is the alias of the schema it stands in");
}

#[test]
fn the_summary_counts_what_was_read_and_names_what_was_skipped() {
    let root = Roots::Named(vec!["microsoft.graph.entity".to_owned()]);
    let input = Input::new(Source::new("api.csdl.xml", text())).with_roots(root);
    let generated = codegen::load(input).unwrap().generate();
    let expected = "\
models of 1 of 3 entity types, 0 of 1 complex types, 0 of 3 enumerations
read, not generated: 1 type definitions, 1 actions, 1 functions, 1 entity sets, 1 singletons
skipped: 1 <FunctionImport>, 1 <IncludeAnnotations>, 1 <OnDelete>, 1 <ReferentialConstraint>, 1 <Term>, \
1 annotation Org.OData.Capabilities.V1.SortRestrictions, 1 annotation Org.OData.Core.V1.Description for de, \
1 annotations of undeclared targets, 1 attribute DefaultValue of <Property>, \
1 attribute IncludeInServiceDocument of <EntitySet>, 1 attribute MaxLength of <Property>, \
1 attribute Partner of <NavigationProperty>, 1 attribute Precision of <TypeDefinition>, \
1 attribute Scale of <TypeDefinition>, 1 attribute Unicode of <Parameter>, 1 attribute tool:Owner of <EntityType>, \
1 blank annotations, 1 operations with a type that is not declared, 1 property ElementName of a revision, \
1 type Edm.GeographyPoint, read as Edm.Untyped";
    assert_eq!(generated.summary.to_string(), expected);
}

#[test]
fn repeated_descriptions_are_counted() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/generated/csdl-repeated/api.csdl.xml");
    let input = Input::new(Source::new("api.csdl.xml", fs::read_to_string(path).unwrap())).with_roots(Roots::All);
    let skipped = codegen::load(input).unwrap().generate().summary.skipped;
    assert_eq!(skipped.get("repeated descriptions"), Some(&5), "{skipped:?}");
}

/// Counts the occurrences of a start tag.
fn count(text: &str, tag: &str) -> usize {
    text.matches(&format!("<{tag} ")).count()
}

#[test]
fn everything_that_microsoft_published_becomes_models() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/metadata/v1.0-Prod.csdl");
    let Ok(text) = fs::read_to_string(&path) else {
        return println!("skipped: {} does not exist", path.display());
    };
    let input = Input::new(Source::new("v1.csdl", &*text)).with_roots(Roots::All);
    let generated = codegen::load(input).unwrap().generate();
    let Counts { entity_types, complex_types, enumerations, properties, .. } = generated.summary.generated;
    assert_eq!(entity_types, count(&text, "EntityType"));
    assert_eq!(complex_types, count(&text, "ComplexType"));
    assert_eq!(enumerations, count(&text, "EnumType"));
    assert_eq!(properties, count(&text, "Property"));
    let skipped = &generated.summary.skipped;
    assert!(!skipped.contains_key("annotations of undeclared targets"), "{skipped:?}");
    let Counts { navigation_properties, actions, functions, entity_sets, singletons, .. } = generated.summary.declared;
    assert_eq!(navigation_properties, count(&text, "NavigationProperty"));
    assert_eq!([actions, functions], [count(&text, "Action"), count(&text, "Function")]);
    assert_eq!([entity_sets, singletons], [count(&text, "EntitySet"), count(&text, "Singleton")]);
}

/// The snapshots before 2023 have repeated descriptions.
#[test]
fn older_metadata_is_taken_cut_and_compared() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/metadata");
    let paths = ["beta-Mooncake-2022-10.csdl", "v1.0-Prod.csdl"].map(|name| folder.join(name));
    let [Ok(old), Ok(new)] = paths.each_ref().map(fs::read_to_string) else {
        return println!("skipped: {} and {} do not exist", paths[0].display(), paths[1].display());
    };
    let load = |text: &str, roots: Roots| {
        let input = Input::new(Source::new("beta.csdl", text)).with_roots(roots);
        codegen::load(input).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
    };
    let old_all = load(&old, Roots::All);
    assert!(old_all.warnings().is_empty(), "{}", old_all.warnings());
    let generated = old_all.generate();
    assert_eq!(generated.summary.generated.properties, count(&old, "Property"));
    assert!(generated.summary.skipped.contains_key("repeated descriptions"), "{:?}", generated.summary.skipped);
    assert!(!codegen::diff(&old_all, &load(&new, Roots::All)).unwrap().is_empty());

    let root = || Roots::Named(vec!["microsoft.graph.windowsAutopilotDeviceIdentity".to_owned()]);
    let slice = load(&old, root()).slice(None).unwrap();
    let cut = load(&slice, root());
    assert_eq!(cut.slice(None).unwrap(), slice);
    assert!(Document::read(Source::new("beta.csdl", slice)).schema().is_ok());
}

#[test]
fn of_thousands_of_differences_those_that_touch_the_selection_are_reported() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/metadata");
    let paths = ["beta-Mooncake-2022-10.csdl", "v1.0-Prod.csdl"].map(|name| folder.join(name));
    let [Ok(old), Ok(new)] = paths.each_ref().map(fs::read_to_string) else {
        return println!("skipped: {} and {} do not exist", paths[0].display(), paths[1].display());
    };
    let [old, new] = [old, new].map(|text| {
        let root = Roots::Named(vec!["microsoft.graph.windowsAutopilotDeviceIdentity".to_owned()]);
        codegen::load(Input::new(Source::new("beta.csdl", text)).with_roots(root)).unwrap()
    });
    let diff = codegen::diff_selected(&old, &new).unwrap();
    assert!(diff.left_out > 8_000 && diff.entries.len() < 30, "{} of {}", diff.entries.len(), diff.left_out);
    let all = codegen::diff(&old, &new).unwrap();
    assert_eq!((all.left_out, all.entries.len()), (0, diff.entries.len() + diff.left_out));
    assert_eq!((all.verdict(), all.surface), (diff.verdict(), diff.surface));
    let paths: Vec<_> = diff.entries.iter().map(|entry| entry.path.as_str()).collect();
    for expected in [
        "microsoft.graph.windowsAutopilotDeviceIdentity/azureAdDeviceId",
        "microsoft.graph.updateDeviceProperties(microsoft.graph.windowsAutopilotDeviceIdentity)/deviceFriendlyName",
        "microsoft.graph.windowsAutopilotDeviceRemediationState",
    ] {
        assert!(paths.contains(&expected), "{expected}: {paths:?}");
    }
    let touches = |path: &&str| path.contains("indowsAutopilot") || path.starts_with("microsoft.graph.enrollmentState");
    assert!(paths.iter().all(touches), "{paths:?}");
}
