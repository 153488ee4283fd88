//! References of a block: each target once, and each picture, in order, with what is known of it.
//! Their final names are for the writers.

use std::borrow::Cow;
use std::collections::HashMap;

use super::label::sentence_at;
use super::{image_name, leads_nowhere, says_nothing};
use crate::document::{ImageKind, Target};

/// A link or a picture in a block.
pub(in crate::render) struct Mention<'a> {
    /// Its target; never [`Target::Nowhere`].
    pub(in crate::render) target: &'a Target,
    /// Its number, when it stands in the text.
    pub(in crate::render) number: Option<usize>,
    /// Its medium.
    pub(in crate::render) what: Mentioned<'a>,
    /// Offset of its words in the text of its block, in bytes.
    pub(in crate::render) start: usize,
}

impl Mention<'_> {
    /// Its words, or what it shows.
    fn name(&self) -> Cow<'_, str> {
        match &self.what {
            Mentioned::Link { words, .. } => Cow::Borrowed(words),
            Mentioned::Image { alt, .. } => Cow::Owned(image_name(alt, self.target)),
        }
    }
}

/// A link or a picture, as a block refers to it.
pub(in crate::render) enum Mentioned<'a> {
    /// A link.
    Link {
        /// Its words, without marks; those of its picture if it has no others.
        words: String,
        /// The author's note on it; may be empty.
        title: &'a str,
        /// For words that say nothing: the sentence they stand in, if it is short.
        sentence: Option<String>,
    },
    /// A picture, sound or film.
    Image {
        /// Its description; may be empty.
        alt: &'a str,
        /// Its medium.
        kind: ImageKind,
    },
}

/// References of a block, or of a section, in order: each target once, and each picture.
#[derive(Default)]
pub(in crate::render) struct Mentions<'a> {
    list: Vec<Mention<'a>>,
    places: HashMap<&'a Target, usize>,
    numbered: usize,
}

impl Mention<'_> {
    /// Tests whether it is a picture, sound or film.
    pub(super) fn is_picture(&self) -> bool {
        matches!(self.what, Mentioned::Image { .. })
    }

    /// Tests whether it is a link whose words say nothing.
    fn is_weak(&self) -> bool {
        matches!(&self.what, Mentioned::Link { words, .. } if says_nothing(words))
    }
}

impl<'a> Mentions<'a> {
    /// The mentions so far.
    pub(in crate::render) fn list(&self) -> &[Mention<'a>] {
        &self.list
    }

    /// Takes the mentions out. Numbers go on where they are.
    pub(in crate::render) fn take(&mut self) -> Vec<Mention<'a>> {
        self.places.clear();
        std::mem::take(&mut self.list)
    }

    /// Adds a line of a listing and gives its number; `None` when it leads nowhere.
    pub(in crate::render) fn entry(&mut self, target: &'a Target) -> Option<usize> {
        if leads_nowhere(target) {
            return None;
        }
        let what = Mentioned::Link { words: String::new(), title: "", sentence: None };
        self.add(Mention { target, number: None, what, start: 0 }, true)
    }

    /// Gives the mentions from that place on, whose words say nothing, the sentence of `text` they
    /// stand in.
    ///
    /// Of two links in one sentence neither gets it: they could not be told apart.
    pub(super) fn find_sentences(&mut self, from: usize, text: &str) {
        let mut told: HashMap<&str, usize> = HashMap::new();
        let weak = self.list.iter().skip(from).filter(|mention| mention.is_weak());
        for sentence in weak.filter_map(|mention| sentence_at(text, mention.start)) {
            *told.entry(sentence).or_default() += 1;
        }
        for mention in self.list.iter_mut().skip(from).filter(|mention| mention.is_weak()) {
            let own =
                sentence_at(text, mention.start).filter(|sentence| told.get(sentence) == Some(&1));
            if let Mentioned::Link { sentence, .. } = &mut mention.what {
                *sentence = own.map(str::to_owned);
            }
        }
    }

    /// Takes the numbers back, because the text they stand in is not shown.
    pub(in crate::render) fn forget_numbers(&mut self) {
        self.list.iter_mut().for_each(|mention| mention.number = None);
    }

    /// Tests whether the target has been mentioned under another name.
    pub(super) fn know_otherwise(&self, mention: &Mention<'_>) -> bool {
        let known = self.places.get(mention.target).and_then(|place| self.list.get(*place));
        known.is_some_and(|known| known.name() != mention.name())
    }

    /// Adds what has not been mentioned yet, and any picture. Gives its number if it is to have
    /// one.
    pub(super) fn add(&mut self, mention: Mention<'a>, numbered: bool) -> Option<usize> {
        let new = self.list.len();
        let place = *self.places.entry(mention.target).or_insert(new);
        // A picture without a number stands nowhere but in its own line, so that line is there as
        // often as the picture.
        if place == new || mention.is_picture() && !numbered {
            self.list.push(mention);
        }
        let known = self.list.get_mut(place)?;
        if numbered && known.number.is_none() {
            self.numbered = self.numbered.saturating_add(1);
            known.number = Some(self.numbered);
        }
        known.number
    }
}
