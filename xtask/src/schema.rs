//! `cargo xtask schema`: updates slices of Microsoft's metadata, and compares snapshots of a schema.

mod git;
pub mod lock;
pub mod package;
pub mod report;
pub mod rules;
pub mod snapshot;
pub mod update;
