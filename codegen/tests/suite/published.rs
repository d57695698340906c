//! Metadata as Microsoft publishes it: a slice generates the same models as the whole, and hundreds of changes are
//! classified.

use codegen::diff::Verdict;
use codegen::{Document, Input, Roots, Source};
use std::fs;
use std::path::Path;

/// The number of types that are tested as the only root. Each takes a second in an unoptimized build.
const ROOTS: usize = 4;

fn published() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/metadata/v1.0-Prod.csdl");
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} does not exist", path.display());
    }
    text
}

#[test]
fn a_slice_makes_the_same_models() {
    let Some(text) = published() else { return };
    let document = Document::read(Source::new("v1.0-Prod.csdl", &*text));
    let types: Vec<_> = document.schema().unwrap().types.keys().map(ToString::to_string).collect();
    let mut roots: Vec<_> =
        types.iter().step_by(types.len() / ROOTS).map(|name| Roots::Named(vec![name.clone()])).collect();
    roots.push(Roots::Named(vec!["microsoft.graph.user".to_owned(), "microsoft.graph.security.alert".to_owned()]));
    roots.push(Roots::All);
    let runs = roots.into_iter().map(|roots| (roots, false)).chain([(Roots::Named(Vec::new()), true)]);
    for (roots, all_operations) in runs {
        let load = |document: Document| {
            let input = Input { all_operations, ..Input::new(document).with_roots(roots.clone()) };
            codegen::load(input).unwrap_or_else(|diagnostics| panic!("{roots:?}: {diagnostics}"))
        };
        let whole = load(document.clone());
        let slice = whole.slice(None).unwrap();
        assert!(slice.len() < text.len(), "{roots:?}");
        let cut = load(Source::new("v1.0-Prod.csdl", &*slice).into());
        assert!(cut.slice(None).unwrap() == slice, "{roots:?}: the slice of the slice differs");
        assert!(whole.generate().files == cut.generate().files, "{roots:?}: the models differ");
    }
}

/// Returns the next snapshot: one in 25 properties and members changes.
fn edit(text: &str, is_additive: bool) -> String {
    let mut number = 0;
    let mut is_function = false;
    let lines = text.lines().map(|line| {
        let starts = ["<Property ", "<Member ", "<NavigationProperty ", "<Parameter "];
        is_function = line.contains("<Function ") || (is_function && !line.contains("<Action "));
        let is_binding = line.to_lowercase().contains("\"bind");
        // Another parameter makes a function another one.
        let is_fixed = is_binding || (is_additive && is_function && line.contains("<Parameter "));
        let is_part = !is_fixed && starts.iter().any(|start| line.contains(start));
        number += usize::from(is_part);
        if !is_part || !line.ends_with("/>") || number % 25 != 0 || line.contains("\"id\"") {
            return line.to_owned();
        }
        let renamed = line.replacen("\" ", "Changed\" ", 1);
        match number / 25 % 6 {
            0 | 1 => format!("{line}\n{}", renamed.replace(" Nullable=\"false\"", "")),
            _ if is_additive => line.to_owned(),
            2 => renamed,
            3 => String::new(),
            4 if line.contains("\"Edm.String\"") => line.replace("\"Edm.String\"", "\"Edm.Int32\""),
            _ if line.contains("<Property ") && !line.contains("Nullable") => {
                line.replace(" />", " Nullable=\"false\" />")
            }
            _ => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn hundreds_of_changes_are_classed_as_the_code_says() {
    let Some(text) = published() else { return };
    for (is_additive, verdict, least) in [(true, Verdict::Minor, 200), (false, Verdict::Major, 400)] {
        let edited = edit(&text, is_additive);
        let [old, new] = [&text, &edited].map(|text| {
            let source = Source::new("v1.0-Prod.csdl", &**text);
            codegen::load(Input::new(source).with_roots(Roots::All).with_all_operations()).unwrap()
        });
        let diff = codegen::diff(&old, &new).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
        assert!(diff.entries.len() >= least, "{}", diff.entries.len());
        let of_entries = diff.entries.iter().map(|entry| entry.rust.class.verdict()).max();
        assert_eq!((of_entries, diff.surface.verdict()), (Some(verdict), verdict));
    }
}
