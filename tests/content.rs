//! What of a folder is served and where: names, front matter, listings, links, changes on disk. Whole requests against
//! a site, without a socket.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test ends by panicking")]

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::Arc;

use propus::capsule::{self, Folder, Options};
use propus::exchange::{Form, Refusal, Request, Response};
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
    let folder = Arc::new(Folder::open(dir.path()).unwrap());
    let (capsule, warnings) = capsule::load(&folder, options, None);
    let mut warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    for page in capsule.pages() {
        warnings.extend(capsule.page(page).unwrap().warnings.iter().map(ToString::to_string));
    }
    let origin = Origin { host: "example.org".to_owned(), gemini_port: Some(1965), gopher_port: Some(70) };
    Fixture { dir, site: Site::new(capsule, origin, Style::default()), warnings }
}

fn write(root: &Path, place: &str, text: &str) {
    let file = root.join(place);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

impl Fixture {
    fn ask(&self, path: &str, form: Form) -> Response {
        self.site.handle(&Request { paths: vec![CapsulePath::literal(path).unwrap()], form, query: None }, None)
    }

    /// What Gemini gets, on one line: the text, `file TYPE`, `-> PATH`, or the refusal.
    fn gemini(&self, path: &str) -> String {
        match self.ask(path, Form::Gemtext) {
            Response::Page(page) => String::from_utf8(page.text.to_vec()).unwrap(),
            Response::Stream(stream) => format!("file {}", stream.media.mime),
            Response::Redirect { to, permanent } => format!("{} {to}", if permanent { "=>" } else { "->" }),
            Response::Elsewhere { url, .. } => format!("-> {url}"),
            Response::Prompt(prompt) => format!("? {}", prompt.title),
            Response::Notice(notice) => format!("{} {}", notice.status, notice.text),
            Response::Refused(refusal) => format!("{refusal:?}"),
        }
    }

    fn check(&self, path: &str, expected: &str) {
        assert_eq!(self.gemini(path), expected, "{path}");
    }

    fn first_line(&self, path: &str) -> String {
        self.gemini(path).lines().next().unwrap_or_default().to_owned()
    }
}

const NOT_FOUND: &str = "NotFound";

#[test]
fn a_page_is_found_under_all_its_names() {
    let site =
        site(&[("talks.md", "# Talks\n"), ("a/index.gmi", "# A\n"), ("b/README.md", "# B\n"), ("c.gemini", "# C\n")]);
    for path in ["/talks", "/talks/", "/talks.md", "/talks.html", "/talks.gmi"] {
        assert_eq!(site.first_line(path), "# Talks", "{path}");
    }
    for (path, title) in
        [("/a/", "# A"), ("/a/index", "# A"), ("/a/index.gmi", "# A"), ("/b/", "# B"), ("/b/README.md", "# B")]
    {
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
    assert_eq!(site.warnings, ["a.gmi:1: it is not served: a.md is served at /a"]);
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
    assert_eq!(site.first_line("/just-a-section"), "# Just a section", "a heading further down names its section only");
    assert_eq!(site.first_line("/2026-05-04-moving-house"), "# Moving house");
}

#[test]
fn toml_front_matter_is_read_and_bad_front_matter_told() {
    let site = site(&[
        ("a.md", "+++\ntitle = \"A\"\nlang = \"de\"\n+++\nText\n"),
        ("b.md", "---\ntitle: B\nbad: [\n---\nText\n"),
    ]);
    assert_eq!(site.first_line("/a"), "# A");
    let Response::Page(page) = site.ask("/a", Form::Gemtext) else { panic!() };
    assert_eq!(page.language.as_deref(), Some("de"));
    assert!(!site.gemini("/b").contains("bad") && site.gemini("/b").contains("Text"));
    assert!(
        site.warnings.iter().any(|it| it.starts_with("b.md:") && it.contains("front matter")),
        "{:?}",
        site.warnings
    );
}

#[test]
fn drafts_are_served_only_when_asked_for() {
    let files = [("a.md", "---\ndraft: true\n---\nx\n"), ("b.md", "---\npublished: false\n---\nx\n")];
    let site_without = site(&files);
    site_without.check("/a", NOT_FOUND);
    site_without.check("/b", NOT_FOUND);
    let with = site_with(&files, &Options { drafts: true, ..Options::default() });
    assert_eq!(with.first_line("/a"), "# A");
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
    assert_eq!(listing, "# X\n\n=> /x/sub/ Sub\n=> /x/zebra Aardvark\n=> /x/pic.png pic.png\n\n---\n\n=> / Home\n");
    let without = site_with(&[("x/a.md", "# A\n")], &Options { listings: false, ..Options::default() });
    without.check("/x/", NOT_FOUND);
    without.check("/x", NOT_FOUND);
}

#[test]
fn what_is_hidden_or_private_is_never_served() {
    let site = site(&[
        ("index.md", "# Home\n"),
        (".git/config", "secret"),
        (".env", "secret"),
        ("_private/a.md", "secret"),
        ("a.md~", "secret"),
        ("#a.md#", "secret"),
        (".well-known/security.txt", "Contact: x"),
        ("sub/.hidden/a.md", "secret"),
    ]);
    for path in ["/_private/a", "/a.md~", "/#a.md#"] {
        site.check(path, NOT_FOUND);
    }
    site.check("/.well-known/security.txt", "file text/plain");
    assert!(!site.gemini("/sub/").contains("hidden"));
    assert!(site.warnings.is_empty(), "{:?}", site.warnings);
}

#[test]
fn symbolic_links_lead_nowhere_outside() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "secret.txt", "secret");
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "inside.txt", "inside");
    write(dir.path(), ".hidden.txt", "hidden");
    write(dir.path(), "folder/a.md", "# A\n");
    symlink(outside.path().join("secret.txt"), dir.path().join("out.txt")).unwrap();
    symlink(outside.path(), dir.path().join("outdir")).unwrap();
    symlink("../..", dir.path().join("folder/up")).unwrap();
    symlink("inside.txt", dir.path().join("in.txt")).unwrap();
    symlink(".hidden.txt", dir.path().join("shown.txt")).unwrap();
    symlink("nowhere", dir.path().join("dangling.txt")).unwrap();
    symlink(".", dir.path().join("folder/loop")).unwrap();
    symlink("self", dir.path().join("self")).unwrap();
    let site = read(dir, &Options::default());
    for path in ["/out.txt", "/outdir/secret.txt", "/outdir/", "/folder/up/", "/shown.txt", "/dangling.txt", "/self"] {
        site.check(path, NOT_FOUND);
    }
    site.check("/in.txt", "file text/plain");
    assert_eq!(site.first_line("/folder/a"), "# A");
    for name in ["out.txt", "outdir", "folder/up", "shown.txt", "dangling.txt", "folder/loop", "self"] {
        assert!(site.warnings.iter().any(|it| it.starts_with(name)), "{name}: {:?}", site.warnings);
    }
}

