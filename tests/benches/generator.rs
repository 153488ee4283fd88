//! A large site of the kind that Jekyll makes: front matter, templates, links, tables, code. Always
//! the same.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Pages in one folder.
const PER_FOLDER: usize = 100;
/// Of so many pages one is a post.
const POST_EACH: usize = 10;
const TAGS: [&str; 8] =
    ["paxos", "chains", "clocks", "gossip", "leases", "logs", "quorums", "replicas"];

const CONFIG: &str = "title: A large site\ndescription: Made to be measured\nauthor: Nobody\nlang: en\n\
                      permalink: /posts/:title/\ndefaults:\n  - scope: { path: docs }\n    values: { layout: page }\n";
const NOTE: &str =
    "> **{{ include.title | upcase }}**: see also [the index]({{ site.baseurl }}/).\n";
const INDEX: &str = "---\ntitle: Home\n---\n# Home\n\n{% for post in site.posts limit: 5 %}\n\
                     - [{{ post.title }}]({{ post.url }}), {{ post.date | date: \"%-d %B %Y\" }}\n{% endfor %}\n";

/// A page of the site.
pub(crate) struct Page {
    /// Its file, relative to the site's folder.
    pub(crate) place: PathBuf,
    /// What stands in it.
    pub(crate) text: String,
}

/// Writes a site of so many pages into an empty folder. Returns how many bytes they have.
pub(crate) fn write_site(folder: &Path, count: usize) -> io::Result<usize> {
    fs::create_dir_all(folder.join("_includes"))?;
    fs::write(folder.join("_config.yml"), CONFIG)?;
    fs::write(folder.join("_includes/note.md"), NOTE)?;
    fs::write(folder.join("index.md"), INDEX)?;
    let mut bytes = 0;
    for page in (0..count).map(|number| page(number, count)) {
        let file = folder.join(&page.place);
        fs::create_dir_all(file.parent().expect("a folder"))?;
        fs::write(file, &page.text)?;
        bytes += page.text.len();
    }
    Ok(bytes)
}

/// The page of a number.
pub(crate) fn page(number: usize, count: usize) -> Page {
    let is_post = number.is_multiple_of(POST_EACH);
    let tag = TAGS[number % TAGS.len()];
    let mut text = format!("---\ntitle: \"Page {number}: what {tag} are for\"\ntags: [{tag}]\n");
    if is_post {
        text.push_str("layout: post\n");
    }
    text.push_str("---\n");
    text.push_str(&body(number, count, tag));
    Page { place: place(number), text }
}

fn place(number: usize) -> PathBuf {
    if number.is_multiple_of(POST_EACH) {
        let (year, month, day) = (2000 + number % 20, 1 + number / 20 % 12, 1 + number / 240 % 28);
        return PathBuf::from(format!("_posts/{year}-{month:02}-{day:02}-page-{number}.md"));
    }
    PathBuf::from(format!("docs/part-{}/page-{number}.md", number / PER_FOLDER))
}

/// What stands below the front matter.
pub(crate) fn body(number: usize, count: usize, tag: &str) -> String {
    let mut text = String::from("\n{% include note.md title=page.title %}\n");
    for section in 0..4 {
        let _ = write!(
            text,
            "\n## Section {section} of {{{{ page.title | escape }}}}\n\n{}\n{}\n{}\n",
            paragraph(number + section, tag),
            links(number + section, count),
            paragraph(number * 7 + section, tag)
        );
    }
    text.push_str("\n| Name | Meaning | Count |\n| :--- | --- | ---: |\n");
    for (row, name) in TAGS.iter().enumerate() {
        let _ = writeln!(text, "| `{tag}-{row}` | the *{name}* one | {} |", number * 31 + row);
    }
    text.push_str("\n```rust\nfn main() {\n    println!(\"{} + {}\", 1, 2);\n}\n```\n");
    text.push_str("\n{% for tag in page.tags %}Filed under {{ tag | capitalize }}.{% endfor %}\n");
    text
}

fn paragraph(seed: usize, tag: &str) -> String {
    let sentences = [
        "A replica that has stopped says nothing, and so does one whose messages are late.",
        "Each of them *remembers* what it has accepted, and tells it to whoever asks.",
        "What looks like one decision is made of **two rounds**, and only the first can be spared.",
        "Nobody knows the time, but everybody knows the order: that is what `log[i]` is for.",
        "The cost is one message more for each of the *f* that may fail.",
        "With a name such as R&D or a sign such as 1 < 2 nothing changes.",
    ];
    let chosen = (0..5).map(|at| sentences[(seed + at * 5) % sentences.len()]);
    format!("On {tag}: {}", chosen.collect::<Vec<_>>().join("\n"))
}

fn links(seed: usize, count: usize) -> String {
    let mut text = String::new();
    for step in [1, 17, 301] {
        let to = (seed * 13 + step) % count;
        let target = if to.is_multiple_of(POST_EACH) {
            format!("/posts/page-{to}/")
        } else {
            format!("/docs/part-{}/page-{to}", to / PER_FOLDER)
        };
        let _ = writeln!(text, "- see [page {to}]({target}), which tells of it too");
    }
    text
}
