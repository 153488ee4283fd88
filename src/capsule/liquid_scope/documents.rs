//! The collections of a site and their documents, in the order in which Jekyll lists them.

use std::cmp::Ordering;
use std::collections::HashMap;

use jiff::{Timestamp, Zoned};
use serde_json::Value as Json;

use super::handle::seen;
use super::translations;
use crate::capsule::parts::Capsule;
use crate::content::page_head::list_of;
use crate::content::source_path::SourcePath;
use crate::generator::PageEntry;

/// The collection that every site has.
pub(super) const POSTS: &str = "posts";

/// A collection with its documents in order.
pub(super) struct Collection<'c> {
    pub(super) label: String,
    pub(super) documents: Vec<&'c PageEntry>,
}

/// The collections in a language: posts, then as the configuration names them.
pub(super) fn collections(capsule: &Capsule, edition: usize) -> Vec<Collection<'_>> {
    let mut by_label: HashMap<&str, Vec<&PageEntry>> = HashMap::new();
    for page in translations::seen_in(capsule, edition, seen(capsule).documents()) {
        if let Some(label) = page.collection.as_deref() {
            by_label.entry(label).or_default().push(page);
        }
    }
    let now = capsule.source.settings.now;
    let mut collections = Vec::new();
    for label in labels(capsule) {
        let mut documents = by_label.remove(label.as_str()).unwrap_or_default();
        sort(&mut documents, &label, settings(capsule, &label), now);
        collections.push(Collection { label, documents });
    }
    collections
}

/// The documents of posts, the oldest first.
pub(super) fn posts(capsule: &Capsule, edition: usize) -> Vec<&PageEntry> {
    let posts = collections(capsule, edition).into_iter().find(|it| it.label == POSTS);
    posts.map(|posts| posts.documents).unwrap_or_default()
}

/// The documents before and after each one in its collection.
pub(super) fn neighbours(
    capsule: &Capsule,
    edition: usize,
) -> HashMap<SourcePath, [Option<SourcePath>; 2]> {
    let mut all = HashMap::new();
    for collection in collections(capsule, edition) {
        let sources: Vec<_> = collection.documents.iter().map(|it| &it.source).collect();
        let earlier = std::iter::once(None).chain(sources.iter().copied().map(Some));
        let later = sources.iter().copied().skip(1).map(Some).chain([None]);
        for ((source, earlier), later) in sources.iter().copied().zip(earlier).zip(later) {
            all.insert(source.clone(), [earlier.cloned(), later.cloned()]);
        }
    }
    all
}

/// What the configuration says of a collection.
pub(super) fn settings<'c>(capsule: &'c Capsule, label: &str) -> Option<&'c Json> {
    capsule.source.settings.fields.get("collections")?.get(label)
}

/// The names of all collections.
pub(super) fn labels(capsule: &Capsule) -> Vec<String> {
    let named = match capsule.source.settings.fields.get("collections") {
        Some(Json::Object(named)) => named.keys().cloned().collect(),
        Some(named) => list_of(named),
        None => Vec::new(),
    };
    let others = named.into_iter().filter(|label| label != POSTS);
    std::iter::once(POSTS.to_owned()).chain(others).collect()
}

/// Sorts the documents of a collection: by date and source path, unless its settings have an
/// `order` of files or a field in `sort_by`.
fn sort(documents: &mut [&PageEntry], label: &str, settings: Option<&Json>, now: Timestamp) {
    // What is not dated is as new as the site.
    let date = |page: &PageEntry| page.date.as_ref().map_or(now, Zoned::timestamp);
    documents.sort_by(|a, b| (date(a), &a.source).cmp(&(date(b), &b.source)));
    let setting = |name: &str| settings.and_then(|it| it.get(name));
    if let Some(order) = setting("order").and_then(Json::as_array) {
        let files = order.iter().filter_map(Json::as_str).zip(0..);
        let positions: HashMap<&str, usize> = files.collect();
        let folder = format!("_{label}/");
        documents.sort_by_key(|page| {
            let inner = page.source.as_str().split_once(&folder).map(|(_, inner)| inner);
            inner.and_then(|inner| positions.get(inner)).copied().unwrap_or(usize::MAX)
        });
    } else if let Some(field) = setting("sort_by").and_then(Json::as_str)
        && field != "date"
    {
        documents.sort_by(|a, b| compare(a.fields.get(field), b.fields.get(field)));
    }
}

/// The order of two fields: numbers before texts before all else, and what is missing last.
fn compare(one: Option<&Json>, other: Option<&Json>) -> Ordering {
    let kind = |it: Option<&Json>| match it {
        Some(Json::Number(_)) => 0,
        Some(Json::String(_)) => 1,
        Some(Json::Bool(_) | Json::Array(_) | Json::Object(_)) => 2,
        Some(Json::Null) | None => 3,
    };
    let number = |it: Option<&Json>| it.and_then(Json::as_f64).unwrap_or_default();
    let text = |it: Option<&Json>| it.and_then(Json::as_str).unwrap_or_default().to_owned();
    kind(one)
        .cmp(&kind(other))
        .then_with(|| number(one).total_cmp(&number(other)))
        .then_with(|| text(one).cmp(&text(other)))
}
