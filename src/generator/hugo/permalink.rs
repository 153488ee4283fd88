//! Hugo's permalinks: a template, and the path that it makes of a page; and how Hugo writes a name
//! in a URL.

use jiff::Zoned;

use crate::path::CapsulePath;

/// Values of a template's words.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Words<'a> {
    /// The folders that the page is in, as they are in its URL.
    pub sections: &'a [String],
    /// `:title`.
    pub title: &'a str,
    /// The page's own `slug`.
    pub slug: Option<&'a str>,
    /// `:contentbasename` and `:filename`: the name of its file, or of its folder for a bundle.
    pub name: &'a str,
    /// Moment of `:year`, `:month`, …
    pub date: Option<&'a Zoned>,
    /// True if names are written in lower case.
    pub lower: bool,
}

/// Fills a template in. `None` when it has a word that is not known.
#[must_use]
pub(crate) fn fill(template: &str, words: &Words<'_>) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(':') {
        let (before, from) = rest.split_at_checked(at)?;
        let from = from.strip_prefix(':')?;
        if let Some(before) = before.strip_suffix('\\') {
            text.push_str(before);
            text.push(':');
            rest = from;
            continue;
        }
        text.push_str(before);
        let end =
            from.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(from.len());
        let (word, after) = from.split_at_checked(end)?;
        let (range, after) = match after.strip_prefix('[').and_then(|after| after.split_once(']')) {
            Some((range, after)) => (Some(range), after),
            None => (None, after),
        };
        text.push_str(&value(word, range, words)?);
        rest = after;
    }
    text.push_str(rest);
    Some(text)
}

/// The value of a word; `None` for one that Hugo does not know.
fn value(word: &str, range: Option<&str>, words: &Words<'_>) -> Option<String> {
    let date = |format: &str| {
        words.date.map_or_else(String::new, |date| date.strftime(format).to_string())
    };
    let part = |name: &str| part(name, words.lower);
    let title = if words.title.is_empty() { words.name } else { words.title };
    let value = match word {
        "year" => date("%Y"),
        "month" => date("%m"),
        "monthname" => date("%B"),
        "day" => date("%d"),
        "weekday" => date("%w"),
        "weekdayname" => date("%A"),
        "yearday" => date("%-j"),
        "title" => part(title),
        "slug" => part(words.slug.unwrap_or(title)),
        "slugorfilename" | "slugorcontentbasename" => part(words.slug.unwrap_or(words.name)),
        "filename" | "contentbasename" => part(words.name),
        "section" | "sectionslug" => words.sections.first().cloned().unwrap_or_default(),
        "sections" | "sectionslugs" => sections(words.sections, range.unwrap_or(":"))?,
        _ => return None,
    };
    Some(value)
}

/// The path of a page by its sections and its slug or name.
#[must_use]
pub(crate) fn by_name(words: &Words<'_>) -> String {
    let mut parts = words.sections.to_vec();
    if !words.name.is_empty() {
        parts.push(part(words.slug.unwrap_or(words.name), words.lower));
    }
    format!("/{}/", parts.join("/"))
}

/// Some of the sections: `[0]`, `[last]`, `[1:]`, `[:2]`, `[1:last]`.
fn sections(all: &[String], range: &str) -> Option<String> {
    let last = all.len().saturating_sub(1);
    let number = |text: &str| if text == "last" { Some(last) } else { text.parse().ok() };
    let Some((from, to)) = range.split_once(':') else {
        return Some(all.get(number(range)?).cloned().unwrap_or_default());
    };
    let from = if from.is_empty() { 0 } else { number(from)? };
    let to = if to.is_empty() { all.len() } else { number(to)? };
    Some(all.get(from.min(all.len())..to.min(all.len())).unwrap_or_default().join("/"))
}

