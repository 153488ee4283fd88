//! The bounds of a rendering.

/// Levels of blocks in each other. Running them recurses; deeper ones are shown without their tag.
pub(super) const MAX_NESTING: usize = 256;

/// The work that one rendering may do.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Nodes run, values looked up, items looked at.
    pub steps: u64,
    /// Bytes written, to the page or to captured texts.
    pub output: usize,
    /// Levels of includes in each other.
    pub includes: usize,
    /// Bytes of a text that a filter makes, and, divided by 16, items of an array.
    pub value: usize,
    /// Numbers of a range that a loop goes through.
    pub range: usize,
}

impl Default for Limits {
    /// A hostile template comes to its end within about a second.
    fn default() -> Self {
        Self { steps: 2_000_000, output: 32 << 20, includes: 32, value: 8 << 20, range: 100_000 }
    }
}
