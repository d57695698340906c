//! Compares `schema/beta.csdl.xml` with the specification of the call.
//!
//! The tables in `tests/contract/` are copied from the page of the specification: the properties with their types and the members
//! of each enumeration, in the order of the page. The page does not specify nullability and the values of members; these are
//! from Microsoft's published metadata.

use codegen::schema::{Documentation, ItemType, Property, QualifiedName, Schema, StructuredType, Type};
use codegen::{Document, Source};

const PROPERTIES: &str = include_str!("../contract/properties.csv");
const MEMBERS: &str = include_str!("../contract/members.csv");

fn schema() -> Schema {
    let text = include_str!("../../../schema/beta.csdl.xml");
    Document::read(Source::new("schema/beta.csdl.xml", text)).schema().unwrap().clone()
}

fn structured<'a>(schema: &'a Schema, name: &str) -> &'a StructuredType {
    let name = QualifiedName { namespace: "microsoft.graph".to_owned(), name: name.to_owned() };
    match schema.types.get(&name) {
        Some(Type::Structured(structured)) => structured,
        _ => panic!("{name} is not a structured type"),
    }
}

fn type_name(property: &Property) -> &str {
    assert!(!property.value.is_collection, "{}", property.name);
    match &property.value.item {
        ItemType::Primitive(primitive) => primitive.as_str().strip_prefix("Edm.").unwrap(),
        ItemType::Named(reference) => &reference.name.name,
    }
}

/// Asserts that the schema has all lines of a table. It may have more, and in another order: that of the metadata.
fn assert_has(actual: &[String], table: &str, name: &str) {
    let missing: Vec<_> = table.lines().skip(1).filter(|line| !actual.iter().any(|own| own == line)).collect();
    assert!(missing.is_empty(), "codegen/tests/contract/{name} has {missing:#?}, schema/beta.csdl.xml does not");
}

#[test]
fn the_device_has_the_properties_of_the_page() {
    let schema = schema();
    let device = structured(&schema, "windowsAutopilotDeviceIdentity");
    let properties = schema.lineage(device).into_iter().flat_map(|declaring| &declaring.properties);
    let lines: Vec<_> = properties
        .map(|property| {
            format!("{},{},{}", property.name, type_name(property), if property.is_nullable { "yes" } else { "no" })
        })
        .collect();
    assert_has(&lines, PROPERTIES, "properties.csv");
}

#[test]
fn the_enumerations_have_the_members_of_the_page() {
    let schema = schema();
    let mut lines = Vec::new();
    for declared in schema.types.values() {
        if let Type::Enumeration(enumeration) = declared {
            let name = &enumeration.name.name;
            lines.extend(
                enumeration.members.iter().map(|member| format!("{name},{},{}", member.name, member.value.unwrap())),
            );
        }
    }
    assert_has(&lines, MEMBERS, "members.csv");
}

#[test]
fn both_paths_of_the_call_lead_to_contained_devices() {
    let schema = schema();
    for (path, ends_contained) in [
        ("deviceManagement/windowsAutopilotDeviceIdentities", true),
        ("deviceManagement/windowsAutopilotDeviceIdentities/deploymentProfile/assignedDevices", true),
        ("deviceManagement/windowsAutopilotDeviceIdentities/deploymentProfile", false),
    ] {
        let mut segments = path.split('/');
        let singleton = &schema.entry_points[segments.next().unwrap()];
        let mut current = structured(&schema, &singleton.entity.name.name);
        let mut contained = false;
        for segment in segments {
            let property = current.navigation_property(segment);
            let property = property.unwrap_or_else(|| panic!("{} has no {segment}", current.name));
            contained = property.contains_target && property.is_collection;
            current = structured(&schema, &property.target.name.name);
        }
        assert_eq!(contained, ends_contained, "{path}");
        assert_eq!(current.name.name == "windowsAutopilotDeviceIdentity", ends_contained, "{path}");
    }
}

#[test]
fn what_the_page_lists_is_described() {
    let schema = schema();
    let mut undescribed: Vec<String> = Vec::new();
    let mut check = |path: String, documentation: &Documentation| {
        undescribed.extend(documentation.description.is_none().then_some(path));
    };
    for (owner, table) in [(Some("windowsAutopilotDeviceIdentity"), PROPERTIES), (None, MEMBERS)] {
        for mut cells in table.lines().skip(1).map(|line| line.split(',')) {
            let name = owner.or_else(|| cells.next()).unwrap();
            let part = cells.next().unwrap();
            let declared = &schema.types[&QualifiedName::split(&format!("microsoft.graph.{name}"))];
            check(name.to_owned(), declared.documentation());
            match declared {
                Type::Structured(structured) => {
                    let mut lineage = schema.lineage(structured).into_iter();
                    let property = lineage.find_map(|declaring| declaring.property(part)).unwrap();
                    check(format!("{name}/{part}"), &property.documentation);
                }
                Type::Enumeration(enumeration) => {
                    let member = enumeration.members.iter().find(|member| member.name == part).unwrap();
                    check(format!("{name}/{part}"), &member.documentation);
                }
            }
        }
    }
    assert!(undescribed.is_empty(), "without an Org.OData.Core.V1.Description: {undescribed:#?}");
}

#[test]
fn the_twin_has_the_operations_of_the_page() {
    let twin = include_str!("../../../schema/beta.openapi.yaml");
    let resource = "/deviceManagement/windowsAutopilotDeviceIdentities";
    for path in [
        resource.to_owned(),
        format!("{resource}/{{windowsAutopilotDeviceIdentity-id}}/deploymentProfile/assignedDevices"),
    ] {
        let (_, rest) = twin.split_once(&format!("\n  {path}:\n")).unwrap_or_else(|| panic!("{path}"));
        let (_, create) = rest.split_once("    post:\n").unwrap();
        let (create, _) = create.split_once("      x-ms-docs-operation-type: operation\n").unwrap();
        let device = "            schema:\n              $ref: '#/components/schemas/microsoft.graph.windowsAutopilotDeviceIdentity'\n";
        assert!(create.contains(device), "the body of a request to {path}: {create}");
        assert!(create.contains("        '201':\n          description: Created navigation property.\n"), "{create}");
        assert!(create.contains("        default:\n          $ref: '#/components/responses/error'\n"), "{create}");
    }
}
