//! Holds `schema/beta.csdl.xml` against the specification of the call.
//!
//! The tables in `contract/` are copied from the specification's page: the properties with their types, the members with
//! their order. What the page does not say (which properties may be null, the members' values) is from Microsoft's
//! published metadata.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use codegen::Source;
use codegen::schema::{ItemType, Property, QualifiedName, Schema, StructuredType, Type};

const PROPERTIES: &str = include_str!("contract/properties.csv");
const MEMBERS: &str = include_str!("contract/members.csv");

fn schema() -> Schema {
    let text = include_str!("../../schema/beta.csdl.xml");
    codegen::csdl::read(Source::new("schema/beta.csdl.xml", text)).unwrap()
}

fn rows<const N: usize>(table: &str) -> Vec<[&str; N]> {
    table.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>().try_into().unwrap()).collect()
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

#[test]
fn the_device_has_the_properties_of_the_page_in_its_order() {
    let schema = schema();
    let device = structured(&schema, "windowsAutopilotDeviceIdentity");
    let actual: Vec<_> = schema
        .lineage(device)
        .into_iter()
        .flat_map(|declaring| &declaring.properties)
        .map(|property| [property.name.as_str(), type_name(property), if property.is_nullable { "yes" } else { "no" }])
        .collect();
    assert_eq!(actual, rows::<3>(PROPERTIES));
}

#[test]
fn the_enumerations_have_the_members_of_the_page_in_its_order() {
    let schema = schema();
    let mut actual = Vec::new();
    for declared in schema.types.values() {
        if let Type::Enumeration(enumeration) = declared {
            assert!(!enumeration.is_flags, "{}", enumeration.name);
            for member in &enumeration.members {
                actual.push([enumeration.name.name.clone(), member.name.clone(), member.value.to_string()]);
            }
        }
    }
    // Types are sorted in the schema, but listed in the order of their use on the page; members are in order in both.
    let mut expected = rows::<3>(MEMBERS);
    expected.sort_by_key(|[enumeration, _, _]| *enumeration);
    assert_eq!(actual, expected);
}

#[test]
fn there_are_no_types_beyond_those_that_the_call_needs() {
    let names: Vec<_> = schema().types.into_keys().map(|name| name.to_string()).collect();
    let expected = [
        "deviceManagement",
        "enrollmentState",
        "entity",
        "windowsAutopilotDeploymentProfile",
        "windowsAutopilotDeviceIdentity",
        "windowsAutopilotDeviceRemediationState",
        "windowsAutopilotProfileAssignmentDetailedStatus",
        "windowsAutopilotProfileAssignmentStatus",
    ];
    assert_eq!(names, expected.map(|name| format!("microsoft.graph.{name}")));
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
        let singleton = &schema.singletons[segments.next().unwrap()];
        let mut current = structured(&schema, &singleton.entity.name.name);
        let mut contained = false;
        for segment in segments {
            let link = current.navigation_properties.iter().find(|link| link.name == segment);
            let link = link.unwrap_or_else(|| panic!("{} has no {segment}", current.name));
            contained = link.contains_target && link.is_collection;
            current = structured(&schema, &link.target.name.name);
        }
        assert_eq!(contained, ends_contained, "{path}");
        assert_eq!(current.name.name == "windowsAutopilotDeviceIdentity", ends_contained, "{path}");
    }
}

#[test]
fn every_declaration_is_described() {
    for declared in schema().types.values() {
        let described = match declared {
            Type::Structured(structured) => {
                let properties = structured.properties.iter().map(|property| &property.description);
                let links = structured.navigation_properties.iter().map(|link| &link.description);
                properties.chain(links).chain([&structured.description]).all(Option::is_some)
            }
            Type::Enumeration(enumeration) => {
                let members = enumeration.members.iter().map(|member| &member.description);
                members.chain([&enumeration.description]).all(Option::is_some)
            }
        };
        assert!(described, "{}", declared.name());
    }
}
