//! A schema that is written as OpenAPI and read again is unchanged.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use codegen::schema::{Schema, Type};
use codegen::{Diagnostics, Document, Input, Roots, Source, twin};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Documents without components, in each version and format.
const EMPTY: [(&str, &str); 4] = [
    ("api.openapi.yaml", "openapi: 3.0.4\n"),
    ("api.openapi.yaml", "openapi: 3.1.0\n"),
    ("api.openapi.json", "{\"openapi\": \"3.0.4\"}"),
    ("api.openapi.json", "{\"openapi\": \"3.1.0\"}"),
];

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn document(name: &str, text: &str) -> Document {
    Document::read(Source::new(name, text))
}

fn read(name: &str, text: &str) -> Schema {
    document(name, text).schema().unwrap_or_else(|diagnostics| panic!("{diagnostics}\n{text}")).clone()
}

/// Writes a schema into a document, and asserts that writing it again changes nothing.
fn write(schema: &Schema, name: &str, text: &str) -> String {
    let write = |text: &str| document(name, text).write(schema);
    let written = write(text).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
    assert_eq!(write(&written).unwrap(), written);
    written
}

/// Compares two schemas in both directions.
fn assert_same(schema: (&str, &str, &Schema), twin: (&str, &str, &Schema)) {
    let mut diagnostics = Diagnostics::default();
    for (one, other) in [(schema, twin), (twin, schema)] {
        let [one_document, other_document] = [one, other].map(|(name, text, _)| document(name, text));
        twin::compare((&one_document, one.2), (&other_document, other.2), &mut diagnostics);
    }
    assert!(diagnostics.is_empty(), "{diagnostics}");
}

#[test]
fn the_twin_of_the_client_is_what_is_written_of_its_schema() {
    let [csdl, twin] = ["../schema/beta.csdl.xml", "../schema/beta.openapi.yaml"]
        .map(|path| fs::read_to_string(folder(path)).unwrap());
    let schema = read("beta.csdl.xml", &csdl);
    assert_eq!(write(&schema, "beta.openapi.yaml", &twin), twin);
    let errors = ["odata.error", "odata.error.main", "odata.error.detail"];
    let mut own = read("beta.openapi.yaml", &twin);
    own.types.retain(|name, _| !errors.contains(&name.to_string().as_str()));
    assert_same(("beta.csdl.xml", &csdl, &schema), ("beta.openapi.yaml", &twin, &own));
}

