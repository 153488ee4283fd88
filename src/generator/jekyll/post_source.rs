//! The inverse of a permalink template: the file of the post that it would serve at a path.

use regex::{Captures, Regex};

use crate::path::CapsulePath;

/// The source of a post below the folder of the collections, such as
/// `news/_posts/2026-05-04-title.md` for `/news/2026/05/04/title.html`. `None` when the path does
/// not fit the template, or the template has no year or no name.
pub(crate) fn post_source(template: &str, path: &CapsulePath) -> Option<String> {
    let pattern = Regex::new(&pattern_of(template)).ok()?;
    let found = pattern.captures(path.as_str())?;
    let year = found.name("year")?.as_str();
    let name = found.name("name")?.as_str();
    let (month, day) = (two_digits(&found, "month"), two_digits(&found, "day"));
    let folders = found.name("folders").map_or_else(String::new, |it| format!("{}/", it.as_str()));
    Some(format!("{folders}_posts/{year}-{month}-{day}-{name}.md"))
}

/// A number of two digits; the first of the year or month when the path does not name it.
fn two_digits(found: &Captures<'_>, group: &str) -> String {
    format!("{:0>2}", found.name(group).map_or("1", |it| it.as_str()))
}

/// A regular expression for the paths that a template makes, with the groups `year`, `month`,
/// `day`, `name` and `folders`.
fn pattern_of(template: &str) -> String {
    let mut pattern = String::from("^/?");
    let mut rest = template.trim_start_matches('/');
    while let Some((before, from)) = rest.split_once(':') {
        pattern.push_str(&regex::escape(before));
        let word = longest_word(from);
        let after = from.strip_prefix(word).unwrap_or(from);
        if is_folders(word) {
            // Without categories no slash stays behind.
            pattern.push_str("(?:(?<folders>.+?)/)?");
            rest = after.strip_prefix('/').unwrap_or(after);
        } else {
            pattern.push_str(group_of(word, &pattern));
            rest = after;
        }
    }
    format!("{pattern}{}$", regex::escape(rest)).replacen("^/?", "^/", 1)
}

fn is_folders(word: &str) -> bool {
    matches!(word, "categories" | "slugified_categories")
}

/// The word that a text begins with: what is behind it may be letters, as in `:year_:month`.
fn longest_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    let run = text.split_at_checked(end).map_or(text, |(run, _)| run);
    run.trim_end_matches('_')
}

/// The pattern of a word. One that stands in the template again may be anything, since a group has
/// one name: the way back shows whether it fits.
fn group_of(word: &str, before: &str) -> &'static str {
    let (name, group) = match word {
        "year" => ("?<year>", "(?<year>[0-9]{4})"),
        "month" => ("?<month>", "(?<month>[0-9]{2})"),
        "i_month" => ("?<month>", "(?<month>[0-9]{1,2})"),
        "day" => ("?<day>", "(?<day>[0-9]{2})"),
        "i_day" => ("?<day>", "(?<day>[0-9]{1,2})"),
        "title" | "slug" => ("?<name>", "(?<name>[^/]+?)"),
        "output_ext" => return "\\.html",
        _ => return "[^/]*?",
    };
    if before.contains(name) { "[^/]*?" } else { group }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::jekyll::permalink;

    fn check(style: &str, path: &str, expected: Option<&str>) {
        let path = CapsulePath::literal(path).unwrap();
        let found = post_source(permalink::post_template(style), &path);
        assert_eq!(found.as_deref(), expected, "{style} {path}");
    }

    #[test]
    fn a_post_is_named_after_its_path() {
        check("date", "/2026/11/29/title.html", Some("_posts/2026-11-29-title.md"));
        check("date", "/a/b/2026/11/29/x-y.html", Some("a/b/_posts/2026-11-29-x-y.md"));
        check("pretty", "/2026/11/29/title/", Some("_posts/2026-11-29-title.md"));
        check(
            "/blog/:year/:i_month/:i_day/:title",
            "/blog/2026/5/4/t",
            Some("_posts/2026-05-04-t.md"),
        );
        check("/:year_:month/:title", "/2026_10/slug", Some("_posts/2026-10-01-slug.md"));
        check("/:year/:title/", "/2026/slug/", Some("_posts/2026-01-01-slug.md"));
    }

    #[test]
    fn a_path_without_a_year_is_no_post() {
        check("date", "/about.html", None);
        check("none", "/about.html", None);
        check("ordinal", "/2026/333/title.html", Some("_posts/2026-01-01-title.md"));
    }
}
