//! A template cut into texts, outputs `{{ }}` and tags `{% %}`, with white space control already
//! applied.
//!
//! What stands inside of an output or a tag is for `expression` and `markup` to read. Every look
//! ahead is either short or remembered, so that a million openings without an end cost no more than
//! other text.

use std::ops::Range;

use crate::template::liquid::diagnostics::Faults;

/// A piece of a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Where its opening stands, as a byte offset.
    pub(crate) at: usize,
}

/// What a token is; ranges are byte offsets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Goes to the page as it is.
    Text(Range<usize>),
    /// What stands between `{{` and `}}`.
    Output(Range<usize>),
    /// A tag's name and the rest of it.
    Tag(Range<usize>, Range<usize>),
}

/// A token with the hyphens that eat the white space around it.
struct Cut {
    token: Token,
    trims_before: bool,
    trims_after: bool,
    verbatim: bool,
}

/// The tokens of a template.
pub(crate) fn lex(source: &str, faults: &mut Faults) -> Vec<Token> {
    let mut lexer = Lexer {
        source,
        at: 0,
        cuts: Vec::new(),
        output_end: Ahead::new("}}"),
        tag_end: Ahead::new("%}"),
        brace: Ahead::new("}"),
        unclosed_raw: false,
    };
    while let Some(opening) = lexer.next_opening() {
        lexer.text_until(opening);
        lexer.read(opening, faults);
    }
    lexer.text_until(source.len());
    trimmed(source, lexer.cuts)
}

/// The next place of a text, remembered until it is passed.
struct Ahead {
    text: &'static str,
    next: Option<usize>,
    searched: bool,
}

impl Ahead {
    fn new(text: &'static str) -> Self {
        Self { text, next: None, searched: false }
    }

    fn from(&mut self, source: &str, at: usize) -> Option<usize> {
        if !self.searched || self.next.is_some_and(|next| next < at) {
            self.next =
                source.get(at..).and_then(|rest| rest.find(self.text)).map(|place| at + place);
            self.searched = true;
        }
        self.next
    }
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    cuts: Vec<Cut>,
    output_end: Ahead,
    tag_end: Ahead,
    brace: Ahead,
    unclosed_raw: bool,
}

impl<'a> Lexer<'a> {
    fn next_opening(&self) -> Option<usize> {
        let rest = self.source.as_bytes().get(self.at..)?;
        rest.windows(2).position(is_opening).map(|place| self.at + place)
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.source.get(range).unwrap_or_default()
    }

    fn text_until(&mut self, end: usize) {
        self.push_text(self.at..end, false);
        self.at = end;
    }

    fn push_text(&mut self, range: Range<usize>, verbatim: bool) {
        if !range.is_empty() {
            let token = Token { at: range.start, kind: Kind::Text(range) };
            self.cuts.push(Cut { token, trims_before: false, trims_after: false, verbatim });
        }
    }

    fn read(&mut self, opening: usize, faults: &mut Faults) {
        let is_tag = self.slice(opening..opening + 2) == "{%";
        let end = if is_tag { &mut self.tag_end } else { &mut self.output_end }
            .from(self.source, opening + 2);
        match end {
            Some(end) if !opens_before(self.slice(opening + 2..end), is_tag) => {
                self.at = end + 2;
                let (inner, trims_before, trims_after) = self.without_hyphens(opening + 2..end);
                if is_tag {
                    self.tag(opening, inner, (trims_before, trims_after), faults);
                } else {
                    self.push(Kind::Output(inner), opening, trims_before, trims_after);
                }
            }
            _ => self.skip_broken(opening, is_tag, faults),
        }
    }

    /// Leaves out an opening without an end: up to a single `}` if the author meant that one, else
    /// only the opening.
    fn skip_broken(&mut self, opening: usize, is_tag: bool, faults: &mut Faults) {
        let (what, marks) = if is_tag { ("tag", "%}") } else { ("output", "}}") };
        faults.add(opening, || {
            format!("This Liquid {what} is not closed by {marks}; it is left out")
        });
        self.at = opening + 2;
        if let Some(brace) = self.brace.from(self.source, self.at) {
            let inner = self.slice(self.at..brace);
            if !inner.contains(['{', '\n']) {
                self.at = brace + 1;
            }
        }
    }

