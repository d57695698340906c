//! A schema that is written as OpenAPI and read again makes the same models, and has the form of Microsoft's documents.

use codegen::schema::{Schema, Type};
use codegen::{Document, Input, Loaded, Roots, Source, openapi};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn load(input: Input) -> Loaded {
    codegen::load(input).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

fn read(name: &str, text: &str) -> Schema {
    let document = Document::read(Source::new(name, text));
    document.schema().unwrap_or_else(|diagnostics| panic!("{diagnostics}\n{text}")).clone()
}

/// Writes the twin of a schema, and asserts that its types make the same models as those of the schema, with all operations.
fn write(name: &str, text: &str, roots: &Roots) -> String {
    let input = |name: &str, text: &str, roots: &Roots| {
        Input::new(Source::new(name, text)).with_roots(roots.clone()).with_all_operations()
    };
    let loaded = load(input(name, text, roots));
    let written = loaded.twin().unwrap();
    let twin = format!("{}.openapi.yaml", loaded.document().source().stem());
    // The types of errors are in the twin only.
    let types = || Roots::Named(loaded.declared().types.keys().map(ToString::to_string).collect());
    let roots = if *roots == Roots::All { types() } else { roots.clone() };
    let (own, other) = (loaded.generate().files, load(input(&twin, &written, &roots)).generate().files);
    let paths: BTreeSet<_> = own.keys().chain(other.keys()).collect();
    let differing: Vec<_> = paths.into_iter().filter(|path| own.get(*path) != other.get(*path)).collect();
    assert!(differing.is_empty(), "{differing:?}");
    written
}

/// Returns the block of a key at a path of keys.
fn block(text: &str, path: &[&str]) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for key in path {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let of_key = |line: &&str| line.trim().trim_matches('\'').trim_end_matches("':").trim_end_matches(':') == *key;
        let Some(start) = lines.iter().position(of_key) else { panic!("no {key} of {path:?}") };
        let depth = indent(lines[start]);
        // The items of an array may have the indentation of their key.
        let inside = |line: &&&str| indent(line) > depth;
        lines = lines[start + 1..].iter().take_while(inside).copied().collect();
    }
    let depth = lines.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or_default();
    lines.iter().flat_map(|line| [&line[depth..], "\n"]).collect()
}

#[test]
fn the_twin_of_the_client_makes_the_same_models() {
    let text = |path: &str| fs::read_to_string(folder("../schema").join(path)).unwrap();
    let load = |name: &str| {
        let models = Source::new("models.toml", text("models.toml"));
        // The lock knows what the slice leaves out.
        load(Input { allows_unmatched: true, ..Input::new(Source::new(name, text(name))).with_models(models) })
    };
    let csdl = load("beta.csdl.xml");
    assert!(csdl.generate().files == load("beta.openapi.yaml").generate().files);
    assert_eq!(csdl.twin().unwrap(), text("beta.openapi.yaml"));
}

#[test]
fn published_metadata_makes_the_same_models() {
    let path = folder("../../shared/metadata/v1.0-Prod.csdl");
    let Ok(text) = fs::read_to_string(&path) else {
        return println!("skipped: {} does not exist", path.display());
    };
    let types = ["microsoft.graph.user", "microsoft.graph.security.alert", "microsoft.graph.deviceManagement"];
    let some = Roots::Named(types.map(str::to_owned).to_vec());
    let slice = load(Input::new(Source::new("v1_0.csdl", &*text)).with_roots(some.clone())).slice(None).unwrap();
    write("v1_0.csdl", &slice, &some);
    write("v1_0.csdl", &text, &Roots::All);
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
    let schema = read("a.json", &source.to_string());
    let texts = |schema: &Schema| -> Vec<String> {
        let types = schema.types.values().filter(|declared| declared.name().namespace == "a");
        let parts = types.clone().flat_map(|declared| match declared {
            Type::Structured(own) => {
                own.properties.iter().map(|own| (own.name.clone(), own.documentation.clone())).collect::<Vec<_>>()
            }
            Type::Enumeration(own) => {
                own.members.iter().map(|own| (own.name.clone(), own.documentation.clone())).collect()
            }
        });
        let own = types.map(|declared| format!("{:?}", declared.documentation()));
        parts.map(|part| format!("{part:?}")).chain(own).collect()
    };
    let written = openapi::write(&schema, "beta", &[]);
    assert_eq!(texts(&schema), texts(&read("a.yaml", &written)), "{written}");
}

