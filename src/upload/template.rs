//! The text with which a new page begins: a template of the site, of the folder that it comes to
//! lie in before all others, else one of our own.

use jiff::Zoned;

use crate::content::{Folder, PageFormat, SourcePath, file_name};

/// The name of a template in the folder of the page.
const IN_FOLDER: &str = ".template.md";
/// Folders of templates: of propus, and of Hugo.
const FOLDERS: &[&str] = &["_templates", "archetypes"];

/// The text for a new page of a name, dated now.
pub(super) fn template(folder: &Folder, source: &SourcePath, slug: &str, now: &Zoned) -> String {
    new_page(folder, source, &file_name::title(slug), now, &[], false)
}

/// The text for a new page of a title, with tags, dated now.
pub(crate) fn new_page(
    folder: &Folder,
    source: &SourcePath,
    title: &str,
    now: &Zoned,
    tags: &[String],
    draft: bool,
) -> String {
    match PageFormat::of_name(source.as_str()) {
        Some(PageFormat::Gemtext) => return format!("# {title}\n\n"),
        Some(PageFormat::Markdown) => {}
        Some(PageFormat::Html | PageFormat::Text | PageFormat::Menu(_)) | None => {
            return String::new();
        }
    }
    let text = match of_site(folder, source) {
        Some(text) => filled(&text, title, now),
        None => format!("---\ntitle: {}\ndate: {}\ntags: []\n---\n\n", quoted(title), date(now)),
    };
    let listed: Vec<String> = tags.iter().map(|tag| quoted(tag)).collect();
    let text = if tags.is_empty() {
        text
    } else {
        with_field(&text, "tags", &format!("[{}]", listed.join(", ")))
    };
    if draft { with_field(&text, "draft", "true") } else { text }
}

/// A text with a field of its front matter, in the place of the one that it has.
fn with_field(text: &str, name: &str, value: &str) -> String {
    let fence = text.lines().next().unwrap_or_default();
    let field = match fence {
        "---" => format!("{name}: {value}\n"),
        "+++" => format!("{name} = {value}\n"),
        // Without front matter there is nothing to put it into.
        _ => return text.to_owned(),
    };
    let mut written = String::new();
    let (mut inside, mut is_there) = (true, false);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let key = line.split([':', '=']).next().unwrap_or_default().trim();
        if inside && number > 0 && line.trim_end() == fence {
            if !is_there {
                written.push_str(&field);
            }
            inside = false;
        } else if inside && key == name {
            written.push_str(&field);
            is_there = true;
            continue;
        }
        written.push_str(line);
    }
    written
}

/// A date with its offset, as all generators read it.
fn date(now: &Zoned) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A text in double quotes, which JSON and YAML write in the same way.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The template of the site that is nearest to a file.
fn of_site(folder: &Folder, source: &SourcePath) -> Option<String> {
    let in_folder = format!("{}{IN_FOLDER}", source.folder());
    // Hugo has one for each section: archetypes/posts.md for content/posts/.
    let section = source.folder().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let names = [section, "page", "default"];
    let in_folders = FOLDERS.iter().flat_map(|templates| {
        names.iter().filter(|it| !it.is_empty()).map(move |name| format!("{templates}/{name}.md"))
    });
    std::iter::once(in_folder)
        .chain(in_folders)
        .find_map(|name| String::from_utf8(folder.read(&name).ok()?).ok())
}

/// A template with its title and its date: `{{title}}` and `{{date}}`, and as Hugo writes them.
fn filled(text: &str, title: &str, now: &Zoned) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((inside, after)) = after.split_once("}}") else {
            filled.push_str("{{");
            rest = after;
            continue;
        };
        let words = inside.trim_matches(['-', ' ']);
        if words == "title" || words.contains("Name") || words == ".Title" {
            filled.push_str(title);
        } else if words == "date" || words == ".Date" {
            filled.push_str(&date(now));
        } else {
            filled.extend(["{{", inside, "}}"]);
        }
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::folder_of;

    fn now() -> Zoned {
        "2026-11-29T12:30:00+01:00[+01:00]".parse().unwrap()
    }

    fn check(files: &[(&str, &str)], source: &str, expected: &str) {
        assert_eq!(template_of(files, source), expected, "{source}");
    }

    #[test]
    fn a_new_page_begins_with_title_and_date() {
        let own = "---\ntitle: \"First light\"\ndate: 2026-11-29T12:30:00+01:00\ntags: []\n---\n\n";
        check(&[], "notes/first-light.md", own);
        check(&[], "log/first-light.gmi", "# First light\n\n");
        check(&[], "log/first-light.txt", "");
    }

    #[test]
    fn a_site_has_templates_of_its_own_and_the_nearest_counts() {
        let hugo = "+++\ntitle = '{{ replace .File.ContentBaseName \"-\" \" \" | title }}'\ndate = '{{ .Date }}'\n+++\n";
        let files = [
            ("archetypes/default.md", hugo),
            ("archetypes/posts.md", "post {{title}} {{ x }}\n"),
            ("content/log/.template.md", "log {{date}} {{"),
        ];
        check(&files, "content/posts/one-two.md", "post One two {{ x }}\n");
        check(&files, "content/log/one-two.md", "log 2026-11-29T12:30:00+01:00 {{");
        let default = template_of(&files, "content/other/one-two.md");
        assert!(default.contains("date = '2026-11-29T12:30:00+01:00'"), "{default}");
        assert!(default.contains("title = 'One two'"), "{default}");
    }

    fn template_of(files: &[(&str, &str)], source: &str) -> String {
        let dir = folder_of(files);
        let source = SourcePath::new(source).unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        template(&folder, &source, source.name().stem(), &now())
    }
}
