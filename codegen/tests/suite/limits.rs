//! Excessive input: time, memory and the length of messages stay bounded.

use codegen::{Diagnostics, Input, Roots, Source};
use std::collections::BTreeMap;

fn generate(text: &str) -> Result<BTreeMap<String, String>, Diagnostics> {
    let input = Input::new(Source::new("a.txt", text)).with_roots(Roots::All);
    Ok(codegen::load(input)?.generate().files)
}

fn openapi(schemas: &str) -> String {
    format!("{{\"openapi\": \"3.1.0\", \"components\": {{\"schemas\": {{{schemas}}}}}}}")
}

#[test]
fn a_description_may_be_a_megabyte_of_anything() {
    let text = "```\\n*/ #[ \u{202e} <b> ".repeat(50_000);
    let files = generate(&openapi(&format!("\"a.b\": {{\"type\": \"object\", \"description\": \"{text}\"}}"))).unwrap();
    let file = syn::parse_file(&files["a/b.rs"]).unwrap();
    assert_eq!(file.items.len(), 3, "import, struct and table");
}

/// The memory of each format is that of the text, of its tree, and of the description.
#[test]
fn a_long_description_takes_about_four_times_its_memory_and_is_documented_in_part() {
    let description = "The quick brown fox jumps over the lazy dog. ".repeat(100_000);
    let csdl = |annotation: String| {
        format!(
            "<edmx:Edmx Version='4.0' xmlns:edmx='http://docs.oasis-open.org/odata/ns/edmx'><edmx:DataServices>
            <Schema Namespace='a' xmlns='http://docs.oasis-open.org/odata/ns/edm'><ComplexType Name='b'>
            <Annotation Term='Org.OData.Core.V1.Description'{annotation}</ComplexType></Schema>
            </edmx:DataServices></edmx:Edmx>"
        )
    };
    for text in [
        csdl(format!(" String='{description}'/>")),
        csdl(format!("><String>{description}</String></Annotation>")),
        openapi(&format!("\"a.b\": {{\"type\": \"object\", \"description\": \"{description}\"}}")),
        openapi(&format!("\"a.b\": {{\"type\": \"object\", \"description\": \"\\n{description}\"}}")),
        format!(
            "openapi: 3.0.3\ncomponents:\n  schemas:\n    a.b:\n      type: object\n      title: é\n      description: {description}\n"
        ),
    ] {
        let mut file = String::new();
        let measured = allocation_counter::measure(|| file = generate(&text).unwrap().remove("a/b.rs").unwrap());
        let start = &text[..40];
        assert!(measured.bytes_max * 10 < 42 * text.len() as u64, "{start}: {} of {}", measured.bytes_max, text.len());
        assert!(file.contains("/// The quick brown") && file.contains(" …\n") && file.len() < 200_000, "{start}");
    }
}

#[test]
fn a_name_of_a_megabyte_is_shown_in_part() {
    let name = "é".repeat(500_000);
    for text in [
        openapi(&format!("\"{name}\": {{\"type\": \"object\"}}")),
        openapi(&format!("\"a.b\": {{\"type\": \"{name}\", \"{name}\": 1, \"$ref\": \"{name}\"}}")),
        format!("<{name}>"),
        format!("openapi: {name}"),
    ] {
        let report = generate(&text).unwrap_err().to_string();
        assert!(report.len() < 20_000, "{} bytes", report.len());
    }
}

#[test]
fn thousands_of_problems_on_one_line_are_all_counted() {
    let properties: Vec<_> = (0..2_000).map(|number| format!("\"p{number}\": {{\"type\": \"strng\"}}")).collect();
    let text = openapi(&format!("\"a.b\": {{\"type\": \"object\", \"properties\": {{{}}}}}", properties.join(",")));
    let diagnostics = generate(&text).unwrap_err();
    assert_eq!(diagnostics.len(), 2_000);
    let report = diagnostics.to_string();
    assert!(report.len() < 100_000 && report.ends_with("error: 1980 more of this kind: unknown type: …"), "{report}");
    assert_eq!(diagnostics.iter().len(), 20, "the others take no memory");
    assert!(
        diagnostics.iter().all(|diagnostic| diagnostic.location.as_ref().is_some_and(|location| location.line == 1))
    );
}

