//! `DateFields`: the fields of front matter that date a page, as a Hugo site may set them.

use jiff::Zoned;
use jiff::tz::TimeZone;

use crate::content::front_matter::Fields;
use crate::content::page_head::{list_of, text_of};
use crate::date;
use crate::generator::fields::inside;

const DATE: &[&str] = &["date", "publishdate", "lastmod"];
const PUBLISHED: &[&str] = &["publishdate", "date"];
const EXPIRED: &[&str] = &["expirydate"];

/// The fields of front matter that date a page, in the order in which they are asked
/// (`frontmatter` of the configuration).
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DateFields {
    /// Those of its own date.
    pub date: Vec<String>,
    /// Those of the moment from which on it is published.
    published: Vec<String>,
    /// Those of the moment from which on it is published no more.
    expired: Vec<String>,
}

impl DateFields {
    pub(super) fn of(fields: &Fields) -> Self {
        Self {
            date: names(fields, "date", DATE),
            published: names(fields, "publishdate", PUBLISHED),
            expired: names(fields, "expirydate", EXPIRED),
        }
    }

    /// True if a file's name may give a page its date.
    #[must_use]
    pub(crate) fn are_in_names(&self) -> bool {
        self.date.iter().any(|name| name == ":filename")
    }

    /// The moment from which on a page is published; `date` is its own.
    #[must_use]
    pub(crate) fn published(
        &self,
        fields: &Fields,
        date: Option<&Zoned>,
        zone: &TimeZone,
    ) -> Option<Zoned> {
        self.published.iter().find_map(|name| match name.as_str() {
            "date" => date.cloned(),
            name => moment(fields, name, zone),
        })
    }

    /// The moment from which on it is published no more.
    #[must_use]
    pub(crate) fn expired(&self, fields: &Fields, zone: &TimeZone) -> Option<Zoned> {
        self.expired.iter().find_map(|name| moment(fields, name, zone))
    }
}

fn moment(fields: &Fields, name: &str, zone: &TimeZone) -> Option<Zoned> {
    date::parse(&text_of(fields.get(name)?)?, zone)
}

/// The names of the fields for one date, each with its other names behind it.
fn names(fields: &Fields, key: &str, usual: &[&str]) -> Vec<String> {
    let usual = || usual.iter().map(|name| (*name).to_owned());
    let set = inside(fields, "frontmatter", &[key]).map(list_of);
    let set = set.map_or_else(
        || usual().collect(),
        |set| {
            let names = set.into_iter().map(|name| name.to_lowercase());
            names.fold(Vec::new(), |mut all: Vec<String>, name| {
                if name == ":default" {
                    all.extend(usual());
                } else {
                    all.push(name);
                }
                all
            })
        },
    );
    let with_others = set.into_iter().flat_map(|name| {
        let others: &[&str] = match name.as_str() {
            "publishdate" => &["pubdate", "published"],
            "lastmod" => &["modified"],
            "expirydate" => &["unpublishdate"],
            _ => &[],
        };
        std::iter::once(name).chain(others.iter().map(|name| (*name).to_owned()))
    });
    with_others.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter;

    #[test]
    fn fields_have_other_names_and_may_be_set() {
        let fields =
            front_matter::toml("[frontmatter]\nexpirydate = ['Until', ':default']").unwrap();
        let names = DateFields::of(&fields);
        assert_eq!(names.expired, ["until", "expirydate", "unpublishdate"]);
        assert_eq!(
            names.date,
            ["date", "publishdate", "pubdate", "published", "lastmod", "modified"]
        );
    }
}
