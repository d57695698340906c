//! What the code in `generated/` does. That it compiles without warnings as a crate of its own, `xtask/tests/compile.rs`
//! sees to.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "shapes.rs"]
mod behaviour;
mod lists;
mod names;
mod primitives;

/// The generated modules that are tried here.
macro_rules! generated {
    ($($case:ident: $path:literal,)*) => {$(
        #[path = $path]
        #[rustfmt::skip]
        #[allow(dead_code, unreachable_pub, unused_imports, reason = "models are made for other crates")]
        mod $case;
    )*};
}
generated! {
    adjusted: "../generated/adjusted/expected/mod.rs",
    hostile: "../generated/hostile/expected/mod.rs",
    metadata: "../generated/metadata/expected/mod.rs",
    sample: "../generated/primitives/expected/mod.rs",
    shapes: "../generated/shapes/expected/mod.rs",
    words: "../generated/names/expected/mod.rs",
}