/// Returns 12,000 lines, each with a type whose properties have these types.
fn broken_types(properties: &[&str]) -> String {
    let properties: Vec<_> = properties.iter().enumerate().map(|(number, of)| format!("\"p{number}\": {of}")).collect();
    let broken = |number| format!("\"a.t{number}\": {{\"properties\": {{{}}}}}", properties.join(", "));
    (0..12_000).map(broken).collect::<Vec<_>>().join(",\n")
}

fn load(schemas: &str, root: &str) -> Result<codegen::Loaded, Diagnostics> {
    let input = Input::new(Source::new("a.txt", openapi(schemas)));
    codegen::load(input.with_roots(Roots::Named(vec![root.to_owned()])))
}

#[test]
fn a_problem_of_each_type_that_is_generated_is_named() {
    let schemas = broken_types(&["{\"type\": \"strng\"}"]);
    assert_eq!(generate(&openapi(&schemas)).unwrap_err().len(), 12_000);
    for (root, line) in [("a.t7", 8), ("a.t11999", 12_000)] {
        let diagnostics = load(&schemas, root).unwrap_err();
        assert_eq!(diagnostics.len(), 1, "{root}");
        let report = diagnostics.to_string();
        for expected in
            ["error: unknown type: `strng`", &format!("--> a.txt:{line}:"), &format!("\"{root}\""), "help: "]
        {
            assert!(report.contains(expected), "{expected}: {report}");
        }
    }
    let report = load(&schemas, "a.t12000").unwrap_err().to_string();
    assert_eq!(report, "error: unknown type `a.t12000`\nhelp: did you mean `a.t1200`?");

    let loaded = load(&(schemas + ",\"a.sound\": {\"type\": \"object\"}"), "a.sound").unwrap();
    assert_eq!(loaded.warnings().len(), 12_000);
    assert!(loaded.warnings().to_string().ends_with("warning: 11980 more of this kind: unknown type: …"));
}

#[test]
fn of_many_problems_of_many_kinds_one_of_each_type_is_kept() {
    let schemas = broken_types(&["{\"type\": \"strng\"}", "{\"type\": 5}", "{\"$ref\": \"x\"}"]);
    let diagnostics = generate(&openapi(&schemas)).unwrap_err();
    assert_eq!(diagnostics.len(), 36_000);
    assert!((12_000..22_000).contains(&diagnostics.iter().len()), "{}", diagnostics.iter().len());
    let report = diagnostics.to_string();
    let counts: Vec<usize> = report
        .lines()
        .filter_map(|line| line.strip_prefix("error: ")?.split_once(" more of ")?.0.parse().ok())
        .collect();
    assert_eq!(report.matches("--> ").count() + counts.iter().sum::<usize>(), 36_000, "{counts:?}");
    assert!(report.contains(" more of various kinds"), "{counts:?}");

    let diagnostics = load(&schemas, "a.t11999").unwrap_err();
    assert_eq!((diagnostics.len(), diagnostics.iter().len()), (3, 1));
    let report = diagnostics.to_string();
    assert!(report.contains("--> a.txt:12000:") && report.ends_with("error: 2 more of various kinds"), "{report}");
}

#[test]
fn what_refers_to_itself_in_many_ways_comes_to_an_end() {
    let schemas: Vec<_> = (0..40)
        .map(|number| {
            let next = format!("{{\"$ref\": \"#/components/schemas/s{}\"}}", (number + 1) % 40);
            format!("\"s{number}\": {{\"anyOf\": [{next}, {next}, {{\"type\": \"null\"}}]}}")
        })
        .collect();
    let diagnostics = generate(&openapi(&schemas.join(","))).err().map_or(0, |diagnostics| diagnostics.len());
    assert!(diagnostics <= 1);
}

#[test]
fn very_long_lines_of_schemas_that_need_the_next_are_refused() {
    let count = 5_000;
    let line = |schema: &dyn Fn(String) -> String| {
        let schemas = (0..count).map(|number| {
            let next = format!("{{\"$ref\": \"#/components/schemas/s{}\"}}", number + 1);
            format!("\"s{number}\": {}", schema(next))
        });
        openapi(&(schemas.collect::<Vec<_>>().join(",") + &format!(", \"s{count}\": {{\"type\": \"object\"}}")))
    };
    for (schema, expected) in [
        (&(|next| next) as &dyn Fn(String) -> String, "is at the end of a chain of"),
        (&|next| format!("{{\"allOf\": [{next}]}}"), "has more than 32 base types"),
    ] {
        let diagnostics = generate(&line(schema)).unwrap_err();
        assert!(diagnostics.iter().all(|diagnostic| diagnostic.message.contains(expected)), "{expected}");
    }
}

