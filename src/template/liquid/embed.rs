//! The tags of well-known plugins: those that show something of another site become a link to it,
//! those that are for browsers and crawlers nothing. And what the tag of an unknown block says of
//! its content.

use crate::escape::escape_html;

/// A tag of a plugin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Embed {
    /// `{% gist user/id file %}`.
    Gist,
    /// `{% youtube id %}`.
    YouTube,
    /// `{% vimeo id %}`.
    Vimeo,
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
    ("youtube", Embed::YouTube),
    ("vimeo", Embed::Vimeo),
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

/// The endings of pictures.
const PICTURES: &[&str] = &[".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif"];

impl Embed {
    /// The tag of that name.
    pub(crate) fn of(name: &str) -> Option<Self> {
        TAGS.iter().find(|(known, _)| *known == name).map(|(_, embed)| *embed)
    }

    /// What the tag shows; `None` when its arguments do not say.
    pub(crate) fn html(self, arguments: &str) -> Option<String> {
        let arguments = Arguments::of(arguments);
        let first = arguments.first();
        match self {
            Self::Gist => {
                let words = arguments
                    .plain
                    .get(1)
                    .map_or("Gist".to_owned(), |file| format!("Gist: {file}"));
                Some(link(&address("https://gist.github.com/", first?)?, &words))
            }
            Self::YouTube => {
                Some(link(&address("https://www.youtube.com/watch?v=", first?)?, "YouTube video"))
            }
            Self::Vimeo => Some(link(&address("https://vimeo.com/", first?)?, "Vimeo video")),
            Self::Tweet => {
                Some(link(&address("https://x.com/i/web/status/", first?)?, "Post on X"))
            }
            Self::Avatar => {
                let user = first.or(arguments.named(&["user"]))?;
                Some(picture(&format!("{}.png", address("https://github.com/", user)?), user))
            }
            Self::Picture => {
                let is_picture = |word: &&str| {
                    PICTURES.iter().any(|ending| word.to_lowercase().ends_with(ending))
                };
                let named = arguments.named(&["src", "path", "file"]);
                let source = named.or_else(|| arguments.plain.iter().copied().find(is_picture))?;
                Some(picture(
                    source,
                    arguments.named(&["alt", "caption", "title"]).unwrap_or_default(),
                ))
            }
            Self::Nothing => Some(String::new()),
        }
    }
}

/// What the tag of an unknown block says of its content: what it calls a caption or a title; of a
/// fold everything behind its name; of a tab everything behind the name of its group.
pub(crate) fn label(name: &str, arguments: &str) -> Option<String> {
    let known = Arguments::of(arguments);
    let named = known.named(&["caption", "title", "summary", "label", "header"]);
    let words = || known.plain.join(" ");
    let fold = || {
        name.to_lowercase().contains("details")
            || matches!(name, "spoiler" | "collapse" | "accordion")
    };
    let label = match named {
        Some(named) => named.to_owned(),
        None if matches!(name, "tab" | "codetab") => {
            known.plain.get(1..).map(|rest| rest.join(" "))?
        }
        None if fold() => words(),
        None => return None,
    };
    Some(label.trim().to_owned()).filter(|label| !label.is_empty())
}

/// Whether a block does nothing to its content that is lost here.
pub(crate) fn is_wrapper(name: &str) -> bool {
    WRAPPERS.contains(&name)
}

/// What stands behind a tag's name: words, and `name=value` or `name: value`, with or without
/// quotes.
#[derive(Default)]
struct Arguments<'a> {
    plain: Vec<&'a str>,
    named: Vec<(&'a str, &'a str)>,
}

impl<'a> Arguments<'a> {
    fn of(text: &'a str) -> Self {
        let (mut arguments, mut rest) = (Self::default(), text.trim_start());
        while !rest.is_empty() {
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            let assigned = after
                .strip_prefix('=')
                .or_else(|| after.strip_prefix(':').filter(|it| !it.starts_with('/')));
            let named = assigned.filter(|_| !name.is_empty());
            let (value, after) = value(named.map_or(rest, str::trim_start));
            match named {
                Some(_) => arguments.named.push((name, value)),
                None => arguments.plain.push(value),
            }
            rest = after.trim_start();
        }
        arguments
    }

    fn first(&self) -> Option<&'a str> {
        self.plain.first().copied()
    }

    fn named(&self, names: &[&str]) -> Option<&'a str> {
        let value = |name: &&str| self.named.iter().find(|(own, _)| own == name);
        names.iter().find_map(value).map(|(_, value)| *value)
    }
}

/// One value, in quotes or up to a blank, and what follows it.
fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote).and_then(|inside| inside.split_once(quote)) {
            return quoted;
        }
    }
    text.split_at_checked(text.find(char::is_whitespace).unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

/// The URL of a thing: its own, or what its site makes of its name.
fn address(site: &str, name: &str) -> Option<String> {
    if name.starts_with("https://") || name.starts_with("http://") {
        return Some(name.to_owned());
    }
    let plain = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/'));
    plain.then(|| format!("{site}{name}"))
}

fn link(url: &str, words: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escape_html(url), escape_html(words))
}

fn picture(url: &str, alt: &str) -> String {
    format!("<img src=\"{}\" alt=\"{}\">", escape_html(url), escape_html(alt))
}

#[cfg(test)]
mod tests {
    use crate::template::liquid::embed::*;

    fn check(name: &str, arguments: &str, expected: Option<&str>) {
        assert_eq!(
            Embed::of(name).unwrap().html(arguments).as_deref(),
            expected,
            "{name} {arguments}"
        );
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
            ("tab", "install", None),
            ("figure", "caption:\"A *cat*\" class:x", Some("A *cat*")),
            ("note", "some words", None),
        ];
        for (name, arguments, expected) in cases {
            assert_eq!(label(name, arguments).as_deref(), expected, "{name} {arguments}");
        }
    }
}
