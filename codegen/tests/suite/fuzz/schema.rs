//! Properties of any schema.

use codegen::{Diagnostics, Input, Loaded};

/// The beginnings of the diagnostics that are about no place.
const WITHOUT_PLACE: [&str; 3] = ["the schema declares no types", "no root types", "the models would have "];

/// Loads a schema and generates its models, or returns `None` after a check of the diagnostics.
pub(crate) fn load(input: Input) -> Option<Loaded> {
    match codegen::load(input) {
        Ok(loaded) => {
            have_places(loaded.warnings());
            let generated = loaded.generate();
            assert!(generated.files.contains_key("mod.rs"));
            for (path, text) in &generated.files {
                assert!(syn::parse_file(text).is_ok(), "{path}:\n{text}");
            }
            assert!(loaded.generate().files == generated.files, "the same files each time");
            Some(loaded)
        }
        Err(diagnostics) => {
            assert!(!diagnostics.is_empty() && diagnostics.to_string().contains("error: "));
            have_places(&diagnostics);
            None
        }
    }
}

fn have_places(diagnostics: &Diagnostics) {
    for diagnostic in diagnostics {
        let place = diagnostic.location.as_ref().map(|location| (location.line, location.column));
        let has_none = place.is_none() && WITHOUT_PLACE.iter().any(|start| diagnostic.message.starts_with(start));
        assert!(has_none || place.is_some_and(|(line, column)| line > 0 && column > 0), "{diagnostic:?}");
    }
}
