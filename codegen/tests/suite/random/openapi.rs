//! Writes a random schema as OpenAPI 3.1, in JSON.

use super::schema::{Deprecation, Documentation, Kind, PRIMITIVES, Property, Schema};
use serde_json::json;

pub(crate) fn write(schema: &Schema) -> String {
    let schemas = schema.types.iter().map(|(name, declared)| {
        let mut keywords = documentation(&declared.documentation);
        match &declared.kind {
            Kind::Structured { is_abstract, base, properties, .. } => {
                keywords.push(format!("\"type\": \"object\", \"x-odata-abstract\": {is_abstract}"));
                keywords.extend(base.iter().map(|base| format!("\"allOf\": [{}]", reference(base))));
                let properties = properties.iter().map(|each| format!("{}: {}", json!(each.name), property(each)));
                keywords.push(format!("\"properties\": {{{}}}", properties.collect::<Vec<_>>().join(", ")));
            }
            Kind::Enumeration { is_flags, members } => {
                let names: Vec<_> = members.iter().map(|(name, ..)| name).collect();
                let values = members.iter().map(|(name, number, documentation)| {
                    let mut keys = vec![format!("\"value\": {}, \"x-odata-value\": {number}", json!(name))];
                    keys.extend(self::documentation(documentation));
                    format!("{{{}}}", keys.join(", "))
                });
                keywords.push(format!("\"type\": \"string\", \"enum\": {}", json!(names)));
                keywords.push(format!("\"x-ms-enum-flags\": {{\"isFlags\": {is_flags}}}"));
                let values = values.collect::<Vec<_>>().join(", ");
                keywords.push(format!("\"x-ms-enum\": {{\"values\": [{values}]}}"));
            }
        }
        format!("{}: {{{}}}", json!(name), keywords.join(", "))
    });
    let schemas = schemas.collect::<Vec<_>>().join(",\n");
    format!("{{\"openapi\": \"3.1.0\", \"components\": {{\"schemas\": {{\n{schemas}\n}}}}}}")
}

fn reference(name: &str) -> String {
    json!({ "$ref": format!("#/components/schemas/{name}") }).to_string()
}

fn property(Property { value, is_navigation, is_collection, is_nullable, documentation, .. }: &Property) -> String {
    let schema = match PRIMITIVES.iter().find(|(name, ..)| name == value) {
        Some((_, kind, "")) => json!({ "type": [kind] }).to_string(),
        Some((_, kind, format)) => json!({ "type": kind, "format": format }).to_string(),
        None => reference(value),
    };
    let schema = if *is_nullable { format!("{{\"anyOf\": [{schema}, {{\"type\": \"null\"}}]}}") } else { schema };
    let mut keywords = self::documentation(documentation);
    keywords.push(format!("\"x-ms-navigationProperty\": {is_navigation}"));
    keywords.push(if *is_collection {
        format!("\"type\": \"array\", \"items\": {schema}")
    } else {
        format!("\"allOf\": [{schema}]")
    });
    format!("{{{}}}", keywords.join(", "))
}

fn documentation(Documentation { description, deprecation }: &Documentation) -> Vec<String> {
    let mut keywords = Vec::new();
    keywords.extend(description.iter().map(|text| format!("\"description\": {}", json!(text))));
    match deprecation {
        Some(Deprecation { reason: Some(reason) }) => {
            keywords.push(format!("\"x-ms-deprecation\": {{\"description\": {}}}", json!(reason)));
        }
        Some(Deprecation { reason: None }) => keywords.push("\"deprecated\": true".to_owned()),
        None => {}
    }
    keywords
}
