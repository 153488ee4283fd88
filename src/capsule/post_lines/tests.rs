//! Words of lines, as dates, titles and excerpts.

use super::*;
use crate::capsule::tests::TestSite;

/// Gives a post of 10 November 2016 to a test.
fn with_post(test: impl FnOnce(&PageEntry)) {
    let site = TestSite::new(&[
        ("_config.yml", "permalink: /:title/\n"),
        ("_posts/2016-11-10-one.md", "---\ntitle: One\n---\nx\n"),
    ]);
    test(site.page("/one/"));
}

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

#[test]
fn a_date_is_told_from_other_words() {
    with_post(|post| {
        for (words, expected) in [
            ("2016-11-10", true),
            ("10 Nov 2016", true),
            ("November 10", true),
            ("10.11.2016", true),
            ("Posted on Thursday, 10 November", true),
            ("Posted by me on Thursday, 10 November", false),
            ("Nov 2016", true),
            ("Nov 11, 2016", false),
            ("2016", true),
            ("in 2016", false),
            ("10", false),
            ("November", false),
            ("Nov", false),
            ("10 December", false),
            ("10 December 2016", true),
            ("", false),
            ("One", false),
        ] {
            assert_eq!(is_date(words, post), expected, "{words}");
        }
        let long = |length: usize| format!("{:>length$}", "2016");
        assert!(is_date(&long(LONGEST_DATE), post) && !is_date(&long(LONGEST_DATE + 1), post));
    });
}

#[test]
fn a_title_is_taken_from_behind_the_date() {
    with_post(|post| {
        for (words, expected) in [
            ("One", "One"),
            ("2016-11-10 » One", "One"),
            ("10 Nov 2016 › One", "One"),
            ("10 Nov 2016 - One", "One"),
            ("10 Nov 2016: One", "One"),
            ("2016-11-10 » ", "2016-11-10 » "),
            ("Two: One", "Two: One"),
            ("2016-11-10 - One - more", "One - more"),
        ] {
            assert_eq!(title_of(words, post), expected, "{words}");
        }
    });
}

#[test]
fn words_that_lead_on_are_known_without_their_signs() {
    for (words, expected) in [
        ("Read more", true),
        ("» READ ON…", true),
        ("→", true),
        ("", true),
        ("Read more of it", false),
        ("One", false),
    ] {
        assert_eq!(leads_on(words), expected, "{words}");
    }
    assert!(is_same("» One!", "One") && !is_same("One", "one") && !is_same("One", "Two"));
    assert!(is_worded("- 1") && is_worded("ü") && !is_worded(" – »"));
}

#[test]
fn an_excerpt_stands_behind_a_mark_or_on_a_line_of_its_own() {
    let strong = || Inline::Strong(vec![text("b")]);
    for (after, expected) in [
        (vec![], None),
        (vec![text("  ")], None),
        (vec![text(" – a")], Some(vec![text("a")])),
        (vec![text(": a"), strong()], Some(vec![text("a"), strong()])),
        (vec![text(" ((a))")], Some(vec![text("((a))")])),
        (vec![text(" is a")], None),
        (vec![Inline::Break, text("a")], Some(vec![text("a")])),
        (vec![text(" "), Inline::Break, strong()], Some(vec![strong()])),
        (vec![strong()], None),
    ] {
        assert_eq!(behind(&after), expected, "{after:?}");
    }
}

#[test]
fn a_date_or_a_title_is_alone_without_links_and_pictures() {
    let link = |words: &str| {
        let target = Target::External("https://a.example/".to_owned());
        Inline::from(Link::new(target, vec![text(words)]))
    };
    with_post(|post| {
        assert!(is_date_alone(&[text("2016-11-10")], post));
        assert!(!is_date_alone(&[text("One")], post));
        assert!(!is_date_alone(&[link("2016-11-10")], post));
        assert!(is_title_alone(&[text("One.")], post));
        assert!(!is_title_alone(&[text("2016-11-10")], post));
        assert!(!is_title_alone(&[link("One")], post));
        let note = |words| [text(words), Inline::Note(1)];
        assert!(!has_picture(&[text("One"), link("x")]) && has_picture(&note("One")));
        assert!(has_link(&[Inline::Strong(vec![link("x")])]) && !has_link(&[text("x")]));
    });
}

#[test]
fn of_rules_in_a_row_one_is_left_and_at_the_end_none() {
    let (rule, words) = (|| Block::Rule, |it: &str| Block::Paragraph(vec![text(it)]));
    let blocks = vec![rule(), rule(), words("a"), words("a"), rule(), words("b"), rule(), rule()];
    let expected = vec![rule(), words("a"), words("a"), rule(), words("b")];
    assert_eq!(with_few_rules(blocks), expected);
}
