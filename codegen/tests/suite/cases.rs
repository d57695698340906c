//! Cases in folders: `generated/` has schemas with the generated code, `refused/` has invalid input with the reports,
//! `sliced/` has documents with their slices, and `compared/` has snapshots with their differences.
//!
//! `UPDATE_EXPECTED=1 cargo test -p codegen --test suite cases` updates the expected files.

mod case;
mod compared;
mod generated;
mod refused;
mod sliced;
mod warned;