    fn without_hyphens(&self, range: Range<usize>) -> (Range<usize>, bool, bool) {
        let inner = self.slice(range.clone());
        let before = inner.starts_with('-');
        let after = inner.ends_with('-') && inner.len() > usize::from(before);
        (range.start + usize::from(before)..range.end - usize::from(after), before, after)
    }

    fn push(&mut self, kind: Kind, at: usize, trims_before: bool, trims_after: bool) {
        self.cuts.push(Cut {
            token: Token { kind, at },
            trims_before,
            trims_after,
            verbatim: false,
        });
    }

    fn tag(
        &mut self,
        opening: usize,
        inner: Range<usize>,
        trims: (bool, bool),
        faults: &mut Faults,
    ) {
        let Some((name, rest)) = tag_name(self.source, inner) else {
            faults.add(opening, || "This Liquid tag has no name; it is left out".to_owned());
            return;
        };
        match self.slice(name.clone()) {
            "raw" => self.raw(opening, trims.0, faults),
            "liquid" => self.lines(opening, rest, trims),
            _ => self.push(Kind::Tag(name, rest), opening, trims.0, trims.1),
        }
    }

    /// What stands in `raw` is text, whatever it looks like.
    fn raw(&mut self, opening: usize, trims_before: bool, faults: &mut Faults) {
        let Some((end, after, trims_after)) = self.raw_end() else {
            self.unclosed_raw = true;
            faults.add(opening, || {
                "The Liquid block \"raw\" is not closed; it is left out".to_owned()
            });
            return;
        };
        self.push(Kind::Text(opening..opening), opening, trims_before, false);
        self.push_text(self.at..end, true);
        self.push(Kind::Text(after..after), opening, false, trims_after);
        self.at = after;
    }

    /// Where the next `endraw` begins and ends, and whether it eats the white space after it.
    fn raw_end(&self) -> Option<(usize, usize, bool)> {
        if self.unclosed_raw {
            return None;
        }
        let rest = self.source.get(self.at..)?;
        rest.match_indices("{%").find_map(|(place, _)| {
            let inner = rest.get(place + 2..)?;
            let name = inner.strip_prefix('-').unwrap_or(inner).trim_start();
            let close = name.strip_prefix("endraw")?.trim_start();
            let (close, trims_after) =
                close.strip_prefix('-').map_or((close, false), |close| (close, true));
            let after = close.strip_prefix("%}")?;
            Some((self.at + place, self.source.len() - after.len(), trims_after))
        })
    }

    /// A `liquid` tag holds a tag on each of its lines.
    fn lines(&mut self, opening: usize, inner: Range<usize>, trims: (bool, bool)) {
        self.push(Kind::Text(opening..opening), opening, trims.0, false);
        let mut start = inner.start;
        for line in self.slice(inner.clone()).split_inclusive('\n') {
            let end = start + line.len();
            if let Some((name, rest)) = tag_name(self.source, start..end) {
                self.push(Kind::Tag(name.clone(), rest), name.start, false, false);
            }
            start = end;
        }
        self.push(Kind::Text(opening..opening), opening, false, trims.1);
    }
}

fn is_opening(bytes: &[u8]) -> bool {
    matches!(bytes, b"{{" | b"{%")
}

/// Whether another opening stands in the inside of one, outside of quotes: then the first has no
/// end of its own. A tag may hold outputs, such as `include {{ page.name }}`.
fn opens_before(inner: &str, is_tag: bool) -> bool {
    let mut rest = inner;
    while let Some(place) = rest.find(['{', '"', '\'']) {
        let Some((_, from)) = rest.split_at_checked(place) else { return false };
        if from.starts_with("{%") || (!is_tag && from.starts_with("{{")) {
            return true;
        }
        let mut after = from.chars();
        let quote = after.next().filter(|first| *first != '{');
        let closed = quote.and_then(|quote| after.as_str().split_once(quote));
        rest = closed.map_or(after.as_str(), |(_, rest)| rest);
    }
    false
}

/// A tag's name and the rest of it, without the white space around them.
fn tag_name(source: &str, inner: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let text = source.get(inner.clone())?;
    let trimmed = text.trim_start();
    let start = inner.end - trimmed.len();
    let in_name = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
    let length = match trimmed.strip_prefix('#') {
        Some(_) => 1,
        None => trimmed.find(|character| !in_name(character)).unwrap_or(trimmed.len()),
    };
    let rest = trimmed.get(length..)?;
    let rest_start = inner.end - rest.trim_start().len();
    let name = Some(start..start + length).filter(|name| !name.is_empty())?;
    Some((name, rest_start..rest_start + rest.trim().len()))
}

