//! What operators and authors say of paths and files, from their words to the first line of the
//! answer: redirects, gone pages, types, character sets, languages, crawlers, listings.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use std::fs;
use std::sync::Arc;

use propus::capsule::{self, Reader};
use propus::cli::Serve;
use propus::config::Config;
use propus::content::Folder;
use propus::exchange::{Form, Protocol, Request, Response};
use propus::origin::Origin;
use propus::path::CapsulePath;
use propus::protocol::{ReplyBody, gemini, gopher};
use propus::site::Site;
use tempfile::TempDir;

/// A capsule under rules.
struct Ruled {
    _folder: TempDir,
    site: Site,
    warnings: Vec<String>,
}

/// Reads files as a configuration says; it goes on inside of the host's table.
fn site(host: &str, files: &[(&str, &[u8])]) -> Ruled {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let file = folder.path().join("capsule").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let file = folder.path().join("propus.toml");
    fs::write(&file, format!("[[host]]\nname = 'example.org'\n{host}")).unwrap();
    let config = Config::new(&Serve { config: Some(file), ..Serve::default() }).unwrap().first;
    let opened = Arc::new(Folder::open(&config.folder).unwrap());
    let (capsule, warnings) = capsule::load(&opened, &config.options, None).unwrap();
    let origin = Origin::new(config.name, [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
    let below = |warning: String| warning.replace(&format!("{}/", folder.path().display()), "");
    let warnings = warnings.iter().map(|it| below(it.to_string())).collect();
    Ruled { site: Site::new(capsule, origin, config.style), warnings, _folder: folder }
}

impl Ruled {
    fn ask(&self, path: &str, form: Form) -> Response {
        self.site.handle(
            &Request { paths: vec![CapsulePath::literal(path).unwrap()], form, query: None },
            None,
        )
    }

    /// The header that a Gemini client gets.
    fn header(&self, path: &str) -> String {
        String::from_utf8(gemini::reply(self.ask(path, Form::of(Protocol::Gemini))).head.to_vec())
            .unwrap()
            .trim_end()
            .to_owned()
    }

    /// What a Gopher client gets, where that is not a file.
    fn gopher(&self, path: &str) -> String {
        match gopher::reply(self.ask(path, Form::of(Protocol::Gopher)), path, self.site.origin())
            .body
        {
            ReplyBody::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            ReplyBody::File(_) => "a file".to_owned(),
        }
    }

    fn check(&self, cases: &[(&str, &str)]) {
        for (path, header) in cases {
            assert_eq!(self.header(path), *header, "{path}");
        }
    }
}

#[test]
fn what_has_moved_is_found_and_what_is_gone_is_told() {
    let site = site(
        "gone = ['/plan', '/tmp/**']\n\
         redirect = [\n\
           { from = '/old', to = '/new%20page', permanent = true },\n\
           { from = '/blog/*/*', to = '/posts/$1-$2' },\n\
           { from = '/n/*', to = '/new%20$1' },\n\
           { from = '/w/**', to = 'https://example.com/wiki/$1', permanent = true },\n\
           { from = '/web', to = 'https://example.com/' },\n\
           { from = '/taken', to = '/' },\n\
         ]\n",
        &[
            ("index.md", b"# Home\n"),
            ("new page.md", b"# New\n"),
            ("taken.md", b"# Taken\n"),
            ("tmp/is.md", b"# Is\n"),
        ],
    );
    site.check(&[
        ("/old", "31 /new%20page"),
        ("/blog/2026/\u{e9}", "30 /posts/2026-%C3%A9"),
        ("/blog/2026", "51 There is nothing under that name"),
        ("/w/a/b c", "31 https://example.com/wiki/a/b%20c"),
        ("/web", "30 https://example.com/"),
        ("/plan", "52 What was here is gone for good"),
        ("/tmp/x/y", "52 What was here is gone for good"),
        ("/tmp/is", "20 text/gemini; charset=utf-8"),
        ("/taken", "20 text/gemini; charset=utf-8"),
    ]);
    assert_eq!(
        site.warnings,
        ["propus.toml:10: /taken: something is served there, so this does not count"]
    );
    // Gopher has no redirects: its clients get what is there now.
    for path in ["/old", "/n/page"] {
        assert!(site.gopher(path).contains("iNew\t"), "{path}: {}", site.gopher(path));
    }
    assert!(
        site.gopher("/w/a").contains("URL:https://example.com/wiki/a"),
        "{}",
        site.gopher("/w/a")
    );
    assert!(site.gopher("/plan").starts_with('3'), "{}", site.gopher("/plan"));
}

#[test]
fn a_link_to_what_has_moved_is_not_broken() {
    let site = site(
        "redirect = [{ from = '/blog/*', to = '/$1' }, { from = '/w/*', to = 'https://example.com/$1' }]\ngone = ['/x/*']\n",
        &[("index.md", b"[a](/blog/a) [b](/w/b) [c](/x/c)\n"), ("a.md", b"# A\n")],
    );
    let Response::Page(page) = site.ask("/", Form::of(Protocol::Gemini)) else { panic!("no page") };
    let text = String::from_utf8(page.text.to_vec()).unwrap();
    assert!(text.contains("=> /a a\n=> https://example.com/b b (example.com)\n"), "{text}");
    let warnings = site.site.with_capsule(|capsule| {
        let home =
            capsule.visible_to(Reader::Author).pages().find(|page| page.path.is_root()).unwrap();
        capsule.page(home).unwrap().warnings
    });
    let warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings, ["index.md:1: link to /x/c: nothing is served there"]);
}

#[test]
fn a_redirect_of_a_page_and_one_of_the_operator_go_the_same_way() {
    let site = site(
        "redirect = [{ from = '/b', to = '/page' }, { from = '/c', to = '/page' }]\n[host.content]\nkind = 'jekyll'\n",
        &[("page.md", b"---\nredirect_from: [/a, /b]\npermalink: /page\n---\nPage\n")],
    );
    site.check(&[("/a", "31 /page"), ("/b", "31 /page"), ("/c", "30 /page")]);
    assert_eq!(
        site.warnings,
        ["propus.toml:3: /b: something is served there, so this does not count"]
    );
}

#[test]
fn files_are_what_a_glob_says() {
    let site = site(
        "language = 'en'\n\
         media = [\n\
           { glob = '*.log', type = 'text/x-log', charset = 'iso-8859-1' },\n\
           { glob = 'de/**', language = 'de' },\n\
           { glob = 'bin/*', type = 'application/x-thing', charset = 'utf-8' },\n\
         ]\n",
        &[
            ("a.log", b"caf\xe9\n"),
            ("a.txt", b"text\n"),
            ("utf16.txt", b"\xff\xfea\0\n\0"),
            ("old.txt", b"caf\xe9\n"),
            ("de/b.log", b"text\n"),
            ("de/page.md", b"# Seite\n"),
            ("de/fr.md", b"---\nlang: fr\n---\n# Page\n"),
            ("bin/x.txt", b"text\n"),
        ],
    );
    site.check(&[
        ("/a.log", "20 text/x-log; charset=iso-8859-1; lang=en"),
        ("/a.txt", "20 text/plain; charset=utf-8; lang=en"),
        ("/utf16.txt", "20 text/plain; charset=utf-16; lang=en"),
        ("/old.txt", "20 text/plain; lang=en"),
        ("/de/b.log", "20 text/x-log; charset=iso-8859-1; lang=de"),
        ("/de/page", "20 text/gemini; charset=utf-8; lang=de"),
        ("/de/fr", "20 text/gemini; charset=utf-8; lang=fr"),
        ("/bin/x.txt", "20 application/x-thing"),
        ("/", "20 text/gemini; charset=utf-8; lang=en"),
    ]);
}

#[test]
fn several_languages_reach_files_listings_and_pages() {
    let site = site(
        "language = 'en,fr'\n",
        &[
            ("a.txt", b"text\n"),
            ("a.md", b"# Page\n"),
            ("own.md", b"---\nlang: de,it\n---\n# Page\n"),
            ("locale.md", b"---\nlang: de_CH\n---\n# Page\n"),
            ("wrong.md", b"---\ntitle: Page\nlang: d e\n---\n# Page\n"),
            ("rm/.propus.toml", b"language = 'de,rm'\n"),
            ("rm/a.md", b"# Page\n"),
            ("rm/a.txt", b"text\n"),
        ],
    );
    site.check(&[
        ("/a.txt", "20 text/plain; charset=utf-8; lang=\"en,fr\""),
        ("/", "20 text/gemini; charset=utf-8; lang=\"en,fr\""),
        ("/a", "20 text/gemini; charset=utf-8; lang=\"en,fr\""),
        ("/own", "20 text/gemini; charset=utf-8; lang=\"de,it\""),
        ("/locale", "20 text/gemini; charset=utf-8; lang=de-CH"),
        ("/wrong", "20 text/gemini; charset=utf-8"),
        ("/rm/", "20 text/gemini; charset=utf-8; lang=\"de,rm\""),
        ("/rm/a", "20 text/gemini; charset=utf-8; lang=\"de,rm\""),
        ("/rm/a.txt", "20 text/plain; charset=utf-8; lang=\"de,rm\""),
    ]);
    let [wrong] = &site.warnings[..] else { panic!("{:?}", site.warnings) };
    assert!(wrong.starts_with("wrong.md:3: front matter: lang \"d e\": "), "{wrong}");
}

#[test]
fn crawlers_are_kept_away_where_nothing_else_is_said() {
    let closed = "[host.content]\nrobots = false\n";
    let page: (&str, &[u8]) = ("index.md", b"# Home\n");
    let forbidden = site(closed, &[page]);
    let Response::Page(answer) = forbidden.ask("/robots.txt", Form::of(Protocol::Gemini)) else {
        panic!("no page")
    };
    assert_eq!(&answer.text[..], b"User-agent: *\nDisallow: /\n");
    assert_eq!(forbidden.header("/robots.txt"), "20 text/plain; charset=utf-8");
    assert!(forbidden.gopher("/robots.txt").starts_with("User-agent: *\r\nDisallow: /\r\n"));
    let own = site(closed, &[page, ("robots.txt", b"User-agent: *\nAllow: /\n")]);
    assert!(matches!(own.ask("/robots.txt", Form::of(Protocol::Gemini)), Response::Stream(_)));
    assert!(site("", &[page]).header("/robots.txt").starts_with("51 "));
}

#[test]
fn an_author_says_of_a_folder_what_is_not_security() {
    let site = site(
        "language = 'en'\n",
        &[
            ("index.md", b"# Home\n"),
            ("de/.propus.toml", b"language = 'de'\norder = 'title'\n[[media]]\nglob = '*.dat'\ntype = 'text/x-dat'\n"),
            ("de/b.md", b"# Anfang\n"),
            ("de/a.md", b"---\ndate: 2026-01-01\n---\n# Zuletzt\n"),
            ("de/deep/x.dat", b"text\n"),
            ("x.dat", b"text\n"),
            ("quiet/.propus.toml", b"listing = false\n"),
            ("quiet/page.md", b"# Page\n"),
            ("bad/.propus.toml", b"language = 'fr'\ndrafts = true\n"),
            ("bad/page.md", b"# Page\n"),
        ],
    );
    site.check(&[
        ("/de/", "20 text/gemini; charset=utf-8; lang=de"),
        ("/de/b", "20 text/gemini; charset=utf-8; lang=de"),
        ("/de/deep/x.dat", "20 text/x-dat; charset=utf-8; lang=de"),
        ("/quiet/page", "20 text/gemini; charset=utf-8; lang=en"),
        ("/quiet/", "51 There is nothing under that name"),
        ("/bad/page", "20 text/gemini; charset=utf-8; lang=en"),
    ]);
    assert!(!site.header("/x.dat").contains("x-dat"));
    let Response::Page(listing) = site.ask("/de/", Form::of(Protocol::Gemini)) else {
        panic!("no listing")
    };
    let text = String::from_utf8(listing.text.to_vec()).unwrap();
    assert!(text.find("Anfang").unwrap() < text.find("Zuletzt").unwrap(), "{text}");
    assert!(
        site.warnings.len() == 1 && site.warnings[0].starts_with("bad/.propus.toml:2: "),
        "{:?}",
        site.warnings
    );
    assert!(site.warnings[0].contains("unknown field `drafts`"), "{:?}", site.warnings);
}

#[test]
fn settings_of_a_folder_that_are_too_large_do_not_count() {
    const LARGEST: usize = 64 << 10;
    let settings = |size: usize| {
        let text = "language = 'de'\n#";
        format!("{text}{}", "x".repeat(size - text.len()))
    };
    let (whole, beyond) = (settings(LARGEST), settings(LARGEST + 1));
    let site = site(
        "language = 'en'\n",
        &[
            ("whole/.propus.toml", whole.as_bytes()),
            ("whole/a.md", b"# A\n"),
            ("beyond/.propus.toml", beyond.as_bytes()),
            ("beyond/a.md", b"# A\n"),
        ],
    );
    site.check(&[
        ("/whole/a", "20 text/gemini; charset=utf-8; lang=de"),
        ("/beyond/a", "20 text/gemini; charset=utf-8; lang=en"),
    ]);
    let told = "beyond/.propus.toml: nothing of this file counts: it is too large, or no UTF-8";
    assert_eq!(site.warnings, [told]);
}
