//! Values that do not fit their property are kept as received, and never fail the object around them.

mod buffered;
mod contexts;
mod every_value;
mod exact;
mod integers;
mod kept;
mod sample;
mod secrets;
