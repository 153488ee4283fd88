//! What of a folder is served and where: names, front matter, listings, links, changes on disk.
//! Whole requests against a site, without a socket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends by panicking"
)]

#[path = "../support/indexed.rs"]
mod indexed;
#[path = "content/kept_back.rs"]
mod kept_back;
#[path = "content/links.rs"]
mod links;
#[path = "content/links_on_disk.rs"]
mod links_on_disk;
#[path = "content/posts.rs"]
mod posts;
#[path = "content/too_large.rs"]
mod too_large;

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

use indexed::Indexed;
use propus::capsule;
use propus::content::Folder;
use propus::exchange::{Form, Protocol, Redirection, Refusal, Request, Response};
use propus::generator::{GeneratorName, Options};
use propus::origin::Origin;
use propus::path::CapsulePath;
use propus::site::{Site, Style};

/// A site made of files in a folder of their own, and what was warned of.
struct Fixture {
    dir: tempfile::TempDir,
    site: Site,
    warnings: Vec<String>,
}

fn site(files: &[(&str, &str)]) -> Fixture {
    site_with(files, &Options::default())
}

fn site_with(files: &[(&str, &str)], options: &Options) -> Fixture {
    let dir = tempfile::tempdir().unwrap();
    for (place, text) in files {
        write(dir.path(), place, text);
    }
    read(dir, options)
}

