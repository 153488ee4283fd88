//! The names of places on a page, its headings and the terms that it defines: what links within it,
//! and from other pages, lead to.

use std::collections::{HashMap, HashSet};

use crate::document::{Block, Inline, words};
use crate::render::layout::{Title, one_line};

/// The most characters of the name of a heading.
const LONGEST: usize = 100;
/// The name of a heading without letters and digits.
const NAMELESS: &str = "section";
/// What the names of notes and of the references to them begin with. No heading has such a name.
const NOTE: &str = "fn:";
const REFERENCE: &str = "fnref:";

/// The names of a page's headings and terms, each once, and its notes.
pub(super) struct Ids {
    /// Of each heading, in reading order; empty for one without words.
    headings: std::vec::IntoIter<String>,
    /// Of each term, in reading order; empty for one without words.
    terms: std::vec::IntoIter<String>,
    /// All names.
    names: HashSet<String>,
    /// The first of those that have the same letters and digits, by these.
    alike: HashMap<String, String>,
    /// The notes that are on the page, and those of them that were written.
    notes: HashMap<usize, bool>,
    /// The number of references to each note so far.
    references: HashMap<usize, usize>,
}

impl Ids {
    /// The names on a page, of its title first.
    pub(super) fn of(title: &Title<'_>, own: &str, body: &[Block]) -> Self {
        let mut places = Places::default();
        match title {
            Title::None => {}
            Title::Given(title) => {
                let title = one_line(title);
                places.headings.push((!title.is_empty()).then(|| (title, String::new())));
            }
            Title::Heading(content) => places.headings.push(worded(content, own)),
        }
        places.gather(body);
        let Places { headings, terms, notes } = places;
        // A link means a heading rather than a term of the same name.
        let mut names = Names::default();
        let mut named = |all: Vec<Worded>| -> Vec<String> {
            let name =
                |it: Worded| it.map_or_else(String::new, |(words, own)| names.of(&words, &own));
            all.into_iter().map(name).collect()
        };
        let (headings, terms) = (named(headings), named(terms));
        let mut alike = HashMap::new();
        for name in headings.iter().chain(&terms).filter(|name| !name.is_empty()) {
            alike.entry(folded(name)).or_insert_with(|| name.clone());
        }
        Self {
            names: names.taken,
            headings: headings.into_iter(),
            terms: terms.into_iter(),
            alike,
            notes,
            references: HashMap::new(),
        }
    }

    /// The name of the heading that is written next; empty for one without words.
    pub(super) fn next_heading(&mut self) -> String {
        self.headings.next().unwrap_or_default()
    }

    /// The name of the term that is written next; empty for one without words.
    pub(super) fn next_term(&mut self) -> String {
        self.terms.next().unwrap_or_default()
    }

    /// The name of the place on this page that a link calls so. Generators differ in signs.
    pub(super) fn find(&self, fragment: &str) -> Option<&str> {
        let letters = folded(fragment);
        let alike = || self.alike.get(&letters).filter(|_| !letters.is_empty());
        self.names.get(fragment).or_else(alike).map(String::as_str)
    }

    /// The name of a reference to a note, and of the note; `None` when there is no such note.
    pub(super) fn refer(&mut self, note: usize) -> Option<(String, String)> {
        self.notes.get(&note)?;
        let count = self.references.entry(note).or_default();
        *count = count.saturating_add(1);
        Some((reference_name(note, *count), format!("{NOTE}{note}")))
    }

    /// The name of a note, and of the references to it so far; `None` for a second one of its number.
    pub(super) fn note(&mut self, note: usize) -> Option<(String, Vec<String>)> {
        let written = self.notes.get_mut(&note)?;
        if std::mem::replace(written, true) {
            return None;
        }
        let count = self.references.get(&note).copied().unwrap_or_default();
        let references = (1..=count.min(MOST_BACK)).map(|it| reference_name(note, it)).collect();
        Some((format!("{NOTE}{note}"), references))
    }
}

/// The most ways back from one note.
const MOST_BACK: usize = 9;

fn reference_name(note: usize, count: usize) -> String {
    if count > 1 { format!("{REFERENCE}{note}:{count}") } else { format!("{REFERENCE}{note}") }
}

/// Names that are taken.
#[derive(Default)]
struct Names {
    taken: HashSet<String>,
    /// The number of headings with the same words so far.
    counts: HashMap<String, usize>,
}

