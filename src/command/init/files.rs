//! The files of a new capsule.

use std::borrow::Cow;

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::answers::Answers;

/// What the file of the first entry is called behind its date.
pub(super) const FIRST_ENTRY: &str = "-hello.md";

/// The folder of the log.
pub(super) const LOG: &str = "gemlog";

/// The file of the configuration.
pub(super) const CONFIG: &str = "propus.toml";

/// The stars of the Twins, drawn for propus; around the one that it is named for is a ring.
const PICTURE: &[u8] = include_bytes!("twins.png");

/// A file of a new capsule.
#[derive(Debug)]
pub(super) struct NewFile {
    /// Its place below the folder.
    pub(super) name: String,
    /// What it says.
    pub(super) content: Cow<'static, [u8]>,
}

/// The files of a new capsule.
pub(super) fn files(answers: &Answers, today: Date) -> Vec<NewFile> {
    let of_text = |name: &str, text: String| NewFile {
        name: name.to_owned(),
        content: Cow::Owned(text.into_bytes()),
    };
    let fixed = |name: String, content: &'static [u8]| NewFile { name, content: content.into() };
    vec![
        of_text("index.md", home(answers)),
        of_text("about.md", about(answers)),
        of_text(
            &format!("{LOG}/{today}{FIRST_ENTRY}"),
            include_str!("hello.md").replace("@today@", &today.to_string()),
        ),
        fixed("twins.png".to_owned(), PICTURE),
        // One sign and nothing else, no line's end either: that is all the file may be.
        fixed("favicon.txt".to_owned(), "🌱".as_bytes()),
        fixed("robots.txt".to_owned(), include_bytes!("robots.txt")),
        fixed(".gitignore".to_owned(), include_bytes!("gitignore")),
        of_text(CONFIG, include_str!("propus.toml").replace("@host@", answers.host.as_str())),
    ]
}

/// The day on which an entry is no post of the future: its date begins in UTC.
pub(super) fn today() -> Date {
    let now = Timestamp::now();
    let day = |zone| now.to_zoned(zone).date();
    day(TimeZone::system()).min(day(TimeZone::UTC))
}

fn home(answers: &Answers) -> String {
    format!(
        "---\ntitle: {}\n---\n\n\
         Welcome. This page is a Markdown file, `index.md`. Change it, save it, and reload: that is \
         all there is to publishing.\n\n\
         ![The Twins, with a ring around the star Propus](twins.png)\n\n\
         - [About this place](about.md)\n",
        in_quotes(&answers.title)
    )
}

fn about(answers: &Answers) -> String {
    let author = if answers.author.is_empty() {
        "Say here who writes, and what about.".to_owned()
    } else {
        format!("{} writes here. Say what about.", escaped(&answers.author))
    };
    let reply = if answers.mail.is_empty() {
        "To hear from readers, put your address into this line: `[Reply by \
         mail](mailto:you@example.org)`"
            .to_owned()
    } else {
        format!("[Reply by mail](<mailto:{}>)", address(&answers.mail))
    };
    format!("---\ntitle: About this place\n---\n\n{author}\n\n{reply}\n")
}

/// A text in quotes, in which YAML takes no sign for its own: JSON is YAML.
fn in_quotes(text: &str) -> String {
    Value::from(text).to_string()
}

/// A text in which Markdown takes no sign for its own.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for it in text.chars() {
        if it.is_ascii_punctuation() && !matches!(it, '.' | ',' | '\'') {
            escaped.push('\\');
        }
        escaped.push(it);
    }
    escaped
}

/// A mail address as it stands in a link between angle brackets.
fn address(text: &str) -> String {
    let text = text.trim_start_matches("mailto:");
    text.chars().filter(|it| !matches!(it, '<' | '>' | '\\' | ' ')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_of_an_answer_is_taken_for_notation() {
        let answers = Answers {
            host: "example.org".parse().unwrap(),
            title: "A: \"b\" #c\\".to_owned(),
            author: "*Anna* [x](y) J. O'Hara".to_owned(),
            mail: "mailto:<anna@example.org>".to_owned(),
        };
        let home = home(&answers);
        assert!(home.starts_with("---\ntitle: \"A: \\\"b\\\" #c\\\\\"\n---\n"), "{home}");
        let about = about(&answers);
        assert!(about.contains("\\*Anna\\* \\[x\\]\\(y\\) J. O'Hara writes here."), "{about}");
        assert!(about.contains("[Reply by mail](<mailto:anna@example.org>)"), "{about}");
    }

    #[test]
    fn the_configuration_names_only_settings_that_there_are() {
        let text = include_str!("propus.toml");
        let example = crate::settings::example();
        let keys = text.lines().filter_map(|line| {
            let line = line.strip_prefix('#').unwrap_or(line);
            let (key, _) = line.split_once(" = ")?;
            (!key.starts_with(' ')).then_some(key)
        });
        let keys: Vec<_> = keys.collect();
        assert!(keys.len() > 7, "{keys:?}");
        for key in keys {
            let line = format!("{key} = ");
            assert!(
                example.lines().any(|it| it.trim_start_matches('#').starts_with(&line)),
                "{key}"
            );
        }
    }
}
