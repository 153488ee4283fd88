//! Addresses that the plugins of a site give to lists of posts and to feeds. Here the lists have
//! addresses of their own, to which these lead.

use jiff::Zoned;

use crate::path::CapsulePath;
use crate::template::slug::Slugs;

/// The addresses of a site's lists of posts, each a template; `None` for a kind that has none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Archives {
    /// Of those by tag: `:name` stands for the tag.
    pub tag: Option<String>,
    /// Of those by category.
    pub category: Option<String>,
    /// Of those by year, by month, and by day: `:year`, `:month` and `:day` stand for their numbers.
    pub dates: Vec<String>,
    /// Form of names in addresses.
    pub slugs: Slugs,
    /// Address of the feed of all posts.
    pub feed: Option<String>,
    /// Beginning of the addresses of feeds by tag: the tag and `.xml` follow.
    pub tag_feeds: Option<String>,
}

impl Archives {
    /// The address of the list of a tag.
    pub(crate) fn of_tag(&self, tag: &str) -> Option<CapsulePath> {
        self.named(self.tag.as_deref()?, tag)
    }

    /// The address of the list of a category.
    pub(crate) fn of_category(&self, category: &str) -> Option<CapsulePath> {
        self.named(self.category.as_deref()?, category)
    }

    /// The addresses of the lists that a post of a date is in.
    pub(crate) fn of_date(&self, date: &Zoned) -> impl Iterator<Item = CapsulePath> {
        let filled = |template: &String| {
            let date = |format: &str| date.strftime(format).to_string();
            let year = template.replace(":year", &date("%Y"));
            address(&year.replace(":month", &date("%m")).replace(":day", &date("%d")))
        };
        let addresses: Vec<CapsulePath> = self.dates.iter().filter_map(filled).collect();
        addresses.into_iter()
    }

    /// The address of the feed of a tag.
    pub(crate) fn tag_feed(&self, tag: &str) -> Option<CapsulePath> {
        address(&format!("{}{tag}.xml", self.tag_feeds.as_deref()?))
    }

    /// The address of the feed of all posts.
    pub(crate) fn feed(&self) -> Option<CapsulePath> {
        address(self.feed.as_deref()?)
    }

    fn named(&self, template: &str, name: &str) -> Option<CapsulePath> {
        address(&template.replace(":name", &self.slugs.of(name)))
    }
}

/// A path from the root; `None` for what is none.
fn address(text: &str) -> Option<CapsulePath> {
    if text.contains("://") {
        return None;
    }
    CapsulePath::literal(&format!("/{}", text.trim_start_matches('/'))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_templates() {
        let archives = Archives {
            tag: Some("/blog/tag/:name/".to_owned()),
            dates: vec!["/:year/".to_owned(), "/:year/:month/:day/".to_owned()],
            feed: Some("blog.xml".to_owned()),
            tag_feeds: Some("https://a.org/".to_owned()),
            ..Archives::default()
        };
        let path = |text: &str| CapsulePath::literal(text).unwrap();
        assert_eq!(archives.of_tag("ps.py"), Some(path("/blog/tag/ps-py/")));
        assert_eq!(archives.of_category("x"), None);
        let date = jiff::civil::date(2024, 1, 2).in_tz("UTC").unwrap();
        let dates: Vec<CapsulePath> = archives.of_date(&date).collect();
        assert_eq!(dates, [path("/2024/"), path("/2024/01/02/")]);
        assert_eq!((archives.feed(), archives.tag_feed("a")), (Some(path("/blog.xml")), None));
    }
}