#[test]
fn a_file_that_is_swapped_for_a_link_or_a_pipe_is_not_served() {
    let site = site(&[("a.txt", "text"), ("b.txt", "text"), ("p.md", "# P\n")]);
    let outside = tempfile::NamedTempFile::new().unwrap();
    let root = site.dir.path();
    fs::remove_file(root.join("a.txt")).unwrap();
    std::os::unix::fs::symlink(outside.path(), root.join("a.txt")).unwrap();
    fs::remove_file(root.join("b.txt")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(root.join("b.txt")).status().unwrap().success());
    fs::remove_file(root.join("p.md")).unwrap();
    for path in ["/a.txt", "/b.txt", "/p"] {
        site.check(path, NOT_FOUND);
    }
}

#[test]
fn unkind_names_do_not_stop_the_scan() {
    let dir = tempfile::tempdir().unwrap();
    let long = "x".repeat(252) + ".md";
    let names =
        ["a b.md", "ünï cödé.md", "👩‍🚀.md", "100%.md", "what?.md", "q\"uo'te.md", "semi;colon#.md", "…", long.as_str()];
    for name in names {
        write(dir.path(), name, "# Page\n");
    }
    write(dir.path(), "new\nline.md", "# Page\n");
    write(dir.path(), "back\\slash.md", "# Page\n");
    fs::write(dir.path().join(std::ffi::OsStr::from_bytes(b"invalid\xff.md")), "# Page\n").unwrap();
    for (name, kind) in [("pipe.md", "p"), ("pipe", "p")] {
        let made = std::process::Command::new("mknod").arg(dir.path().join(name)).arg(kind).status().unwrap();
        assert!(made.success());
    }
    let _socket = std::os::unix::net::UnixListener::bind(dir.path().join("socket.txt")).unwrap();
    let site = read(dir, &Options::default());
    for name in names {
        let path = format!("/{}", name.trim_end_matches(".md"));
        let expected = if name == "…" { "file text/plain" } else { "# Page" };
        assert_eq!(site.first_line(&path), expected, "{name}");
        let encoded = CapsulePath::literal(&path).unwrap().encoded();
        assert!(site.gemini("/").contains(&format!("=> {encoded} ")), "{name} is not listed as {encoded}");
    }
    for told in ["new\\nline.md", "back\\slash.md", "invalid\u{fffd}.md", "pipe.md", "pipe", "socket.txt"] {
        assert!(site.warnings.iter().any(|it| it.starts_with(&format!("{told}:1: "))), "{told}: {:?}", site.warnings);
    }
    assert!(!site.gemini("/").contains("slash"));
}

