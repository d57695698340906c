//! Values that may be credentials: the reports name them, and `models.toml` decides about them.

use codegen::select::stale;
use codegen::{Document, Input, Loaded, Models, Roots, Source};

const SCHEMA: &str = r#"
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
  <Schema Namespace="n" xmlns="http://docs.oasis-open.org/odata/ns/edm">
    <ComplexType Name="provider">
      <Property Name="clientSecret" Type="Edm.String"/>
      <Property Name="tokenType" Type="Edm.String"/>
      <Property Name="isPasswordRequired" Type="Edm.Boolean"/>
      <Property Name="passwordChanged" Type="Edm.DateTimeOffset"/>
    </ComplexType>
    <ComplexType Name="akamaiProvider" BaseType="n.provider">
      <Property Name="tokens" Type="Collection(Edm.String)"/>
      <Property Name="privateKey" Type="Edm.Binary"/>
      <Property Name="credential" Type="Edm.Untyped"/>
    </ComplexType>
    <ComplexType Name="other"><Property Name="pin" Type="Edm.String"/></ComplexType>
    <Action Name="rotate" IsBound="true">
      <Parameter Name="provider" Type="n.provider"/>
      <Parameter Name="newPassword" Type="Edm.String"/><Parameter Name="passwordPolicy" Type="Edm.String"/>
    </Action>
    <Action Name="unlock" IsBound="true">
      <Parameter Name="other" Type="n.other"/><Parameter Name="sasUri" Type="Edm.String"/>
    </Action>
    <Action Name="signIn"><Parameter Name="refreshToken" Type="Edm.String"/></Action>
  </Schema>
</edmx:DataServices></edmx:Edmx>"#;

fn load(models: &str, roots: Roots) -> Loaded {
    let input = Input::new(Source::new("api.csdl", SCHEMA)).with_models(Source::new("models.toml", models));
    codegen::load(input.with_roots(roots)).unwrap_or_else(|diagnostics| panic!("{diagnostics}"))
}

fn root(name: &str) -> Roots {
    Roots::Named(vec![name.to_owned()])
}

fn paths(loaded: &Loaded) -> Vec<String> {
    loaded.selection().credentials.0.iter().map(|credential| credential.path.clone()).collect()
}

#[test]
fn what_is_selected_on_the_command_line_is_secret_by_default() {
    let loaded = load("", root("n.akamaiProvider"));
    let expected = [
        "n.akamaiProvider/tokens",
        "n.akamaiProvider/privateKey",
        "n.akamaiProvider/credential",
        "n.provider/clientSecret",
        "n.rotate/newPassword",
        "n.signIn/refreshToken",
    ];
    assert_eq!(paths(&loaded), expected);
    let generated = loaded.generate();
    for expected in [
        "client_secret: Option<edm::Secret>",
        "tokens: Option<Vec<edm::Secret>>",
        "private_key: Option<edm::Secret>",
        "credential: Option<edm::Secret>",
        "token_type: Option<String>",
        "is_password_required: Option<bool>",
    ] {
        assert!(generated.files["n/akamai_provider.rs"].contains(expected), "{expected}");
    }
    let report = "
possible credentials:
    n.akamaiProvider/tokens,
    n.akamaiProvider/privateKey,
    n.akamaiProvider/credential,
    n.provider/clientSecret,
    n.rotate/newPassword (no model),
    n.signIn/refreshToken (no model); list credentials under `secrets` in models.toml, and others under \
        `not-secrets`; until then, the properties have the type `Secret`";
    let report = report.replace("\\\n        ", "");
    assert!(generated.summary.to_string().ends_with(&report), "{}", generated.summary);
    assert!(paths(&load("", Roots::All)).contains(&"n.unlock/sasUri".to_owned()));
}

#[test]
fn a_list_of_types_also_decides_about_their_secrets() {
    let loaded = load("roots = ['n.other']", Roots::Listed);
    assert_eq!(paths(&loaded), ["n.other/pin", "n.signIn/refreshToken", "n.unlock/sasUri"]);
    let generated = loaded.generate();
    assert!(generated.files["n/other.rs"].contains("pin: Option<String>"));
    let report = generated.summary.to_string();
    assert!(
        report.contains("\npossible credentials: n.other/pin (not redacted), n.signIn/refreshToken (no m"),
        "{report}"
    );
    assert!(!report.contains("until then"), "{report}");
}

