//! `propus export --as html`: whole sites as web pages, with every link followed as a browser that
//! knows no server would.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "web/exported.rs"]
mod exported;

use std::fs;
use std::path::Path;

use exported::{Exported, tree, write};

/// The capsule that is in the repository.
fn shipped() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/capsule"))
}

#[test]
fn every_link_of_the_shipped_capsule_leads_to_a_file_and_a_place() {
    let web = Exported::of(shipped(), &["--host", "propus.example", "--port", "70"]);
    let links = web.check_links();
    assert!(links > 1000, "{links} links");
    for (file, html) in web.pages() {
        let body = html.split_once("<main>").unwrap().1.split_once("</main>").unwrap().0;
        for away in
            ["gemini://propus.example", "gopher://propus.example", "https://example.org/posts"]
        {
            let href = format!("href=\"{away}");
            assert!(!body.contains(&href), "{file} leads to {away} in its text");
        }
    }
}

#[test]
fn every_page_of_the_shipped_capsule_is_valid_and_runs_nothing() {
    let web = Exported::of(shipped(), &[]);
    for (file, html) in web.pages() {
        let parsed = scraper::Html::parse_document(&html);
        assert!(parsed.errors.is_empty(), "{file}: {:?}", parsed.errors);
        assert!(!html.contains("<script") && !html.contains(" style="), "{file}");
    }
}

#[test]
fn pages_have_the_addresses_that_they_have_on_the_web() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(
        site,
        "_config.yml",
        "title: A site\nurl: https://example.org\nbaseurl: /log\npermalink: /:title/\n",
    );
    write(
        site,
        "index.md",
        "---\ntitle: Home\n---\nSee [about](about.md), [it](/log/one/#part) and [a file](a.pdf).\n",
    );
    write(
        site,
        "about.md",
        "---\ntitle: About\npermalink: /about.html\nredirect_from: [/old/]\n---\nText[^1]\n\n[^1]: Note\n",
    );
    write(
        site,
        "_posts/2026-05-04-one.md",
        "---\ntitle: One\ntags: [sea]\n---\nHome: [home](/).\n\n## Part\n\n![A cat](/cat.png)\n",
    );
    write(site, "_drafts/secret.md", "---\ntitle: Draft\n---\nSecret\n");
    write(site, "a.pdf", "PDF");
    write(site, "cat.png", "PNG");
    let web = Exported::of(site, &["--host", "example.org", "--base", "/~anna"]);
    web.check_links();
    for file in
        ["index.html", "about.html", "one/index.html", "old/index.html", "a.pdf", "propus.css"]
    {
        assert!(web.has(file), "{file} in {:?}", web.files());
    }
    let one = web.read("one/index.html");
    assert!(one.contains("<a href=\"../index.html\">home</a>"), "{one}");
    assert!(one.contains("<img src=\"../cat.png\" alt=\"A cat\">"), "{one}");
    assert!(
        one.contains("<link rel=\"canonical\" href=\"https://example.org/log/one/\">"),
        "{one}"
    );
    assert!(one.contains("href=\"gemini://example.org/~anna/one/\""), "{one}");
    assert!(web.read("index.html").contains("<a href=\"one/index.html#part\">it</a>"));
    let old = web.read("old/index.html");
    assert!(
        old.contains("<meta http-equiv=\"refresh\" content=\"0; url=../about.html\">"),
        "{old}"
    );
    assert!(old.contains("<a href=\"../about.html\">/about.html</a>"), "{old}");
    let map = web.read("sitemap.xml");
    for url in [
        "https://example.org/log/",
        "https://example.org/log/about.html",
        "https://example.org/log/one/",
    ] {
        assert!(map.contains(&format!("<loc>{url}</loc>")), "{url} in {map}");
    }
    assert!(!map.contains("/old/"), "{map}");
    let feed = web.read("feed.xml");
    assert!(feed.contains("<content type=\"html\""), "{feed}");
    assert!(
        feed.contains("href=\"https://example.org/log/one/\"") && feed.contains("text/html"),
        "{feed}"
    );
    assert!(
        feed.contains("https://example.org/log/cat.png") && !feed.contains("gemini:"),
        "{feed}"
    );
    assert!(!web.everything().contains("Secret"));
}