impl Names {
    /// The name of a heading: its author's, else its words.
    fn of(&mut self, words: &str, own: &str) -> String {
        let is_own = !own.is_empty()
            && own.chars().count() <= LONGEST
            && !own.contains(|it: char| it.is_whitespace() || it.is_control())
            && ![NOTE, REFERENCE].iter().any(|it| own.starts_with(it));
        if is_own && self.taken.insert(own.to_owned()) {
            return own.to_owned();
        }
        let slug = slug(words);
        loop {
            let count = self.counts.entry(slug.clone()).or_default();
            let name = if *count == 0 { slug.clone() } else { format!("{slug}-{count}") };
            *count = count.saturating_add(1);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// Words as the name of a place, as GitHub, kramdown and Hugo write it.
fn slug(words: &str) -> String {
    let mut slug = String::new();
    for character in words.trim().chars().take(LONGEST) {
        match character {
            ' ' | '-' => slug.push('-'),
            '_' => slug.push('_'),
            letter if letter.is_alphanumeric() => slug.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    if slug.contains(char::is_alphanumeric) { slug } else { NAMELESS.to_owned() }
}

/// The letters and digits of a name.
fn folded(name: &str) -> String {
    name.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a heading or a term and the name that its author gave it; `None` for one that says
/// nothing.
type Worded = Option<(String, String)>;

fn worded(content: &[Inline], own: &str) -> Worded {
    says_anything(content).then(|| (words(content), own.to_owned()))
}

/// The places of a page, each kind in reading order.
#[derive(Default)]
struct Places {
    headings: Vec<Worded>,
    terms: Vec<Worded>,
    /// The numbers of notes.
    notes: HashMap<usize, bool>,
}

impl Places {
    fn gather(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { id, content, .. } => self.headings.push(worded(content, id)),
                Block::List(list) => list.items.iter().for_each(|item| self.gather(&item.blocks)),
                Block::Quote(inner) => self.gather(inner),
                Block::Definitions(all) => {
                    for definition in all {
                        self.terms.push(worded(&definition.term, ""));
                        definition.descriptions.iter().for_each(|it| self.gather(it));
                    }
                }
                Block::Footnotes(all) => {
                    for note in all {
                        self.notes.insert(note.number, false);
                        self.gather(&note.blocks);
                    }
                }
                Block::Paragraph(_)
                | Block::Code(_)
                | Block::Table(_)
                | Block::Rule
                | Block::Entries(_) => {}
            }
        }
    }
}

/// Tests whether a heading says or shows anything.
pub(super) fn says_anything(content: &[Inline]) -> bool {
    crate::document::inlines(content).any(|inline| match inline {
        Inline::Text(text) | Inline::Code(text) => !text.trim().is_empty(),
        Inline::Image(_) | Inline::Note(_) => true,
        Inline::Emphasis(_)
        | Inline::Strong(_)
        | Inline::Struck(_)
        | Inline::Link(_)
        | Inline::Break => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::tests::*;

    fn ids(blocks: &[Block]) -> Vec<String> {
        Ids::of(&Title::None, "", blocks).headings.collect()
    }

    #[test]
    fn headings_are_named_after_their_words_each_once() {
        let named = |own: &str, text: &str| Block::Heading {
            level: 2,
            id: own.to_owned(),
            content: vec![t(text)],
        };
        let blocks = [
            h(2, "What's new?"),
            h(2, "What's new?"),
            h(2, "1. Über_uns & so"),
            h(2, "…"),
            named("own", "Words"),
            named("own", "Words"),
            named("two words", "x"),
            named("fn:1", "y"),
            named("whats-new-2", "z"),
            h(2, "What's new?"),
        ];
        assert_eq!(
            ids(&blocks),
            [
                "whats-new",
                "whats-new-1",
                "1-über_uns--so",
                "section",
                "own",
                "words",
                "x",
                "y",
                "whats-new-2",
                "whats-new-3"
            ]
        );
    }

    #[test]
    fn a_link_finds_its_place_though_generators_differ_in_signs() {
        let ids = Ids::of(&Title::Given("Page"), "", &[h(2, "1. A & b"), quote([h(3, "Inside")])]);
        assert_eq!(ids.find("1-a--b"), Some("1-a--b"));
        assert_eq!(ids.find("1-a-b"), Some("1-a--b"));
        assert_eq!(ids.find("Inside"), Some("inside"));
        assert_eq!(ids.find("page"), Some("page"));
        assert_eq!(ids.find("none"), None);
    }

    #[test]
    fn terms_have_the_names_that_headings_leave() {
        let definition = |term: &str, blocks: Vec<Block>| crate::document::Definition {
            term: vec![t(term)],
            descriptions: vec![blocks],
        };
        let inner = Block::Definitions(vec![definition("inner", vec![])]);
        let all = vec![definition("Same", vec![inner]), definition("last", vec![])];
        let mut ids = Ids::of(&Title::None, "", &[Block::Definitions(all), h(2, "Same")]);
        assert_eq!(ids.next_heading(), "same");
        assert_eq!([(); 4].map(|()| ids.next_term()), ["same-1", "inner", "last", ""]);
        assert_eq!(ids.find("last"), Some("last"));
    }

    #[test]
    fn notes_lead_there_and_back() {
        let note = crate::document::Footnote { number: 3, blocks: vec![] };
        let mut ids = Ids::of(&Title::None, "", &[Block::Footnotes(vec![note])]);
        assert_eq!(ids.refer(2), None);
        assert_eq!(ids.refer(3), Some(("fnref:3".to_owned(), "fn:3".to_owned())));
        assert_eq!(ids.refer(3), Some(("fnref:3:2".to_owned(), "fn:3".to_owned())));
        let back = vec!["fnref:3".to_owned(), "fnref:3:2".to_owned()];
        assert_eq!(ids.note(3), Some(("fn:3".to_owned(), back)));
        assert_eq!(ids.note(3), None);
    }
}
