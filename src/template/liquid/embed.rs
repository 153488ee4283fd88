//! The tags of well-known plugins: those that show something of another site become a link to it,
//! those that are for browsers and crawlers nothing. And the labels that the tags of unknown blocks
//! give their content.

use std::borrow::Cow;

use crate::escape::escape_html;
use crate::media::Media;
use crate::phrases::{Phrases, filled};
use crate::template::film::FilmSite;
use crate::template::said::Argument;

/// A tag of a plugin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Embed {
    /// `{% gist user/id file %}`.
    Gist,
    /// `{% youtube id %}`, `{% vimeo id %}`.
    Film(FilmSite),
    /// `{% tweet url %}`.
    Tweet,
    /// `{% avatar user %}`.
    Avatar,
    /// `{% picture preset a.jpg alt="…" %}`.
    Picture,
    /// For browsers and crawlers: `{% seo %}`.
    Nothing,
}

/// The tags, by plugin. A table of contents has no use where no link leads into a page.
const TAGS: &[(&str, Embed)] = &[
    ("gist", Embed::Gist),
    ("tweet", Embed::Tweet),
    ("twitter", Embed::Tweet),
    ("avatar", Embed::Avatar),
    ("picture", Embed::Picture),
    ("img", Embed::Picture),
    ("image", Embed::Picture),
    ("image_tag", Embed::Picture),
    ("responsive_image", Embed::Picture),
    ("seo", Embed::Nothing),
    ("feed_meta", Embed::Nothing),
    ("toc", Embed::Nothing),
    ("github_edit_link", Embed::Nothing),
    ("analytics", Embed::Nothing),
];

/// Unknown blocks that do nothing but fold their content away or part it.
const WRAPPERS: &[&str] =
    &["details", "tabs", "tab", "codetabs", "codetab", "spoiler", "collapse", "accordion"];

/// Unknown blocks whose content somebody else has said.
const QUOTES: &[&str] = &["quote", "blockquote", "pullquote"];

/// The endings of pictures.
const PICTURES: &[&str] = &[".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif"];

impl Embed {
    /// The tag of that name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let known = TAGS.iter().find(|(known, _)| *known == name).map(|(_, embed)| *embed);
        known.or_else(|| FilmSite::of(name).map(Self::Film))
    }

    /// The tag as HTML; `None` when its arguments do not say what it shows.
    pub(super) fn html(self, arguments: &Arguments<'_>, phrases: &Phrases) -> Option<String> {
        let first = arguments.first();
        match self {
            Self::Gist => gist(arguments),
            Self::Film(site) => linked(site.address, first?, &site.words(phrases)),
            Self::Tweet => {
                let words = filled(phrases.post_on, "X");
                linked("https://x.com/i/web/status/", first?, &words)
            }
            Self::Avatar => {
                let user = first.or(arguments.named(&["user"]))?;
                Some(picture(&format!("{}.png", address("https://github.com/", user)?), user))
            }
            Self::Picture => {
                let source = arguments.named(&["src", "path", "file"]);
                let source = source.or_else(|| arguments.first_picture())?;
                let alt = arguments.named(&["alt", "caption", "title"]);
                Some(picture(source, alt.unwrap_or("")))
            }
            Self::Nothing => Some(String::new()),
        }
    }
}

fn gist(arguments: &Arguments<'_>) -> Option<String> {
    let words = match arguments.plain.get(1) {
        Some(file) => format!("Gist: {}", file.text),
        None => "Gist".to_owned(),
    };
    linked("https://gist.github.com/", arguments.first()?, &words)
}

/// The label that the tag of an unknown block gives its content without naming it: for a fold all
/// that stands behind its name; for a tab what is in quotes, else what stands behind the name of its
/// group, else that.
pub(super) fn label(name: &str, arguments: &str) -> Option<String> {
    let arguments = Arguments::of(arguments, &mut |_| None);
    let plain = || arguments.plain.iter().map(|word| &*word.text);
    let words: Vec<&str> = if matches!(name, "tab" | "codetab" | "tabitem") {
        let quoted = arguments.plain.iter().rfind(|word| word.is_quoted);
        match arguments.named(&["name"]).or(quoted.map(|word| &*word.text)) {
            Some(label) => vec![label],
            None => plain().skip(usize::from(arguments.plain.len() > 1)).collect(),
        }
    } else if is_fold(name) {
        plain().collect()
    } else {
        return None;
    };
    let label = words.join(" ");
    let label = label.trim();
    if label.is_empty() { None } else { Some(label.to_owned()) }
}

fn is_fold(name: &str) -> bool {
    name.to_lowercase().contains("details") || matches!(name, "spoiler" | "collapse" | "accordion")
}