#[test]
fn what_openapi_does_not_show_is_said_with_extensions() {
    let csdl = r#"
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="example" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="root" Abstract="true" OpenType="true" HasStream="true">
      <NavigationProperty Name="child" Type="example.leaf" />
      <Property Name="photo" Type="Edm.Stream" Nullable="false" />
      <Property Name="right" Type="example.right" Nullable="false">
        <Annotation Term="Org.OData.Core.V1.Computed" />
        <Annotation Term="Org.OData.Core.V1.LongDescription" String="Long." />
      </Property>
      <Property Name="made" Type="Edm.DateTimeOffset">
        <Annotation Term="Org.OData.Core.V1.Immutable" />
        <Annotation Term="Org.OData.Core.V1.Permissions">
          <EnumMember>Org.OData.Core.V1.Permission/Read</EnumMember>
        </Annotation>
      </Property>
    </EntityType>
    <EntityType Name="leaf" BaseType="example.root" />
    <EnumType Name="right" IsFlags="true"><Member Name="none" Value="0" /><Member Name="all" Value="-1" /></EnumType>
  </Schema>
</edmx:DataServices></edmx:Edmx>"#;
    let expected = "\
example.leaf:
  allOf:
    - $ref: '#/components/schemas/example.root'
    - title: leaf
      type: object
      properties:
        '@odata.type':
          type: string
  x-ms-discriminator-value: '#example.leaf'
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
  x-odata-open: true
  x-odata-stream: true
  properties:
    '@odata.type':
      type: string
    photo:
      type: string
      format: binary
    right:
      allOf:
        - $ref: '#/components/schemas/example.right'
      x-odata-long-description: Long.
      readOnly: true
    made:
      type: string
      format: date-time
      pattern: ^[0-9]{4,}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,12})?(Z|[+-][0-9][0-9]:[0-9][0-9])$
      nullable: true
      x-odata-immutable: true
      x-odata-permission: Read
    child:
      anyOf:
        - $ref: '#/components/schemas/example.leaf'
        - type: object
          nullable: true
      x-ms-navigationProperty: true
  discriminator:
    propertyName: '@odata.type'
    mapping:
      '#example.leaf': '#/components/schemas/example.leaf'
  x-ms-discriminator-value: '#example.root'
";
    let written = write("a.csdl.xml", csdl, &Roots::All);
    let components = block(&written, &["components", "schemas"]);
    assert!(components.ends_with(expected), "{components}");
}

#[test]
fn secrets_stay_secret() {
    let document = "openapi: 3.0.4\ncomponents:\n  schemas:\n    a.b:\n      type: object\n      properties:\n        c: \
                    { type: string, format: password, nullable: true }\n";
    let written = openapi::write(&read("a.yaml", document), "a", &[]);
    let schema = read("a.yaml", &written);
    let property = &schema.types.values().next().unwrap().as_structured().unwrap().properties[0];
    assert!(property.is_secret && property.is_nullable, "{written}");
}

#[test]
fn a_schema_without_types_is_a_document() {
    let written = openapi::write(&Schema::default(), "v1_0", &[]);
    assert!(written.contains("\n  version: v1.0\n") && written.contains("/v1.0\n"), "{written}");
    assert!(written.ends_with('\n') && read("a.yaml", &written).operations.is_empty());
}

