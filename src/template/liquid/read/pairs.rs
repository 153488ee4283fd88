//! Tokens that belong together, found in one pass before the tree is made.

use std::collections::{HashMap, HashSet};

use super::lexer::{Token, TokenKind};

/// Pairs of tags, by the positions of their tokens.
pub(super) struct Pairs {
    /// From a `comment` to its end.
    pub(super) comments: HashMap<usize, usize>,
    /// Tags that are not known but have an end, and these ends.
    pub(super) unknown_blocks: HashSet<usize>,
}

impl Pairs {
    pub(super) fn of(source: &str, tokens: &[Token]) -> Self {
        let mut pairs = Self { comments: HashMap::new(), unknown_blocks: HashSet::new() };
        let mut open: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, token) in tokens.iter().enumerate() {
            let TokenKind::Tag { name, .. } = &token.kind else { continue };
            let Some(name) = source.get(name.clone()) else { continue };
            let Some(block) = name.strip_prefix("end") else {
                open.entry(name).or_default().push(index);
                continue;
            };
            if let Some(begin) = open.get_mut(block).and_then(Vec::pop) {
                pairs.add(block, begin, index);
            }
        }
        pairs
    }

    fn add(&mut self, block: &str, begin: usize, end: usize) {
        if block == "comment" {
            self.comments.insert(begin, end);
        } else {
            self.unknown_blocks.extend([begin, end]);
        }
    }
}
