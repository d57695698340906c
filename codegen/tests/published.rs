//! Metadata as Microsoft publishes it: models of a slice are those of all of it, and hundreds of changes are classed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use codegen::diff::Verdict;
use codegen::{Input, Roots, Source};
use std::fs;
use std::path::Path;

/// So many roots are tried one by one, spread over all types. Each takes a second where nothing is optimized.
const TRIED: usize = 4;

fn published() -> Option<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/metadata/v1.0-Prod.csdl");
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("skipped: {} is not here", path.display());
    }
    text
}

#[test]
fn a_slice_makes_the_same_models() {
    let Some(text) = published() else { return };
    let document = Source::new("v1.0-Prod.csdl", &text);
    let types: Vec<_> = codegen::read(&document).unwrap().types.into_keys().map(|name| name.to_string()).collect();
    let mut roots: Vec<_> =
        types.iter().step_by(types.len() / TRIED).map(|name| Roots::Named(vec![name.clone()])).collect();
    roots.push(Roots::Named(vec!["microsoft.graph.user".to_owned(), "microsoft.graph.security.alert".to_owned()]));
    roots.push(Roots::All);
    for roots in roots {
        let input = Input::new(&document).with_roots(roots.clone());
        let slice = codegen::slice(&input, None).unwrap_or_else(|diagnostics| panic!("{roots:?}: {diagnostics}"));
        assert!(slice.len() < text.len(), "{roots:?}");
        let source = Source::new("v1.0-Prod.csdl", &slice);
        let of_slice = Input::new(&source).with_roots(roots.clone());
        let [whole, cut] = [&input, &of_slice].map(|input| {
            codegen::generate(input).unwrap_or_else(|diagnostics| panic!("{roots:?}: {diagnostics}")).files
        });
        assert!(whole == cut, "{roots:?}: other models");
        assert!(codegen::slice(&of_slice, None).unwrap() == slice, "{roots:?}: the slice of a slice is another");
    }
}

/// The next edition: every so many lines, something is different.
fn edit(text: &str, is_additive: bool) -> String {
    let mut number = 0;
    let lines = text.lines().map(|line| {
        let is_part = ["<Property ", "<Member ", "<NavigationProperty "].iter().any(|start| line.contains(start));
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
        let [old, new] = [&text, &edited].map(|text| Source::new("v1.0-Prod.csdl", text));
        let [old, new] = [&old, &new].map(|source| Input::new(source).with_roots(Roots::All));
        let diff = codegen::diff(&old, &new).unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
        assert!(diff.entries.len() >= least, "{}", diff.entries.len());
        let of_entries = diff.entries.iter().map(|entry| entry.rust.class.verdict()).max();
        assert_eq!((of_entries, diff.surface.verdict()), (Some(verdict), verdict));
    }
}
