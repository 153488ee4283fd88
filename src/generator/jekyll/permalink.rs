//! Jekyll's permalinks: a style or a template, and the path that it makes of a page.

use jiff::Zoned;

use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::path::CapsulePath;

/// Values of a template's words.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct Words<'a> {
    /// `:categories`, without duplicates.
    pub categories: &'a [String],
    /// `:title` and `:slug`: the name of a post without its date.
    pub title: &'a str,
    /// `:path`: the source path of a document without its ending; of a page its folder alone.
    pub path: &'a str,
    /// `:basename`: the file's name without its ending; `:name` is the slug of it.
    pub basename: &'a str,
    /// `:collection`.
    pub collection: &'a str,
    /// Moment of `:year`, `:month`, …
    pub date: Option<&'a Zoned>,
    /// Front matter, for words that Jekyll does not know.
    pub fields: Option<&'a Fields>,
}

/// The template for posts that a style means; a template is its own.
#[must_use]
pub(crate) fn post_template(style: &str) -> &str {
    match style {
        "" | "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "ordinal" => "/:categories/:year/:y_day/:title:output_ext",
        "weekdate" => "/:categories/:year/W:week/:short_day/:title:output_ext",
        "none" => "/:categories/:title:output_ext",
        template => template,
    }
}

/// The end that a style gives to the path of a page or a collection's document.
#[must_use]
pub(crate) fn suffix(style: &str) -> &'static str {
    match style {
        "pretty" => "/",
        "" | "date" | "ordinal" | "weekdate" | "none" => ":output_ext",
        template if template.ends_with('/') => "/",
        template if template.ends_with(":output_ext") => ":output_ext",
        _ => "",
    }
}

/// Fills a template in. `None` when no path can be made of it.
#[must_use]
pub(crate) fn path(template: &str, words: &Words<'_>) -> Option<CapsulePath> {
    let mut text = String::from("/");
    let mut rest = template;
    while let Some(at) = rest.find(':') {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let from = from.strip_prefix(':')?;
        if let Some((value, after)) = longest_word(from, words) {
            text.push_str(&value);
            rest = after;
        } else {
            text.push(':');
            rest = from;
        }
    }
    text.push_str(rest);
    clean(&text)
}

/// The value of the longest known word that a text begins with, and the text behind it:
/// `year_:month` begins with `year`. If none is known, of the word that stands there.
fn longest_word<'t>(text: &'t str, words: &Words<'_>) -> Option<(String, &'t str)> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (run, _) = text.split_at_checked(end)?;
    let shorter = run.rmatch_indices('_').map(|(at, _)| at);
    let known = std::iter::once(end).chain(shorter).find_map(|end| {
        let (word, after) = text.split_at_checked(end)?;
        Some((value(word, words)?, after))
    });
    known.or_else(|| {
        let is_word = run.starts_with(|c: char| c.is_ascii_lowercase());
        is_word.then(|| Some((unknown(run, words), text.get(end..)?)))?
    })
}

/// The value of a word that Jekyll does not know: the front matter of that name, else the name of
/// the file. Pages that differ in nothing else would all have one address.
fn unknown(word: &str, words: &Words<'_>) -> String {
    let named = words.fields.and_then(|fields| fields.get(word)).and_then(text_of);
    match named.filter(|text| !text.trim().is_empty()) {
        Some(text) => text.split('/').map(pretty_slug).collect::<Vec<_>>().join("/"),
        None => words.basename.to_owned(),
    }
}

/// The value of a word; `None` for one that Jekyll does not know.
fn value(word: &str, words: &Words<'_>) -> Option<String> {
    let date = |format: &str| {
        words.date.map_or_else(String::new, |date| date.strftime(format).to_string())
    };
    let value = match word {
        "categories" => categories(words, |name| name.to_lowercase()),
        "slugified_categories" => categories(words, slug),
        "title" => pretty_slug(words.title),
        "slug" => slug(words.title),
        "path" => words.path.to_owned(),
        "basename" => words.basename.to_owned(),
        "name" => slug(words.basename),
        "collection" => words.collection.to_owned(),
        // What a page is on the web, and so its address here too.
        "output_ext" => ".html".to_owned(),
        "year" => date("%Y"),
        "short_year" => date("%y"),
        "month" => date("%m"),
        "i_month" => date("%-m"),
        "short_month" => date("%b"),
        "long_month" => date("%B"),
        "day" => date("%d"),
        "i_day" => date("%-d"),
        "y_day" => date("%j"),
        "week" => date("%V"),
        "w_year" => date("%G"),
        "w_day" => date("%u"),
        "short_day" => date("%a"),
        "long_day" => date("%A"),
        "hour" => date("%H"),
        "minute" => date("%M"),
        "second" => date("%S"),
        _ => return None,
    };
    Some(value)
}