fn read(dir: tempfile::TempDir, options: &Options) -> Fixture {
    let folder = Arc::new(Folder::open_with_links_to(dir.path(), &options.links_to).unwrap());
    let (capsule, warnings) = capsule::load(&folder, options, None).unwrap();
    let mut warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    let of_pages = capsule::page_warnings(&capsule, &|| true);
    warnings.extend(of_pages.iter().map(ToString::to_string));
    let origin = Origin::new("example.org", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
    let site = Site::new(capsule, origin, Style::default());
    site.index();
    Fixture { dir, site, warnings }
}

fn write(root: &Path, place: &str, text: &str) {
    let file = root.join(place);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

impl Fixture {
    fn ask(&self, path: &str, form: Form) -> Response {
        self.site.handle(
            &Request { paths: vec![CapsulePath::literal(path).unwrap()], form, query: None },
            None,
        )
    }

    /// What Gemini gets, on one line: the text, `file TYPE`, `-> PATH`, or the refusal.
    fn gemini(&self, path: &str) -> String {
        match self.ask(path, Form::of(Protocol::Gemini)) {
            Response::Page(page) => String::from_utf8(page.text.to_vec()).unwrap(),
            Response::Stream(stream) => format!("file {}", stream.media.mime),
            Response::Redirection(Redirection::Path { to, permanent }) => {
                format!("{} {to}", if permanent { "=>" } else { "->" })
            }
            Response::Redirection(Redirection::Url { to, .. }) => format!("-> {to}"),
            Response::Prompt(prompt) => format!("? {}", prompt.title),
            Response::Redirection(Redirection::Gone) => panic!("gone"),
            Response::Redirection(Redirection::Notice(notice)) => {
                format!("{} {}", notice.status, notice.text)
            }
            Response::Refused(refusal) => format!("{refusal:?}"),
        }
    }

    fn check(&self, path: &str, expected: &str) {
        assert_eq!(self.gemini(path), expected, "{path}");
    }

    /// The text of a page or file; `None` for anything else.
    fn bytes(&self, path: &str) -> Option<String> {
        let bytes = match self.ask(path, Form::of(Protocol::Gemini)) {
            Response::Page(page) => page.text.to_vec(),
            Response::Stream(stream) => stream.body.read_whole().ok()?,
            Response::Redirection(_) | Response::Prompt(_) | Response::Refused(_) => return None,
        };
        Some(String::from_utf8(bytes).unwrap())
    }

    fn first_line(&self, path: &str) -> String {
        self.gemini(path).lines().next().unwrap_or_default().to_owned()
    }
}

const NOT_FOUND: &str = "NotFound";

#[test]
fn a_page_is_found_under_all_its_names() {
    let site = site(&[
        ("talks.md", "# Talks\n"),
        ("a/index.gmi", "# A\n"),
        ("b/README.md", "# B\n"),
        ("c.gemini", "# C\n"),
    ]);
    for path in ["/talks", "/talks/", "/talks.md", "/talks.html", "/talks.gmi"] {
        assert_eq!(site.first_line(path), "# Talks", "{path}");
    }
    for (path, title) in [
        ("/a/", "# A"),
        ("/a/index", "# A"),
        ("/a/index.gmi", "# A"),
        ("/b/", "# B"),
        ("/b/README.md", "# B"),
    ] {
        assert_eq!(site.first_line(path), title, "{path}");
    }
    assert_eq!(site.first_line("/c"), "# C");
    site.check("/a", "=> /a/");
    site.check("/talks.png", NOT_FOUND);
    assert_eq!(site.first_line("/talks.txt"), "Talks");
}

#[test]
fn a_page_with_a_permalink_is_found_there_and_at_its_place() {
    let site = site(&[("docs/setup.md", "---\npermalink: /guide/\n---\n# Guide\n")]);
    for path in ["/guide/", "/guide.md", "/docs/setup", "/docs/setup.md"] {
        assert_eq!(site.first_line(path), "# Guide", "{path}");
    }
    site.check("/guide", "=> /guide/");
}

#[test]
fn an_index_comes_before_a_readme() {
    let site = site(&[("README.md", "# Read me\n"), ("index.md", "# Index\n")]);
    assert_eq!(site.first_line("/"), "# Index");
    assert_eq!(site.first_line("/README"), "# Read me");
}

#[test]
fn of_two_files_with_one_path_the_author_is_told() {
    let site = site(&[("a.md", "# Markdown\n"), ("a.gmi", "# Gemtext\n")]);
    assert_eq!(site.first_line("/a"), "# Markdown");
    assert_eq!(site.warnings, ["a.gmi: it is not served: a.md is served at /a"]);
}

#[test]
fn a_title_comes_from_front_matter_then_the_first_heading_then_the_name() {
    let site = site(&[
        ("a.md", "---\ntitle: From front matter\n---\n# Heading\n"),
        ("b.md", "\n## First heading\n\nText\n"),
        ("just-a-section.md", "Text\n\n## Section\n"),
        ("2026-05-04-moving-house.md", "Text\n"),
    ]);
    assert_eq!(site.first_line("/a"), "# From front matter");
    assert_eq!(site.first_line("/b"), "# First heading");
    assert_eq!(
        site.first_line("/just-a-section"),
        "# Just a section",
        "a heading further down names its section only"
    );
    assert_eq!(site.first_line("/2026-05-04-moving-house"), "# Moving house");
}

#[test]
fn toml_front_matter_is_read_and_bad_front_matter_told() {
    let site = site(&[
        ("a.md", "+++\ntitle = \"A\"\nlang = \"de\"\n+++\nText\n"),
        ("b.md", "---\ntitle: B\nbad: [\n---\nText\n"),
    ]);
    assert_eq!(site.first_line("/a"), "# A");
    let Response::Page(page) = site.ask("/a", Form::of(Protocol::Gemini)) else { panic!() };
    assert_eq!(page.language.as_ref().unwrap().as_str(), "de");
    assert!(!site.gemini("/b").contains("bad") && site.gemini("/b").contains("Text"));
    assert!(
        site.warnings.iter().any(|it| it.starts_with("b.md:") && it.contains("front matter")),
        "{:?}",
        site.warnings
    );
}

#[test]
fn a_folder_without_a_page_gets_a_listing_with_sub_folders_first() {
    let site = site(&[
        ("index.md", "# Home\n"),
        ("x/zebra.md", "# Aardvark\n"),
        ("x/pic.png", ""),
        ("x/sub/deep.md", "# Deep\n"),
        ("robots.txt", ""),
    ]);
    let listing = site.gemini("/x/");
    assert_eq!(
        listing,
        "# X\n\n=> /x/sub/ Sub\n=> /x/zebra Aardvark\n=> /x/pic.png pic.png\n\n=> / Home\n"
    );
    let without =
        site_with(&[("x/a.md", "# A\n")], &Options { listings: false, ..Options::default() });
    without.check("/x/", NOT_FOUND);
    without.check("/x", NOT_FOUND);
}

#[test]
fn gemtext_keeps_its_own_bytes_on_gemini_and_is_a_menu_on_gopher() {
    let own = "# Title\n\n=>other.gmi   Odd   blanks\n* item\n```x\n  code\n```\n";
    let site = site(&[("a.gmi", own), ("other.gmi", "x\n")]);
    site.check("/a", own);
    let Response::Page(menu) = site.ask("/a", Form::of(Protocol::Gopher)) else { panic!() };
    let menu = String::from_utf8(menu.text.to_vec()).unwrap();
    assert!(menu.contains("1Odd blanks\t/other\texample.org\t70\r\n"), "{menu}");
}

#[test]
fn a_file_is_sent_with_its_type_and_charset() {
    let site = site(&[("a.txt", "äöü"), ("b.json", "{}"), ("LICENSE", "text"), ("c.png", "\u{0}")]);
    let charset = |path| match site.ask(path, Form::of(Protocol::Gemini)) {
        Response::Stream(stream) => (stream.media.mime.into_owned(), stream.charset),
        other @ (Response::Page(_)
        | Response::Redirection(_)
        | Response::Prompt(_)
        | Response::Refused(_)) => panic!("{other:?}"),
    };
    assert_eq!(charset("/a.txt"), ("text/plain".to_owned(), Some("utf-8".into())));
    assert_eq!(charset("/b.json"), ("application/json".to_owned(), Some("utf-8".into())));
    assert_eq!(charset("/LICENSE"), ("text/plain".to_owned(), Some("utf-8".into())));
    assert_eq!(charset("/c.png"), ("image/png".to_owned(), None));
    fs::write(site.dir.path().join("a.txt"), b"caf\xe9 in latin-1").unwrap();
    assert_eq!(charset("/a.txt"), ("text/plain".to_owned(), None));
}

#[test]
fn a_changed_folder_is_read_again_without_its_unchanged_files() {
    let fixture = site(&[("a.md", "# One\n"), ("b.md", "# Two\n")]);
    assert_eq!(fixture.first_line("/a"), "# One");
    write(fixture.dir.path(), "a.md", "# Changed\n");
    write(fixture.dir.path(), "c.md", "# New\n");
    fs::remove_file(fixture.dir.path().join("b.md")).unwrap();
    let folder = Arc::new(Folder::open(fixture.dir.path()).unwrap());
    let (capsule, _) = fixture
        .site
        .with_capsule(|old| capsule::load(&folder, &Options::default(), Some(old)).unwrap());
    fixture.site.replace(capsule);
    assert_eq!(
        (fixture.first_line("/a"), fixture.first_line("/c")),
        ("# Changed".to_owned(), "# New".to_owned())
    );
    fixture.check("/b", NOT_FOUND);
    assert!(matches!(
        fixture.ask("/b", Form::of(Protocol::Gopher)),
        Response::Refused(Refusal::NotFound)
    ));
}
