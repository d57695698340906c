//! The explanation that `cargo xtask explain` prints for a type.

use codegen::{Input, Roots, Source};

fn explain(type_name: &str) -> String {
    let folder = "tests/generated/adjusted";
    let read = |name: &str| std::fs::read_to_string(format!("{}/{folder}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (schema, models) = (read("adjusted.csdl.xml"), read("models.toml"));
    let (schema, models) = (Source::new("adjusted.csdl.xml", schema), Source::new("models.toml", models));
    let loaded = codegen::load(Input::new(schema).with_models(models)).unwrap();
    loaded.explain(type_name).unwrap_or_else(|diagnostics| diagnostics.to_string())
}

#[test]
fn a_type_is_shown_as_it_is_generated() {
    assert_eq!(
        explain("microsoft.graph.device"),
        r#"entity type microsoft.graph.device
  declared at adjusted.csdl.xml:10:7
  generated as adjusted::Machine
    it is a root
  description: "What people work with."
  derived from microsoft.graph.entity
  properties
    id: Edm.String, not nullable, inherited from microsoft.graph.entity -> id
    pin: Edm.String, secret -> pin
    place: microsoft.graph.place -> location
    extensions: Collection(microsoft.graph.extension), navigation property -> extensions
    owner: microsoft.graph.person, omitted
    history: Edm.String, omitted
    site: microsoft.graph.site, navigation property, not included
"#
    );
}

#[test]
fn the_way_from_a_root_is_shown() {
    let page = explain("microsoft.graph.shutExtension");
    let way = "
    it is derived from `microsoft.graph.openExtension`, whose derived types are included
    which is derived from `microsoft.graph.extension`, whose derived types are included
    which is the type of `microsoft.graph.device/extensions`
    which is a root
";
    assert!(page.contains(way), "{page}");
}

#[test]
fn a_type_that_is_not_generated_is_shown_as_it_was_declared() {
    let page = explain("microsoft.graph.site");
    assert!(page.contains("  not generated: no generated type requires it\n"), "{page}");
    assert!(page.contains("    id: Edm.String, not nullable, inherited from microsoft.graph.entity\n"), "{page}");
}

#[test]
fn a_type_that_is_not_there_leads_to_the_nearest() {
    assert!(explain("microsoft.graph.devise").contains("help: did you mean `microsoft.graph.device`?"));
}

#[test]
fn control_and_formatting_characters_are_escaped() {
    let text = r#"{"openapi": "3.1.0", "components": {"schemas": {"a": {"type": "object", "description": "\u001b[2J",
        "properties": {"p\u001b[31m\u0007": {"type": "string"}, "q\u202er\nfake: line": {"type": "string"}}},
        "b": {"type": "string", "enum": ["m\u001b]0;x\u0007", "n\u009b"]}}}}"#;
    let loaded = codegen::load(Input::new(Source::new("a\u{1b}.json", text)).with_roots(Roots::All)).unwrap();
    for name in ["a", "b"] {
        let page = loaded.explain(name).unwrap();
        assert!(!page.contains(|character: char| character != '\n' && character.is_control()), "{page:?}");
        assert!(!page.contains('\u{202e}') && page.contains("\\u{1b}"), "{page:?}");
    }
    assert!(!loaded.explain("a").unwrap().contains("\nfake"), "a line break in a name is no line break on the page");
}
