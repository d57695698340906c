//! The memory that a check may use.
//!
//! The fuzz targets include this file, and so do the tests of the other packages.

/// The number of bytes at any time: a constant, and a multiple of the length of the input.
const MEMORY: u64 = 4 << 20;
const MEMORY_PER_BYTE: u64 = 256;

/// Checks an input, and that the check uses little memory.
pub(crate) fn bounded(check: fn(&[u8]), input: &[u8]) {
    let memory = allocation_counter::measure(|| check(input)).bytes_max;
    assert!(memory <= MEMORY + MEMORY_PER_BYTE * input.len() as u64, "{memory} bytes for {} of input", input.len());
}
