//! Pages with dates, and what Jekyll sites make of theirs.

use super::*;

#[test]
fn drafts_are_served_only_when_asked_for() {
    let files =
        [("a.md", "---\ndraft: true\n---\nx\n"), ("b.md", "---\npublished: false\n---\nx\n")];
    let site_without = site(&files);
    site_without.check("/a", NOT_FOUND);
    site_without.check("/b", NOT_FOUND);
    let with = site_with(&files, &Options { drafts: true, ..Options::default() });
    assert_eq!(with.first_line("/a"), "# A");
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
        home.contains(
            "=> /log/2026-03-04-newer 2026-03-04 Newer\n=> /log/2026-01-02-older 2026-01-02 Older\n"
        ),
        "{home}"
    );
    assert!(home.contains("=> /feed.xml Atom feed"), "{home}");
    assert!(
        site.gemini("/posts/")
            .contains("\n\n=> /feed.xml Atom feed\n\n## By tag\n\n=> /tags/pi/ pi (1)\n")
    );
    assert!(site.gemini("/tags/pi/").contains("\n\n=> /feed/by_tag/pi.xml Atom feed\n"));
    let post = site.gemini("/log/2026-01-02-older");
    assert!(post.starts_with("# Older\n\nText\n\n2026-01-02\n=> /tags/pi/ Tag: pi\n\n"), "{post}");
    assert!(
        post.contains("=> /log/2026-03-04-newer Newer: Newer\n=> /log/ Up: Log\n=> / Home\n"),
        "{post}"
    );
    let feed = site.gemini("/feed.xml");
    for part in [
        "<id>gemini://example.org/log/2026-01-02-older</id>",
        "<published>2026-01-02T00:00:00",
        "Newer",
    ] {
        assert!(feed.contains(part), "{part} in {feed}");
    }
    assert!(
        site.gemini("/feed/by_tag/pi.xml").contains("older")
            && !site.gemini("/feed/by_tag/pi.xml").contains("newer")
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
        site.gemini("/feed/diary.xml")
            .contains("<title>Mine: diary</title><id>gemini://example.org/feed/diary.xml")
    );
}

#[test]
fn what_only_a_layout_leads_to_is_listed_below_the_page_of_its_folder() {
    let site = site(&[
        ("_config.yml", "title: Mine\n"),
        (
            "index.html",
            "---\n---\n<p>Hello.</p><h2>{{ site.title }}</h2> <a href=/told.html>told</a>\n",
        ),
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
    let below = |path: &str| {
        site.gemini(path).split_once("## Pages\n\n").map(|(_, below)| below.to_owned())
    };
    assert_eq!(site.first_line("/"), "# Mine");
    assert_eq!(below("/").as_deref(), Some("=> /deep/ Deep\n=> /guide/ Guide\n"));
    assert_eq!(
        below("/guide/").as_deref(),
        Some("=> /guide/zero.html Zero\n=> /guide/two.html Two\n\n=> / Home\n")
    );
    assert_eq!(below("/told.html"), None);
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
fn a_configuration_that_cannot_be_read_is_a_fault_and_not_an_empty_one() {
    let fault = |config: &str| {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "_config.yml", config);
        let folder = Arc::new(Folder::open(dir.path()).unwrap());
        let (capsule, _) = capsule::load(&folder, &Options::default(), None).unwrap();
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
    let Response::Page(csv) = site.ask("/a.csv", Form::of(Protocol::Gopher)) else {
        panic!("no text")
    };
    assert_eq!((&*csv.text, csv.media.unwrap().mime.as_ref()), (&b"a,x\r\n"[..], "text/csv"));
    site.check("/plain.txt", "file text/plain");
    assert_eq!(site.warnings, [""; 0]);
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
