//! Elements of HTML that are blocks: as they were written, but for those that say that they hold
//! Markdown.

use super::level::Level;
use crate::parse::kramdown::line::{is_blank, outdented};
use crate::parse::kramdown::node::Node;
use crate::parse::kramdown::tag::{self, Content, Tag, is_same};
use crate::parse::offsets::between_found;

/// How many of the innermost open elements an end tag may end: to look through all of them each
/// time would take time that grows with the square of their number.
const REACH: usize = 64;

impl<'t> Level<'t, '_> {
    pub(super) fn html(&mut self) -> bool {
        let words = outdented(self.rest());
        if !words.starts_with('<') {
            return false;
        }
        let indent = self.rest().len() - words.len();
        if let Some(length) = self.comment_length(words) {
            self.pass(indent + length);
            self.nodes.push(Node::Html(String::new()));
        } else if let Some((name, length)) = tag::end(words).filter(|it| tag::is_block(it.0)) {
            self.is_closed = self.element.is_some_and(|element| is_same(element, name));
            // Below words it belongs to them: it may stand in their code.
            if !self.is_closed && matches!(self.nodes.last(), Some(Node::Paragraph(_))) {
                return false;
            }
            // One that ends nothing is nothing.
            self.pass(indent + length);
            if self.is_closed {
                return true;
            }
            self.nodes.push(Node::Html(String::new()));
        } else if let Some(tag) = tag::start(words).filter(|tag| tag::is_block(tag.name)) {
            self.pending = None;
            self.pass(indent);
            self.element(&tag);
        } else {
            return false;
        }
        self.pass_line_end();
        true
    }

    /// Length of the comment at the start of a text that begins here or later.
    fn comment_length(&mut self, text: &str) -> Option<usize> {
        let inside = text.strip_prefix("<!--").filter(|_| !self.unclosed.comment)?;
        let length = inside.find("-->");
        self.unclosed.comment = length.is_none();
        length.map(|length| "<!--".len() + length + "-->".len())
    }

    /// Length of the instruction or the declaration here; of its first sign if it does not end on
    /// its line.
    fn instruction_length(&mut self) -> usize {
        if self.at < self.unclosed.instruction {
            return 1;
        }
        let end = self.rest().find(['>', '\n']).unwrap_or(self.text.len() - self.at);
        if between_found(self.rest(), end..).starts_with('>') {
            return end + 1;
        }
        self.unclosed.instruction = self.at + end;
        1
    }

    /// Passes the end of a line behind an element.
    fn pass_line_end(&mut self) {
        let line = self.line();
        if is_blank(line) {
            self.pass(line.len());
        }
    }

    /// Reads the element whose start tag is here.
    fn element(&mut self, tag: &Tag<'t>) {
        let usual =
            if self.page.options.parse_block_html { tag.usual_content() } else { Content::Html };
        match tag.content().unwrap_or(usual) {
            _ if tag.is_whole => {
                let end = self.at + tag.length;
                self.add_html(end);
            }
            _ if tag.is_script() => {
                let end = self.end_of(tag);
                self.add_html(end);
            }
            Content::Blocks if !self.is_deep() => self.element_of_blocks(tag),
            Content::Words => self.element_of_words(tag),
            Content::Html | Content::Blocks => self.element_as_written(tag),
        }
    }

    /// Adds the text from here up to an offset as HTML.
    fn add_html(&mut self, end: usize) {
        let html = between_found(self.text, self.at..end).to_owned();
        self.at = end;
        self.nodes.push(Node::Html(html));
    }

    /// The offset behind the end tag of an element whose start tag is here.
    fn end_of(&self, tag: &Tag<'_>) -> usize {
        let inside = self.at + tag.length;
        match tag::find_end(between_found(self.text, inside..), tag.name) {
            Some((at, length)) => inside + at + length,
            None => self.text.len(),
        }
    }

    fn element_of_blocks(&mut self, tag: &Tag<'t>) {
        let end = self.at + tag.length;
        self.add_html(end);
        self.pass_line_end();
        let nodes = self.inside_element(tag.name);
        self.nodes.extend(nodes);
        self.nodes.push(Node::Html(format!("</{}>", tag.name)));
    }

    fn element_of_words(&mut self, tag: &Tag<'t>) {
        let end = self.at + tag.length;
        self.add_html(end);
        let rest = self.rest();
        let (words, length) = tag::find_end(rest, tag.name).unwrap_or((rest.len(), 0));
        self.nodes.push(Node::Words(between_found(rest, ..words).trim().to_owned()));
        self.nodes.push(Node::Html(format!("</{}>", tag.name)));
        self.pass(words + length);
    }

    /// Reads an element whose content is HTML, up to its end tag. Each end tag belongs to a start
    /// tag: what stands behind the element is not in its hands.
    fn element_as_written(&mut self, tag: &Tag<'t>) {
        let mut open = vec![tag.name];
        let mut html = String::new();
        let mut from = self.at;
        self.pass(tag.length);
        while !open.is_empty() {
            let Some(found) = self.rest().find('<') else {
                self.at = self.text.len();
                break;
            };
            self.pass(found);
            match self.piece(&mut open) {
                Piece::Kept(length) => self.pass(length),
                Piece::Dropped(length) => {
                    html.push_str(between_found(self.text, from..self.at));
                    self.pass(length);
                    from = self.at;
                }
                Piece::Sign => {
                    html.extend([between_found(self.text, from..self.at), "&lt;"]);
                    self.pass("<".len());
                    from = self.at;
                }
                Piece::Markdown(tag) => {
                    html.push_str(between_found(self.text, from..self.at));
                    self.nodes.push(Node::Html(std::mem::take(&mut html)));
                    self.element(&tag);
                    from = self.at;
                }
            }
        }
        html.push_str(between_found(self.text, from..self.at));
        open.iter().rev().for_each(|name| html.extend(["</", name, ">"]));
        self.nodes.push(Node::Html(html));
    }

    /// What the `<` here begins; elements are opened and closed.
    fn piece(&mut self, open: &mut Vec<&'t str>) -> Piece<'t> {
        let text = self.rest();
        if let Some(length) = self.comment_length(text) {
            return Piece::Kept(length);
        }
        if text.starts_with("<?") || text.starts_with("<!") && !text.starts_with("<!--") {
            return Piece::Kept(self.instruction_length());
        }
        if let Some((name, length)) = tag::end(text) {
            let inner = open.iter().rev().take(REACH).position(|it| is_same(it, name));
            let Some(inner) = inner else { return Piece::Dropped(length) };
            open.truncate(open.len() - inner - 1);
            return Piece::Kept(length);
        }
        let Some(tag) = tag::start(text) else { return Piece::Sign };
        if tag.is_script() && !tag.is_whole {
            return Piece::Kept(self.end_of(&tag) - self.at);
        }
        let holds_markdown = matches!(tag.content(), Some(Content::Blocks | Content::Words));
        if holds_markdown && !tag.is_whole && !self.is_deep() {
            return Piece::Markdown(tag);
        }
        if !tag.is_whole {
            open.push(tag.name);
        }
        Piece::Kept(tag.length)
    }
}

/// What stands at a `<` in HTML.
enum Piece<'t> {
    /// So many bytes that stay as they are.
    Kept(usize),
    /// So many bytes of an end tag that ends nothing.
    Dropped(usize),
    /// The sign itself.
    Sign,
    /// The start tag of an element with Markdown in it.
    Markdown(Tag<'t>),
}
