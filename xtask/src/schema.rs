//! `cargo xtask schema`: updates slices of Microsoft's metadata, and compares snapshots of a schema.

pub mod lock;
pub mod package;
pub mod report;
pub mod rules;
pub mod snapshot;
pub mod update;