#[test]
fn links_are_resolved_to_what_is_served() {
    let page = "[one](b.md) [two](./b) [three](/x/b.html#top) or [up](../), [sub](sub/), [pic](pic.png) [four](b/)\n\n[top](#top)\n";
    let site = site(&[
        ("index.md", "# Home\n"),
        ("x/a.md", page),
        ("x/b.md", "# B\n"),
        ("x/sub/c.md", "# C\n"),
        ("x/pic.png", ""),
    ]);
    let text = site.gemini("/x/a");
    let links: Vec<&str> = text.lines().filter(|line| line.starts_with("=>")).collect();
    assert_eq!(
        links,
        ["=> /x/b one", "=> / up", "=> /x/sub/ sub", "=> /x/pic.png pic", "=> /x/ Up: X", "=> / Home"],
        "{text}"
    );
    assert!(site.warnings.is_empty(), "{:?}", site.warnings);
}

#[test]
fn broken_links_are_kept_and_told_with_their_lines() {
    let site =
        site(&[("a.md", "# A\n\n[x](missing.md)\n\n[y](https://example.com/)\n\n![z](no.png)\n[again](missing.md)\n")]);
    let text = site.gemini("/a");
    assert!(text.contains("=> /missing.md x") && text.contains("=> /no.png z"), "{text}");
    assert_eq!(
        site.warnings,
        [
            "a.md:3: link to missing.md: nothing is served there",
            "a.md:7: image no.png: nothing is served there",
            "a.md:8: link to missing.md: nothing is served there",
        ]
    );
}

/// The page that a real site begins with: a name in letters of many colours, links with Liquid in them, no title.
#[test]
fn the_start_page_of_an_engineer_is_whole_in_both_protocols() {
    let letter = |letter: char| format!("<font color=\"#4885ed\">{letter}</font>");
    let name: String = "Google".chars().map(letter).collect();
    let page = format!(
        "---\nlayout: page\n---\n\nI'm an engineer at <font face=\"futura\">{name}</font>.\nI worked on consensus\n\
         ([Paxos Made Moderately Complex](http://paxos.systems/), Chain Replication).\n\n\
         I serve as a [PC member]({{{{ site.baseurl }}}}/conference/) and\n\
         give [talks/guest lectures]({{{{ site.baseurl }}}}/talks/).\n\n\
         You can contact me at [hello@{{{{ site.address }}}}](mailto:hello@{{{{ site.address }}}})\n"
    );
    let site = site(&[
        ("_config.yml", "address: example.org\nbaseurl: \"\"\n"),
        ("index.md", &page),
        ("conference.md", "---\npermalink: /conference/\n---\n# Conferences\n"),
        ("talks.md", "---\npermalink: /talks/\n---\n# Talks\n"),
    ]);
    site.check(
        "/",
        "# Home\n\n\
         I\u{2019}m an engineer at Google. I worked on consensus (Paxos Made Moderately Complex, Chain Replication).\n\n\
         => http://paxos.systems/ Paxos Made Moderately Complex\n\n\
         I serve as a PC member and give talks/guest lectures.\n\n\
         => /conference/ PC member\n=> /talks/ talks/guest lectures\n\n\
         You can contact me at hello@example.org\n\n\
         => mailto:hello@example.org hello@example.org\n",
    );
    let Response::Page(menu) = site.ask("/", Form::Menu) else { panic!("no menu") };
    let menu = String::from_utf8(menu.text.to_vec()).unwrap();
    for line in [
        "iI\u{2019}m an engineer at Google. I worked on consensus (Paxos Made\t",
        "hPaxos Made Moderately Complex (paxos.systems)\tURL:http://paxos.systems/\t",
        "1PC member\t/conference/\texample.org\t70\r\n",
        "1talks/guest lectures\t/talks/\texample.org\t70\r\n",
        "iYou can contact me at hello@example.org\t",
        "hhello@example.org\tURL:mailto:hello@example.org\t",
    ] {
        assert!(menu.contains(line), "{line:?} in {menu}");
    }
    assert!(!menu.contains(['<', '{']), "{menu}");
    assert!(site.warnings.is_empty(), "{:?}", site.warnings);
}