/// A schema with resources and operations of each kind.
const SHOP: &str = r#"
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="shop" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <EntityType Name="store">
      <Property Name="name" Type="Edm.String"/>
      <NavigationProperty Name="items" Type="Collection(shop.item)" ContainsTarget="true"/>
    </EntityType>
    <EntityType Name="item"><NavigationProperty Name="parts" Type="Collection(shop.item)"/>
      <NavigationProperty Name="maker" Type="shop.maker"/></EntityType>
    <EntityType Name="maker"><NavigationProperty Name="goods" Type="Collection(shop.item)" ContainsTarget="true"/></EntityType>
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
    <Function Name="list" IsBound="true"><Parameter Name="it" Type="shop.store"/><ReturnType Type="Collection(shop.item)"/></Function>
    <EntityContainer Name="service"><Singleton Name="store" Type="shop.store"/></EntityContainer>
  </Schema>
</edmx:DataServices></edmx:Edmx>"#;

#[test]
fn calls_are_written_at_the_paths_of_their_resources() {
    let schema = read("shop.csdl.xml", SHOP);
    let calls = |paths: &[&str]| {
        let written = openapi::write(&schema, "beta", paths);
        let mut calls: Vec<String> = Vec::new();
        for line in block(&written, &["paths"]).lines() {
            match line.strip_suffix(':').unwrap_or_default() {
                path if line.starts_with('/') => calls.push(path.to_owned()),
                key @ ("  get" | "  post" | "  patch" | "  delete") => {
                    let last = calls.last_mut().unwrap();
                    *last += key.trim_start_matches(' ').get(..1).map(|first| format!(" {first}")).unwrap().as_str();
                }
                _ => {}
            }
        }
        calls
    };
    let shortest = [
        "/shop.count(by='{by}') g",
        "/shop.lost/{lost-id}/shop.find p",
        "/store g p",
        "/store/items g p",
        "/store/items/shop.sell p",
        "/store/items/{item-id} g p d",
        "/store/items/{item-id}/maker g",
        "/store/items/{item-id}/maker/goods g p",
        "/store/items/{item-id}/maker/goods/{item-id1} g p d",
        "/store/items/{item-id}/parts g",
        "/store/items/{item-id}/shop.sell p",
        "/store/items/{item-id}/shop.toy/shop.play p",
        "/store/shop.list() g",
    ];
    assert_eq!(calls(&[]), shortest);
    let further = calls(&["store/items/parts/maker", "store/unknown/maker", "unknown/items"]);
    let further: Vec<_> = further.iter().filter(|path| !shortest.contains(&path.as_str())).collect();
    assert_eq!(further, ["/store/items/{item-id}/parts/{item-id1}/maker g"]);
}

#[test]
fn operations_have_an_id_and_a_tag_and_come_back() {
    let written = write("shop.csdl.xml", SHOP, &Roots::All);
    let sell = "\
parameters:
  - name: item-id
    in: path
    required: true
    schema:
      type: string
    description: The unique identifier of item
    x-ms-docs-key-type: item
post:
  tags:
    - store.Actions
  summary: Invoke action sell
  operationId: store.items_sell
  requestBody:
    description: Action parameters
    content:
      application/json:
        schema:
          type: object
          properties:
            to:
              type: string
              description: The buyer.
              x-odata-optional: true
    required: true
  responses:
    '200':
      description: Success
      content:
        application/json:
          schema:
            $ref: '#/components/schemas/shop.item'
    default:
      $ref: '#/components/responses/error'
  x-odata-binding: shop.item
  x-ms-docs-operation-type: action
";
    assert_eq!(block(&written, &["paths", "/store/items/{item-id}/shop.sell"]), sell);
    let list = block(&written, &["paths", "/store/shop.list()", "get"]);
    for expected in
        ["  - store.Functions\n", "operationId: store_list\n", "title: Collection of item", "x-ms-pageable:\n"]
    {
        assert!(list.contains(expected), "{expected}: {list}");
    }
    let signatures = |schema: &Schema| {
        let operations = schema.operations.values().flatten();
        operations.map(|operation| operation.signature().to_string()).collect::<BTreeSet<_>>()
    };
    assert_eq!(signatures(&read("shop.openapi.yaml", &written)), signatures(&read("shop.csdl.xml", SHOP)));
}

