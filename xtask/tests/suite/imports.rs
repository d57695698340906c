//! The check for modules that import each other.

use std::fs;
use xtask::imports;

/// Returns the error for a crate `a` with these files, or an empty text.
fn check(files: &[(&str, &str)]) -> String {
    let root = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = root.path().join("a/src").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::write(root.path().join("Cargo.toml"), "[workspace]\nmembers = [\"a\"]").unwrap();
    imports::check(root.path()).map_or_else(|error| error.to_string(), |()| String::new())
}

#[test]
fn siblings_that_import_each_other_are_reported() {
    let error = check(&[
        ("lib.rs", "mod one; mod two; mod three;"),
        ("one.rs", "use crate::two::Two; pub struct One;"),
        ("two.rs", "use super::three; pub struct Two;"),
        ("three.rs", "fn f() { let _ = super::one::One; }"),
    ]);
    assert!(error.ends_with("\n  a: crate::one -> crate::two -> crate::three -> crate::one"), "{error}");
}

#[test]
fn a_re_export_leads_to_the_module_that_defines_the_item() {
    let error = check(&[
        ("lib.rs", "mod shapes;"),
        ("shapes.rs", "mod circle; mod square; pub use circle::Circle as Round; pub use square::{self, Square};"),
        ("shapes/circle.rs", "use super::Square; pub struct Circle;"),
        ("shapes/square.rs", "use super::{Round}; pub struct Square;"),
    ]);
    assert!(
        error.ends_with("\n  a: crate::shapes::circle -> crate::shapes::square -> crate::shapes::circle"),
        "{error}"
    );
}

#[test]
fn a_path_is_followed_wherever_it_is_written() {
    for text in [
        "pub struct Two { pub one: crate::one::One }",
        "fn f(one: super::one::One) {}",
        "fn f<T: crate::one::Trait>() {}",
        "use crate::one; fn f() -> one::One { one::One }",
        "use crate as root; fn f() { root::one::f() }",
        "use super::one::*;",
        "pub use crate::glob::*; fn f() -> One { One }",
    ] {
        let error = check(&[
            ("lib.rs", "mod one; mod two; mod glob;"),
            ("glob.rs", "pub use crate::one::One;"),
            ("one.rs", "use crate::two::Two; pub struct One;"),
            ("two.rs", text),
        ]);
        assert!(error.contains("crate::two -> "), "{text}: {error}");
    }
    let glob = check(&[
        ("lib.rs", "mod shapes; mod user;"),
        ("shapes.rs", "mod circle; pub use circle::*;"),
        ("shapes/circle.rs", "use crate::user::User; pub struct Circle;"),
        ("user.rs", "use crate::shapes::Circle; pub struct User;"),
    ]);
    assert!(glob.contains("crate::shapes::circle -> crate::user -> "), "{glob}");
}

#[test]
fn a_variable_with_the_name_of_a_child_is_no_import() {
    let error = check(&[
        ("lib.rs", "mod text;"),
        ("text.rs", "mod number; fn f(number: usize) -> usize { number + 1 }"),
        ("text/number.rs", "use super::f;"),
    ]);
    assert_eq!(error, "");
}

#[test]
fn a_module_without_a_file_is_an_error() {
    let error = check(&[("lib.rs", "mod one;")]);
    assert!(error.starts_with("no file for the module `one`"), "{error}");
}

#[test]
fn a_module_and_its_own_child_may_import_each_other() {
    let error = check(&[
        ("lib.rs", "mod shapes; pub struct Error;"),
        ("shapes.rs", "mod circle; pub use circle::Circle; pub struct Centre;\nmod tests { use super::circle::*; }"),
        ("shapes/circle.rs", "use super::Centre; use crate::Error; pub struct Circle;"),
    ]);
    assert_eq!(error, "");
}

#[test]
fn generated_files_and_inline_tests_are_ignored() {
    let error = check(&[
        ("lib.rs", "mod one; mod two;"),
        ("one.rs", "use crate::two::Two; pub struct One;"),
        ("two.rs", "pub struct Two;\nmod tests { use crate::one::One; }"),
    ]);
    assert_eq!(error, "");
    let error = check(&[
        ("lib.rs", "mod one; mod two;"),
        ("one.rs", "// @generated\nuse crate::two::Two; pub struct One;"),
        ("two.rs", "use crate::one::One; pub struct Two;"),
    ]);
    assert_eq!(error, "");
}
