//! A folder of names that are unkind to servers and to clients.

use tempfile::TempDir;

use super::server::folder_of;

/// The names of the pages, each unkind in its own way.
pub(crate) fn names() -> Vec<String> {
    let deep = (0..12).map(|level| format!("level {level}/")).collect::<String>();
    vec![
        "two words.md".into(),
        "100% sure.md".into(),
        "%41 is no A.md".into(),
        "number #1.md".into(),
        "who?.md".into(),
        "\"quoted\".md".into(),
        "it's.md".into(),
        "a;b&c=d+e.md".into(),
        "<b>.md".into(),
        "[brackets](round).md".into(),
        "ünïcödé.md".into(),
        "日本語のページ.md".into(),
        "🚀👩‍🚀.md".into(),
        "-dash.md".into(),
        format!("{}.md", "é".repeat(126)),
        format!("{deep}bottom.md"),
        "日本/中 文/ページ?.md".into(),
    ]
}

/// Names that can't stand in a path: they are left out, and nothing else is.
const LEFT_OUT: [&str; 4] =
    ["back\\slash.md", "tab\there.md", "line\nbreak.md", "\u{1b}[31mred.md"];

/// The folder: each page says a word of its own and links to all others, `index.md` to each.
pub(crate) fn folder() -> TempDir {
    let names = names();
    let mut files = vec![("index.md".to_owned(), page("Unkind names", "", &names))];
    for (number, name) in names.iter().enumerate() {
        let up = "../".repeat(name.matches('/').count());
        files.push((name.clone(), page(&format!("Page {number}"), &up, &names)));
    }
    files.extend(LEFT_OUT.map(|name| (name.to_owned(), "# Left out\n".to_owned())));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    folder_of(&files)
}

/// A page that links to all names, written as an author must write them: percent-encoded.
fn page(title: &str, up: &str, names: &[String]) -> String {
    let links: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(number, name)| format!("- [Page {number}]({up}{})", encoded(name)))
        .collect();
    format!(
        "# {title}\n\nThis is {title}, and nothing of this sentence is cut anywhere.\n\n{}\n",
        links.join("\n")
    )
}

/// A name as it stands in a URL.
pub(crate) fn encoded(name: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    name.bytes().map(one).collect()
}
