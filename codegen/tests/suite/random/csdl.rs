//! Writes a random schema as CSDL.

use super::schema::{Deprecation, Documentation, Kind, Property, Schema};
use std::fmt::Write;

pub(crate) fn write(schema: &Schema) -> String {
    let mut out = String::from(
        "<edmx:Edmx Version=\"4.0\" xmlns:edmx=\"http://docs.oasis-open.org/odata/ns/edmx\"><edmx:DataServices>\n",
    );
    for (qualified, declared) in &schema.types {
        let (namespace, name) = qualified.rsplit_once('.').unwrap();
        writeln!(out, "<Schema Namespace=\"{namespace}\" xmlns=\"http://docs.oasis-open.org/odata/ns/edm\">").unwrap();
        match &declared.kind {
            Kind::Structured { is_entity, is_abstract, base, properties } => {
                let element = if *is_entity { "EntityType" } else { "ComplexType" };
                let base = base.as_ref().map(|base| format!(" BaseType=\"{base}\"")).unwrap_or_default();
                writeln!(out, "<{element} Name=\"{name}\" Abstract=\"{is_abstract}\"{base}>").unwrap();
                annotations(&declared.documentation, &mut out);
                for each in properties {
                    property(each, &mut out);
                }
                writeln!(out, "</{element}>").unwrap();
            }
            Kind::Enumeration { is_flags, members } => {
                writeln!(out, "<EnumType Name=\"{name}\" IsFlags=\"{is_flags}\">").unwrap();
                annotations(&declared.documentation, &mut out);
                for (name, value, documentation) in members {
                    writeln!(out, "<Member Name=\"{name}\" Value=\"{value}\">").unwrap();
                    annotations(documentation, &mut out);
                    writeln!(out, "</Member>").unwrap();
                }
                writeln!(out, "</EnumType>").unwrap();
            }
        }
        writeln!(out, "</Schema>").unwrap();
    }
    out + "</edmx:DataServices></edmx:Edmx>\n"
}

fn property(property: &Property, out: &mut String) {
    let Property { name, value, is_navigation, is_collection, is_nullable, documentation } = property;
    let element = if *is_navigation { "NavigationProperty" } else { "Property" };
    let value = if *is_collection { format!("Collection({value})") } else { value.clone() };
    writeln!(out, "<{element} Name=\"{name}\" Type=\"{value}\" Nullable=\"{is_nullable}\">").unwrap();
    annotations(documentation, out);
    writeln!(out, "</{element}>").unwrap();
}

fn annotations(Documentation { description, deprecation }: &Documentation, out: &mut String) {
    if let Some(text) = description {
        writeln!(out, "<Annotation Term=\"Org.OData.Core.V1.Description\" String=\"{}\" />", escape(text)).unwrap();
    }
    if let Some(Deprecation { reason }) = deprecation {
        let reason = reason
            .iter()
            .map(|reason| format!("<PropertyValue Property=\"Description\" String=\"{}\" />", escape(reason)));
        let kind = "<PropertyValue Property=\"Kind\" EnumMember=\"Org.OData.Core.V1.RevisionKind/Deprecated\" />";
        writeln!(
            out,
            "<Annotation Term=\"Org.OData.Core.V1.Revisions\"><Collection><Record>{kind}{}</Record></Collection></Annotation>",
            reason.collect::<String>()
        )
        .unwrap();
    }
}

fn escape(text: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || character == ' ';
    text.chars().map(|each| if plain(each) { each.to_string() } else { format!("&#{};", each as u32) }).collect()
}