#[test]
fn listed_values_are_not_named() {
    let models = "
        roots = ['n.other']
        secrets = ['n.other/pin', 'n.akamaiProvider/privateKey', 'n.akamaiProvider/tokens', 'n.unlock/sasUri']
        not-secrets = ['n.provider/clientSecret', 'n.akamaiProvider/credential', 'n.rotate/newPassword', 'n.signIn/refreshToken']";
    for roots in [Roots::All, Roots::Listed] {
        let loaded = load(models, roots);
        assert_eq!(paths(&loaded), [""; 0]);
        let generated = loaded.generate();
        assert!(!generated.summary.to_string().contains("credential"), "{}", generated.summary);
        assert!(generated.files["n/other.rs"].contains("pin: Option<edm::Secret>"));
        if let Some(provider) = generated.files.get("n/akamai_provider.rs") {
            assert!(provider.contains("private_key: Option<edm::Secret>"), "{provider}");
            assert!(provider.contains("credential: Option<edm::Untyped>"), "{provider}");
        }
        let provider = generated.files.get("n/provider.rs");
        assert!(provider.is_none_or(|text| text.contains("client_secret: Option<String>")), "{provider:?}");
    }
}

#[test]
fn the_explanation_names_those_of_the_type_and_of_its_operations() {
    let page = load("", root("n.akamaiProvider")).explain("n.akamaiProvider").unwrap();
    assert!(
        page.contains("    clientSecret: Edm.String, secret, inherited from n.provider -> client_secret\n"),
        "{page}"
    );
    assert!(page.contains("  possible credentials:\n    n.provider/clientSecret,\n"), "{page}");
    assert!(page.contains("    n.rotate/newPassword (no model"), "{page}");
    assert!(!page.contains("n.signIn") && !page.contains("n.other"), "{page}");

    let loaded = load("roots = ['n.provider']", Roots::Listed);
    assert!(loaded.explain("n.provider").unwrap().contains("n.provider/clientSecret (not redacted)"));
    let page = loaded.explain("n.other").unwrap();
    assert!(page.contains("possible credentials: n.other/pin (no model), n.unlock/sasUri (no model);"), "{page}");
}

#[test]
fn a_long_report_has_an_end() {
    let property = |number: usize| format!("<Property Name='p{number}Password' Type='Edm.String'/>");
    let many: String = (0..1000).map(property).collect();
    let schema = SCHEMA.replace("<ComplexType Name=\"other\">", &format!("<ComplexType Name=\"other\">{many}"));
    let loaded = codegen::load(Input::new(Source::new("api.csdl", schema)).with_roots(root("n.other"))).unwrap();
    let report = loaded.selection().credentials.to_string();
    assert!(report.contains(",\n    and 803 more; list"), "{report}");
    assert!(report.len() < 10_000);
}

/// Returns a base type and two types derived from it, with the properties of each.
fn family([base, one, two]: [&str; 3]) -> Document {
    let property = |name: &str| format!("<Property Name='{name}' Type='Edm.String'/>");
    let properties = |names: &str| names.split_whitespace().map(property).collect::<String>();
    let (base, one, two) = (properties(base), properties(one), properties(two));
    let text = format!(
        "<edmx:Edmx Version='4.0' xmlns:edmx='http://docs.oasis-open.org/odata/ns/edmx'><edmx:DataServices>
        <Schema Namespace='n' xmlns='http://docs.oasis-open.org/odata/ns/edm'><ComplexType Name='base'>{base}</ComplexType>
        <ComplexType Name='one' BaseType='n.base'>{one}</ComplexType><ComplexType Name='two' BaseType='n.base'>{two}</ComplexType>
        </Schema></edmx:DataServices></edmx:Edmx>"
    );
    Document::read(Source::new("n.csdl", text))
}

#[test]
fn a_secret_that_moves_is_never_lost() {
    let models = |secrets: &str| {
        let text =
            format!("roots = ['n.one', 'n.two']\nderived = ['n.base']\nsecrets = [{secrets}]\nnot-secrets = [ ]\n");
        Models::read(Source::new("models.toml", text))
    };
    // The properties before and after, the entries before and after, and the possible credentials. Nothing about the names says that
    // they are credentials.
    for (before, after, entries, expected, credentials) in [
        (["", "tag", ""], ["tag", "", ""], "'n.one/tag'", "\"n.base/tag\"", &[][..]),
        (["", "tag", "tag"], ["tag", "", ""], "'n.one/tag', 'n.two/tag'", "\"n.base/tag\", ", &[]),
        (["tag", "", ""], ["", "tag", ""], "'n.base/tag'", "\"n.one/tag\"", &[]),
        // Only a person can decide.
        (["tag", "", ""], ["", "tag new", "tag"], "'n.base/tag'", "", &["n.one/tag", "n.two/tag"]),
        (["", "tag", ""], ["", "label", "other"], "'n.one/tag'", "", &["n.one/label"]),
    ] {
        let ([old, new], models) = ([family(before), family(after)], [models(entries), models(expected)]);
        let stale = stale(&models[0], &old, &new);
        assert_eq!(models[0].without(&stale), models[1].source().text(), "{stale:?}");
        let load = |document, models: &Models| codegen::load(Input::new(document).with_models(models.clone())).unwrap();
        let diff = codegen::diff(&load(old, &models[0]), &load(new, &models[1])).unwrap();
        let found: Vec<_> = diff.credentials.0.iter().map(|credential| credential.path.as_str()).collect();
        assert_eq!(found, credentials, "{before:?}");
    }
}
