//! Invalid input: each folder has one kind of error and the expected report.

use super::case::cases;

#[test]
fn the_report_is_as_expected() {
    for case in cases("refused") {
        let name = &case.name;
        let diagnostics = match case.generate() {
            Ok(files) => panic!("{name}: no diagnostic was found, these were generated: {:?}", files.keys()),
            Err(diagnostics) => diagnostics,
        };
        case.expect(&diagnostics);
    }
}

#[test]
fn every_problem_says_where_it_is_and_how_to_mend_it() {
    for case in cases("refused") {
        for diagnostic in &case.generate().unwrap_err() {
            assert!(diagnostic.help.is_some(), "{}: {}", case.name, diagnostic.message);
            let location = diagnostic.location.as_ref();
            let location = location.unwrap_or_else(|| panic!("{}: {}", case.name, diagnostic.message));
            assert!(location.line >= 1 && location.column >= 1);
        }
    }
}

#[test]
fn there_are_cases_of_every_kind() {
    for (kind, least) in [("csdl-", 20), ("openapi-", 15), ("models-", 5)] {
        let count = cases("refused").iter().filter(|case| case.name.starts_with(kind)).count();
        assert!(count >= least, "{count} cases of {kind}");
    }
}
