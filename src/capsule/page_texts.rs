//! `PageTexts`: the contents and excerpts of pages as HTML, as templates of other pages show them.

use std::collections::HashMap;
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
    /// What stands before the first empty line.
    Excerpt,
}

impl Part {
    /// The part of a page's text.
    pub(super) fn of(self, body: &str) -> &str {
        match self {
            Self::Content => body,
            Self::Excerpt => body.split_once("\n\n").map_or(body, |(first, _)| first),
        }
    }
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
