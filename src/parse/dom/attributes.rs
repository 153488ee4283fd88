//! `Attributes`: counts the attributes of each tag and leaves out those that are too many, before html5ever reads them.
//!
//! html5ever compares each attribute with all before it in the tag, so that one tag of a megabyte would take a quarter of
//! a minute.

use std::borrow::Cow;

/// How many attributes of a tag are read. No honest tag has more than a few dozen.
const MOST: usize = 256;

/// Where in a page its HTML has come to, as the tokenizer of HTML sees it, roughly: it does not know which elements hold no
/// markup. In most of them html5ever collects no attributes either; but a quotation mark that is opened in one, in what looks
/// like a tag, hides what follows from the count. Only who writes the site can do that, and it costs time and nothing else.
#[derive(Default)]
pub(super) struct Attributes {
    state: State,
    /// How many attributes the tag has so far.
    count: usize,
    /// Whether any were left out.
    were_too_many: bool,
}

#[derive(Clone, Copy, Default)]
enum State {
    #[default]
    Words,
    /// Behind `<`, behind `</`.
    Open,
    /// Behind `<!` and so many of two dashes.
    Declared(usize),
    /// In a comment, behind so many dashes.
    Comment(usize),
    /// In the name of a tag.
    Name,
    /// In a tag, where an attribute may begin.
    Between,
    /// In the name of an attribute.
    Attribute,
    /// Behind it and a blank.
    Named,
    /// Behind `=`.
    Equals,
    /// In a value, with or without quotation marks.
    Bare,
    Quoted(u8),
}

impl Attributes {
    /// The next piece of HTML without the attributes that are too many.
    pub(super) fn bounded<'h>(&mut self, html: &'h str) -> Cow<'h, str> {
        let mut kept = String::new();
        // Where that begins which is kept next.
        let mut start = (self.count <= MOST).then_some(0);
        for (at, byte) in html.bytes().enumerate() {
            self.take(byte);
            match start {
                Some(from) if self.count > MOST => {
                    kept.push_str(html.get(from..at).unwrap_or_default());
                    (start, self.were_too_many) = (None, true);
                }
                None if self.count == 0 => start = Some(at),
                Some(_) | None => {}
            }
        }
        match start {
            Some(0) => Cow::Borrowed(html),
            Some(from) => Cow::Owned(kept + html.get(from..).unwrap_or_default()),
            None => Cow::Owned(kept),
        }
    }

    /// Whether any attributes were left out, and how many are read of a tag.
    pub(super) fn left_out(&self) -> Option<usize> {
        self.were_too_many.then_some(MOST)
    }

    fn take(&mut self, byte: u8) {
        let in_tag = !matches!(
            self.state,
            State::Words | State::Open | State::Declared(_) | State::Comment(_) | State::Quoted(_)
        );
        self.state = match self.state {
            _ if in_tag && byte == b'>' => {
                self.count = 0;
                State::Words
            }
            State::Words | State::Open | State::Declared(_) | State::Comment(_) => outside(self.state, byte),
            State::Quoted(mark) => {
                if byte == mark {
                    State::Between
                } else {
                    State::Quoted(mark)
                }
            }
            State::Equals => match byte {
                b'"' | b'\'' => State::Quoted(byte),
                _ if byte.is_ascii_whitespace() => State::Equals,
                _ => State::Bare,
            },
            State::Attribute | State::Named if byte == b'=' => State::Equals,
            State::Attribute | State::Named if byte.is_ascii_whitespace() => State::Named,
            State::Name | State::Bare | State::Between if byte.is_ascii_whitespace() => State::Between,
            State::Name | State::Attribute | State::Named | State::Between if byte == b'/' => State::Between,
            State::Named | State::Between => {
                self.count += 1;
                State::Attribute
            }
            State::Name | State::Bare | State::Attribute => self.state,
        };
    }
}

/// What comes of a byte outside of tags.
fn outside(state: State, byte: u8) -> State {
    match (state, byte) {
        (State::Declared(0), b'-') => State::Declared(1),
        // `<!-->` is a whole comment.
        (State::Declared(1), b'-') => State::Comment(2),
        (State::Comment(2), b'>') => State::Words,
        (State::Comment(2), b'!') => State::Comment(2),
        (State::Comment(dashes), b'-') => State::Comment(2.min(dashes + 1)),
        (State::Comment(_), _) => State::Comment(0),
        (_, b'<') => State::Open,
        (State::Open, b'/') => State::Open,
        (State::Open, b'!') => State::Declared(0),
        (State::Open, _) if byte.is_ascii_alphabetic() => State::Name,
        _ => State::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::dom::Dom;

    /// What is left of some HTML that comes whole, and byte by byte.
    fn check(html: &str, expected: &str) {
        assert_eq!(Attributes::default().bounded(html), expected, "{html}");
        let mut attributes = Attributes::default();
        let pieces = html.split("").map(|piece| attributes.bounded(piece).into_owned());
        assert_eq!(pieces.collect::<String>(), expected, "{html}, in pieces");
    }

    fn numbered(count: usize, one: &str) -> String {
        (0..count).map(|number| one.replace('N', &number.to_string())).collect()
    }

    #[test]
    fn what_a_person_wrote_stays_as_it_is() {
        for html in [
            "",
            "a < b > c <d e='>' f=\">\" g = h i/j / k>l</d>",
            "<a ='b' =c = d/>",
            "<!-- <a b=\" --><!--><p c='d'><!---><br/>é<é é='é'>",
            &format!("<a b='{}'>c", "d e=f ".repeat(MOST)),
            &format!("<a {}>b</a>", numbered(MOST, "cN ")),
            &format!("<p>{}", "words and more ".repeat(MOST)),
            &format!("<!-- <a {} --><p>", numbered(2 * MOST, "bN ")),
        ] {
            check(html, html);
        }
    }

    #[test]
    fn attributes_beyond_the_most_are_left_out() {
        for (one, end) in
            [("bN ", ""), ("bN=1 ", ""), ("bN='>' ", ""), ("bN\n=\n\"<\"/", ""), ("bN/", ""), ("é=N ", "")]
        {
            let (most, more) = (numbered(MOST, one), numbered(MOST + 999, one));
            check(&format!("<a {more}>c<d e>"), &format!("<a {most}>c<d e>{end}"));
        }
    }

    #[test]
    fn a_tag_of_half_a_million_attributes_takes_no_long_time() {
        let html = format!("<p {} class=x>a</p {}>b", numbered(500_000, "bN "), numbered(500_000, "cN "));
        let dom = Dom::parse(&html);
        assert_eq!(dom.remarks.len(), 1);
        assert!(dom.len() < 10);
    }
}
