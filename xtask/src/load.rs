//! Loads schemas, and prints the warnings about them.

use codegen::{Diagnostics, Input, Loaded};
use std::io::Write;

/// Loads a schema. Prints the warnings about it to the standard error stream, in colour on a terminal.
///
/// # Errors
///
/// As for [`codegen::load`].
pub(crate) fn load(input: Input) -> Result<Loaded, Diagnostics> {
    let loaded = codegen::load(input)?;
    let warnings = loaded.warnings();
    if !warnings.is_empty() {
        let counted = if warnings.len() == 1 { "1 warning".to_owned() } else { format!("{} warnings", warnings.len()) };
        // A failure to write to stderr cannot be reported.
        let _ = writeln!(anstream::stderr().lock(), "{}\n\n{counted}\n", warnings.report(true));
    }
    Ok(loaded)
}
