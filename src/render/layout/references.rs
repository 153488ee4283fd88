//! References of a block: each target once, and each picture, in order, with what is known of it.
//! Their final names are for the writers.

use std::borrow::Cow;
use std::collections::HashMap;

use super::address::leads_nowhere;
use super::label::{image_name, says_nothing, sentence_at, with_note};
use crate::document::{ImageKind, Inline, Target, inlines};

/// Tests whether there are links or pictures: to look is far cheaper than to write the words and
/// see what they reference.
pub(in crate::render) fn has_links(content: &[Inline]) -> bool {
    inlines(content).any(|inline| matches!(inline, Inline::Link(_) | Inline::Image(_)))
}

/// A link or a picture in a block.
pub(in crate::render) struct Reference<'a> {
    /// Its target; never [`Target::Nowhere`].
    pub(in crate::render) target: &'a Target,
    /// Its number, when it stands in the text.
    pub(in crate::render) number: Option<usize>,
    /// Its medium.
    pub(in crate::render) referent: Referent<'a>,
    /// Offset of its words in the text of its block, in bytes.
    pub(in crate::render) start: usize,
}

impl Reference<'_> {
    /// Its words, or what it shows.
    fn name(&self) -> Cow<'_, str> {
        match &self.referent {
            Referent::Link { words, .. } => Cow::Borrowed(words),
            Referent::Image { alt, kind } => Cow::Owned(image_name(alt, *kind, self.target)),
        }
    }
}

/// A link or a picture, as a block refers to it.
pub(in crate::render) enum Referent<'a> {
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

/// So many references are looked through; of more the positions are kept. Most blocks have one or two.
const FEW: usize = 8;

/// References of a block, or of a section, in order: each target once, and each picture.
#[derive(Default)]
pub(in crate::render) struct References<'a> {
    list: Vec<Reference<'a>>,
    /// The position of each target, once there are more than [`FEW`].
    positions: HashMap<&'a Target, usize>,
    numbered: usize,
}

impl Reference<'_> {
    /// A text around it, with what the author notes on it if it is a link.
    pub(in crate::render) fn with_note(&self, text: &str) -> String {
        match &self.referent {
            Referent::Link { title, .. } => with_note(text, title),
            Referent::Image { .. } => text.to_owned(),
        }
    }

    /// Tests whether it is a picture, sound or film.
    pub(super) fn is_picture(&self) -> bool {
        matches!(self.referent, Referent::Image { .. })
    }

    /// Tests whether it is a link whose words say nothing.
    fn is_weak(&self) -> bool {
        matches!(&self.referent, Referent::Link { words, .. } if says_nothing(words))
    }
}

impl<'a> References<'a> {
    /// The references so far.
    pub(in crate::render) fn list(&self) -> &[Reference<'a>] {
        &self.list
    }

    /// Takes the references out. Numbers go on where they are.
    pub(in crate::render) fn take(&mut self) -> Vec<Reference<'a>> {
        self.positions.clear();
        std::mem::take(&mut self.list)
    }

    /// Adds a line of a listing and gives its number; `None` when it leads nowhere.
    pub(in crate::render) fn entry(&mut self, target: &'a Target) -> Option<usize> {
        if leads_nowhere(target) {
            return None;
        }
        let referent = Referent::Link { words: String::new(), title: "", sentence: None };
        self.add(Reference { target, number: None, referent, start: 0 }, true)
    }

    /// Gives the references from that position on, whose words say nothing, the sentence of `text`
    /// they stand in.
    ///
    /// Of two links in one sentence neither gets it: they would have the same name.
    pub(super) fn find_sentences(&mut self, from: usize, text: &str) {
        let mut weak: Vec<&mut Reference<'a>> =
            self.list.iter_mut().skip(from).filter(|reference| reference.is_weak()).collect();
        if weak.is_empty() {
            return;
        }
        let mut found: HashMap<&str, usize> = HashMap::new();
        for sentence in weak.iter().filter_map(|reference| sentence_at(text, reference.start)) {
            *found.entry(sentence).or_default() += 1;
        }
        for reference in &mut weak {
            let own = sentence_at(text, reference.start)
                .filter(|sentence| found.get(sentence) == Some(&1));
            if let Referent::Link { sentence, .. } = &mut reference.referent {
                *sentence = own.map(str::to_owned);
            }
        }
    }

    /// Takes the numbers back, because the text they stand in is not shown.
    pub(in crate::render) fn forget_numbers(&mut self) {
        self.list.iter_mut().for_each(|reference| reference.number = None);
    }

    /// Tests whether the target is known under another name.
    pub(super) fn know_otherwise(&self, reference: &Reference<'_>) -> bool {
        let known = self.position(reference.target).and_then(|position| self.list.get(position));
        known.is_some_and(|known| known.name() != reference.name())
    }

    /// Adds a reference, if its target is new or it is a picture. Gives its number if it is to
    /// have one.
    pub(super) fn add(&mut self, reference: Reference<'a>, numbered: bool) -> Option<usize> {
        let new = self.list.len();
        let position = self.position(reference.target).unwrap_or(new);
        // A picture without a number stands nowhere but in its own line, so that line is there as
        // often as the picture.
        if position == new || reference.is_picture() && !numbered {
            if position == new && !self.positions.is_empty() {
                self.positions.insert(reference.target, new);
            }
            self.list.push(reference);
        }
        self.keep_positions();
        let known = self.list.get_mut(position)?;
        if numbered && known.number.is_none() {
            self.numbered = self.numbered.saturating_add(1);
            known.number = Some(self.numbered);
        }
        known.number
    }

    /// The position of a target in the list.
    fn position(&self, target: &Target) -> Option<usize> {
        if self.positions.is_empty() {
            self.list.iter().position(|reference| reference.target == target)
        } else {
            self.positions.get(target).copied()
        }
    }

    /// Begins to keep the positions of targets when there are more than [`FEW`].
    fn keep_positions(&mut self) {
        if self.positions.is_empty() && self.list.len() > FEW {
            // The first of several pictures of one target is the one that counts.
            for (position, reference) in self.list.iter().enumerate() {
                self.positions.entry(reference.target).or_insert(position);
            }
        }
    }
}
