//! Holds `schema/beta.csdl.xml` against the specification of the call.
//!
//! The tables in `contract/` are copied from the specification's page: the properties with their types in its order, the
//! members of each enumeration in its order. What the page does not say (which properties may be null, the members' values)
//! is from Microsoft's published metadata. The twin says the same, or `cargo xtask codegen` fails.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use codegen::Source;
use codegen::schema::{ItemType, Property, QualifiedName, Schema, StructuredType, Type};

const PROPERTIES: &str = include_str!("contract/properties.csv");
const MEMBERS: &str = include_str!("contract/members.csv");

fn schema() -> Schema {
    let text = include_str!("../../schema/beta.csdl.xml");
    codegen::read(&Source::new("schema/beta.csdl.xml", text)).unwrap()
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

/// Compares lines of a table: first as sets, which tells what is missing or too many, then with their order.
fn assert_same(actual: &[String], table: &str, name: &str) {
    let expected: Vec<_> = table.lines().skip(1).map(str::to_owned).collect();
    let only_in = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| !those.contains(line)).cloned().collect()
    };
    let (missing, extra) = (only_in(&expected, actual), only_in(actual, &expected));
    assert!(
        missing.is_empty() && extra.is_empty(),
        "codegen/tests/contract/{name} has {missing:#?}, schema/beta.csdl.xml has {extra:#?} instead"
    );
    assert_eq!(actual, expected, "the lines of codegen/tests/contract/{name} are in another order in the schema");
}

#[test]
fn the_device_has_the_properties_of_the_page_in_its_order() {
    let schema = schema();
    let device = structured(&schema, "windowsAutopilotDeviceIdentity");
    let properties = schema.lineage(device).into_iter().flat_map(|declaring| &declaring.properties);
    let lines: Vec<_> = properties
        .map(|property| {
            format!("{},{},{}", property.name, type_name(property), if property.is_nullable { "yes" } else { "no" })
        })
        .collect();
    assert_same(&lines, PROPERTIES, "properties.csv");
}

#[test]
fn the_enumerations_have_the_members_of_the_page_in_its_order() {
    let schema = schema();
    let mut lines = Vec::new();
    for declared in schema.types.values() {
        if let Type::Enumeration(enumeration) = declared {
            assert!(!enumeration.is_flags, "{}", enumeration.name);
            let name = &enumeration.name.name;
            lines.extend(
                enumeration.members.iter().map(|member| format!("{name},{},{}", member.name, member.value.unwrap())),
            );
        }
    }
    assert_same(&lines, MEMBERS, "members.csv");
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
        let singleton = &schema.entry_points[segments.next().unwrap()];
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
    let mut undescribed = Vec::new();
    for declared in schema().types.values() {
        let name = declared.name();
        let mut check = |part: &str, description: &Option<String>| {
            if description.is_none() {
                undescribed.push(format!("{name}{part}"));
            }
        };
        match declared {
            Type::Structured(structured) => {
                check("", &structured.documentation.description);
                for property in &structured.properties {
                    check(&format!("/{}", property.name), &property.documentation.description);
                }
                for link in &structured.navigation_properties {
                    check(&format!("/{}", link.name), &link.documentation.description);
                }
            }
            Type::Enumeration(enumeration) => {
                check("", &enumeration.documentation.description);
                for member in &enumeration.members {
                    check(&format!("/{}", member.name), &member.documentation.description);
                }
            }
        }
    }
    assert!(undescribed.is_empty(), "without an Org.OData.Core.V1.Description: {undescribed:#?}");
}

#[test]
fn the_twin_has_the_operations_of_the_page() {
    let twin = include_str!("../../schema/beta.openapi.yaml");
    for line in [
        "  /deviceManagement/windowsAutopilotDeviceIdentities:\n    post:",
        "  /deviceManagement/windowsAutopilotDeviceIdentities/{windowsAutopilotDeviceIdentity-id}/deploymentProfile/assignedDevices:",
        "  - microsoft: [DeviceManagementServiceConfig.ReadWrite.All]",
        "        '201':\n          $ref: '#/components/responses/created'",
        "        default:\n          $ref: '#/components/responses/error'",
    ] {
        assert!(twin.contains(line), "{line}");
    }
}
