//! The range of clocks.

use std::time::Duration;

/// The longest duration that the client adds to a time: about 30 years, which no clock overflows.
pub(crate) const LONGEST: Duration = Duration::from_secs(1_000_000_000);
