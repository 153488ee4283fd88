//! Pages that are too large to be converted: nothing of them is sent, and all that their heads say
//! counts.

use super::*;

const TOO_LARGE: &str = "TooLarge";

fn options() -> Options {
    Options { largest_page: 1024, search: true, ..Options::default() }
}

/// A text of more than [`options`] allow.
fn long(beginning: &str) -> String {
    format!("{beginning}{}", "A needle in a long text.\n".repeat(50))
}

#[test]
fn a_page_that_is_too_large_is_sent_in_no_form() {
    let markdown = long("---\ntitle: Long\n---\n");
    let gemtext = long("# Long, too\n");
    let site =
        site_with(&[("a.md", &markdown), ("b.gmi", &gemtext), ("index.html", "x")], &options());
    for path in ["/a", "/a.md", "/a.txt", "/b", "/b.gmi"] {
        site.check(path, TOO_LARGE);
        let gopher = site.ask(path, Form::of(Protocol::Gopher));
        assert!(matches!(gopher, Response::Refused(Refusal::TooLarge)), "{path}: {gopher:?}");
    }
    let told = |file: &str, text: &str| {
        let most = "more than largest-page allows (1024)";
        format!(
            "{file}: it has {} bytes, {most}; readers are told that it is too large, \
             and a search knows its title alone",
            text.len()
        )
    };
    assert_eq!(site.warnings, [told("a.md", &markdown), told("b.gmi", &gemtext)]);
}

#[test]
fn the_front_matter_of_a_page_that_is_too_large_counts() {
    let site = site_with(
        &[
            ("x/titled.md", &long("---\ntitle: Its title\n---\n")),
            ("x/unpublished.md", &long("---\npublished: false\n---\n")),
            ("x/small.md", "text\n"),
        ],
        &Options { generator: Some(GeneratorName::Jekyll), ..options() },
    );
    let listing = site.gemini("/x/");
    assert!(listing.contains("=> /x/titled.html Its title\n"), "{listing}");
    for path in ["/x/unpublished.html", "/x/unpublished.md"] {
        site.check(path, NOT_FOUND);
    }
    assert!(!listing.contains("npublished"), "{listing}");
}

#[test]
fn a_template_that_is_too_large_is_not_sent() {
    let text = long("---\n---\n{{ site.title }}\n");
    let body = text.strip_prefix("---\n---\n").unwrap();
    let site = site_with(
        &[("_config.yml", "title: x\n"), ("a.json", &text), ("b.json", body)],
        &options(),
    );
    site.check("/a.json", TOO_LARGE);
    site.check("/b.json", "file application/json");
    assert_eq!(site.warnings.len(), 1, "{:?}", site.warnings);
}

#[test]
fn a_page_that_has_grown_since_the_scan_is_too_large() {
    let site = site_with(&[("a.md", "# A\n")], &options());
    write(site.dir.path(), "a.md", &long("# A\n"));
    site.check("/a", TOO_LARGE);
}

#[test]
fn a_search_and_a_feed_go_on_without_pages_that_are_too_large() {
    let site = site_with(
        &[
            ("2026-01-02-long.md", &long("# Long\n")),
            ("2026-01-03-short.md", "# Short\n\nNo needle, or one.\n"),
        ],
        &options(),
    );
    let query = Some("needle".to_owned());
    let paths = vec![CapsulePath::literal("/search").unwrap()];
    let request = Request { paths, form: Form::of(Protocol::Gemini), query };
    let Response::Page(found) = site.site.handle(&request, None) else { panic!() };
    let found = String::from_utf8(found.text.to_vec()).unwrap();
    assert!(found.contains("Short") && !found.contains("Long"), "{found}");
    let feed = site.gemini("/feed.xml");
    assert!(feed.contains("<title>Long</title>") && feed.contains("No needle"), "{feed}");
    assert_eq!(feed.matches("needle").count(), 1, "{feed}");
}
