//! The settings of `jekyll-archives` and `jekyll-feed`: addresses of lists and of feeds.

use serde_json::Value;

use crate::content::front_matter::Fields;
use crate::content::page_head::{list_of, text_of};
use crate::generator::archives::Archives;
use crate::generator::fields::inside;
use crate::template::slug::Slugs;

/// The addresses that the configuration of a site with these plugins names.
#[must_use]
pub(super) fn archives(fields: &Fields, plugins: &[String]) -> Archives {
    let has = |name: &str| plugins.iter().any(|plugin| plugin == name);
    let lists = if has("jekyll-archives") { lists(fields) } else { Archives::default() };
    if !has("jekyll-feed") {
        return lists;
    }
    let setting = |rest: &[&str]| inside(fields, "feed", rest).and_then(text_of);
    Archives { feed: setting(&["path"]), tag_feeds: setting(&["tags", "path"]), ..lists }
}

fn lists(fields: &Fields) -> Archives {
    let settings = |rest: &[&str]| inside(fields, "jekyll-archives", rest);
    let enabled = settings(&["enabled"]).map(list_of).unwrap_or_default();
    let all = settings(&["enabled"]) == Some(&Value::Bool(true)) || enabled == ["all"];
    let address = |kind: &str, of: &str, usual: &str| {
        let is_on = all || enabled.iter().any(|name| name == kind);
        let named = || settings(&["permalinks", of]).and_then(text_of);
        is_on.then(|| named().unwrap_or_else(|| usual.to_owned()))
    };
    let slugs = settings(&["slug_mode"])
        .and_then(text_of)
        .map_or(Slugs::Default, |mode| Slugs::named(&mode));
    Archives {
        tag: address("tags", "tag", "/tag/:name/"),
        category: address("categories", "category", "/category/:name/"),
        dates: [
            address("year", "year", "/:year/"),
            address("month", "month", "/:year/:month/"),
            address("day", "day", "/:year/:month/:day/"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        slugs,
        ..Archives::default()
    }
}
