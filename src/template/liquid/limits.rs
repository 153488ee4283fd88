//! The bounds of a rendering.

use std::time::Duration;

/// Levels of blocks in each other. Running them recurses; deeper ones are shown without their tag.
pub(super) const MAX_NESTING: usize = 256;

/// Tags, outputs, expressions and filters of one template. Reading stops after so many: each takes
/// a few hundred bytes, of which the text may have given three.
pub(super) const MAX_PARTS: usize = 200_000;

/// The work that all renderings that share a [`Meter`](super::Meter) may do together.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Nodes run, values looked up; likewise each 16 items or 128 bytes that are looked at.
    pub steps: u64,
    /// Bytes of all that is made: texts, arrays, templates that are read. What is made may be
    /// thrown away soon, but more than this is never held.
    pub memory: usize,
    /// Bytes written to the page itself.
    pub output: usize,
    /// Levels of includes in each other.
    pub includes: usize,
    /// Bytes of a text that a filter makes or a block keeps aside, and, divided by 16, items of an
    /// array that a filter makes.
    pub value: usize,
    /// Numbers of a range that a loop goes through.
    pub range: usize,
    /// Time that the processor spends on it.
    pub time: Duration,
}

impl Default for Limits {
    /// A hostile template comes to its end within a second, and takes less than 200 MB.
    fn default() -> Self {
        Self {
            steps: 2_000_000,
            memory: 128 << 20,
            output: 8 << 20,
            includes: 32,
            value: 8 << 20,
            range: 100_000,
            time: Duration::from_secs(1),
        }
    }
}
