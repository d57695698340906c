//! Two tasks in parallel.

use crate::Diagnostics;
use std::panic::resume_unwind;
use std::thread;

/// Runs two tasks in parallel, the second on another thread.
pub fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        (first, second.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Runs two tasks in parallel.
///
/// # Errors
///
/// The errors of both.
pub fn try_both<A, B: Send>(
    first: impl FnOnce() -> Result<A, Diagnostics>,
    second: impl FnOnce() -> Result<B, Diagnostics> + Send,
) -> Result<(A, B), Diagnostics> {
    match both(first, second) {
        (Err(mut diagnostics), Err(more)) => {
            diagnostics.append(more);
            Err(diagnostics)
        }
        (first, second) => Ok((first?, second?)),
    }
}
