//! Valid models from input with faults outside of them: each folder has the expected report of the warnings.

use super::case::cases;
use codegen::{Diagnostics, Severity};

#[test]
fn the_warnings_are_as_expected() {
    for case in cases("warned") {
        let name = &case.name;
        let loaded = case.load().unwrap_or_else(|diagnostics| panic!("{name}\n{diagnostics}"));
        let warnings = loaded.warnings();
        assert!(!warnings.is_empty(), "{name}");
        assert!(warnings.iter().all(|warning| warning.severity == Severity::Warning), "{name}");
        case.expect(warnings);
    }
}

#[test]
fn valid_schemas_have_no_warnings() {
    for case in cases("generated") {
        let loaded = case.load().unwrap_or_else(|diagnostics| panic!("{}\n{diagnostics}", case.name));
        assert!(loaded.warnings().is_empty(), "{}\n{}", case.name, loaded.warnings());
    }
}

#[test]
fn every_fault_is_reported_once() {
    let diagnostics: Vec<(String, Diagnostics)> = [
        cases("warned")
            .iter()
            .map(|case| (case.name.clone(), case.load().unwrap().warnings().clone()))
            .collect::<Vec<_>>(),
        cases("refused").iter().map(|case| (case.name.clone(), case.generate().unwrap_err())).collect(),
    ]
    .concat();
    for (name, diagnostics) in diagnostics {
        let mut seen = Vec::new();
        for diagnostic in &diagnostics {
            let fault = (&diagnostic.message, &diagnostic.location);
            assert!(!seen.contains(&fault), "{name}: {}", diagnostic.message);
            seen.push(fault);
        }
    }
}
