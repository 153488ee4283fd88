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

#[cfg(test)]
mod tests {
    use super::*;

    /// Expects of tags, between bars, what is left of them and what is added.
    fn check(tags: &str, expected: &str) {
        let events = tags.split('|').map(|tag| Event::InlineHtml(tag.into()));
        let mut events: Vec<Event<'_>> = events.collect();
        balance(&mut events, 0);
        let left = events.iter().map(|event| {
            let Event::InlineHtml(html) = event else { panic!("{event:?}") };
            html.as_ref()
        });
        assert_eq!(left.collect::<String>(), expected, "{tags}");
    }

    #[test]
    fn each_tag_ends_once_and_none_ends_what_did_not_begin() {
        check("<b>|</b>", "<b></b>");
        check("<b>|</b>|</b>|</B>", "<b></b>");
        check("</b>|<b>", "<b></b>");
        check("<b>|<b>|</b>", "<b><b></b></b>");
        check("<i>|<B>|</i>", "<i><B></i></b>");
        check("<br />|<b>|<i>", "<br /><b><i></i></b>");
    }

    #[test]
    fn what_began_before_is_left_alone() {
        let mut events = vec![Event::InlineHtml("<b>".into()), Event::InlineHtml("</b>".into())];
        balance(&mut events, 1);
        assert_eq!(events, [Event::InlineHtml("<b>".into()), Event::InlineHtml("".into())]);
    }
}
