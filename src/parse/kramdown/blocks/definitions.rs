//! Definition lists: the lines of a paragraph are terms if a meaning stands below.

use super::level::Level;
use super::list::{Draft, tighten};
use crate::parse::kramdown::attributes;
use crate::parse::kramdown::line::is_blank;
use crate::parse::kramdown::node::{Definition, Node};
use crate::parse::kramdown::opening::{Mark, is_boundary};
use crate::parse::offsets::between_found;

impl Level<'_, '_> {
    pub(super) fn definition_list(&mut self) -> bool {
        if Mark::Colon.length(self.line(), 3).is_none() || self.is_deep() {
            return false;
        }
        let Some((terms, is_apart)) = self.terms() else { return false };
        let mut parts: Vec<Definition> = terms.split('\n').map(term).collect();
        let mut blank = None;
        for (draft, is_apart) in self.meanings(is_apart) {
            let mut meaning = self.inside(&draft.pieces.concat(), Vec::new());
            if !meaning.is_empty() {
                blank = meaning.pop_if(|node| matches!(node, Node::Blank { .. }));
            }
            if !is_apart {
                tighten(&mut meaning);
            }
            parts.push(Definition::Meaning(meaning));
        }
        self.add_definitions(parts);
        self.nodes.extend(blank);
        true
    }

    /// Takes the paragraph above, if it may hold terms; true if a blank line stands below it.
    fn terms(&mut self) -> Option<(String, bool)> {
        let is_apart = match self.nodes.as_slice() {
            [.., Node::Paragraph(_)] => false,
            [.., Node::Paragraph(_), Node::Blank { lines: 1 }] => true,
            _ => return None,
        };
        self.nodes.pop_if(|_| is_apart);
        match self.nodes.pop() {
            Some(Node::Paragraph(paragraph)) => Some((paragraph.words, is_apart)),
            Some(_) | None => None,
        }
    }

    /// Gathers the lines of the meanings, each with whether its words are a paragraph.
    fn meanings(&mut self, mut is_apart: bool) -> Vec<(Draft, bool)> {
        let mut meanings: Vec<(Draft, bool)> = Vec::new();
        let mut most_blanks = 3;
        let mut is_behind_blank = false;
        while self.at < self.text.len() {
            let line = self.line();
            if let Some(length) = Mark::Colon.length(line, most_blanks) {
                let draft = Draft::of(length, between_found(line, length..));
                most_blanks = draft.column.saturating_sub(1).min(3);
                meanings.push((draft, is_apart));
                (is_apart, is_behind_blank) = (false, false);
            } else {
                let Some((draft, _)) = meanings.last_mut() else { break };
                let blank = is_blank(line);
                let goes_on = blank
                    || draft.holds(line)
                    || !is_behind_blank && !draft.ends_before(self.rest());
                if is_boundary(line) || !goes_on {
                    break;
                }
                let (inner, _) = draft.inner(line);
                let inner = if blank { line } else { &inner };
                draft.pieces.last_mut().into_iter().for_each(|piece| piece.push_str(inner));
                (is_apart, is_behind_blank) = (blank, blank);
            }
            self.pass(line.len());
        }
        meanings
    }

    /// Adds parts to the definition list right above, or as a list of their own.
    fn add_definitions(&mut self, parts: Vec<Definition>) {
        if matches!(self.nodes.as_slice(), [.., Node::Definitions(_), Node::Blank { .. }]) {
            self.nodes.pop();
        }
        match self.nodes.last_mut() {
            Some(Node::Definitions(list)) => list.extend(parts),
            Some(_) | None => self.add(Node::Definitions(parts)),
        }
    }
}

fn term(line: &str) -> Definition {
    Definition::Term(attributes::behind_mark(line).unwrap_or(line).trim().to_owned())
}
