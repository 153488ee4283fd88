//! `Flow`: the content of an element in the making.

use super::line::Line;
use crate::document::Block;

/// Blocks in the making, and the running text after them.
pub(super) struct Flow {
    pub(super) blocks: Vec<Block>,
    pub(super) line: Line,
    /// For an item of a list: where the task's box is noted.
    pub(super) task: Task,
}

/// The box of a task, which stands first in an item.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    /// Not in an item.
    Nowhere,
    /// In an item, none so far.
    Open,
    /// Done or not.
    Is(bool),
}

impl Flow {
    pub(super) fn new() -> Self {
        Self { blocks: Vec::new(), line: Line::inside(std::iter::empty()), task: Task::Nowhere }
    }

    /// An empty one in which the same things are open.
    pub(super) fn inside(&self) -> Self {
        Self { blocks: Vec::new(), line: Line::inside(self.line.wrappers()), task: Task::Nowhere }
    }
}
