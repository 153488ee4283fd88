//! The memory that a conversion may take, from the text of a page to its last line.

/// Bytes of memory for each byte of a small page, of nothing but marks.
const OF_MARKS: u64 = 500;
/// Bytes of memory that a page may take whatever its size.
const FREE: u64 = 32 << 20;
/// Bytes of memory for each byte of a large page.
const OF_TEXT: u64 = 40;
/// Bytes of memory for the smallest and for the largest page.
const LEAST: u64 = 1 << 20;
const MOST: u64 = 256 << 20;

/// The most bytes of memory that the conversion of a page of so many bytes takes: forty times its
/// size and no more than 256 MiB, but 32 MiB in any case.
#[must_use]
pub fn estimated_memory(page: u64) -> u64 {
    let small = page.saturating_mul(OF_MARKS).min(FREE);
    page.saturating_mul(OF_TEXT).max(small).clamp(LEAST, MOST)
}
