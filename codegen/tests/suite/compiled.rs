//! The behaviour of the code in `generated/`. `xtask/tests/suite/compile.rs` checks that it compiles without warnings as a crate.

#[path = "compiled/shapes.rs"]
mod behaviour;
mod credentials;
mod lists;
mod names;
#[path = "compiled/operations.rs"]
mod of_operations;
mod primitives;

/// Declares the generated modules under test.
macro_rules! generated {
    ($($case:ident: $path:literal,)*) => {$(
        #[path = $path]
        #[rustfmt::skip]
        #[allow(dead_code, unreachable_pub, unused_imports, reason = "models are made for other crates")]
        mod $case;
    )*};
}
generated! {
    annotated: "../generated/csdl-annotated-envelope/expected/mod.rs",
    combined: "../generated/openapi-combined/expected/mod.rs",
    beyond_ascii: "../generated/names-beyond-ascii/expected/mod.rs",
    beyond_ascii_namespace: "../generated/namespace-beyond-ascii/expected/mod.rs",
    adjusted: "../generated/adjusted/expected/mod.rs",
    providers: "../generated/credentials/expected/mod.rs",
    hostile: "../generated/hostile/expected/mod.rs",
    metadata: "../generated/metadata/expected/mod.rs",
    operations: "../generated/operations/expected/mod.rs",
    sample: "../generated/primitives/expected/mod.rs",
    shapes: "../generated/shapes/expected/mod.rs",
    words: "../generated/names/expected/mod.rs",
}
