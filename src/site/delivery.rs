//! `Delivery`: a letter on its way to its author, and the thanks for it.

use std::sync::Arc;

use super::snapshot::Snapshot;
use super::state::Site;
use crate::capsule::Converted;
use crate::document::{Block, Document, Entry, Target};
use crate::exchange::{Form, Page, Refusal, Response};
use crate::language::LanguageTags;
use crate::letters::{About, Letters, Sender, quote};
use crate::media::ItemType;
use crate::phrases::Phrases;

/// A letter that is to be kept.
#[derive(Debug)]
pub struct Delivery {
    pub(super) site: Arc<Site>,
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) letters: Arc<Letters>,
    pub(super) sender: Sender,
    pub(super) about: About,
    pub(super) language: Option<LanguageTags>,
    pub(super) text: String,
    pub(super) form: Form,
}

impl Delivery {
    /// Keeps the letter. May block.
    #[must_use]
    pub fn run(self) -> Response {
        let Self { site, snapshot, letters, sender, about, language, text, form } = self;
        if let Err(why) = letters.take(&sender, &about, &text) {
            return Response::Refused(Refusal::Letter(why));
        }
        let target = Target::Internal { path: about.path, kind: ItemType::Menu, title: None };
        let thanks = Document {
            title: Phrases::of(language.as_ref()).letter_taken.to_owned(),
            blocks: vec![
                quote(&text),
                Block::Entries(vec![Entry { target, date: None, label: about.title }]),
            ],
            language: language.clone(),
            ..Document::default()
        };
        let text = site.write(&snapshot.capsule, Converted::of(thanks), form);
        Response::Page(Page { form, media: None, text, language })
    }
}
