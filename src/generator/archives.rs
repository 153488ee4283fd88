//! Addresses that the plugins of a site give to lists of posts and to feeds. Here the lists have
//! addresses of their own, to which these lead.

use jiff::Zoned;

use crate::path::CapsulePath;

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

/// The form of a name in an address: the modes of Jekyll's filter `slugify`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Slugs {
    /// As it is.
    None,
    /// Only blanks become dashes.
    Raw,
    /// Letters and digits of any script; all else becomes dashes.
    #[default]
    Default,
    /// The same, with the signs that may stand in a URL.
    Pretty,
    /// Letters and digits of ASCII.
    Ascii,
    /// The same, of letters as they are written without accents.
    Latin,
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

impl Slugs {
    /// A mode by its name; the usual one for others, as with Jekyll.
    pub(crate) fn named(mode: &str) -> Self {
        match mode {
            "none" => Self::None,
            "raw" => Self::Raw,
            "pretty" => Self::Pretty,
            "ascii" => Self::Ascii,
            "latin" => Self::Latin,
            _ => Self::Default,
        }
    }

    /// A name in this form, in lower case.
    fn of(self, name: &str) -> String {
        let dashed = |text: &str, kept: &dyn Fn(char) -> bool| {
            let words = text.split(|c: char| !kept(c)).filter(|word| !word.is_empty());
            words.collect::<Vec<_>>().join("-")
        };
        let slug = match self {
            Self::None => name.to_owned(),
            Self::Raw => name.split_whitespace().collect::<Vec<_>>().join("-"),
            Self::Default => dashed(name, &char::is_alphanumeric),
            Self::Pretty => dashed(name, &|c| c.is_alphanumeric() || "._~!$&'()+,;=@".contains(c)),
            Self::Ascii => dashed(name, &|c| c.is_ascii_alphanumeric()),
            Self::Latin => dashed(&deunicode::deunicode(name), &|c| c.is_ascii_alphanumeric()),
        };
        slug.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_the_forms_of_slugify() {
        let check = |mode: &str, expected: &str| {
            assert_eq!(Slugs::named(mode).of("Red & Büro_2.0 "), expected, "{mode}");
        };
        check("none", "red & büro_2.0 ");
        check("raw", "red-&-büro_2.0");
        check("default", "red-büro-2-0");
        check("pretty", "red-&-büro_2.0");
        check("ascii", "red-b-ro-2-0");
        check("latin", "red-buro-2-0");
    }

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
