//! What a call says of itself when nobody knows its shortcode, tag or include: the words, pictures
//! and links among its arguments, by the names that sites give such arguments.
//!
//! How they are written, as Markdown or as HTML, is for those who ask.

use std::borrow::Cow;

use crate::media::{ItemType, Media};
use crate::template::film::{FilmSite, SITES};

/// Arguments of a call that are looked at: each may be compared with all.
const MOST: usize = 32;
/// Bytes of words that may stand for a link or a picture.
const SHORT: usize = 120;

/// Names of calls whose content is for a program that draws it.
const DRAWN: &[&str] = &[
    "chart", "diagram", "dot", "echarts", "goat", "graphviz", "kroki", "mapbox", "mermaid",
    "music", "plantuml", "svgbob",
];

/// True for a call whose content is for a program that draws it.
#[must_use]
pub(crate) fn is_drawn(call: &str) -> bool {
    DRAWN.contains(&call)
}

/// An argument; the name is empty for one without.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Argument<'a> {
    pub name: &'a str,
    pub value: &'a str,
}

/// A part of what a call says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Said<'a> {
    /// A title of all that the call shows.
    Title(&'a str),
    /// Text, which may hold Markdown.
    Words(&'a str),
    Picture {
        source: &'a str,
        alt: &'a str,
    },
    /// A link; its words are empty when nothing names it.
    Link {
        to: Cow<'a, str>,
        words: &'a str,
    },
    /// A link to a film that has no title.
    Film {
        to: String,
        site: FilmSite,
    },
}

/// What a call says by its name and arguments, a title first.
#[must_use]
pub(crate) fn said<'a>(
    call: &str,
    arguments: impl IntoIterator<Item = Argument<'a>>,
) -> Vec<Said<'a>> {
    // Of an icon only the looks are named.
    if call.to_ascii_lowercase().contains("icon") || call == "fa" {
        return Vec::new();
    }
    let arguments = arguments.into_iter().filter(|it| !it.value.trim().is_empty());
    let mut arguments: Vec<Argument<'a>> = arguments.take(MOST).collect();
    let film = film(call, &mut arguments);
    let parts = arguments.iter().filter_map(|argument| argument.part(&arguments));
    let mut said: Vec<Said<'a>> = film.into_iter().chain(parts).collect();
    give_words(&mut said);
    said.sort_by_key(|part| !matches!(part, Said::Title(_)));
    said
}

/// Takes the film out of some arguments, if the call shows one.
fn film<'a>(call: &str, arguments: &mut Vec<Argument<'a>>) -> Option<Said<'a>> {
    let call = call.to_ascii_lowercase();
    let names = |site: &str, argument: &Argument<'_>| {
        argument.is_named(&["provider", "service", "type", "host"])
            && argument.value.to_ascii_lowercase().contains(site)
    };
    let site = SITES
        .into_iter()
        .find(|it| call.contains(it.word) || arguments.iter().any(|one| names(it.word, one)))?;
    let is_id = |argument: &Argument<'_>| {
        let value = argument.value;
        let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
        argument.is_named(&["id", "video_id", "videoid", "video", site.word, ""])
            && value.chars().all(is_plain)
    };
    let id = arguments.iter().position(is_id).map(|at| arguments.remove(at))?;
    arguments.retain(|it| !names(site.word, it));
    let title = arguments.iter().position(|it| it.is_named(&["title"]));
    let to = format!("{}{}", site.address, id.value);
    Some(match title {
        Some(at) => Said::Link { to: Cow::Owned(to), words: arguments.remove(at).value },
        None => Said::Film { to, site },
    })
}

