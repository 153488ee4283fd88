//! A call of a shortcode, and the Markdown that the well-known ones become: pictures, and links to
//! things of other sites.

use crate::media::{ItemType, Media};
use crate::phrases::{Phrases, capitalized, filled, filled_all};
use crate::template::film::FilmSite;

/// A call: a name and its arguments.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Call {
    /// The name of the shortcode.
    pub name: String,
    /// The arguments without a name, in order.
    pub positional: Vec<String>,
    /// The arguments with a name, in order.
    pub named: Vec<(String, String)>,
}

impl Call {
    /// The first of some named arguments that is there and not empty.
    #[must_use]
    pub(crate) fn named(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.one_named(name))
    }

    fn one_named(&self, name: &str) -> Option<&str> {
        let (_, value) = self.named.iter().find(|(own, it)| own == name && !it.is_empty())?;
        Some(value)
    }

    /// An argument by its name, else by its index, from 0. `None` when it is empty.
    #[must_use]
    pub(crate) fn argument(&self, name: &str, index: usize) -> Option<&str> {
        self.one_named(name)
            .or_else(|| self.positional.get(index).map(String::as_str))
            .filter(|it| !it.is_empty())
    }

    /// The Markdown of a call that shows a picture or something of another site; `None` for any
    /// other call.
    #[must_use]
    pub(crate) fn markdown(&self, phrases: &Phrases) -> Option<String> {
        match self.name.as_str() {
            "figure" => {
                let first = self.positional.first().map(String::as_str);
                Some(self.picture(self.named(SOURCES).or(first)?))
            }
            "instagram" => {
                let url = format!("https://www.instagram.com/p/{}/", self.argument("id", 0)?);
                Some(link(&filled(phrases.post_on, "Instagram"), &url))
            }
            "tweet" | "x" | "twitter" => self.tweet(phrases),
            "gist" => self.gist(),
            name => match FilmSite::of(name) {
                Some(site) => self.film(site, phrases),
                None if self.named(MORE).is_some() => None,
                None => self.named(SOURCES).and_then(|source| self.media(source, phrases)),
            },
        }
    }

    fn film(&self, site: FilmSite, phrases: &Phrases) -> Option<String> {
        let title = self.named(&["title"]).map(str::to_owned);
        let words = title.unwrap_or_else(|| site.words(phrases));
        Some(link(&words, &format!("{}{}", site.address, self.argument("id", 0)?)))
    }

    fn tweet(&self, phrases: &Phrases) -> Option<String> {
        let user = self.named(&["user"]).unwrap_or("i/web");
        let id = self.named(&["id"]).or(self.positional.last().map(String::as_str))?;
        let words = if user.contains('/') {
            filled(phrases.post_on, "X")
        } else {
            filled_all(phrases.post_of, &[user.to_owned(), "X".to_owned()])
        };
        Some(link(&words, &format!("https://x.com/{user}/status/{id}")))
    }

    fn gist(&self) -> Option<String> {
        if let Some(url) = self.named(&["url"]) {
            return Some(link("Gist", url));
        }
        let (user, id) = (self.argument("user", 0)?, self.argument("id", 1)?);
        let words = match self.argument("file", 2) {
            Some(file) => format!("Gist of {user}: {file}"),
            None => format!("Gist of {user}"),
        };
        Some(link(&words, &format!("https://gist.github.com/{user}/{id}")))
    }

    /// A picture, or a link to a film or sound, by the source's name; `None` for other sources.
    fn media(&self, source: &str, phrases: &Phrases) -> Option<String> {
        let media = Media::of_address(source)?;
        let described = |kind: &str| {
            let words = self.named(WORDS).map(str::to_owned);
            Some(link(&words.unwrap_or_else(|| capitalized(kind)), source))
        };
        match media.item_type() {
            ItemType::Image | ItemType::Gif => Some(self.picture(source)),
            _ if media.mime.starts_with("video/") => described(phrases.video),
            ItemType::Sound => described(phrases.audio),
            ItemType::Text
            | ItemType::Menu
            | ItemType::Error
            | ItemType::Search
            | ItemType::Binary
            | ItemType::Html
            | ItemType::Info
            | ItemType::Other(_) => None,
        }
    }

    /// A picture on one line, so that it stays in the list item or quote that it stands in: linked
    /// if the call says so, with its caption below it.
    fn picture(&self, source: &str) -> String {
        let caption = self.caption();
        let alt = self.named(&["alt"]).or(caption.as_deref()).unwrap_or("");
        let links = if caption.as_deref() == Some(alt) { links_in(alt) } else { Vec::new() };
        // The links of a caption that is the description, too, have to stand beside the picture.
        let described = if links.is_empty() { words(alt) } else { one_line(alt) };
        let image = format!("![{described}]({})", target(source));
        let picture = match self.named(&["link"]) {
            Some(to) => format!("[{image}]({})", target(to)),
            None => image,
        };
        match caption.as_deref() {
            Some(caption) if caption != alt => format!("{picture}<br>{}", one_line(caption)),
            _ if links.is_empty() => picture,
            _ => format!("{picture} {}", one_line(&links.join(" "))),
        }
    }

    /// The line below a picture: title, caption and author.
    fn caption(&self) -> Option<String> {
        let mut parts = Vec::new();
        for name in ["title", "caption"] {
            parts.extend(self.one_named(name).map(str::to_owned));
        }
        if let Some(author) = self.one_named("attr") {
            parts.push(match self.one_named("attrlink") {
                Some(to) => link(author, to),
                None => author.to_owned(),
            });
        }
        if parts.is_empty() { None } else { Some(parts.join(" – ")) }
    }
}

