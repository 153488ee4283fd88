//! Titles, as all that names a page says them.

use crate::capsule::Reader;
use crate::capsule::tests::TestSite;
use crate::document::notation;

#[test]
fn titles_are_words_wherever_they_stand() {
    let site = TestSite::new(&[
        ("_config.yml", "title: Home\n"),
        (
            "_posts/2020-01-01-first.md",
            "---\ntitle: What <code>x</code> is &amp; why\n---\nText.\n",
        ),
        ("_posts/2020-01-02-next.md", "---\ntitle: Next\n---\nText.\n"),
    ]);
    let notation = |source: &str| {
        let pages = site.capsule.visible_to(Reader::Author);
        let page = pages.pages().find(|page| page.source.as_str() == source).unwrap();
        site.capsule.page(page).unwrap().document.notation()
    };
    let first = notation("_posts/2020-01-01-first.md");
    assert!(first.starts_with("title(What x is & why)\n"), "{first}");
    let next = notation("_posts/2020-01-02-next.md");
    assert!(next.contains("What x is & why]"), "{next}");
}

#[test]
fn a_page_in_a_frame_is_named_by_the_frame_or_by_itself() {
    let frames = "<iframe src='/b'></iframe>\n\n<iframe src='/b' title='In words'></iframe>\n";
    let site = TestSite::new(&[("a.md", frames), ("b.md", "# Of itself\n")]);
    let shown = notation(&site.document("/a").blocks);
    assert!(shown.contains("[Of itself](") && shown.contains("[In words]("), "{shown}");
}
