//! Attribute lists, `{: .class #id key="value"}`, and the marks of extensions, `{::name …}`.

use super::line::{first, is_blank, outdented};
use super::node::Attributes;

/// No attribute list is longer, in bytes. Without an end, a search for one would go to the end of
/// the page each time.
const LONGEST: usize = 2000;

/// Something in braces.
pub(super) struct Braces<'t> {
    /// What is said in it, without `{:`.
    pub(super) inside: &'t str,
    /// Its length, in bytes.
    pub(super) length: usize,
}

/// The braces at the start of a text that begins with `{:`.
pub(super) fn braces(text: &str) -> Option<Braces<'_>> {
    let rest = text.strip_prefix("{:")?;
    let mut escaped = false;
    for (at, byte) in rest.bytes().take(LONGEST).enumerate() {
        if byte == b'}' && !escaped {
            let inside = rest.get(..at)?;
            return Some(Braces { inside, length: at + "{:}".len() });
        }
        escaped = byte == b'\\' && !escaped;
    }
    None
}

/// The attribute list on lines of its own that a text begins with; its length is that of the lines.
pub(super) fn block(text: &str) -> Option<Braces<'_>> {
    let found = alone(text)?;
    if found.inside.is_empty() || found.inside.starts_with([':', '/']) { None } else { Some(found) }
}

/// Braces on lines of their own.
pub(super) fn alone(text: &str) -> Option<Braces<'_>> {
    let words = outdented(text);
    let found = braces(words)?;
    let rest = words.get(found.length..)?;
    let line = first(rest);
    let length = text.len() - rest.len() + line.len();
    if is_blank(line) { Some(Braces { length, ..found }) } else { None }
}

/// The attribute list that is all that stands behind the mark of an item, or before its words:
/// what is left behind it.
pub(super) fn behind_mark(content: &str) -> Option<&str> {
    let words = content.trim_start_matches(|it: char| it.is_ascii_whitespace());
    let found = braces(words).filter(|it| !it.inside.is_empty() && !is_special(it.inside))?;
    Some(words.get(found.length..)?.trim_start_matches(|it: char| it.is_ascii_whitespace()))
}

/// Tests whether what stands behind `{:` is no attribute list: an extension, or the definition of
/// a name for attributes (`{:name: .class}`).
pub(super) fn is_special(inside: &str) -> bool {
    let name =
        inside.trim_start_matches(|it: char| it.is_alphanumeric() || matches!(it, '_' | '-'));
    name.starts_with(':') || inside.starts_with('/')
}

/// Tests whether all words of a list are attributes that nobody would write in a sentence.
pub(super) fn is_plain(inside: &str) -> bool {
    let mut words = inside.split_ascii_whitespace().peekable();
    words.peek().is_some()
        && words.all(|word| {
            word.len() > 1 && word.starts_with(['.', '#'])
                || word.contains("=\"")
                || word.contains("='")
                || word.ends_with(['"', '\''])
        })
}

impl Attributes {
    /// Takes up what a list says.
    pub(super) fn add(&mut self, inside: &str) {
        for word in inside.split_ascii_whitespace() {
            if matches!(word, "toc" | "footnotes") {
                self.is_place = true;
            } else if let Some(value) = word.strip_prefix("start=") {
                self.start = value.trim_matches(['"', '\'']).parse().ok().or(self.start);
            } else if let Some(classes) = word.strip_prefix('.') {
                let mut classes = classes.split('.');
                let language = classes.find_map(|class| class.strip_prefix("language-"));
                self.language = language.map(str::to_owned).or(self.language.take());
            }
        }
    }
}

/// The mark that an extension begins with, `{::name options}` or `{::name options /}`.
pub(super) struct Extension<'t> {
    pub(super) name: &'t str,
    /// True if it has no body.
    pub(super) is_empty: bool,
    /// True if its body is not for HTML.
    pub(super) is_foreign: bool,
}

impl<'t> Extension<'t> {
    /// Reads what stands behind `{:`.
    pub(super) fn of(inside: &'t str) -> Option<Self> {
        let rest = inside.strip_prefix(':')?;
        let options = rest.trim_start_matches(|it: char| it.is_ascii_alphanumeric() || it == '_');
        let name = rest.get(..rest.len() - options.len())?;
        let (options, is_empty) = match options.strip_suffix('/') {
            Some(options) => (options, true),
            None => (options, false),
        };
        let is_named = !name.is_empty()
            && (options.is_empty() || options.starts_with(|it: char| it.is_ascii_whitespace()));
        let is_foreign = options.contains("type=") && !options.contains("html");
        if is_named { Some(Self { name, is_empty, is_foreign }) } else { None }
    }

    /// The text behind the end of the extension that a text begins with, `{:/}` or `{:/name}`.
    pub(super) fn behind_end<'b>(&self, text: &'b str) -> Option<&'b str> {
        let end = text.strip_prefix("{:/")?;
        end.strip_prefix(self.name).unwrap_or(end).strip_prefix('}')
    }

    /// The body of an extension at the start of a text, and the text behind its end.
    pub(super) fn body<'b>(&self, text: &'b str) -> Option<(&'b str, &'b str)> {
        let mut from = 0;
        while let Some(found) = text.get(from..)?.find("{:/") {
            let at = from + found;
            let (body, end) = text.split_at_checked(at)?;
            if let Some(rest) = self.behind_end(end) {
                return Some((body, rest));
            }
            from = at + "{:/".len();
        }
        None
    }
}