impl<'a> Argument<'a> {
    /// The part that it is beside the others of its call; `None` for one that is no word to a
    /// reader.
    fn part(self, all: &[Self]) -> Option<Said<'a>> {
        match self.role()? {
            Role::Title => Some(Said::Title(self.value)),
            Role::Words => Some(Said::Words(self.value)),
            Role::Alt if all.iter().any(|it| it.role() == Some(Role::Picture)) => None,
            Role::Alt => Some(Said::Words(self.value)),
            Role::Picture if self.is_dark() && all.iter().any(|it| it.is_light_picture()) => None,
            Role::Picture => Some(Said::Picture { source: self.value, alt: self.alt(all) }),
            Role::Link => Some(Said::Link { to: Cow::Borrowed(self.value), words: "" }),
        }
    }

    fn is_named(self, names: &[&str]) -> bool {
        names.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }

    /// True for what stands for something else on a dark page.
    fn is_dark(self) -> bool {
        self.name.to_ascii_lowercase().contains("dark")
    }

    fn is_light_picture(self) -> bool {
        self.role() == Some(Role::Picture) && !self.is_dark()
    }

    /// The words for a picture: of `day_src` those of `day_alt`, else those for all pictures.
    fn alt(self, all: &[Self]) -> &'a str {
        let stem = self.name.rsplit_once(['_', '-']).map_or("", |(stem, _)| stem);
        let own = |name: &str| {
            let rest = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix(['_', '-']));
            !stem.is_empty() && rest.is_some_and(|rest| rest.eq_ignore_ascii_case("alt"))
        };
        let alts = || all.iter().filter(|it| it.role() == Some(Role::Alt));
        let own = alts().find(|it| own(it.name));
        own.or_else(|| alts().find(|it| !it.name.contains(['_', '-']))).map_or("", |it| it.value)
    }

    fn role(self) -> Option<Role> {
        let name = self.name.to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        let value = self.value.trim();
        if matches!(value, "true" | "false") {
            return None;
        }
        if name.is_empty() {
            return role_of_value(value);
        }
        if ends(&["alt", "alt_text", "alt-text"]) {
            return Some(Role::Alt);
        }
        if ends(&["href", "link"]) {
            return is_address(value).then_some(Role::Link);
        }
        if ends(&["image", "img", "picture", "photo", "image_path", "thumbnail"]) {
            return is_address(value).then_some(Role::Picture);
        }
        if ends(&["src", "path", "url", "file", "video", "audio"]) {
            return is_address(value).then(|| role_of_address(value));
        }
        match name.as_str() {
            "title" | "header" | "heading" | "summary" | "label" => Some(Role::Title),
            "text" | "content" | "caption" | "body" | "description" | "message" | "quote"
            | "subtitle" => Some(Role::Words),
            _ => None,
        }
    }
}

/// The meaning of an argument.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    Title,
    Words,
    /// The words for a picture.
    Alt,
    Picture,
    Link,
}

/// The role of a value without a name: a single word may be anything.
fn role_of_value(value: &str) -> Option<Role> {
    if value.contains(char::is_whitespace) {
        return Some(Role::Words);
    }
    is_address(value).then(|| role_of_address(value))
}

fn role_of_address(address: &str) -> Role {
    match Media::of_address(address).map(|media| media.item_type()) {
        Some(ItemType::Image | ItemType::Gif) => Role::Picture,
        _ => Role::Link,
    }
}

/// True for a URL, a path or the name of a file.
fn is_address(value: &str) -> bool {
    let begins = ["/", "./", "../", "mailto:", "www."].iter().any(|it| value.starts_with(it));
    begins && value.len() > 1
        || value.contains("://")
        || !value.contains(char::is_whitespace)
            && (value.contains('/') || Media::of_address(value).is_some())
}

