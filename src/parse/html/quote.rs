//! Quotes, and callouts, which are quotes that say what they are: `> [!tip] A title`.

use super::flow::Flow;
use super::inlines::append;
use super::walk::Walker;
use crate::document::{Block, Inline};
use crate::parse::dom::NodeId;

/// The longest mark of a callout, in characters.
const LONGEST_MARK: usize = 64;

/// The mark that a callout begins with.
#[derive(PartialEq, Eq, Debug)]
struct Mark {
    /// The word for what it is, in capitals: `WARNING`.
    kind: String,
    /// Its length, in bytes.
    length: usize,
}

impl Walker<'_> {
    pub(super) fn quote(&mut self, id: NodeId, flow: &mut Flow) {
        let blocks = match self.marked(id) {
            Some((mark, first)) => self.callout(id, &mark, first, flow),
            None => self.quoted(id, flow),
        };
        if !blocks.is_empty() {
            flow.blocks.push(Block::Quote(blocks));
        }
    }

    /// The content of a quote; one that GitHub knows as an alert says what it is.
    fn quoted(&mut self, id: NodeId, around: &Flow) -> Vec<Block> {
        let mut blocks = self.blocks(id, around);
        let alert = self.dom.classes(id).find_map(|class| class.strip_prefix("markdown-alert-"));
        if let Some(kind) = alert {
            blocks.insert(0, Block::Paragraph(vec![Inline::Text(kind.to_ascii_uppercase())]));
        }
        blocks
    }

    /// The mark that a quote begins with, and the paragraph that holds it.
    fn marked(&self, id: NodeId) -> Option<(Mark, NodeId)> {
        let is_blank = |it: &NodeId| self.dom.text(*it).is_some_and(|text| text.trim().is_empty());
        let first = self.dom.children(id).find(|it| !is_blank(it))?;
        let text = self.dom.first_child(first).and_then(|it| self.dom.text(it))?;
        if self.dom.name(first) != "p" || !text.starts_with("[!") {
            return None;
        }
        let mark = Mark::of(&self.words_up_to(first, LONGEST_MARK))?;
        // A mark is of words alone: of one with elements in it these would be shown besides.
        let words = self.dom.children(first).map_while(|it| self.dom.text(it)).map(str::len);
        if mark.length <= words.sum() { Some((mark, first)) } else { None }
    }

    /// The content of a callout: its kind and its title on a line of their own, then the rest.
    fn callout(&mut self, id: NodeId, mark: &Mark, first: NodeId, around: &Flow) -> Vec<Block> {
        let (mut title, mut body) = (around.inside(), around.inside());
        let (mut marked, mut in_title) = (mark.length, true);
        let dom = self.dom;
        for part in dom.children(first) {
            let Some(text) = dom.text(part) else {
                self.node(part, if in_title { &mut title } else { &mut body });
                continue;
            };
            let text = text.get(marked.min(text.len())..).unwrap_or_default();
            marked = marked.saturating_sub(dom.text(part).map_or(0, str::len));
            match text.split_once('\n') {
                Some((end, rest)) if in_title => {
                    title.line.text(end);
                    body.line.text(rest);
                    in_title = false;
                }
                _ if in_title => title.line.text(text),
                _ => body.line.text(text),
            }
        }
        self.flush(&mut title);
        self.flush(&mut body);
        for part in dom.children(id).skip_while(|it| *it != first).skip(1) {
            self.node(part, &mut body);
        }
        self.flush(&mut body);
        let mut blocks = titled(&mark.kind, title.blocks);
        blocks.append(&mut body.blocks);
        blocks
    }
}

/// The kind of a callout, before its title if it has one.
fn titled(kind: &str, title: Vec<Block>) -> Vec<Block> {
    let mut title = title.into_iter();
    let (content, rest) = match title.next() {
        Some(Block::Paragraph(words)) => {
            let mut content = vec![Inline::Text(format!("{kind}: "))];
            words.into_iter().for_each(|inline| append(&mut content, inline));
            (content, None)
        }
        other => (vec![Inline::Text(kind.to_owned())], other),
    };
    std::iter::once(Block::Paragraph(content)).chain(rest).chain(title).collect()
}

impl Mark {
    /// Reads the mark that a text begins with: `[!tip]`, `[!my-own|wide]+`.
    fn of(text: &str) -> Option<Self> {
        let (inside, after) = text.strip_prefix("[!")?.split_once(']')?;
        let kind = inside.split('|').next()?.trim();
        let is_word = |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | ' ');
        let fold = after.strip_prefix(['+', '-']).unwrap_or(after);
        if kind.is_empty() || !kind.chars().all(is_word) || !ends_mark(fold) {
            return None;
        }
        Some(Self { kind: kind.to_uppercase(), length: text.len() - fold.len() })
    }
}

fn ends_mark(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(char::is_whitespace)
}