/// True when a block does nothing to its content that is lost here.
pub(super) fn is_wrapper(name: &str) -> bool {
    WRAPPERS.contains(&name)
}

/// True for an unknown block that is a quotation.
pub(super) fn is_quote(name: &str) -> bool {
    QUOTES.contains(&name)
}

/// The text behind a tag's name: words, and `name=value` or `name: value`, with or without quotes.
#[derive(Default)]
pub(super) struct Arguments<'a> {
    plain: Vec<Word<'a>>,
    named: Vec<(&'a str, Word<'a>)>,
}

/// A value.
struct Word<'a> {
    text: Cow<'a, str>,
    is_quoted: bool,
}

/// The text of the variable of a name, if there is one.
type Variable<'f> = &'f mut dyn FnMut(&str) -> Option<String>;

impl<'a> Arguments<'a> {
    /// Reads them. A word without quotes may be a variable: then its text counts.
    pub(super) fn of(text: &'a str, variable: Variable<'_>) -> Self {
        let (mut arguments, mut rest) = (Self::default(), text.trim_start());
        while !rest.is_empty() {
            rest = arguments.read_one(rest, variable).trim_start();
        }
        arguments
    }

    /// Reads an argument; gives the text behind it.
    fn read_one(&mut self, text: &'a str, variable: Variable<'_>) -> &'a str {
        let end = text.find(|character| !is_in_name(character)).unwrap_or(text.len());
        let (name, after) = split_within(text, end);
        match assigned(after) {
            Some(assigned) if !name.is_empty() => {
                let (value, after) = value(assigned.trim_start());
                self.named.push((name, value.or_of(variable)));
                after
            }
            _ => {
                let (value, after) = value(text);
                self.plain.push(value.or_of(variable));
                after
            }
        }
    }

    /// All of them, those with names first.
    pub(super) fn all(&self) -> impl Iterator<Item = Argument<'_>> {
        let named = self.named.iter().map(|(name, word)| Argument { name, value: &word.text });
        let plain = self.plain.iter().map(|word| Argument { name: "", value: &word.text });
        named.chain(plain)
    }

    /// The person and the work that a quotation is of, as HTML; empty when nothing says it.
    pub(super) fn attribution(&self) -> String {
        let plain = self.plain.iter().map(|word| &*word.text);
        let (urls, plain): (Vec<&str>, Vec<&str>) = plain.partition(|it| it.contains("://"));
        let named = [&["author", "by", "cite"][..], &["source", "title"]];
        let named: Vec<&str> = named.into_iter().filter_map(|names| self.named(names)).collect();
        let words = if named.is_empty() { plain.join(" ") } else { named.join(", ") };
        match self.named(&["url", "link"]).or(urls.first().copied()) {
            Some(url) => link(url, if words.is_empty() { url } else { &words }),
            None => escape_html(&words),
        }
    }

    fn first(&self) -> Option<&str> {
        self.plain.first().map(|word| &*word.text)
    }

    fn first_picture(&self) -> Option<&str> {
        self.plain.iter().map(|word| &*word.text).find(|word| is_picture(word))
    }

    /// The value of the first of some names that is there.
    fn named(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let (_, word) = self.named.iter().find(|(own, _)| own == name)?;
            Some(&*word.text)
        })
    }
}

impl Word<'_> {
    /// The text of the variable that it names, else itself.
    fn or_of(self, variable: Variable<'_>) -> Self {
        let may_be_variable = !self.is_quoted
            && self.text.starts_with(|it: char| it.is_ascii_alphabetic())
            && self.text.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | '.'));
        match may_be_variable.then(|| variable(&self.text)).flatten() {
            Some(text) => Self { text: Cow::Owned(text), ..self },
            None => self,
        }
    }
}

fn is_in_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-')
}

/// The text behind the `=` or `:` that it begins with; `://` is that of a URL.
fn assigned(text: &str) -> Option<&str> {
    if text.starts_with(":/") {
        return None;
    }
    text.strip_prefix(['=', ':'])
}

fn is_picture(word: &str) -> bool {
    let word = word.to_lowercase();
    PICTURES.iter().any(|ending| word.ends_with(ending))
}

/// One value, in quotes or up to a blank, and the text behind it.
fn value(text: &str) -> (Word<'_>, &str) {
    let word = |text, is_quoted| Word { text: Cow::Borrowed(text), is_quoted };
    for quote in ['"', '\''] {
        if let Some((inside, after)) =
            text.strip_prefix(quote).and_then(|inside| inside.split_once(quote))
        {
            return (word(inside, true), after);
        }
    }
    let (bare, after) = split_within(text, text.find(char::is_whitespace).unwrap_or(text.len()));
    (word(bare, false), after)
}

