//! Valid models from input with faults outside of them: each folder has the expected report of the warnings.

use crate::case::cases;
use codegen::Severity;

#[test]
fn the_warnings_are_as_expected() {
    for case in cases("warned") {
        let name = &case.name;
        let loaded = case.load().unwrap_or_else(|diagnostics| panic!("{name}\n{diagnostics}"));
        loaded.generate().unwrap_or_else(|diagnostics| panic!("{name}\n{diagnostics}"));
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