#[test]
fn every_schema_of_the_other_tests_reads_back_as_it_was() {
    let mut count = 0;
    for case in fs::read_dir(folder("tests/generated")).unwrap() {
        for file in fs::read_dir(case.unwrap().path()).unwrap() {
            let file = file.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap();
            if !file.is_file() || name.starts_with("expected") || name == "models.toml" {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            let schema = read(name, &text);
            for (twin, empty) in EMPTY {
                let written = write(&schema, twin, empty);
                assert_same((name, &text, &schema), (twin, &written, &read(twin, &written)));
            }
            count += 1;
        }
    }
    assert!(count > 8, "{count}");
}

fn generate(name: &str, text: &str, twin: (&str, &str)) {
    let [schema, twin] = [(name, text), twin].map(|(name, text)| Source::new(name, text));
    let input = Input::new(schema).with_twin(twin).with_roots(Roots::All).with_all_operations();
    codegen::load(input).and_then(|loaded| loaded.generate()).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
}

#[test]
fn all_of_graph_reads_back_as_it_was() {
    let path = folder("../../shared/metadata/v1.0-Prod.csdl");
    let Ok(text) = fs::read_to_string(&path) else {
        return println!("skipped: {} does not exist", path.display());
    };
    let schema = read("v1.csdl", &text);
    let (twin, document) = EMPTY[0];
    generate("v1.csdl", &text, (twin, &write(&schema, twin, document)));
}

/// Texts with a special meaning in YAML, in JSON or on a terminal, and texts with invisible characters.
const HOSTILE: [&str; 20] = [
    "\"quoted\" and 'quoted'",
    "key: value",
    "a comment # or not",
    "# a comment",
    "several\nlines\r\nof  text\n\n",
    "\ttabs\tand blanks ",
    "\u{202e}backwards\u{2066}",
    "\u{feff}marked\u{2028}apart\u{85}",
    "\0\u{1}\u{1b}[31m\u{7f}",
    "yes",
    "null",
    "1e3",
    "0x1F",
    "0001-01-01T00:00:00Z",
    "- item",
    "{flow: [style]}",
    "\\n is no line",
    "...\n---",
    "*alias &anchor !tag",
    "\u{a0}é😀\u{fffe}\u{e0041}",
];

#[test]
fn hostile_texts_and_names_come_back_as_they_were() {
    let members: Vec<_> = HOSTILE.iter().map(|text| json!({ "value": text, "description": text })).collect();
    let properties = HOSTILE.iter().map(|text| (text.to_string(), json!({ "type": "string", "description": text })));
    let deprecation =
        json!({ "description": HOSTILE[4], "date": "2025-01-01", "removalDate": "yes", "version": "1.10" });
    let source = json!({ "openapi": "3.1.0", "components": { "schemas": {
        "a.kind": { "type": "string", "enum": HOSTILE, "x-ms-enum": { "values": members } },
        "a.thing": {
            "type": "object",
            "description": HOSTILE[0],
            "x-ms-deprecation": deprecation,
            "properties": properties.collect::<serde_json::Map<_, _>>(),
        },
    } } });
    let source = source.to_string();
    let schema = read("a.json", &source);
    let texts = |schema: &Schema| -> Vec<String> {
        let parts = schema.types.values().flat_map(|declared| match declared {
            Type::Structured(own) => {
                own.properties.iter().map(|own| (own.name.clone(), own.documentation.clone())).collect::<Vec<_>>()
            }
            Type::Enumeration(own) => {
                own.members.iter().map(|own| (own.name.clone(), own.documentation.clone())).collect()
            }
        });
        let own = schema.types.values().map(|declared| format!("{:?}", declared.documentation()));
        parts.map(|part| format!("{part:?}")).chain(own).collect()
    };
    for (name, document) in EMPTY {
        let written = write(&schema, name, document);
        let twin = read(name, &written);
        assert_eq!(texts(&schema), texts(&twin), "{written}");
        assert_same(("a.json", &source, &schema), (name, &written, &twin));
    }
}

const PLACE: &str = r#"
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="example" xmlns="http://docs.oasis-open.org/odata/ns/edm"><ComplexType Name="place" /></Schema>
</edmx:DataServices></edmx:Edmx>"#;

#[test]
fn what_openapi_does_not_show_is_said_with_extensions() {
    let csdl = r#"
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="example" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="root" Abstract="true">
      <NavigationProperty Name="child" Type="example.leaf" />
      <Property Name="photo" Type="Edm.Stream" Nullable="false" />
      <Property Name="right" Type="example.right" Nullable="false" />
    </EntityType>
    <EntityType Name="leaf" BaseType="example.root" />
    <EnumType Name="right" IsFlags="true"><Member Name="none" Value="0" /><Member Name="all" Value="-1" /></EnumType>
  </Schema>
</edmx:DataServices></edmx:Edmx>"#;
    let expected = "\
openapi: 3.0.4
components:
  schemas:
    example.leaf:
      allOf:
        - $ref: '#/components/schemas/example.root'
        - title: leaf
          type: object
          properties:
            '@odata.type':
              type: string
    example.right:
      title: right
      type: string
      enum:
        - none
        - all
      x-ms-enum-flags:
        isFlags: true
      x-ms-enum:
        name: right
        values:
          - value: none
            x-odata-value: 0
          - value: all
            x-odata-value: -1
    example.root:
      title: root
      type: object
      x-odata-abstract: true
      x-odata-entity: true
      properties:
        '@odata.type':
          type: string
        photo:
          type: string
          format: binary
        right:
          $ref: '#/components/schemas/example.right'
        child:
          anyOf:
            - $ref: '#/components/schemas/example.leaf'
            - type: object
              nullable: true
          x-ms-navigationProperty: true
";
    let schema = read("a.xml", csdl);
    assert_eq!(write(&schema, "a.yaml", "openapi: 3.0.4"), expected);
    assert_same(("a.xml", csdl, &schema), ("a.yaml", expected, &read("a.yaml", expected)));
}

#[test]
fn an_entity_type_that_nothing_leads_to_reads_back_as_one() {
    let csdl = PLACE.replace("<ComplexType Name=\"place\" />", "<EntityType Name=\"place\" />");
    let schema = read("a.xml", &csdl);
    for (name, document) in EMPTY {
        let written = write(&schema, name, document);
        assert_same(("a.xml", &csdl, &schema), (name, &written, &read(name, &written)));
    }
}

#[test]
fn secrets_stay_secret() {
    let document = "openapi: 3.0.4\ncomponents:\n  schemas:\n    a.b:\n      type: object\n      properties:\n        c: \
                    { type: string, format: password, nullable: true }\n";
    for (name, empty) in EMPTY {
        let written = write(&read("a.yaml", document), name, empty);
        let schema = read(name, &written);
        let property = &schema.types.values().next().unwrap().as_structured().unwrap().properties[0];
        assert!(property.is_secret && property.is_nullable, "{written}");
    }
}

#[test]
fn only_components_of_the_same_namespaces_give_way() {
    let document = "\
# First
# Second

openapi: 3.0.4
components:
  schemas:
    other: {}
    example.gone: { type: object }
    example.sub.thing: { type: string, default: yes }
    example.place: { type: string }
    example.Also: {}
  responses: { '200': { description: Done., x-size: 1.10 } }
info: { title: \"It's\", version: 0x1F }
";
    let expected = "\
# First
# Second
openapi: 3.0.4
components:
  schemas:
    other: {}
    example.place:
      title: place
      type: object
      properties:
        '@odata.type':
          type: string
    example.sub.thing:
      type: string
      default: 'yes'
  responses:
    '200':
      description: Done.
      x-size: 1.10
info:
  title: It's
  version: '0x1F'
";
    assert_eq!(write(&read("a.xml", PLACE), "a.yaml", document), expected);
}

#[test]
fn without_types_nothing_is_dropped_or_made() {
    let document = "openapi: 3.0.4\ncomponents:\n  schemas:\n    example.place:\n      type: object\n";
    assert_eq!(write(&Schema::default(), "a.yaml", document), document);
    assert_eq!(write(&Schema::default(), "a.yaml", "openapi: 3.0.4"), "openapi: 3.0.4\n");
}

#[test]
fn json_stays_json_with_its_numbers() {
    let document = "{\"openapi\":\"3.0.4\",\"x-numbers\":[1.10,1e3,123456789012345678901234567890],\"x-none\":{}}";
    let written = write(&Schema::default(), "a.json", document);
    let expected = "\
{
  \"openapi\": \"3.0.4\",
  \"x-numbers\": [
    1.10,
    1e3,
    123456789012345678901234567890
  ],
  \"x-none\": {}
}
";
    assert_eq!(written, expected);
}