#[test]
fn what_is_in_a_zone_stays_there() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    write(&site, "index.md", "# Home\n\n[Hidden](/inner/a.md) and [listed](/club/b.md).\n");
    write(&site, "open.md", "# Open\n");
    write(&site, "inner/a.md", "# Hidden title\n\nhidden words\n");
    write(&site, "inner/secret.png", "hidden words");
    write(&site, "club/b.md", "# Club\n\nclub words\n");
    let config = folder.path().join("propus.toml");
    let key = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    let zone = |path: &str, more: &str| {
        format!(
            "[[host.zone]]\npath = \"{path}\"\n{more}\n[[host.zone.identity]]\nname = \"anna\"\n\
            fingerprint = \"{key}\"\n"
        )
    };
    let text = format!(
        "[[host]]\nname = \"example.org\"\ncapsule = {:?}\n{}{}",
        site.to_str().unwrap(),
        zone("/inner/", ""),
        zone("/club/", "listed = true")
    );
    fs::write(&config, text).unwrap();
    let web = Exported::with(&["--config", config.to_str().unwrap()]);
    web.check_links();
    assert!(web.has("open/index.html"));
    let all = web.everything();
    for hidden in ["hidden words", "Hidden title", "club words", "/inner"] {
        assert!(!all.contains(hidden), "{hidden} in {all}");
    }
    assert!(
        !web.files().iter().any(|it| it.contains("inner") || it.contains("club")),
        "{:?}",
        web.files()
    );
    let home = web.read("index.html");
    assert!(
        home.contains("Hidden and <a href=\"gemini://example.org/club/b\">listed</a>"),
        "{home}"
    );
}

#[test]
fn an_export_is_the_same_each_time_whoever_writes_it() {
    let [one, two] =
        [(); 2].map(|()| Exported::of(shipped(), &["--url", "https://example.org/x/"]));
    assert_eq!(one.files(), two.files());
    for file in one.files() {
        assert!(one.read(&file) == two.read(&file), "{file}");
    }
}

#[test]
fn a_style_sheet_of_ones_own_takes_the_place_of_the_usual_one() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    write(&site, "index.md", "# Home\n");
    let web = Exported::of(&site, &[]);
    assert!(web.read("propus.css").contains("max-width: 65ch"));
    write(&site, "propus.css", "of the site");
    assert_eq!(Exported::of(&site, &[]).read("propus.css"), "of the site");
    let css = folder.path().join("own.css");
    fs::write(&css, "named").unwrap();
    let web = Exported::of(&site, &["--css", css.to_str().unwrap()]);
    assert_eq!(web.read("propus.css"), "named");
    assert!(web.said.starts_with(&format!("{} files written", web.files().len())), "{}", web.said);
}

#[test]
fn the_author_hears_what_web_pages_can_not_do() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "index.md", "# Home\n\n[gone](/gone.md)\n\nA [large](large.md) one\n");
    write(folder.path(), "large.md", &"large ".repeat(1 << 20));
    write(folder.path(), "robots.txt", "User-agent: webproxy\nDisallow: /\n");
    let web = Exported::of(folder.path(), &[]);
    assert!(web.said.contains("--url was not given") && !web.has("sitemap.xml"), "{}", web.said);
    assert!(web.said.contains("robots.txt asks"), "{}", web.said);
    let home = web.read("index.html");
    assert!(home.contains("<p>A large one</p>") && web.said.contains("large.md: it is larger"));
    assert!(home.contains("<p>gone</p>") && !home.contains("gemini:"), "{home}");
    let web = Exported::of(folder.path(), &["--url", "https://example.org"]);
    assert!(!web.read("sitemap.xml").contains("large"));
    assert!(!web.said.contains("--url") && web.has("sitemap.xml"), "{}", web.said);
}

#[test]
fn pages_of_every_format_become_web_pages() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    write(
        site,
        "index.gmi",
        "# Gemtext\n\n=> menu/ Menu\n=> gemini://example.org/ Far\n> quoted\n* item\n",
    );
    write(
        site,
        "menu/gophermap",
        "iWelcome\t\tnull.host\t1\r\n0Text\t/a.txt\th\t70\r\nhWeb\tURL:https://a.org/\th\t70\r\n",
    );
    write(site, "a.txt", "text\n");
    write(
        site,
        "page.md",
        "<h1 onclick=x>HTML</h1><script>alert(1)</script><p style=\"x\">Words <a href=\"javascript:x\">run</a></p>",
    );
    let web = Exported::of(site, &["--host", "h"]);
    web.check_links();
    let home = web.read("index.html");
    assert!(home.contains("<a href=\"menu/index.html\">Menu</a>"), "{home}");
    assert!(home.contains("<blockquote>\n<p>quoted</p>\n</blockquote>"), "{home}");
    let menu = web.read("menu/index.html");
    assert!(menu.contains("Welcome") && menu.contains("href=\"https://a.org/\""), "{menu}");
    let page = web.files().into_iter().find(|it| it.starts_with("page")).unwrap();
    let page = web.read(&page);
    assert!(
        page.contains("<p>Words run</p>") && !page.contains("alert") && !page.contains("onclick"),
        "{page}"
    );
}

#[test]
fn the_files_of_two_folders_are_alike() {
    let web = Exported::of(shipped(), &[]);
    let copy = tempfile::tempdir().unwrap();
    let inner = copy.path().join("some where/else");
    fs::create_dir_all(inner.parent().unwrap()).unwrap();
    fs::rename(web.folder(), &inner).unwrap();
    assert!(tree(&inner).len() > 80);
    Exported::at(&inner).check_links();
}
