//! `cargo xtask schema …`: slices of Microsoft's metadata, and what is different in two editions of it.

pub mod edition;
pub mod lock;
pub mod report;
pub mod update;
