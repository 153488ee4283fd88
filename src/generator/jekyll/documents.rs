//! The documents of collections: where their configuration puts them, and which of those that are
//! no Markdown are pages.

use std::borrow::Cow;

use super::config::{Collection, JekyllConfig};
use super::permalink;
use crate::content::page_head::text_of;
use crate::content::source::{Source, SourceContent};

/// The template for the paths of a collection's documents.
pub(super) fn permalink<'a>(collection: &'a Collection, config: &JekyllConfig) -> Cow<'a, str> {
    match collection.permalink.as_deref() {
        Some(own) => own.into(),
        None => format!("/:collection/:path{}", permalink::suffix(&config.permalink)).into(),
    }
}

/// True for a document that is no Markdown and a page on the web all the same: Jekyll writes it to
/// an `.html` file if its address is a folder or says so, and else keeps its ending.
pub(super) fn is_page_of_text(
    file: &Source,
    collection: &Collection,
    config: &JekyllConfig,
) -> bool {
    let SourceContent::Template(media, head) = &file.content else { return false };
    let Some(inside) = config.inside(&file.path) else { return false };
    let fields = config.defaults.with(head.fields.as_deref(), inside, &collection.name);
    let own = fields.get("permalink").and_then(text_of).map(Cow::Owned);
    let address = own.unwrap_or_else(|| permalink(collection, config));
    !media.is_for_the_web() && (address.ends_with('/') || address.ends_with(".html"))
}
