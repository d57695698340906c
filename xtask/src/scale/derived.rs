//! The types of a schema with serde's derives, as a program would declare them by hand: the baseline of the models.
//!
//! They have every property under the same name. They ignore unknown properties, fail on unknown members, print secrets, and
//! write dates in a format of their own.

use codegen::name::{Identifier, Names, TypeNames, file_path};
use codegen::schema::{EnumerationType, ItemType, Primitive, Property, QualifiedName, Schema, StructuredType, Type};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const DERIVES: &str = "#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize";

/// Returns the files of a crate's `src`, one for each type, in the same modules as the models.
pub(super) fn derived_types(schema: &Schema, names: &Names) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut modules: BTreeMap<Vec<Identifier>, BTreeSet<String>> = BTreeMap::new();
    modules.entry(Vec::new()).or_default();
    for declared in schema.types.values() {
        let TypeNames { modules: path, file, rust, .. } = names.of(declared.name());
        for depth in 0..path.len() {
            let line = format!("pub mod {};", path[depth]);
            modules.entry(path[..depth].to_vec()).or_default().insert(line);
        }
        let lines = modules.entry(path.clone()).or_default();
        lines.insert(format!("mod {file};\npub use self::{file}::{rust};"));
        let mut text = String::new();
        let written = match declared {
            Type::Structured(structured) => write_struct(&mut text, schema, names, structured),
            Type::Enumeration(enumeration) => write_enum(&mut text, names, enumeration),
        };
        written.unwrap_or_default();
        files.insert(file_path(path, file.as_str()), text);
    }
    for (path, lines) in modules {
        let name = if path.is_empty() { "lib" } else { "mod" };
        let lines: Vec<String> = lines.into_iter().collect();
        files.insert(file_path(&path, name), lines.join("\n") + "\n");
    }
    files
}

fn write_struct(out: &mut String, schema: &Schema, names: &Names, structured: &StructuredType) -> std::fmt::Result {
    let type_names = names.of(&structured.name);
    writeln!(out, "{DERIVES}, Default)]\npub struct {} {{", type_names.rust)?;
    for Property { name, value, .. } in schema.lineage(structured).iter().flat_map(|base| &base.properties) {
        let rust = match &value.item {
            ItemType::Primitive(primitive) => primitive_type(*primitive).to_owned(),
            ItemType::Named(reference) => {
                let path = type_path(names, &reference.name);
                let is_boxed = !value.is_collection && schema.types[&reference.name].as_structured().is_some();
                if is_boxed { format!("Box<{path}>") } else { path }
            }
        };
        let rust = if value.is_collection { format!("Vec<{rust}>") } else { rust };
        writeln!(out, "    #[serde(rename = {name:?}, skip_serializing_if = \"Option::is_none\")]")?;
        writeln!(out, "    pub {}: Option<{rust}>,", type_names.part(name))?;
    }
    writeln!(out, "}}")
}

fn write_enum(out: &mut String, names: &Names, enumeration: &EnumerationType) -> std::fmt::Result {
    let type_names = names.of(&enumeration.name);
    writeln!(out, "{DERIVES}, Eq, Hash)]\npub enum {} {{", type_names.rust)?;
    for member in &enumeration.members {
        writeln!(out, "    #[serde(rename = {:?})]\n    {},", member.name, type_names.part(&member.name))?;
    }
    writeln!(out, "}}")
}

fn type_path(names: &Names, name: &QualifiedName) -> String {
    let TypeNames { modules, rust, .. } = names.of(name);
    modules.iter().fold("crate".to_owned(), |path, module| format!("{path}::{module}")) + &format!("::{rust}")
}

/// Returns the Rust type that a program without these models would use.
fn primitive_type(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Boolean => "bool",
        Primitive::Byte => "u8",
        Primitive::SByte => "i8",
        Primitive::Int16 => "i16",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Single => "f32",
        Primitive::Double | Primitive::Decimal => "f64",
        Primitive::Date => "chrono::NaiveDate",
        Primitive::TimeOfDay => "chrono::NaiveTime",
        Primitive::DateTimeOffset => "chrono::DateTime<chrono::FixedOffset>",
        Primitive::Binary | Primitive::Duration | Primitive::Guid | Primitive::String => "String",
        Primitive::Stream | Primitive::Untyped => "serde_json::Value",
    }
}
