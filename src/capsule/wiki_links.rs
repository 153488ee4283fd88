//! The notes of a plain folder, as Obsidian and its like write them: `[[name]]` becomes a link to the
//! page of that name, `![[picture.png]]` the picture, and the marks go by which other notes call a
//! block (`^name`) and a picture's size (`![alt|300](a.png)`).
//!
//! A name of nothing stays as it was typed: brackets are text, too. Its author hears of it where it
//! looks like one. A name in escaped brackets (`\[\[name\]\]`) is text, whatever it names.

use std::collections::HashSet;

use super::links::{Fault, Links};
use super::parts::Parts;
use crate::document::{Block, Image, ImageKind, Inline, Link, PartMut, Resolve, parts_mut};
use crate::template::shortcode::within;

/// The longest name that is looked for, in bytes.
const LONGEST: usize = 512;

/// Makes links of the names in a page's text, and takes away what is not for readers.
pub(super) fn link_names(parts: Parts<'_>, body: &str, blocks: &mut Vec<Block>, links: &Links<'_>) {
    if !parts.source.generator.has_wiki_links() || !body.contains(['[', '^']) {
        return;
    }
    let linker = Linker { parts, links, escaped: escaped_names(body) };
    parts_mut(blocks, &mut |part| {
        if let PartMut::Line(content) = part {
            without_block_name(content);
            linker.line(content);
        }
    });
    // The name of a table or a list stands below it.
    blocks.retain(|block| !matches!(block, Block::Paragraph(content) if content.is_empty()));
}

/// Takes the name of a block off its end.
fn without_block_name(content: &mut Vec<Inline>) {
    let Some(Inline::Text(text)) = content.last_mut() else { return };
    let Some((before, name)) = text.rsplit_once('^') else { return };
    let begins = before.is_empty() || before.ends_with(' ');
    if begins && is_block_name(name) {
        let length = before.trim_end().len();
        text.truncate(length);
        if length == 0 {
            content.pop();
            // The blank or line end between the text and the name.
            if matches!(content.last(), Some(Inline::Break)) {
                content.pop();
            }
        }
    }
}

/// True for a name as Obsidian makes it. A number alone is an exponent.
fn is_block_name(name: &str) -> bool {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || it == '-';
    name.chars().all(is_plain) && name.contains(|it: char| it.is_ascii_alphabetic())
}

/// The names that stand in escaped brackets on a page, and nowhere on it in others: its text no
/// longer tells which were escaped.
fn escaped_names(body: &str) -> HashSet<&str> {
    let (mut escaped, mut linked) = (HashSet::new(), HashSet::new());
    if !body.contains("\\[") {
        return escaped;
    }
    for (at, bracket) in body.match_indices('[') {
        let (before, inside) = body.split_at(at);
        let inside = within(inside.strip_prefix(bracket).unwrap_or(inside), LONGEST);
        let first = before.strip_suffix('\\').unwrap_or(before).strip_suffix('[');
        let end = inside.find(['[', ']']);
        if let Some(first) = first
            && let Some((name, _)) = end.and_then(|end| inside.split_at_checked(end))
        {
            let is_escaped = before.ends_with('\\') || first.ends_with('\\');
            let names = if is_escaped { &mut escaped } else { &mut linked };
            names.insert(name.trim_end_matches('\\'));
        }
    }
    escaped.retain(|name| !linked.contains(name));
    escaped
}

/// Goes through a page.
struct Linker<'a> {
    parts: Parts<'a>,
    links: &'a Links<'a>,
    /// What [`escaped_names`] gives.
    escaped: HashSet<&'a str>,
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
                Inline::Image(image) => without_size(&mut image.alt),
                Inline::Text(_)
                | Inline::Code(_)
                | Inline::Link(_)
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
            let name = name_before(after).filter(|(inside, _)| !self.escaped.contains(inside));
            if let Some((inside, behind)) = name
                && let Some(named) = self.named(inside, shown)
            {
                if shown {
                    plain.pop();
                }
                push_text(std::mem::take(&mut plain), out);
                out.push(named);
                rest = behind;
            } else {
                if let Some((inside, _)) = name
                    && is_meant(&plain, inside)
                {
                    self.links.report(&format!("[[{inside}]]"), shown, Fault::Missing);
                }
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
        let words = words.filter(|words| !words.is_empty());
        let whole = whole.trim_end_matches('\\').trim();
        let (name, part) = whole.split_once('#').unwrap_or((whole, ""));
        let name = name.trim();
        if name.is_empty() {
            // A heading or a block of this page: nothing leads there.
            let part = words.unwrap_or(part.trim_start_matches('^')).replace('#', " > ");
            return if part.is_empty() { None } else { Some(Inline::Text(part)) };
        }
        let sources = self.parts.contents.sources();
        let folder = self.links.folder().as_str();
        let path = self.parts.source.generator.find_name(name, folder, sources)?;
        let target = self.links.resolve(&path.encoded());
        if shown && let Some(kind) = ImageKind::of_name(name) {
            // The words of a picture are often its size: `![[a.png|300]]`.
            let alt = words.filter(|words| !is_size(words)).unwrap_or("").to_owned();
            return Some(Inline::from(Image { target, alt, kind }));
        }
        let whole = if part.starts_with('^') { name } else { whole };
        let words = words.map_or_else(|| whole.replace('#', " > "), str::to_owned);
        Some(Inline::from(Link::new(target, vec![Inline::Text(words)])))
    }
}