/// Takes the white space out of texts that stand next to a hyphen.
fn trimmed(source: &str, mut cuts: Vec<Cut>) -> Vec<Token> {
    let mut eaten = false;
    for cut in &mut cuts {
        if let Kind::Text(range) = &mut cut.token.kind
            && eaten
            && !cut.verbatim
        {
            let text = source.get(range.clone()).unwrap_or_default();
            range.start += text.len() - text.trim_start_matches(is_space).len();
        }
        eaten = cut.trims_after;
    }
    let mut eaten = false;
    for cut in cuts.iter_mut().rev() {
        if let Kind::Text(range) = &mut cut.token.kind
            && eaten
            && !cut.verbatim
        {
            let text = source.get(range.clone()).unwrap_or_default();
            range.end -= text.len() - text.trim_end_matches(is_space).len();
        }
        eaten = cut.trims_before;
    }
    let is_nothing = |token: &Token| matches!(&token.kind, Kind::Text(range) if range.is_empty());
    cuts.into_iter().map(|cut| cut.token).filter(|token| !is_nothing(token)).collect()
}

/// What Ruby's `strip` takes off.
pub(crate) fn is_space(character: char) -> bool {
    matches!(character, '\t'..='\r' | ' ' | '\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        let mut faults = Faults::default();
        let pieces = lex(source, &mut faults).into_iter().map(|token| match token.kind {
            Kind::Text(range) => format!("<{}>", source.get(range).unwrap()),
            Kind::Output(range) => format!("={}", source.get(range).unwrap().trim()),
            Kind::Tag(name, rest) => {
                format!("%{}:{}", source.get(name).unwrap(), source.get(rest).unwrap())
            }
        });
        let pieces: Vec<_> = pieces.collect();
        assert_eq!(
            format!("{} {}", pieces.join(" "), faults.into_list().len()),
            expected,
            "{source}"
        );
    }

    #[test]
    fn a_template_is_texts_outputs_and_tags() {
        check("a {{ b }} c{% if d %}{%endif%}", "<a > =b < c> %if:d %endif: 0");
        check("{{}}{% # note %}", "= %#:note 0");
        check("{% include {{ page.x }}.html %}", "%include:{{ page.x }}.html 0");
        check("{{ '{{' }}{{ \"{% x\" }}", "='{{' =\"{% x\" 0");
    }

    #[test]
    fn hyphens_eat_white_space() {
        check("a \n{{- b -}}\t c", "<a> =b <c> 0");
        check("a {%- if x -%} b {%- endif %} c", "<a> %if:x <b> %endif: < c> 0");
        check(" {%- raw -%} a {%- endraw -%} b", "< a > <b> 0");
        check("{{-}}{{--}}", "= = 0");
    }

    #[test]
    fn raw_is_text() {
        check("{% raw %}{{ a }}{% if %}{% endraw %}b", "<{{ a }}{% if %}> <b> 0");
        check("{% raw %}a{{ b }}", "<a> =b 1");
    }

    #[test]
    fn a_liquid_tag_holds_a_tag_a_line() {
        check("{% liquid\n assign a = 1\n\n echo a\n%}", "%assign:a = 1 %echo:a 0");
    }

    #[test]
    fn what_is_not_closed_is_left_out() {
        check("a {{ b", "<a > < b> 1");
        check("a {{ b }\nc {{ d }}", "<a > <\nc > =d 1");
        check("a {% if b } c {% endif %}", "<a > < c > %endif: 1");
        check("{{ {{ a }}", "< > =a 1");
        check("{% %}b", "<b> 1");
    }

    #[test]
    fn many_openings_take_linear_time() {
        for piece in [
            "{{",
            "{%",
            "{% raw",
            "{% raw %}",
            "{{ '",
            "{{ ' {{ \"",
            "{% \"",
            "{{ } ",
            "{% if %}",
            "{{{%",
        ] {
            for end in ["", "}}", "%}", "}", "{% endraw %}"] {
                let source = piece.repeat(200_000) + end;
                lex(&source, &mut Faults::default());
            }
        }
    }
}