/// A name as Hugo writes it in a URL: letters, digits, marks and `._#+~-@%` stay, white space
/// becomes one dash.
#[must_use]
pub(crate) fn part(name: &str, lower: bool) -> String {
    let mut text = String::with_capacity(name.len());
    let (mut space, mut dash) = (false, false);
    for character in name.chars() {
        if character.is_alphanumeric() || is_mark(character) || "._#+~-@%".contains(character) {
            dash = character == '-';
            if space && !dash {
                text.push('-');
            }
            space = false;
            text.push(character);
        } else if character.is_whitespace() && !text.is_empty() && !dash {
            space = true;
        }
    }
    if lower { text.to_lowercase() } else { text }
}

/// True if a character only changes the one before it, as accents and vowel signs do: it has no
/// width of its own.
fn is_mark(character: char) -> bool {
    !character.is_ascii()
        && !character.is_control()
        && unicode_width::UnicodeWidthChar::width(character) == Some(0)
}

/// The path of a page: empty segments are dropped; a last segment without an ending is a folder.
#[must_use]
pub(crate) fn path(text: &str) -> Option<CapsulePath> {
    let segments: Vec<&str> = text.split('/').filter(|segment| !segment.is_empty()).collect();
    let file = !text.ends_with('/') && segments.last().is_some_and(|last| has_page_ending(last));
    let end = if file || segments.is_empty() { "" } else { "/" };
    let path = CapsulePath::literal(&format!("/{}{end}", segments.join("/"))).ok()?;
    // What a browser sees at `…/index.html` is the folder.
    Some(if file && path.name() == "index.html" { path.parent() } else { path })
}

/// True if a URL names a file: `/about.html`, but not `/release-1.2`.
fn has_page_ending(segment: &str) -> bool {
    segment.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty()
            && !ending.is_empty()
            && ending.bytes().all(|byte| byte.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(template: &str, expected: &str) {
        let date = jiff::civil::date(2021, 1, 5).at(9, 8, 7, 0).in_tz("UTC").unwrap();
        let sections = ["blog".to_owned(), "sub".to_owned()];
        let words = Words {
            sections: &sections,
            title: "A Title!",
            slug: None,
            name: "my file",
            date: Some(&date),
            lower: true,
        };
        let found = fill(template, &words).and_then(|text| path(&text));
        assert_eq!(
            found.as_ref().map(CapsulePath::as_str).unwrap_or("none"),
            expected,
            "{template}"
        );
    }

    #[test]
    fn templates_make_paths() {
        check("/:year/:month/:day/:title/", "/2021/01/05/a-title/");
        check("/:monthname/:weekday/:weekdayname/:yearday/:slug", "/January/2/Tuesday/5/a-title/");
        check("/:sections/:filename", "/blog/sub/my-file/");
        check("/:sections[1:]/:contentbasename/", "/sub/my-file/");
        check("/:sections[last]/:section/:slugorfilename/", "/sub/blog/my-file/");
        check("/x/:title.html", "/x/a-title.html");
        check("/x\\:y/:title/", "/x:y/a-title/");
        check("/:unknown/:title/", "none");
        check("/", "/");
    }

    #[test]
    fn names_are_written_as_hugo_writes_them() {
        let cases = [
            ("My First  Post", "my-first-post"),
            ("a - b", "a-b"),
            ("C++ & Rust?", "c++-rust"),
            ("Ünïcode 日本", "ünïcode-日本"),
            ("e\u{301}té", "e\u{301}té"),
            ("v1.2_x", "v1.2_x"),
            ("Don't (stop)", "dont-stop"),
            ("  a ! ", "a"),
            ("A – “b” €5…", "a-b-5"),
            ("a\u{7}b", "ab"),
            ("50 %- @x", "50-%-@x"),
        ];
        for (name, expected) in cases {
            assert_eq!(part(name, true), expected);
        }
        assert_eq!(part("My Post", false), "My-Post");
    }

    #[test]
    fn a_url_is_a_folder_unless_it_names_a_file() {
        for (text, expected) in [
            ("/a", "/a/"),
            ("a/b.html", "/a/b.html"),
            ("/v1.2", "/v1.2/"),
            ("", "/"),
            ("/a/index.html", "/a/"),
        ] {
            assert_eq!(path(text).unwrap().as_str(), expected);
        }
    }
}