/// The categories as folders, each once.
fn categories(words: &Words<'_>, form: impl Fn(&str) -> String) -> String {
    let mut names: Vec<String> = Vec::new();
    for name in words.categories.iter().map(|name| form(name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join("/")
}

/// A name as Jekyll's `:title` writes it: as it is but for what a URL can't hold (its slug mode
/// `pretty`).
fn pretty_slug(name: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || "._~!$&'()+,;=@".contains(c);
    name.split(|c: char| !kept(c)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// A name as part of a URL: lower case, letters, digits and dashes.
#[must_use]
pub(crate) fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// One canonical path of a filled template: empty segments, as an empty `:categories` leaves them,
/// are dropped, and what a web server serves as the page of a folder is that.
fn clean(text: &str) -> Option<CapsulePath> {
    let segments: Vec<&str> = text.split('/').filter(|segment| !segment.is_empty()).collect();
    let folder = if text.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    let path = format!("/{}{folder}", segments.join("/"));
    let decoded = CapsulePath::decode(&path).map(|decoded| decoded.path);
    decoded.or_else(|_| CapsulePath::literal(&path)).ok().map(CapsulePath::without_index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter;

    fn check(template: &str, expected: &str) {
        let date = jiff::civil::date(2021, 10, 5).at(9, 8, 7, 0).in_tz("UTC").unwrap();
        let categories = ["a".to_owned(), "B c".to_owned()];
        let fields = front_matter::yaml("docpath: a b/C\nempty: ''").unwrap();
        let words = Words {
            categories: &categories,
            title: "slug",
            path: "x/y/name",
            basename: "name",
            collection: "docs",
            date: Some(&date),
            fields: Some(&fields),
        };
        assert_eq!(path(template, &words).unwrap().as_str(), expected, "{template}");
    }

    #[test]
    fn every_style_and_template_makes_a_path() {
        check(post_template("date"), "/a/b c/2021/10/05/slug.html");
        check(post_template("pretty"), "/a/b c/2021/10/05/slug/");
        check(post_template("ordinal"), "/a/b c/2021/278/slug.html");
        check(post_template("weekdate"), "/a/b c/2021/W40/Tue/slug.html");
        check(post_template("none"), "/a/b c/slug.html");
        check("/blog/:year/:i_month/:i_day/:title", "/blog/2021/10/5/slug");
        check("/:slugified_categories/:title/", "/a/b-c/slug/");
        check("/:collection/:path:output_ext", "/docs/x/y/name.html");
        check("/:short_year:title.:minute", "/21slug.08");
        check("/:hour.:minute.:second", "/09.08.07");
        check("/:month/:short_month/:long_month", "/10/Oct/October");
        check("/:w_year-:week-:w_day/:short_day/:long_day", "/2021-40-2/Tue/Tuesday");
        check("/:basename/:slug/:name", "/name/slug/name");
        check("/:year_:month/:title", "/2021_10/slug");
        check("no-slash/:unknown/:title", "/no-slash/name/slug");
        check("/:docpath/:empty:output_ext", "/a-b/C/name.html");
        check("/a:8/:/b", "/a:8/:/b");
        check("/:path/index.html", "/x/y/name/");
        check("/:path/index", "/x/y/name/");
        check("/index.html", "/");
        check("/", "/");
    }

    #[test]
    fn words_of_a_date_are_empty_without_one() {
        let words = Words { title: "t", ..Words::default() };
        assert_eq!(path("/x:year:second/:title", &words).unwrap().as_str(), "/x/t");
    }

    #[test]
    fn empty_categories_leave_no_hole() {
        let words = Words { title: "t", ..Words::default() };
        assert_eq!(path("/:categories/:title:output_ext", &words).unwrap().as_str(), "/t.html");
        assert_eq!(path("/../:title", &words), None);
        let words = Words { path: "a", basename: "My File", ..Words::default() };
        assert_eq!(path("/:path/:name/:basename", &words).unwrap().as_str(), "/a/my-file/My File");
    }

    #[test]
    fn pages_and_documents_have_the_end_of_the_style() {
        for (style, end) in [
            ("pretty", "/"),
            ("", ":output_ext"),
            ("date", ":output_ext"),
            ("none", ":output_ext"),
            ("/:year/:title/", "/"),
            ("/:title:output_ext", ":output_ext"),
            ("/:title", ""),
        ] {
            assert_eq!(suffix(style), end, "{style}");
        }
    }
}
