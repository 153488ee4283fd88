//! Wiki links: `[[name]]` in a page of a plain folder, as Obsidian and its like write it, becomes a
//! link to the page of that name, and `![[picture.png]]` the picture.
//!
//! A name of nothing stays as it was typed: brackets are text, too.

use super::links::Links;
use super::parts::Parts;
use crate::document::{Block, Image, ImageKind, Inline, Link, PartMut, Resolve, parts_mut};
use crate::media::{ItemType, Media};
use crate::template::shortcode::within;

/// The longest name that is looked for, in bytes.
const LONGEST: usize = 512;

/// Makes links of the names in a page's text.
pub(super) fn link_names(parts: Parts<'_>, body: &str, blocks: &mut [Block], links: &Links<'_>) {
    if parts.source.generator.has_wiki_links() && body.contains("[[") {
        let linker = Linker { parts, links };
        parts_mut(blocks, &mut |part| {
            if let PartMut::Line(content) = part {
                linker.line(content);
            }
        });
    }
}

/// Goes through a page.
struct Linker<'a> {
    parts: Parts<'a>,
    links: &'a Links<'a>,
}

impl Linker<'_> {
    fn line(&self, content: &mut Vec<Inline>) {
        let before = std::mem::take(content);
        content.reserve(before.len());
        for mut inline in before {
            match &mut inline {
                Inline::Text(text) if text.contains("[[") => {
                    self.text(text, content);
                    continue;
                }
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Struck(inner) => {
                    self.line(inner)
                }
                Inline::Text(_)
                | Inline::Code(_)
                | Inline::Link(_)
                | Inline::Image(_)
                | Inline::Note(_)
                | Inline::Break => {}
            }
            content.push(inline);
        }
    }

    /// Adds a text whose names have become links.
    fn text(&self, text: &str, out: &mut Vec<Inline>) {
        let (mut plain, mut rest) = (String::new(), text);
        while let Some((before, after)) = rest.split_once("[[") {
            plain.push_str(before);
            let shown = plain.ends_with('!');
            if let Some((inside, behind)) = name_before(after)
                && let Some(named) = self.named(inside, shown)
            {
                if shown {
                    plain.pop();
                }
                push_text(std::mem::take(&mut plain), out);
                out.push(named);
                rest = behind;
            } else {
                plain.push_str("[[");
                rest = after;
            }
        }
        plain.push_str(rest);
        push_text(plain, out);
    }

    /// The link or picture of `name`, `name#part` or `name|words`; `None` when nothing has that
    /// name. A `|` in a table has a backslash before it.
    fn named(&self, inside: &str, shown: bool) -> Option<Inline> {
        let (whole, words) = match inside.split_once('|') {
            Some((name, words)) => (name, Some(words.trim())),
            None => (inside, None),
        };
        let whole = whole.trim_end_matches('\\').trim();
        let name = whole.split_once('#').map_or(whole, |(name, _)| name).trim();
        if name.is_empty() {
            return None;
        }
        let sources = self.parts.contents.sources();
        let path = self.parts.source.generator.find_name(name, sources)?;
        let target = self.links.resolve(&path.encoded());
        if shown && let Some(kind) = picture_kind(name) {
            // The words of a picture are often its size: `![[a.png|300]]`.
            let alt = words.filter(|words| !is_size(words)).unwrap_or("").to_owned();
            return Some(Inline::from(Image { target, alt, kind }));
        }
        let words = words
            .filter(|words| !words.is_empty())
            .map_or_else(|| whole.replace('#', " > "), str::to_owned);
        Some(Inline::from(Link {
            target,
            title: String::new(),
            content: vec![Inline::Text(words)],
        }))
    }
}

/// A name and the text behind its closing brackets, when they are near enough.
fn name_before(text: &str) -> Option<(&str, &str)> {
    let (inside, _) = within(text, LONGEST).split_once("]]")?;
    Some((inside, text.strip_prefix(inside)?.strip_prefix("]]")?))
}

