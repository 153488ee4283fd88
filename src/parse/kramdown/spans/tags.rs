//! Tags between words: each ends in the block that it begins in, and none ends what began outside.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event};

use crate::parse::kramdown::tag;

/// Takes end tags out of the events from an index on that end nothing, and adds those that lack.
pub(super) fn balance(events: &mut Vec<Event<'_>>, from: usize) {
    let mut open: HashMap<String, usize> = HashMap::new();
    let mut names: Vec<String> = Vec::new();
    for event in events.iter_mut().skip(from) {
        let Event::InlineHtml(html) = event else { continue };
        if let Some((name, _)) = tag::end(html) {
            match open.get_mut(&name.to_ascii_lowercase()) {
                Some(count @ 1..) => *count -= 1,
                Some(_) | None => *html = CowStr::Borrowed(""),
            }
        } else if let Some(tag) = tag::start(html).filter(|tag| !tag.is_whole) {
            let name = tag.name.to_ascii_lowercase();
            *open.entry(name.clone()).or_default() += 1;
            names.push(name);
        }
    }
    for name in names.iter().rev() {
        if let Some(count @ 1..) = open.get_mut(name) {
            *count -= 1;
            events.push(Event::InlineHtml(format!("</{name}>").into()));
        }
    }
}