/// Gives the one link, or the one picture, the words that the call has for it.
fn give_words(said: &mut Vec<Said<'_>>) {
    let is_link = |it: &&Said<'_>| matches!(it, Said::Link { .. } | Said::Film { .. });
    let links = said.iter().filter(is_link).count();
    let pictures = said.iter().filter(|it| matches!(it, Said::Picture { .. })).count();
    let lacks = |part: &Said<'_>| match part {
        Said::Link { words, .. } => links == 1 && words.is_empty(),
        Said::Picture { alt, .. } => links == 0 && pictures == 1 && alt.is_empty(),
        Said::Film { .. } | Said::Title(_) | Said::Words(_) => false,
    };
    let Some(at) = said.iter().position(lacks) else { return };
    let is_short = |words: &str| words.len() <= SHORT && !words.contains(['[', '<', '\n']);
    let title = said.iter().position(|part| matches!(part, Said::Title(words) if is_short(words)));
    let words = || said.iter().position(|it| matches!(it, Said::Words(it) if is_short(it)));
    let Some(from) = title.or_else(words) else { return };
    let (Some(&mut Said::Title(taken)) | Some(&mut Said::Words(taken))) = said.get_mut(from) else {
        return;
    };
    if let Some(Said::Link { words, .. } | Said::Picture { alt: words, .. }) = said.get_mut(at) {
        *words = taken;
    }
    said.remove(from);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(call: &str, arguments: &[(&str, &str)], expected: &[Said<'_>]) {
        let arguments = arguments.iter().map(|(name, value)| Argument { name, value });
        assert_eq!(said(call, arguments), expected, "{call}");
    }

    fn picture<'a>(source: &'a str, alt: &'a str) -> Said<'a> {
        Said::Picture { source, alt }
    }

    fn link<'a>(to: &'a str, words: &'a str) -> Said<'a> {
        Said::Link { to: to.into(), words }
    }

    #[test]
    fn words_stay_words() {
        check(
            "admonition",
            &[("type", "tip"), ("text", "Read [it](/x)."), ("title", "Good to know")],
            &[Said::Title("Good to know"), Said::Words("Read [it](/x).")],
        );
        check("quote", &[("", "Two words"), ("", "one")], &[Said::Words("Two words")]);
        check("x", &[("name", "star"), ("title", "true"), ("size", "2"), ("text", " ")], &[]);
        check("icon", &[("", "fas fa-star")], &[]);
        check("x", &[("alt", "No picture")], &[Said::Words("No picture")]);
    }

    #[test]
    fn pictures_have_their_words() {
        check(
            "toggler",
            &[
                ("default_src", "a.png"),
                ("toggled_src", "b.png"),
                ("default_alt", "Day"),
                ("toggled_alt", "Night"),
            ],
            &[picture("a.png", "Day"), picture("b.png", "Night")],
        );
        check(
            "dual_theme_image",
            &[("light_src", "a.png"), ("dark_src", "b.png"), ("alt", "A")],
            &[picture("a.png", "A")],
        );
        check("x", &[("dark_src", "b.png")], &[picture("b.png", "")]);
        check(
            "figure",
            &[("image_path", "/a.png"), ("alt", "A picture"), ("caption", "Words")],
            &[picture("/a.png", "A picture"), Said::Words("Words")],
        );
        check("figure", &[("src", "a.png"), ("caption", "Words")], &[picture("a.png", "Words")]);
        check("img", &[("", "a.png?x=1"), ("", "The words")], &[picture("a.png?x=1", "The words")]);
        check("img", &[("image", "https://e.org/i/7")], &[picture("https://e.org/i/7", "")]);
    }

    #[test]
    fn links_have_their_words() {
        check(
            "card",
            &[("link", "/x/"), ("title", "X"), ("text", "T")],
            &[link("/x/", "X"), Said::Words("T")],
        );
        check("button", &[("href", "https://b.example")], &[link("https://b.example", "")]);
        check("button", &[("", "/go"), ("", "Get started")], &[link("/go", "Get started")]);
        check("a", &[("url", "a.pdf"), ("link", "none")], &[link("a.pdf", "")]);
    }

    #[test]
    fn films_are_links_to_their_site() {
        let film = |words| link("https://www.youtube.com/watch?v=a_1", words);
        let untitled = Said::Film { to: "https://vimeo.com/7".to_owned(), site: SITES[1] };
        check("embed/vimeo.html", &[("id", "7")], &[untitled]);
        check(
            "video",
            &[("id", "a_1"), ("provider", "YouTube"), ("title", "T"), ("caption", "C")],
            &[film("T"), Said::Words("C")],
        );
        check(
            "youtube.html",
            &[("video", "https://youtu.be/a")],
            &[link("https://youtu.be/a", "")],
        );
        check("youtube.html", &[("url", "https://youtu.be/a")], &[link("https://youtu.be/a", "")]);
        check("youtube.html", &[("id", "no id")], &[]);
        check("card", &[("id", "a_1"), ("text", "On YouTube")], &[Said::Words("On YouTube")]);
        check("card", &[("id", "a_1"), ("type", "tip")], &[]);
    }

    #[test]
    fn only_so_many_arguments_are_looked_at() {
        let arguments = (0..100_000).map(|_| Argument { name: "text", value: "a b" });
        assert_eq!(said("x", arguments).len(), MOST);
    }
}
