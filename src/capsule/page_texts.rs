//! `PageTexts`: the contents and excerpts of pages as HTML, as templates of other pages show them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::content::source_path::SourcePath;

/// Bytes of texts that are kept. What is asked for later than that is made each time: a template
/// that shows many pages shows them one after the other, so those that were first are as good as
/// any.
const MOST: usize = 32 << 20;

/// A part of a page's text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Part {
    /// All of it.
    Content,
    /// What stands before a separator: before the first empty line, unless the author has another.
    Excerpt,
}

/// The separator behind an excerpt without a setting.
pub(super) const SEPARATOR: &str = "\n\n";

impl Part {
    /// The part of a page's text.
    pub(super) fn of<'t>(self, body: &'t str, separator: &str) -> Cow<'t, str> {
        match self {
            Self::Content => body.into(),
            Self::Excerpt => excerpt(body, separator),
        }
    }
}

/// The text before the separator, with the definitions behind it of the links that it has.
fn excerpt<'t>(body: &'t str, separator: &str) -> Cow<'t, str> {
    // Without a separator there are no excerpts.
    if separator.is_empty() {
        return "".into();
    }
    let Some((text, rest)) = body.split_once(separator) else { return body.into() };
    let names = text.split('[').skip(1).filter_map(|it| Some(it.split_once(']')?.0));
    let names: HashSet<&str> = names.collect();
    let is_used = |line: &&str| defined(line).is_some_and(|name| names.contains(name));
    let definitions: Vec<&str> = rest.lines().filter(is_used).collect();
    if definitions.is_empty() {
        text.into()
    } else {
        format!("{text}\n\n{}", definitions.join("\n")).into()
    }
}

/// The name of the link that a line defines.
fn defined(line: &str) -> Option<&str> {
    let words = line.trim_start_matches(' ');
    let (name, target) = words.strip_prefix('[')?.split_once("]:")?;
    let is_definition = line.len() - words.len() <= 3 && !target.is_empty();
    if is_definition && !name.contains(']') { Some(name) } else { None }
}

/// Texts of pages, as far as there is room. Nobody waits here for a text to be made: two who ask at
/// the same time make it both.
#[derive(Debug, Default)]
pub(super) struct PageTexts(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    texts: HashMap<(SourcePath, Part), Arc<str>>,
    bytes: usize,
}

impl PageTexts {
    /// The part of a page, if it is kept.
    pub(super) fn get(&self, page: &SourcePath, part: Part) -> Option<Arc<str>> {
        self.kept().texts.get(&(page.clone(), part)).cloned()
    }

    /// Keeps a part of a page, if there is room.
    pub(super) fn keep(&self, page: &SourcePath, part: Part, text: &Arc<str>) {
        let mut kept = self.kept();
        let bytes = kept.bytes + page.as_str().len() + text.len();
        if bytes <= MOST && kept.texts.insert((page.clone(), part), text.clone()).is_none() {
            kept.bytes = bytes;
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Whatever panicked, each text is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_takes_the_definitions_of_its_links_along() {
        let check = |body: &str, separator: &str, expected: &str| {
            assert_eq!(Part::Excerpt.of(body, separator), expected, "{body}");
        };
        check("a\n\nb", SEPARATOR, "a");
        check("a", SEPARATOR, "a");
        check("a\n\nb<!--more-->c", "<!--more-->", "a\n\nb");
        check("a\n\nb", "", "");
        check(
            "a [b][c], [d]\n\ne [f]\n\n[c]: /c\n   [d]: /d \"D\"\n[f]: /f\n[b]:",
            SEPARATOR,
            "a [b][c], [d]\n\n[c]: /c\n   [d]: /d \"D\"",
        );
    }

    #[test]
    fn texts_are_kept_while_there_is_room() {
        let texts = PageTexts::default();
        let text: Arc<str> = Arc::from("x".repeat(MOST / 4));
        let page = |number: usize| SourcePath::new(&format!("{number}.md")).unwrap();
        for number in 0..6 {
            texts.keep(&page(number), Part::Content, &text);
            texts.keep(&page(number), Part::Content, &text);
        }
        let kept = (0..6).filter(|number| texts.get(&page(*number), Part::Content).is_some());
        assert_eq!(kept.count(), 3);
        assert!(texts.get(&page(0), Part::Excerpt).is_none());
    }
}