/// A text cut at a byte offset that was found in it, and so lies between two characters.
fn split_within(text: &str, offset: usize) -> (&str, &str) {
    text.split_at_checked(offset).unwrap_or((text, ""))
}

/// A link to a thing of another site; `None` when it has no name that can be part of a URL.
fn linked(site: &str, name: &str, words: &str) -> Option<String> {
    Some(link(&address(site, name)?, words))
}

/// The URL of a thing: its own, or that which its site makes of its name.
fn address(site: &str, name: &str) -> Option<String> {
    if name.starts_with("https://") || name.starts_with("http://") {
        return Some(name.to_owned());
    }
    let is_plain = !name.is_empty() && name.chars().all(|it| is_in_name(it) || it == '/');
    if is_plain { Some(format!("{site}{name}")) } else { None }
}

/// A link as HTML.
pub(super) fn link(url: &str, words: &str) -> String {
    link_around(url, &escape_html(words))
}

/// What an address leads to, which nothing names: a film or a sound as such, else a link.
pub(super) fn nameless(url: &str) -> String {
    let media = Media::of_address(url);
    let is = |kind: &str| media.as_ref().is_some_and(|it| it.mime.starts_with(kind));
    if is("video/") {
        format!("<video src=\"{}\"></video>", escape_html(url))
    } else if is("audio/") {
        format!("<audio src=\"{}\"></audio>", escape_html(url))
    } else {
        link(url, url)
    }
}

/// A link around HTML.
pub(super) fn link_around(url: &str, html: &str) -> String {
    format!("<a href=\"{}\">{html}</a>", escape_html(url))
}

/// A picture as HTML.
pub(super) fn picture(url: &str, alt: &str) -> String {
    format!("<img src=\"{}\" alt=\"{}\">", escape_html(url), escape_html(alt))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(name: &str) -> Option<String> {
        (name == "page.author").then(|| "mo".to_owned())
    }

    fn check(name: &str, arguments: &str, expected: Option<&str>) {
        let arguments = Arguments::of(arguments, &mut variable);
        let html = Embed::of(name).unwrap().html(&arguments, Phrases::ENGLISH);
        assert_eq!(html.as_deref(), expected, "{name}");
    }

    #[test]
    fn things_of_other_sites_become_links() {
        check("gist", "5555251", Some("<a href=\"https://gist.github.com/5555251\">Gist</a>"));
        check(
            "gist",
            "a/5f \"b.md\"",
            Some("<a href=\"https://gist.github.com/a/5f\">Gist: b.md</a>"),
        );
        check(
            "youtube",
            "x_1-Y",
            Some("<a href=\"https://www.youtube.com/watch?v=x_1-Y\">YouTube video</a>"),
        );
        let own = "https://youtu.be/a?b=c";
        check(
            "youtube",
            &format!("\"{own}\""),
            Some(&format!("<a href=\"{own}\">YouTube video</a>")),
        );
        check("tweet", "20", Some("<a href=\"https://x.com/i/web/status/20\">Post on X</a>"));
        check("avatar", "me size=40", Some("<img src=\"https://github.com/me.png\" alt=\"me\">"));
        check(
            "avatar",
            "user=page.author",
            Some("<img src=\"https://github.com/mo.png\" alt=\"mo\">"),
        );
        check("gist", "page.author", Some("<a href=\"https://gist.github.com/mo\">Gist</a>"));
        check("gist", "'page.author'", None);
        check("gist", "page.gist", None);
        check("gist", "", None);
    }

    #[test]
    fn pictures_keep_their_words() {
        check("picture", "hero a b.jpg --alt x", Some("<img src=\"b.jpg\" alt=\"\">"));
        check("picture", "a.JPG alt=\"An \" '\"'", Some("<img src=\"a.JPG\" alt=\"An \">"));
        check(
            "responsive_image",
            "path: a.jpg alt: 'A cat'",
            Some("<img src=\"a.jpg\" alt=\"A cat\">"),
        );
        check("img", "left 20", None);
    }

    #[test]
    fn a_block_may_say_what_it_holds() {
        let cases = [
            ("details", "More of it", Some("More of it")),
            ("tab", "install Debian 12", Some("Debian 12")),
            ("tab", "macOS", Some("macOS")),
            ("tab", "'Scala 2' for=x", Some("Scala 2")),
            ("tab", "install 'Debian 12'", Some("Debian 12")),
            ("tab", "for=x", None),
            ("tabs", "x", None),
            ("note", "some words", None),
        ];
        for (name, arguments, expected) in cases {
            assert_eq!(label(name, arguments).as_deref(), expected, "{name} {arguments}");
        }
    }
}