/// A name and the text behind its closing brackets, when they are near enough.
pub(super) fn name_before(text: &str) -> Option<(&str, &str)> {
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
    words.starts_with(|it: char| it.is_ascii_digit())
        && words.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x')
}

/// Takes a picture's size out of its words: `alt|300`, or nothing else.
fn without_size(alt: &mut String) {
    let (words, size) = alt.rsplit_once('|').unwrap_or(("", alt));
    if is_size(size) {
        *alt = words.trim_end().to_owned();
    }
}

/// True for a name in brackets that is meant as one, behind some text, rather than `a[[0]]` of code,
/// `[[ -f x ]]` of a script or `[[0]]`.
fn is_meant(before: &str, name: &str) -> bool {
    let code = ['[', ']', '"', '=', '$', '<', '>', '(', '{'];
    name.trim() == name
        && name.contains(char::is_alphabetic)
        && !name.contains(code)
        && !before.ends_with(|it: char| it.is_alphanumeric() || matches!(it, ']' | '[' | ')'))
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
            "2 ^10",
            "a^b",
        ] {
            check(&format!("See {text}."), &format!("See {text}."));
        }
        check("See [[[[plan]] ]].", "See [[plan ]].\n\n=> /garden/plan plan");
    }

    #[test]
    fn a_name_in_escaped_brackets_is_text() {
        for text in ["\\[\\[plan\\]\\]", "\\[[plan]]", "[\\[plan\\]]", "\\[\\[plan]]"] {
            check(&format!("See {text}."), "See [[plan]].");
        }
        check("[[garden]], \\[\\[plan\\]\\]", "garden, [[plan]]\n\n=> /garden/ garden");
        // Where the same name is a link as well, nothing tells the one from the other.
        let both = "See plan, not plan.\n\n=> /garden/plan plan";
        check("See [[plan]], not \\[\\[plan\\]\\].", both);
        let site = TestSite::new(&[("page.md", "a \\[\\[no such\\]\\]\n")]);
        assert_eq!(site.capsule.page(site.page("/page")).unwrap().warnings, []);
    }

    #[test]
    fn parts_of_pages_are_words() {
        check("See [[#Local heading]].", "See Local heading.");
        check("See [[#^q1|that]] and [[#a#b]].", "See that and a > b.");
        check("See [[plan#^09f5f3]].", "See plan.\n\n=> /garden/plan plan");
    }

    #[test]
    fn names_of_blocks_and_sizes_of_pictures_are_left_out() {
        check("A remark. ^quote", "A remark.");
        check("- a ^09f5f3\n- b", "* a\n* b");
        check("> q\n\n^q-1\n\nx", "> q\n\nx");
        check("x\n^b1", "x");
        check("![alt|100x50](img/heron.jpg)", "=> /img/heron.jpg alt (image)");
        check("![100](img/heron.jpg)", "=> /img/heron.jpg heron.jpg (image)");
        check("![a|b](img/heron.jpg)", "=> /img/heron.jpg a|b (image)");
    }

    #[test]
    fn a_note_is_found_by_its_aliases_and_a_link_by_the_name_of_its_file() {
        let site = TestSite::new(&[
            ("page.md", "[[The plan]], [one](Plan.md), [two](../Plan.md), [three](nobody.md)"),
            ("garden/plan.md", "---\naliases: [The plan, Old]\n---\nx"),
        ]);
        let page = site.capsule.page(site.page("/page")).unwrap();
        let shown = crate::render::gemtext(&page.document, crate::render::LinkStyle::AfterBlock);
        assert!(shown.contains("=> /garden/plan The plan"), "{shown}");
        assert_eq!(site.link("/page", "Plan.md"), "/garden/plan");
        assert_eq!(site.link("/page", "Plan"), "missing");
        assert_eq!(site.link("/page", "nobody.md"), "missing");
    }

    #[test]
    fn of_notes_alike_the_nearest_is_meant() {
        let site = TestSite::new(&[
            ("de/start/page.md", "[[Plan]]"),
            ("en/page.md", "[[Plan]]"),
            ("page.md", "[[Plan]]"),
            ("de/work/plan.md", "x"),
            ("en/plan.md", "x"),
        ]);
        for (page, plan) in [
            ("/de/start/page", "=> /de/work/plan Plan"),
            ("/en/page", "=> /en/plan Plan"),
            ("/page", "=> /en/plan Plan"),
        ] {
            let document = site.capsule.page(site.page(page)).unwrap().document;
            let shown = crate::render::gemtext(&document, crate::render::LinkStyle::AfterBlock);
            assert!(shown.contains(plan), "{page}: {shown}");
        }
    }

    #[test]
    fn names_of_nothing_are_told_where_they_are_meant() {
        let site = TestSite::new(&[(
            "page.md",
            "a\n\n[[missing note]] and\n![[missing.png]]\n\nb[[i]] [[ -f x ]] [[0]] [[page]]",
        )]);
        let found = site.capsule.page(site.page("/page")).unwrap().warnings;
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "page.md:3: link to [[missing note]]: nothing is served there",
                "page.md:4: image [[missing.png]]: nothing is served there",
            ]
        );
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