/// Adds a text, unless it is empty.
fn push_text(text: String, out: &mut Vec<Inline>) {
    if !text.is_empty() {
        out.push(Inline::Text(text));
    }
}

/// True for digits and `x`, as in `300x200`.
fn is_size(words: &str) -> bool {
    words.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x')
}

/// The sort of picture that a file is, by its name; `None` when it is nothing to see or hear.
fn picture_kind(name: &str) -> Option<ImageKind> {
    let media = Media::of_name(name)?;
    match media.item_type() {
        ItemType::Image | ItemType::Gif => Some(ImageKind::Picture),
        ItemType::Sound => Some(ImageKind::Audio),
        ItemType::Binary if media.mime.starts_with("video/") => Some(ImageKind::Video),
        ItemType::Binary
        | ItemType::Text
        | ItemType::Menu
        | ItemType::Error
        | ItemType::Search
        | ItemType::Html
        | ItemType::Info
        | ItemType::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::capsule::tests::TestSite;

    /// The lines that a text becomes as gemtext, without what stands below it.
    fn check(text: &str, expected: &str) {
        let site = TestSite::new(&[
            ("page.md", &format!("# Page\n\n{text}\n")),
            ("Red Kite.md", "# A bird\n"),
            ("garden/plan.md", "x"),
            ("garden/index.md", "# The garden\n"),
            ("img/heron.jpg", ""),
            ("img/song.mp3", ""),
        ]);
        let document = site.capsule.page(site.page("/page")).unwrap().document;
        let shown = crate::render::gemtext(&document, crate::render::LinkStyle::AfterBlock);
        assert_eq!(shown.strip_prefix("# Page\n\n").unwrap(), format!("{expected}\n"), "{text}");
    }

    #[test]
    fn a_name_of_a_page_is_a_link_to_it() {
        check("See [[red-kite]].", "See red-kite.\n\n=> /Red%20Kite red-kite");
        check("See [[Red Kite.md|the kite]].", "See the kite.\n\n=> /Red%20Kite the kite");
        check(
            "- a [[garden/Plan#beds]]\n- b\n- c",
            "* a garden/Plan > beds\n=> /garden/plan garden/Plan > beds\n* b\n* c",
        );
        check("**[[plan]]**, then", "plan, then\n\n=> /garden/plan plan");
        check("See [[garden]].", "See garden.\n\n=> /garden/ garden");
        check("|a|\n|-|\n|[[plan\\|the plan]]|", "a\n\n=> /garden/plan the plan");
    }

    #[test]
    fn a_picture_is_shown() {
        check("See: ![[heron.jpg]]", "See:\n\n=> /img/heron.jpg heron.jpg (image)");
        check("See: ![[img/heron.jpg|300]]", "See:\n\n=> /img/heron.jpg heron.jpg (image)");
        check("See: ![[heron.jpg|A heron]]", "See:\n\n=> /img/heron.jpg A heron (image)");
        check("Hear: ![[song.mp3]]", "Hear:\n\n=> /img/song.mp3 song.mp3 (audio)");
        check("From: ![[plan]]", "From: plan\n\n=> /garden/plan plan");
    }

    #[test]
    fn what_names_nothing_stays_as_it_was_typed() {
        for text in [
            "[[nobody]]",
            "a[[0]], [[]] and [[ ]]",
            "[[plan",
            "plan]]",
            "[[A bird]]",
            "`[[plan]]`",
            "![[no.jpg]]",
            "[[#beds]]",
        ] {
            check(&format!("See {text}."), &format!("See {text}."));
        }
        check("See [[[[plan]] ]].", "See [[plan ]].\n\n=> /garden/plan plan");
    }

    #[test]
    fn many_brackets_take_no_long_time() {
        let site = TestSite::new(&[
            ("page.md", &"[[".repeat(200_000)),
            ("other.md", &"x [[a]] ".repeat(100_000)),
        ]);
        assert!(
            site.capsule.page(site.page("/page")).is_ok()
                && site.capsule.page(site.page("/other")).is_ok()
        );
    }
}
