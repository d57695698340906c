//! Random schemas, independent of the format.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use std::collections::{BTreeMap, BTreeSet};

/// The base type of entity types.
pub(crate) const ENTITY: &str = "microsoft.graph.entity";

#[derive(Clone, Debug)]
pub(crate) struct Schema {
    /// Types, by qualified name.
    pub(crate) types: BTreeMap<String, Type>,
}

#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) kind: Kind,
    pub(crate) documentation: Documentation,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Structured {
        is_entity: bool,
        is_abstract: bool,
        base: Option<String>,
        properties: Vec<Property>,
    },
    /// The members have a name, a value and documentation.
    Enumeration {
        is_flags: bool,
        members: Vec<(String, i64, Documentation)>,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Property {
    pub(crate) name: String,
    /// The qualified name of the type, which may be primitive.
    pub(crate) value: String,
    /// Whether the type is an entity type.
    pub(crate) is_navigation: bool,
    pub(crate) is_collection: bool,
    pub(crate) is_nullable: bool,
    pub(crate) documentation: Documentation,
}

#[derive(Clone, Debug)]
pub(crate) struct Documentation {
    pub(crate) description: Option<String>,
    /// The deprecation, with an optional reason.
    pub(crate) deprecation: Option<Deprecation>,
}

#[derive(Clone, Debug)]
pub(crate) struct Deprecation {
    pub(crate) reason: Option<String>,
}

/// Primitive types, each with its type and format in OpenAPI.
pub(crate) const PRIMITIVES: [(&str, &str, &str); 9] = [
    ("Edm.String", "string", ""),
    ("Edm.Boolean", "boolean", ""),
    ("Edm.Int32", "integer", "int32"),
    ("Edm.Int64", "integer", "int64"),
    ("Edm.Double", "number", "double"),
    ("Edm.Decimal", "number", "decimal"),
    ("Edm.Guid", "string", "uuid"),
    ("Edm.DateTimeOffset", "string", "date-time"),
    ("Edm.Binary", "string", "base64url"),
];

const WORDS: &str = "\
    type self Self super crate move gen box value new map name out Option Vec Box String Result Into Some Ok \
    Default Clone Debug Object Secret Property edm odata graph_models std core Unrecognized \
    additionalProperties lib mod con A V T f u8 str bool i32 device Device DEVICE device_id deviceId \
    _deviceId _1 a__b error";

/// Pieces of text with a meaning in Rust, Markdown, HTML, XML or JSON, and invisible characters.
const PIECES: &[&str] = &[
    "word",
    " ",
    "\n",
    "\r\n",
    "\t",
    "    ",
    "```",
    "~~~",
    "`",
    "*/",
    "/*",
    "//!",
    "///",
    "#[",
    "#![",
    "]",
    "\"",
    "\\",
    "'",
    "{",
    "}",
    "$",
    "<script>",
    "</b>",
    "<!--",
    "&amp;",
    "&",
    "]]>",
    "[link](",
    "http://",
    "https://example.org/",
    "# ",
    "- ",
    "1. ",
    "|",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "é",
    "😀",
    "r#\"",
    "\")] fn evil() {}",
    "%s",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        select(WORDS.split_whitespace().collect::<Vec<_>>()).prop_map(str::to_owned),
        "[a-zA-Z][a-zA-Z0-9_]{0,6}"
    ]
}

fn text() -> impl Strategy<Value = String> {
    vec(select(PIECES), 1..12).prop_map(|pieces| format!("x{}", pieces.concat()))
}

fn documentation() -> impl Strategy<Value = Documentation> {
    let deprecation = proptest::option::of(text()).prop_map(|reason| Deprecation { reason });
    (proptest::option::of(text()), proptest::option::weighted(0.1, deprecation))
        .prop_map(|(description, deprecation)| Documentation { description, deprecation })
}

/// A type with unresolved references, which are indices of other types.
type Draft = (u8, bool, Index, Vec<(String, Index, u8, Documentation)>, Documentation);

fn draft() -> impl Strategy<Value = Draft> {
    let part = (word(), any::<Index>(), any::<u8>(), documentation());
    (0..4u8, any::<bool>(), any::<Index>(), vec(part, 0..6), documentation())
}

fn type_name() -> impl Strategy<Value = String> {
    let namespace =
        select(vec!["microsoft.graph", "microsoft.graph.security", "microsoft.graph.type", "example.device"]);
    (namespace, word()).prop_map(|(namespace, name)| format!("{namespace}.{name}"))
}

pub(crate) fn schema() -> impl Strategy<Value = Schema> {
    vec((type_name(), draft()), 1..10).prop_map(|drafts| {
        // `entity` is reserved for the base type.
        let drafts: BTreeMap<_, _> = drafts.into_iter().filter(|(name, _)| !name.ends_with(".entity")).collect();
        let kinds: Vec<(&String, u8)> = drafts.iter().map(|(name, draft)| (name, draft.0)).collect();
        let mut types: BTreeMap<_, _> =
            drafts.iter().map(|(name, draft)| (name.clone(), finish(name, draft, &kinds))).collect();
        let root = Kind::Structured { is_entity: true, is_abstract: true, base: None, properties: Vec::new() };
        let documentation = Documentation { description: None, deprecation: None };
        types.insert(ENTITY.to_owned(), Type { kind: root, documentation });
        Schema { types }
    })
}

fn finish(name: &str, (kind, flag, base, parts, documentation): &Draft, kinds: &[(&String, u8)]) -> Type {
    let mut taken = BTreeSet::new();
    let parts = parts.iter().filter(|(name, ..)| taken.insert(name.clone()));
    let kind = match kind {
        0 | 1 => {
            let is_entity = *kind == 0;
            // Only types before this one, so that base types are not cyclic.
            let before: Vec<_> = kinds.iter().filter(|(other, of)| of == kind && other.as_str() < name).collect();
            let chosen = (*flag && !before.is_empty()).then(|| base.get(&before).0.clone());
            // Names must differ from those of base types.
            let owner = name.replace('.', "_");
            let properties = parts
                .map(|(name, target, bits, documentation)| {
                    property(&format!("{name}_{owner}"), *target, *bits, documentation, kinds)
                })
                .collect();
            let base = chosen.or_else(|| is_entity.then(|| ENTITY.to_owned()));
            Kind::Structured { is_entity, is_abstract: *flag, base, properties }
        }
        _ => Kind::Enumeration {
            is_flags: *flag,
            members: parts
                .map(|(name, _, bits, documentation)| (name.clone(), i64::from(*bits), documentation.clone()))
                .collect(),
        },
    };
    Type { kind, documentation: documentation.clone() }
}

fn property(name: &str, target: Index, bits: u8, documentation: &Documentation, kinds: &[(&String, u8)]) -> Property {
    let index = target.index(kinds.len() + PRIMITIVES.len());
    let (value, is_navigation) = match kinds.get(index) {
        Some((name, kind)) => ((*name).clone(), *kind == 0),
        None => (PRIMITIVES[index - kinds.len()].0.to_owned(), false),
    };
    Property {
        name: name.to_owned(),
        value,
        is_navigation,
        is_collection: bits & 1 == 1,
        is_nullable: bits & 2 == 2,
        documentation: documentation.clone(),
    }
}
