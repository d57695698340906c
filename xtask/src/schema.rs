//! `cargo xtask schema …`: slices of Microsoft's metadata, and what is different in two snapshots of it.

pub mod lock;
pub mod report;
pub mod snapshot;
pub mod update;