/// The names under which sites pass the picture, film or sound.
const SOURCES: &[&str] = &["src", "path", "url", "image", "img", "file"];
/// The names under which they pass the words for it.
const WORDS: &[&str] = &["title", "caption", "alt"];

/// Arguments that say more than a picture with its caption has room for.
const MORE: &[&str] = &["text", "content", "body", "summary", "description", "header"];

/// A link in Markdown.
#[must_use]
pub(super) fn link(text: &str, to: &str) -> String {
    format!("[{}]({})", words(text), target(to))
}

/// Words inside the brackets of a link.
pub(super) fn words(text: &str) -> String {
    one_line(text).replace('[', "\\[").replace(']', "\\]")
}

/// The links in a text in Markdown, as they are written; none if its brackets do not match.
fn links_in(markdown: &str) -> Vec<&str> {
    let mut open = 0_usize;
    for bracket in markdown.chars().filter(|it| matches!(it, '[' | ']')) {
        let depth = if bracket == '[' { open.checked_add(1) } else { open.checked_sub(1) };
        let Some(depth) = depth else { return Vec::new() };
        open = depth;
    }
    let mut links = Vec::new();
    let mut last = 0;
    for (at, _) in markdown.match_indices("](").filter(|_| open == 0) {
        let start = markdown.get(last..at).and_then(|before| before.rfind('['));
        let end = markdown.get(at..).and_then(|after| after.find([')', '[']));
        if let (Some(start), Some(end)) = (start, end) {
            links.extend(markdown.get(last + start..=at + end).filter(|it| it.ends_with(')')));
        }
        last = at;
    }
    links
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A link's target; in angle brackets when it would end at a space or a parenthesis (`CommonMark`,
/// section 6.3).
pub(super) fn target(to: &str) -> String {
    let to = to.replace(['\n', '\r'], "").replace('<', "%3C").replace('>', "%3E");
    if to.contains([' ', '\t', '(', ')']) { format!("<{to}>") } else { to }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, positional: &[&str], named: &[(&str, &str)], expected: Option<&str>) {
        let call = Call {
            name: name.to_owned(),
            positional: positional.iter().map(|it| (*it).to_owned()).collect(),
            named: named
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        };
        assert_eq!(call.markdown(Phrases::ENGLISH).as_deref(), expected, "{call:?}");
    }

    #[test]
    fn pictures_keep_their_words_and_links() {
        check("figure", &[], &[("src", "a.png")], Some("![](a.png)"));
        check(
            "figure",
            &[],
            &[("src", "a b.png"), ("caption", "A [b]")],
            Some("![A \\[b\\]](<a b.png>)"),
        );
        check(
            "figure",
            &[],
            &[("src", "a.png"), ("alt", "x"), ("title", "T"), ("caption", "C")],
            Some("![x](a.png)<br>T – C"),
        );
        check(
            "figure",
            &[],
            &[("src", "a.png"), ("caption", "[A](/b) of *c* ([d](/e))")],
            Some("![[A](/b) of *c* ([d](/e))](a.png) [A](/b) [d](/e)"),
        );
        check(
            "figure",
            &[],
            &[("src", "a.png"), ("caption", "]( [A](/b)")],
            Some("![\\]( \\[A\\](/b)](a.png)"),
        );
        check("figure", &[], &[("src", "a.png"), ("link", "/b")], Some("[![](a.png)](/b)"));
        check(
            "figure",
            &[],
            &[("src", "a.png"), ("alt", "x"), ("attr", "B"), ("attrlink", "/c")],
            Some("![x](a.png)<br>[B](/c)"),
        );
        check("img", &[], &[("path", "a.jpg?x=1"), ("alt", "y")], Some("![y](a.jpg?x=1)"));
        check("audio", &[], &[("src", "a.mp3")], Some("[Audio](a.mp3)"));
        check("video", &[], &[("src", "a.mp4"), ("title", "T")], Some("[T](a.mp4)"));
        check("button", &[], &[("url", "/about")], None);
        check("figure", &[], &[], None);
    }

    #[test]
    fn things_of_other_sites_become_links() {
        check("youtube", &["x1"], &[], Some("[YouTube video](https://www.youtube.com/watch?v=x1)"));
        check(
            "youtube",
            &[],
            &[("id", "x1"), ("title", "T")],
            Some("[T](https://www.youtube.com/watch?v=x1)"),
        );
        check("vimeo", &["1"], &[], Some("[Vimeo video](https://vimeo.com/1)"));
        check(
            "tweet",
            &[],
            &[("user", "a"), ("id", "2")],
            Some("[Post of a on X](https://x.com/a/status/2)"),
        );
        check("tweet", &["2"], &[], Some("[Post on X](https://x.com/i/web/status/2)"));
        check(
            "gist",
            &["a", "b", "c.rs"],
            &[],
            Some("[Gist of a: c.rs](https://gist.github.com/a/b)"),
        );
        check("gist", &[], &[("url", "https://g/x")], Some("[Gist](https://g/x)"));
        check(
            "instagram",
            &["p"],
            &[],
            Some("[Post on Instagram](https://www.instagram.com/p/p/)"),
        );
        check("youtube", &[], &[], None);
    }
}