#[test]
fn an_id_has_one_call() {
    for text in [SHOP.to_owned(), fs::read_to_string(folder("../schema/beta.csdl.xml")).unwrap()] {
        let written = openapi::write(&read("a.csdl.xml", &text), "beta", &[]);
        let ids: Vec<_> = written.lines().filter_map(|line| line.trim().strip_prefix("operationId: ")).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        assert!(ids.len() > 10, "{ids:?}");
    }
}

/// The parts of calls and types that are those of the document that Microsoft publishes.
#[test]
fn calls_and_types_have_the_form_of_the_published_ones() {
    let [csdl, published] = ["v1.0-Prod.csdl", "v1.0-DeviceManagement.Enrolment.openapi.yml"]
        .map(|name| fs::read_to_string(folder("../../shared/metadata").join(name)));
    let (Ok(csdl), Ok(published)) = (csdl, published) else {
        return println!("skipped: the published documents do not exist");
    };
    let written = openapi::write(&read("v1_0.csdl", &csdl), "v1_0", &[]);
    let mut compared = 0;
    let resources =
        ["deviceEnrollmentConfiguration", "importedWindowsAutopilotDeviceIdentity", "windowsAutopilotDeviceIdentity"];
    for of in resources {
        let set = if of.ends_with("Identity") { of.replace("Identity", "Identities") } else { format!("{of}s") };
        let (list, item) = (format!("/deviceManagement/{set}"), format!("/deviceManagement/{set}/{{{of}-id}}"));
        for (path, method) in [(&list, "get"), (&list, "post"), (&item, "get"), (&item, "patch"), (&item, "delete")] {
            let keys = match method {
                "get" if *path == list => &["tags", "responses", "x-ms-pageable"][..],
                "post" | "patch" => &["tags", "requestBody", "responses"],
                _ => &["tags", "responses"],
            };
            let call = |text: &str| block(text, &["paths", path, method]);
            let (own, theirs) = (call(&written), call(&published));
            for key in keys {
                let without = |text: &str| {
                    let text = block(text, &[key]);
                    // This generator does not restrict the values of additional properties, and does not link to other calls.
                    let text = text.replace("        additionalProperties:\n          type: object\n", "");
                    let text = text.split("  links:\n").next().unwrap_or_default().to_owned();
                    if text.contains("default:") {
                        text
                    } else {
                        text + "default:\n  $ref: '#/components/responses/error'\n"
                    }
                };
                assert_eq!(without(&own), without(&theirs), "{path} {method} {key}");
                compared += 1;
            }
            for key in ["summary", "operationId", "description", "x-ms-docs-operation-type"] {
                let line =
                    |text: &str| text.lines().find(|line| line.starts_with(&format!("{key}: "))).map(str::to_owned);
                assert_eq!(line(&own), line(&theirs), "{path} {method} {key}");
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 3 * (3 + 3 + 2 + 3 + 2 + 5 * 4));
    let properties = [
        ("windowsAutopilotDeviceIdentity", "groupTag"),
        ("windowsAutopilotDeviceIdentity", "lastContactedDateTime"),
        ("importedWindowsAutopilotDeviceIdentity", "hardwareIdentifier"),
        ("importedWindowsAutopilotDeviceIdentityState", "deviceErrorCode"),
        ("onPremisesConditionalAccessSettings", "excludedGroups"),
        ("onPremisesConditionalAccessSettings", "enabled"),
    ];
    for (of_type, property) in properties {
        let of_type = format!("microsoft.graph.{of_type}");
        let keywords = |text: &str| {
            let schema = block(text, &["components", "schemas", &of_type, property]);
            schema.lines().map(|line| line.replace('\'', "")).collect::<BTreeSet<_>>()
        };
        assert_eq!(keywords(&written), keywords(&published), "{of_type}/{property}");
    }
}
