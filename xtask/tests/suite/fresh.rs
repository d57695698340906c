//! The checked-in models are up to date.

#[test]
fn the_generated_models_are_up_to_date() {
    let plan = xtask::codegen::plan(&xtask::workspace_root()).unwrap_or_else(|error| panic!("{error:#}"));
    let drift = plan.drift();
    assert!(drift.is_empty(), "{drift}");
}
