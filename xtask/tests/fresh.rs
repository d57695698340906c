//! The models that are checked in are those that the generator makes of the schema.

#[test]
fn the_generated_models_are_fresh() {
    let plan = xtask::codegen::plan(&xtask::workspace_root()).unwrap_or_else(|error| panic!("{error:#}"));
    let drift = plan.drift();
    assert!(drift.is_empty(), "{drift}");
}