#[test]
fn only_openapi_is_written_into() {
    let schema = read("a.xml", PLACE);
    for text in ["", "swagger: '2.0'", "openapi: 4.0.0", "[]", "openapi: 3.0.4\ncomponents: []", "{", "a: &a b"] {
        let diagnostics = document("a.yaml", text).write(&schema).unwrap_err();
        assert_eq!(diagnostics.len(), 1, "{text:?}: {diagnostics}");
    }
}

/// A schema with operations of each kind.
const OPERATIONS: &str = r#"
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="store">
      <Property Name="name" Type="Edm.String"/>
      <NavigationProperty Name="items" Type="Collection(shop.item)" ContainsTarget="true"/>
    </EntityType>
    <EntityType Name="item"><NavigationProperty Name="parts" Type="Collection(shop.item)"/></EntityType>
    <EntityType Name="toy" BaseType="shop.item"/>
    <EntityType Name="lost"/>
    <Action Name="sell" IsBound="true">
      <Parameter Name="it" Type="shop.item"/>
      <Parameter Name="to" Type="Edm.String" Nullable="false">
        <Annotation Term="Org.OData.Core.V1.Description" String="The buyer."/>
        <Annotation Term="Org.OData.Core.V1.OptionalParameter"/>
      </Parameter>
      <ReturnType Type="shop.item" Nullable="false"/>
    </Action>
    <Action Name="sell" IsBound="true"><Parameter Name="it" Type="Collection(shop.item)"/></Action>
    <Action Name="play" IsBound="true"><Parameter Name="it" Type="shop.toy"/></Action>
    <Action Name="find" IsBound="true"><Parameter Name="it" Type="shop.lost"/></Action>
    <Function Name="count"><Parameter Name="by" Type="Edm.String"/><ReturnType Type="Edm.Int32" Nullable="false"/></Function>
    <EntityContainer Name="service"><Singleton Name="store" Type="shop.store"/></EntityContainer>
  </Schema>
</edmx:DataServices></edmx:Edmx>"#;

#[test]
fn operations_are_written_at_the_paths_of_their_resources() {
    let schema = read("shop.csdl.xml", OPERATIONS);
    let document = "\
openapi: 3.0.4
paths:
  /store:
    get: {}
  /old/shop.stale:
    post:
      x-ms-docs-operation-type: action
  /other/other.stale:
    post:
      x-ms-docs-operation-type: action
";
    let written = write(&schema, "shop.openapi.yaml", document);
    let paths: Vec<_> = written.lines().filter(|line| line.starts_with("  /")).collect();
    let expected = [
        "  /store:",
        "  /shop.count(by={by}):",
        "  /shop.lost/{lost-id}/shop.find:",
        "  /store/items/shop.sell:",
        "  /store/items/{item-id}/shop.sell:",
        "  /store/items/{item-id}/shop.toy/shop.play:",
        "  /other/other.stale:",
    ];
    assert_eq!(paths, expected);
    let start = written.find("  /store/items/{item-id}/shop.sell:\n").unwrap();
    let end = written.find("  /store/items/{item-id}/shop.toy/").unwrap();
    let sell = "  /store/items/{item-id}/shop.sell:
    parameters:
      - name: item-id
        in: path
        required: true
        schema:
          type: string
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                to:
                  type: string
                  description: The buyer.
                  x-odata-optional: true
      responses:
        '200':
          description: Success
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/shop.item'
      x-ms-docs-operation-type: action
      x-odata-binding: shop.item
";
    assert_eq!(&written[start..end], sell);

    let again = read("shop.openapi.yaml", &written);
    let signatures = |schema: &Schema| {
        let operations = schema.operations.values().flatten().filter(|operation| operation.name.namespace == "shop");
        operations.map(|operation| operation.signature().to_string()).collect::<BTreeSet<_>>()
    };
    assert_eq!(signatures(&again), signatures(&schema));
    generate("shop.csdl.xml", OPERATIONS, ("shop.openapi.yaml", &written));
}
