//! `Flow`: the way on after a node.

/// The way on after a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flow {
    Next,
    /// Out of the innermost loop.
    Break,
    /// To the innermost loop's next item.
    Continue,
    /// A limit was reached.
    Stop,
}