#[test]
fn a_link_without_its_scheme_leads_where_its_author_means_and_is_told() {
    let site = site(&[("a.md", "# A\n\n[x](ann@example.org) [y](www.example.org/z) [z](@/x@y.z) [w](@home)\n")]);
    let text = site.gemini("/a");
    let links = "=> mailto:ann@example.org x\n=> https://www.example.org/z y\n=> /@/x@y.z z\n=> /@home w\n";
    assert!(text.contains(links), "{text}");
    assert_eq!(site.warnings.len(), 4, "{:?}", site.warnings);
}

#[test]
fn gemtext_keeps_its_own_bytes_on_gemini_and_is_a_menu_on_gopher() {
    let own = "# Title\n\n=>other.gmi   Odd   blanks\n* item\n```x\n  code\n```\n";
    let site = site(&[("a.gmi", own), ("other.gmi", "x\n")]);
    site.check("/a", own);
    let Response::Page(menu) = site.ask("/a", Form::Menu) else { panic!() };
    let menu = String::from_utf8(menu.text.to_vec()).unwrap();
    assert!(menu.contains("1Odd blanks\t/other\texample.org\t70\r\n"), "{menu}");
}

#[test]
fn a_file_is_sent_with_its_type_and_charset() {
    let site = site(&[("a.txt", "äöü"), ("b.json", "{}"), ("LICENSE", "text"), ("c.png", "\u{0}")]);
    let charset = |path| match site.ask(path, Form::Gemtext) {
        Response::Stream(stream) => (stream.media.mime.into_owned(), stream.charset),
        other @ (Response::Page(_)
        | Response::Redirect { .. }
        | Response::Elsewhere { .. }
        | Response::Prompt(_)
        | Response::Notice(_)
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
    let (capsule, _) = fixture.site.with_capsule(|old| capsule::load(&folder, &Options::default(), Some(old)));
    fixture.site.replace(capsule);
    assert_eq!((fixture.first_line("/a"), fixture.first_line("/c")), ("# Changed".to_owned(), "# New".to_owned()));
    fixture.check("/b", NOT_FOUND);
    assert!(matches!(fixture.ask("/b", Form::Menu), Response::Refused(Refusal::NotFound)));
}

#[test]
fn dated_pages_are_posts_with_lists_and_a_feed() {
    let site = site(&[
        ("index.md", "Welcome.\n"),
        ("log/2026-01-02-older.md", "---\ntags: [pi]\n---\nText\n"),
        ("log/2026-03-04-newer.md", "Text\n"),
    ]);
    let home = site.gemini("/");
    assert!(
        home.contains("=> /log/2026-03-04-newer 2026-03-04 Newer\n=> /log/2026-01-02-older 2026-01-02 Older\n"),
        "{home}"
    );
    assert!(home.contains("=> /feed.xml Atom feed"), "{home}");
    assert!(site.gemini("/posts/").contains("\n\n=> /feed.xml Atom feed\n\n## By tag\n\n=> /tags/pi/ pi\n"));
    assert!(site.gemini("/tags/pi/").contains("\n\n=> /feed/by_tag/pi.xml Atom feed\n"));
    let post = site.gemini("/log/2026-01-02-older");
    assert!(post.starts_with("# Older\n2026-01-02\n"), "{post}");
    assert!(post.contains("=> /log/2026-03-04-newer Newer: Newer\n=> /posts/ Up: Posts\n=> / Home\n"), "{post}");
    let feed = site.gemini("/feed.xml");
    for part in ["<id>gemini://example.org/log/2026-01-02-older</id>", "<published>2026-01-02T00:00:00", "Newer"] {
        assert!(feed.contains(part), "{part} in {feed}");
    }
    assert!(
        site.gemini("/feed/by_tag/pi.xml").contains("older") && !site.gemini("/feed/by_tag/pi.xml").contains("newer")
    );
}

#[test]
fn an_empty_start_page_of_jekyll_leads_to_its_pages_and_posts() {
    let site = site(&[
        ("_config.yml", "title: Mine\n"),
        ("index.md", "---\nlayout: home\n---\n"),
        ("about.md", "---\ntitle: About\npermalink: /about/\n---\nx\n"),
        ("_posts/2024-01-02-first.md", "---\ncategories: diary\n---\nx\n"),
    ]);
    let expected = "# Mine\n\n=> /about/ About\n\n## Posts\n\n=> /diary/2024/01/02/first.html 2024-01-02 First\n\n\
                    => /posts/ All posts\n=> /feed.xml Atom feed\n";
    assert_eq!(site.gemini("/"), expected);
    assert_eq!(site.first_line("/posts/"), "# Mine: Posts");
    assert_eq!(site.first_line("/categories/diary/"), "# Mine: diary");
    assert!(site.gemini("/categories/diary/").contains("=> /feed/diary.xml Atom feed\n"));
    assert!(
        site.gemini("/feed/diary.xml").contains("<title>Mine: diary</title><id>gemini://example.org/feed/diary.xml")
    );
}

#[test]
fn what_only_a_layout_leads_to_is_listed_below_the_page_of_its_folder() {
    let site = site(&[
        ("_config.yml", "title: Mine\n"),
        ("index.html", "---\n---\n<p>Hello.</p><h2>{{ site.title }}</h2> <a href=/told.html>told</a>\n"),
        ("told.md", "---\n---\nx\n"),
        ("quiet.md", "---\nsitemap: false\n---\nx\n"),
        ("404.md", "---\n---\nx\n"),
        ("img/a.png", ""),
        ("guide/index.md", "---\ntitle: Guide\n---\nSee [one](one.html).\n"),
        ("guide/one.md", "---\ntitle: One\n---\nx\n"),
        ("guide/two.md", "---\ntitle: Two\nnav_order: 2\n---\nx\n"),
        ("guide/zero.md", "---\ntitle: Zero\nnav_order: 1\n---\nx\n"),
        ("deep/er/page.md", "---\ntitle: Deep\n---\nx\n"),
    ]);
    let below = |path: &str| site.gemini(path).split_once("## Pages\n\n").map(|(_, below)| below.to_owned());
    assert_eq!(site.first_line("/"), "# Mine");
    assert_eq!(below("/").as_deref(), Some("=> /deep/ Deep\n=> /guide/ Guide\n"));
    assert_eq!(
        below("/guide/").as_deref(),
        Some("=> /guide/zero.html Zero\n=> /guide/two.html Two\n\n---\n\n=> / Home\n")
    );
    assert_eq!(below("/told.html"), None);
}

#[test]
fn readers_of_a_feed_of_the_web_find_the_one_here() {
    let with = site(&[("2024-01-02-a.md", "x\n"), ("rss.xml", "<rss/>\n"), ("b.md", "[all](atom.xml)\n")]);
    for path in ["/feed.xml", "/atom.xml", "/feed/"] {
        assert!(with.gemini(path).contains("<id>gemini://example.org/feed.xml</id>"), "{path}");
    }
    with.check("/rss.xml", "file text/xml");
    assert!(with.gemini("/b").contains("=> /feed.xml all\n"));
    let without = site(&[("a.md", "x\n")]);
    without.check("/atom.xml", NOT_FOUND);
}

#[test]
fn a_page_that_has_moved_says_where_from_its_own_place() {
    let site = site(&[
        ("_config.yml", "title: x\n"),
        ("old/a.md", "---\nredirect_to: b.html\n---\n"),
        ("old/b.md", "---\n---\nx\n"),
        ("old/c.md", "---\nredirect_to: /old/b.html#top\n---\n"),
        ("old/d.md", "---\nredirect_to: https://example.com/\n---\n"),
        ("old/e.md", "---\n---\n[moved](a.html)\n"),
    ]);
    site.check("/old/a.html", "-> /old/b.html");
    site.check("/old/c.html", "-> /old/b.html");
    site.check("/old/d.html", "-> https://example.com/");
    assert!(site.gemini("/old/e.html").contains("=> /old/b.html moved\n"));
}

#[test]
fn a_page_in_a_frame_is_a_link_like_any_other() {
    let page = "# A\n\n<iframe src=b></iframe>\n<iframe src=d title=See></iframe>\n<iframe src=c.mp4></iframe>\n";
    let site = site(&[("a.md", page), ("b.md", "# Other\n"), ("c.mp4", ""), ("d.md", "# D\n")]);
    let text = site.gemini("/a");
    assert!(text.contains("# A\n\n=> /b Other\n=> /d See\n=> /c.mp4 c.mp4 (video)\n"), "{text}");
}

#[test]
fn a_configuration_that_cannot_be_read_is_a_fault_and_not_an_empty_one() {
    let fault = |config: &str| {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "_config.yml", config);
        let folder = Arc::new(Folder::open(dir.path()).unwrap());
        let (capsule, _) = capsule::load(&folder, &Options::default(), None);
        capsule.config_fault().map(ToString::to_string)
    };
    assert_eq!(fault("exclude: [private]\n"), None);
    let told = fault("exclude: [private]\nfooter: a: b\n").unwrap();
    assert!(told.starts_with("_config.yml:2: the configuration can't be read: "), "{told}");
}

#[test]
fn templates_of_other_files_are_not_shown_as_they_are() {
    let site = site(&[
        ("_config.yml", "title: x\n"),
        ("style.css", "---\n---\n@import 'x';\n"),
        ("feed.xml", "---\n---\n{{ site.title }}\n"),
        ("humans.txt", "---\n---\n{{ site.title }}\n"),
        ("a.csv", "---\n---\na,{{ site.title }}\n"),
        ("plain.txt", "--- no front matter\n"),
    ]);
    for path in ["/style.css", "/feed.xml"] {
        site.check(path, NOT_FOUND);
    }
    site.check("/humans.txt", "x\n");
    let Response::Page(csv) = site.ask("/a.csv", Form::Menu) else { panic!("no text") };
    assert_eq!((&*csv.text, csv.media.unwrap().mime.as_ref()), (&b"a,x\r\n"[..], "text/csv"));
    site.check("/plain.txt", "file text/plain");
    assert_eq!(site.warnings, [""; 0]);
}

#[test]
fn addresses_of_the_web_lead_to_pages_below_a_base_path() {
    let site = site(&[
        ("_config.yml", "baseurl: /blog\n"),
        ("index.md", "---\n---\n# Home\n"),
        ("about.md", "---\n---\n# About\n"),
    ]);
    for path in ["/about.html", "/about", "/blog/about.html", "/blog/about"] {
        assert_eq!(site.first_line(path), "# About", "{path}");
    }
    for path in ["/blog", "/blog/"] {
        assert_eq!(site.first_line(path), "# Home", "{path}");
    }
    site.check("/blogger", NOT_FOUND);
}

#[test]
fn what_is_dated_in_the_future_waits_for_its_day() {
    let files = [("2999-01-01-later.md", "x\n"), ("2020-01-01-past.md", "x\n")];
    let without = site(&files);
    without.check("/2999-01-01-later", NOT_FOUND);
    assert_eq!(without.first_line("/2020-01-01-past"), "# Past");
    let with = site_with(&files, &Options { future: true, ..Options::default() });
    assert_eq!(with.first_line("/2999-01-01-later"), "# Later");
}

#[test]
fn a_journal_does_not_say_its_date_twice() {
    let site = site(&[("2024-01-02.md", "x\n")]);
    assert!(site.gemini("/2024-01-02").starts_with("# 2024-01-02\n\nx\n"));
    assert!(site.gemini("/posts/").contains("=> /2024-01-02 2024-01-02\n"));
}

#[test]
fn an_address_of_ipv6_keeps_its_brackets() {
    let site = site(&[("index.md", "[A](gopher://[2001:db8::1]:70/1/x) [b](https://a.example/[c])\n")]);
    let page = site.gemini("/");
    assert!(page.contains("=> gopher://[2001:db8::1]:70/1/x A\n"), "{page}");
    assert!(page.contains("=> https://a.example/%5Bc%5D b\n"), "{page}");
}

#[test]
fn keys_and_our_own_configuration_are_never_served() {
    const KEY: &str = "-----BEGIN PRIVATE KEY-----\nMIG2\n-----END PRIVATE KEY-----\n";
    let site = site(&[
        ("index.md", "# Home\n"),
        ("certs/a.example.key.pem", KEY),
        ("certs/a.example.cert.pem", "-----BEGIN CERTIFICATE-----\nMIG2\n-----END CERTIFICATE-----\n"),
        ("server", &KEY.replace("PRIVATE", "EC PRIVATE")),
        ("propus.toml", "[[host]]\n"),
        ("keys.md", &format!("# Keys\n\n    {KEY}")),
    ]);
    for secret in ["/certs/a.example.key.pem", "/server", "/propus.toml"] {
        site.check(secret, NOT_FOUND);
    }
    assert_eq!(site.gemini("/certs/a.example.cert.pem"), "file application/x-x509-ca-cert");
    assert_eq!(site.first_line("/keys"), "# Keys");
    assert_eq!(site.warnings, ["server:1: it holds a private key; it is not served, and better kept elsewhere"]);
}
