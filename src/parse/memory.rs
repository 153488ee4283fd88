//! The memory that a conversion may take, from the text of a page to its last line.

/// Bytes of memory for each byte of a page.
const BYTES_A_BYTE: u64 = 40;
/// Bytes of memory for the smallest page.
const LEAST: u64 = 1 << 20;
/// Bytes of memory for the largest page.
const MOST: u64 = 256 << 20;

/// The most bytes of memory that the conversion of a page of so many bytes takes.
#[must_use]
pub fn estimated_memory(page: u64) -> u64 {
    page.saturating_mul(BYTES_A_BYTE).clamp(LEAST, MOST)
}