#[test]
fn thousands_of_names_may_meet() {
    let signs = |number: usize| format!("{number:013b}").replace('0', "+").replace('1', "-");
    let members: Vec<_> = (1..=5_000).map(|number| format!("\"a{}\"", signs(number))).collect();
    let enumeration = format!("\"a.b\": {{\"type\": \"string\", \"enum\": [{}]}}", members.join(","));
    assert!(generate(&openapi(&enumeration)).unwrap()["a/b.rs"].contains("A5000,"));
}

#[test]
fn a_type_with_a_hundred_thousand_parts_is_refused() {
    let properties: Vec<_> = (0..100_000).map(|number| format!("\"p{number}\": {{}}")).collect();
    let members: Vec<_> = (0..100_000).map(|number| format!("\"m{number}\"")).collect();
    for schema in [
        format!("{{\"type\": \"object\", \"properties\": {{{}}}}}", properties.join(",")),
        format!("{{\"type\": \"string\", \"enum\": [{}]}}", members.join(",")),
    ] {
        let diagnostics = generate(&openapi(&format!("\"a.b\": {schema}"))).unwrap_err();
        assert_eq!(diagnostics.len(), 1);
        assert!(diagnostics.to_string().contains("`a.b` would have 100000 properties or members"), "{diagnostics}");
    }
}

#[test]
fn schemas_that_copy_each_other_come_to_an_end() {
    let schemas: Vec<_> = (0..120)
        .map(|number| {
            let references: Vec<_> =
                (0..number).map(|of| format!("{{\"$ref\": \"#/components/schemas/s{of}\"}}")).collect();
            let own = format!("{{\"properties\": {{\"p{number}\": {{\"type\": \"string\"}}}}}}");
            format!(
                "\"s{number}\": {{\"allOf\": [{}]}}",
                references.into_iter().chain([own]).collect::<Vec<_>>().join(",")
            )
        })
        .collect();
    let diagnostics = generate(&openapi(&schemas.join(","))).unwrap_err();
    assert!(diagnostics.to_string().contains("`allOf` copies more than 150000"), "{diagnostics}");
}

#[test]
fn a_document_of_millions_of_parts_is_refused() {
    let csdl = |elements: &str| {
        format!(
            "<edmx:Edmx Version='4.0' xmlns:edmx='http://docs.oasis-open.org/odata/ns/edmx'><edmx:DataServices>
            <Schema Namespace='a' xmlns='http://docs.oasis-open.org/odata/ns/edm'>{elements}</Schema>
            </edmx:DataServices></edmx:Edmx>"
        )
    };
    let example = |items: &str| openapi(&format!("\"a.b\": {{\"type\": \"object\", \"example\": [{items}1]}}"));
    for (text, expected) in [
        (csdl(&"<ComplexType Name='b'/>".repeat(500_000)), "more than 1000000 elements and attributes\n --> a.txt:2:"),
        (example(&"1,".repeat(1_000_000)), "components/schemas has more than 1000000 values\n --> a.txt:1:"),
        (example(&"1,".repeat(5_000_000)), "the document has more than 5000000 values\n --> a.txt:1:"),
    ] {
        let report = generate(&text).unwrap_err().to_string();
        assert!(report.contains(expected) && report.contains("help: pass the "), "{expected}: {report}");
    }
    let punctuation = r#""example": "[{\",%]\\""#.replace('%', &",".repeat(5_000_000));
    generate(&openapi(&format!("\"a.b\": {{\"type\": \"object\", {punctuation}}}"))).unwrap();
}

#[test]
fn a_document_of_more_than_a_hundred_megabytes_is_refused() {
    let text =
        openapi(&format!("\"a\": {{\"type\": \"object\", \"description\": \"{}\"}}", "x".repeat(codegen::MAX_SIZE)));
    let diagnostics = generate(&text).unwrap_err();
    assert!(diagnostics.to_string().contains("the limit is 100000000"), "{diagnostics}");
}
