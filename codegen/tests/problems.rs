//! What the generator says of input that it cannot use. Each problem names the place; none is a panic.

use codegen::Source;

/// Wraps declarations in the least that a document needs. They begin on line 4.
fn document(declarations: &str) -> String {
    format!(
        r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
{declarations}
</Schema>
</edmx:DataServices>
</edmx:Edmx>
"#
    )
}

fn problems(schema: &str, models: &str) -> String {
    match codegen::generate(Source::new("s.xml", schema), Source::new("m.toml", models)) {
        Ok(files) => panic!("no problem was found, these were generated: {:?}", files.keys()),
        Err(problems) => problems.to_string(),
    }
}

#[test]
fn documents_that_are_no_csdl() {
    for (schema, expected) in [
        ("", "s.xml:1:1: there is no XML element in the document"),
        ("not xml", "s.xml:1:1: text between elements is not understood"),
        ("<a>", "s.xml:1:1: <a> is not an element of OData 4"),
        ("\n<edmx:Edmx", "s.xml:2:1: not well-formed XML"),
        (
            r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">"#,
            "s.xml:1:1: <Edmx> is never closed",
        ),
        (
            r#"<edmx:Edmx Version="3.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" />"#,
            r#"s.xml:1:1: OData version "3.0" is not understood"#,
        ),
        (
            r#"<edmx:Edmx Version="" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" />"#,
            r#"s.xml:1:1: OData version "" is not understood"#,
        ),
        (
            r#"<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" />"#,
            "s.xml:1:1: a CSDL document begins with <edmx:Edmx>, not <Schema>",
        ),
        (r#"<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>"#, "s.xml:1:1: a document type definition is refused"),
        (&document("<EnumType Name='a'>&lt;</EnumType>"), "s.xml:4:20: text between elements is not understood"),
        (&document("<EnumType Name='&b;' />"), "s.xml:4:1: an attribute of <EnumType> is not well-formed"),
        (&document("<EnumType Name='a' Name='b' />"), "s.xml:4:1: an attribute of <EnumType> is not well-formed"),
        (&document("<EnumType Name='a'></EntityType>"), "s.xml:4:20: not well-formed XML"),
        (&document(&"<EnumType Name='a'>".repeat(100)), "elements are nested more than 64 deep"),
    ] {
        let found = problems(schema, "roots = []");
        assert!(found.contains(expected), "{schema}\n{found}");
    }
}

#[test]
fn declarations_that_make_no_schema() {
    for (declarations, expected) in [
        ("<Term Name='a' />", "s.xml:4:1: <Term> inside <Schema> is not understood"),
        (
            "<EntityType Name='a' OpenType='true' />",
            "s.xml:4:1: the attribute `OpenType` of <EntityType> is not understood",
        ),
        ("<EntityType />", "s.xml:4:1: <EntityType> needs the attribute `Name`"),
        ("<EntityType Name='a b' />", r#"s.xml:4:1: "a b" is not an OData identifier"#),
        ("<EntityType Name='a' Abstract='yes' />", r#"s.xml:4:1: `Abstract` is "true" or "false", not "yes""#),
        (
            "<EntityType Name='a' />\n<EnumType Name='a' />",
            "s.xml:5:1: type `microsoft.graph.a` is declared already at s.xml:4:1",
        ),
        ("<EntityType Name='a' BaseType='graph.b' />", "s.xml:4:1: there is no type `microsoft.graph.b`"),
        ("<EntityType Name='a' BaseType='self.b' />", "s.xml:4:1: there is no type `self.b`"),
        ("<EntityType Name='a' BaseType='b' />", r#"s.xml:4:1: "b" is not a qualified type name"#),
        ("<EntityType Name='a' BaseType='graph.a' />", "s.xml:4:1: `microsoft.graph.a` is derived from itself"),
        (
            "<EntityType Name='a' BaseType='graph.b' />\n<EntityType Name='b' BaseType='graph.a' />",
            "s.xml:5:1: `microsoft.graph.b` is derived from itself",
        ),
        (
            "<EntityType Name='a' BaseType='graph.b' />\n<ComplexType Name='b' />",
            "s.xml:4:1: `microsoft.graph.b` cannot be the base of an entity type: it is not one",
        ),
        (
            "<EntityType Name='a'>\n<Key><PropertyRef Name='id' /></Key>\n</EntityType>",
            "s.xml:4:1: the key `id` is not a property of",
        ),
        ("<ComplexType Name='a'>\n<Key />\n</ComplexType>", "s.xml:5:1: <Key> inside <ComplexType> is not understood"),
    ] {
        let found = problems(&document(declarations), "roots = []");
        assert!(found.contains(expected), "{declarations}\n{found}");
    }
}

#[test]
fn parts_of_declarations_that_make_no_schema() {
    for (declarations, expected) in [
        (
            "<ComplexType Name='a'>\n<Property Name='p' />\n</ComplexType>",
            "s.xml:5:1: <Property> needs the attribute `Type`",
        ),
        (
            "<ComplexType Name='a'>\n<Property Name='p' Type='Edm.Geography' />\n</ComplexType>",
            "s.xml:5:1: the primitive type `Edm.Geography` is not understood\n  help: understood are Edm.Boolean,",
        ),
        (
            "<ComplexType Name='a'>\n<Property Name='p' Type='Edm.String' MaxLength='9' />\n</ComplexType>",
            "s.xml:5:1: the attribute `MaxLength` of <Property> is not understood",
        ),
        (
            "<ComplexType Name='a'>\n<Property Name='p' Type='Collection(graph.b)' />\n</ComplexType>",
            "s.xml:5:1: there is no type `microsoft.graph.b`",
        ),
        (
            "<ComplexType Name='a'>\n<Property Name='p' Type='Edm.String' /> <Property Name='p' Type='Edm.String' />\n</ComplexType>",
            "s.xml:5:41: property `microsoft.graph.a/p` is declared already at s.xml:5:1",
        ),
        (
            "<ComplexType Name='a'>\n<NavigationProperty Name='p' Type='graph.a' />\n</ComplexType>",
            "s.xml:5:1: `microsoft.graph.a` is not an entity type",
        ),
        (
            "<EnumType Name='a'>\n<Member Name='m' Value='x' />\n</EnumType>",
            "s.xml:5:1: `Value` is a whole number of 64 bits, not \"x\"",
        ),
        (
            "<EnumType Name='a' IsFlags='true'>\n<Member Name='m' />\n</EnumType>",
            "s.xml:5:1: the member `m` of a flags enumeration needs a `Value`",
        ),
        (
            "<EnumType Name='a'>\n<Member Name='m' />\n<Member Name='m' />\n</EnumType>",
            "s.xml:6:1: member `microsoft.graph.a/m` is declared already at s.xml:5:1",
        ),
        (
            "<EnumType Name='a'>\n<Member Name='m' Value='1' />\n<Member Name='n' />\n</EnumType>",
            "s.xml:6:1: other members have a `Value`, so this one needs one, too",
        ),
        (
            "<EnumType Name='a'>\n<Annotation Term='x.Y' />\n</EnumType>",
            "s.xml:5:1: the annotation `x.Y` is not understood",
        ),
        (
            "<EnumType Name='a'>\n<Annotation Term='Org.OData.Core.V1.Description' />\n</EnumType>",
            "s.xml:5:1: <Annotation> needs the attribute `String`",
        ),
        (
            "<EnumType Name='a'>\n<Annotation Term='' Bogus='1' />\n</EnumType>",
            "s.xml:5:1: the annotation `` is not understood",
        ),
        (
            "<EnumType Name='a'>\n<Annotation Term='Org.OData.Core.V1.Description' String=' &#x200b;' />\n</EnumType>",
            "s.xml:5:1: the description is blank",
        ),
        (
            "<EntityType Name='a'>\n<Key><PropertyRef Name='n' /></Key><NavigationProperty Name='n' Type='graph.a' />\n</EntityType>",
            "s.xml:4:1: the key `n` is not a property of `microsoft.graph.a`",
        ),
        (
            "<edmx:ComplexType xmlns:edmx='http://docs.oasis-open.org/odata/ns/edmx' Name='a' />",
            "<ComplexType> is not an element of OData 4",
        ),
        (
            "<EntityContainer Name='c'>\n<Singleton Name='s' Type='graph.a' />\n</EntityContainer>",
            "s.xml:5:1: there is no type `microsoft.graph.a`",
        ),
        (
            "<EntityContainer Name='c'>\n<EntitySet />\n</EntityContainer>",
            "s.xml:5:1: <EntitySet> inside <EntityContainer> is not understood",
        ),
    ] {
        let found = problems(&document(declarations), "roots = []");
        assert!(found.contains(expected), "{declarations}\n{found}");
    }
}

#[test]
fn names_of_a_schema_element_are_identifiers() {
    for (namespace, alias, expected) in [
        ("a.\n```\npanic!()", "b", "is not a namespace"),
        ("a..b", "b", r#"s.xml:1:105: "a..b" is not a namespace such as `microsoft.graph`"#),
        ("", "b", "is not a namespace"),
        ("a", "b.c", r#"s.xml:1:105: "b.c" is not an OData identifier, so it cannot be an alias"#),
    ] {
        let namespace = namespace.replace('\n', "&#10;");
        let schema = format!(
            r#"<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices      ><Schema Namespace="{namespace}" Alias="{alias}" xmlns="http://docs.oasis-open.org/odata/ns/edm" /></edmx:DataServices></edmx:Edmx>"#
        );
        let found = problems(&schema, "roots = []");
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn a_reference_to_a_vocabulary_is_read_as_strictly_as_the_rest() {
    for (reference, expected) in [
        ("<edmx:Reference />", "<Reference> needs the attribute `Uri`"),
        ("<edmx:Reference Uri='u' Bogus='1' />", "the attribute `Bogus` of <Reference> is not understood"),
        (
            "<edmx:Reference Uri='u'><edmx:DataServices /></edmx:Reference>",
            "<DataServices> inside <Reference> is not understood",
        ),
    ] {
        let schema = document("").replace("<edmx:DataServices>", &format!("{reference}<edmx:DataServices>"));
        let found = problems(&schema, "roots = []");
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn every_problem_of_a_step_is_reported() {
    let found = problems(&document("<Term />\n<EnumType />\n<ComplexType Name='a' X='1' />"), "roots = []");
    assert_eq!(found.lines().count(), 3, "{found}");
}

#[test]
fn names_that_would_collide_in_rust() {
    let all = "roots = ['microsoft.graph.a', 'microsoft.graph.A_']";
    let only_a = "roots = ['microsoft.graph.a']";
    for (declarations, models, expected) in [
        (
            "<EnumType Name='a' />\n<EnumType Name='A_' />",
            all,
            "s.xml:4:1: `microsoft.graph.a` and `microsoft.graph.A_` would both be called `A` in Rust\n  help: the other one is declared at s.xml:5:1",
        ),
        (
            "<EnumType Name='a'>\n<Member Name='remote_Control' />\n<Member Name='remoteControl' />\n</EnumType>",
            only_a,
            "s.xml:6:1: `microsoft.graph.a/remoteControl` and `microsoft.graph.a/remote_Control` would both be called `RemoteControl`",
        ),
        (
            "<ComplexType Name='a'>\n<Property Name='summary' Type='Edm.String' />\n<Property Name='_summary' Type='Edm.String' />\n</ComplexType>",
            only_a,
            "s.xml:6:1: `microsoft.graph.a/_summary` and `microsoft.graph.a/summary` would both be called `summary`",
        ),
        (
            "</Schema>\n<Schema Namespace='microsoft.graph.b' xmlns='http://docs.oasis-open.org/odata/ns/edm'><EnumType Name='a' />\n\
             </Schema><Schema Namespace='microsoft.graph.B' xmlns='http://docs.oasis-open.org/odata/ns/edm'><EnumType Name='c' />",
            "roots = ['microsoft.graph.b.a', 'microsoft.graph.B.c']",
            "`microsoft.graph.b` and `microsoft.graph.B` would both be called `b` in Rust",
        ),
        ("<EnumType Name='a'>\n<Member Name='_' />\n</EnumType>", only_a, "s.xml:5:1: no Rust name can be made of `_`"),
        (
            "<EnumType Name='a'>\n<Member Name='größe' />\n</EnumType>",
            only_a,
            "s.xml:5:1: no Rust name can be made of `größe`",
        ),
    ] {
        let found = problems(&document(declarations), models);
        assert!(found.contains(expected), "{declarations}\n{found}");
    }
}

#[test]
fn a_schema_file_is_named_like_a_module() {
    let schema = document("");
    for (name, stem) in [
        ("v1-0.csdl.xml", "v1-0"),
        ("a/Beta.xml", "Beta"),
        ("type.xml", "type"),
        ("support.xml", "support"),
        (".xml", ""),
    ] {
        let problems = codegen::generate(Source::new(name, &schema), Source::new("m.toml", "roots = []")).unwrap_err();
        let expected = format!("{name}:1:1: `{stem}` cannot be the name of a module");
        assert!(problems.to_string().starts_with(&expected), "{problems}");
    }
}

#[test]
fn entries_of_models_toml_that_do_not_apply() {
    let schema = document(
        "<ComplexType Name='a'><Property Name='p' Type='Edm.String' /><Property Name='n' Type='Edm.Int32' /></ComplexType>",
    );
    for (models, expected) in [
        ("roots = ['microsoft.graph.b']", "m.toml:1:10: there is no type `microsoft.graph.b` in the schema"),
        ("roots = ['a']", "m.toml:1:10: there is no type `a` in the schema"),
        (
            "roots = []\nsecrets = ['microsoft.graph.a/q']",
            "m.toml:2:12: there is no property `microsoft.graph.a/q` in the schema",
        ),
        (
            "roots = []\nsecrets = ['microsoft.graph.a']",
            "m.toml:2:12: there is no property `microsoft.graph.a` in the schema",
        ),
        ("roots = []\nsecrets = ['microsoft.graph.a/n']", "m.toml:2:12: `microsoft.graph.a/n` cannot be secret"),
        ("roots = []\nsecret = []", "m.toml:2:1: unknown field `secret`"),
        ("secrets = []", "m.toml:1:1: missing field `roots`"),
        ("roots = [1]", "m.toml:1:10: invalid type"),
        ("roots = [", "m.toml:1:"),
    ] {
        let found = problems(&schema, models);
        assert!(found.contains(expected), "{models}\n{found}");
    }
}

#[test]
fn each_type_can_say_why_it_was_selected() {
    let schema = document(concat!(
        "<EntityType Name='base' /><EntityType Name='root' BaseType='graph.base'><Property Name='p' Type='graph.part' />",
        "<NavigationProperty Name='n' Type='graph.unneeded' /></EntityType>",
        "<ComplexType Name='part' /><EntityType Name='unneeded' />",
    ));
    let models = Source::new("m.toml", "roots = ['microsoft.graph.root']");
    let selection = codegen::csdl::read(Source::new("s.xml", &schema))
        .and_then(|schema| codegen::select::select(schema, &codegen::models::read(models)?, models))
        .expect("the schema is in order");
    let reasons: Vec<_> = selection.reasons.iter().map(|(name, reason)| format!("{}: {reason}", name.name)).collect();
    assert_eq!(
        reasons,
        [
            "base: base type of `microsoft.graph.root`",
            "part: type of `microsoft.graph.root/p`",
            "root: named in models.toml",
        ]
    );
}
