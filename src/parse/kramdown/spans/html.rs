//! HTML and addresses between words.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::reader::Reader;
use crate::parse::kramdown::tag;
use crate::parse::offsets::between_found;

/// No address is longer, in bytes.
const LONGEST_ADDRESS: usize = 4000;

impl<'t> Reader<'t> {
    /// `<https://example.org/>` or `<someone@example.org>`.
    pub(super) fn address(&mut self) -> bool {
        let inside = between_found(self.rest(), "<".len()..);
        let mut signs = inside.bytes().take(LONGEST_ADDRESS);
        let end = signs.position(|byte| matches!(byte, b'<' | b'>' | b'\n'));
        let Some(end) = end.filter(|end| between_found(inside, *end..).starts_with('>')) else {
            return false;
        };
        let written = between_found(inside, ..end);
        let words = written.strip_prefix("mailto:").unwrap_or(written);
        let is_mail = words.len() < written.len() || is_mail(words);
        if words.is_empty() || !is_mail && !is_url(words) {
            return false;
        }
        let length = written.len() + "<>".len();
        if self.inside.link || self.in_picture() {
            self.add_text(words, length);
            return true;
        }
        let link_type = if is_mail { LinkType::Email } else { LinkType::Autolink };
        let none = CowStr::Borrowed("");
        let (title, id) = (none.clone(), none);
        self.add(Event::Start(Tag::Link { link_type, dest_url: words.into(), title, id }), 0);
        self.push(Event::Text(words.into()));
        self.push(Event::End(TagEnd::Link));
        self.skip(length);
        true
    }

    pub(super) fn html(&mut self) -> bool {
        let text = self.rest();
        if text.starts_with("<!--") {
            return self.comment();
        }
        if let Some((_, length)) = tag::end(text) {
            self.add(Event::InlineHtml(between_found(text, ..length).into()), length);
            return true;
        }
        let Some(start) = tag::start(text) else { return false };
        if start.name.eq_ignore_ascii_case("br") {
            self.add(Event::HardBreak, start.length);
            return true;
        }
        let is_open = start.takes_all() && !start.is_whole && !self.ends_below(start.name);
        if is_open && start.is_bare() {
            return false;
        }
        self.add(Event::InlineHtml(between_found(text, ..start.length).into()), start.length);
        if is_open {
            self.push(Event::InlineHtml(format!("</{}>", start.name).into()));
        }
        let is_literal =
            start.is_literal() || !self.options.own.parse_span_html && start.content().is_none();
        if is_literal && !start.is_whole {
            self.literal(start.name);
        }
        true
    }

    /// A comment shows nothing.
    fn comment(&mut self) -> bool {
        if self.missing.comment_end {
            return false;
        }
        match self.rest().find("-->") {
            Some(end) => self.skip(end + "-->".len()),
            None => self.missing.comment_end = true,
        }
        !self.missing.comment_end
    }

    /// Tests whether the end tag for a name follows.
    fn ends_below(&mut self, name: &str) -> bool {
        let found = if self.is_tired() { None } else { tag::find_end(self.rest(), name) };
        self.note_look(self.at, found.map_or(self.text.len(), |(end, _)| self.at + end));
        found.is_some()
    }

    /// The content of an element in which nothing is Markdown.
    fn literal(&mut self, name: &str) {
        if self.is_tired() {
            return;
        }
        let text = self.rest();
        let Some((end, _)) = tag::find_end(text, name) else {
            self.note_failure(self.at);
            return;
        };
        // Its end tag is read next.
        self.add(Event::Html(with_signs(between_found(text, ..end)).into()), end);
    }
}

/// HTML in which each `<` that begins no tag is a sign.
fn with_signs(html: &str) -> String {
    let mut made = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(found) = rest.find('<') {
        let (before, here) = rest.split_at_checked(found).unwrap_or((rest, ""));
        let length = tag::end(here).map(|it| it.1).or(tag::start(here).map(|it| it.length));
        made.push_str(before);
        made.push_str(length.map_or("&lt;", |length| between_found(here, ..length)));
        rest = between_found(here, length.unwrap_or("<".len())..);
    }
    made.push_str(rest);
    made
}

fn is_url(words: &str) -> bool {
    words.split_once("://").is_some_and(|(scheme, rest)| {
        scheme.starts_with(|it: char| it.is_ascii_alphabetic())
            && scheme.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.'))
            && !rest.is_empty()
    }) || ["http:", "https:", "ftp:", "ftps:"].iter().any(|scheme| words.starts_with(scheme))
}

fn is_mail(words: &str) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part.chars().all(|it| it.is_alphanumeric() || matches!(it, '-' | '_' | '.'))
    };
    words.split_once('@').is_some_and(|(name, host)| is_part(name) && is_part(host))
}
