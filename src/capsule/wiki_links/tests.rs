//! Names in brackets, one property each.

use crate::capsule::tests::TestSite;

/// The lines that a text becomes as gemtext, without what stands below it.
fn check(text: &str, expected: &str) {
    let site = TestSite::new(&[
        ("page.md", &format!("# Page\n\n{text}\n")),
        ("Red Kite.md", "# A bird\n"),
        ("garden/plan.md", "x"),
        ("garden/index.md", "# The garden\n"),
        ("img/heron.jpg", ""),
        ("img/song.mp3", ""),
    ]);
    let document = site.capsule.page(site.page("/page")).unwrap().document;
    let shown = crate::render::gemtext(&document, crate::render::LinkStyle::AfterBlock);
    assert_eq!(shown.strip_prefix("# Page\n\n").unwrap(), format!("{expected}\n"), "{text}");
}

#[test]
fn a_name_of_a_page_is_a_link_to_it() {
    check("See [[red-kite]].", "See red-kite.\n\n=> /Red%20Kite red-kite");
    check("See [[Red Kite.md|the kite]].", "See the kite.\n\n=> /Red%20Kite the kite");
    check(
        "- a [[garden/Plan#beds]]\n- b\n- c",
        "* a garden/Plan > beds\n=> /garden/plan garden/Plan > beds\n* b\n* c",
    );
    check("**[[plan]]**, then", "plan, then\n\n=> /garden/plan plan");
    check("See [[garden]].", "See garden.\n\n=> /garden/ garden");
    check("|a|\n|-|\n|[[plan\\|the plan]]|", "a\n\n=> /garden/plan the plan");
}

#[test]
fn a_name_may_have_marked_words() {
    check("See [[plan|the `plan`]], b.", "See the plan, b.\n\n=> /garden/plan the plan");
    check("[[nobody|the `plan`]] b", "[[nobody|the `plan`]] b");
    check(
        "a [[plan|*the* **plan**]], [[garden|`gate`]] [[Red Kite#`x`]]",
        "a the plan, gate Red Kite > x\n\n=> /garden/plan the plan\n=> /garden/ gate\n\
         => /Red%20Kite Red Kite > x",
    );
}

#[test]
fn a_picture_is_shown() {
    check("See: ![[heron.jpg]]", "See:\n\n=> /img/heron.jpg heron.jpg (image)");
    check("See: ![[img/heron.jpg|300]]", "See:\n\n=> /img/heron.jpg heron.jpg (image)");
    check("See: ![[heron.jpg|A heron]]", "See:\n\n=> /img/heron.jpg A heron (image)");
    check("Hear: ![[song.mp3]]", "Hear:\n\n=> /img/song.mp3 song.mp3 (audio)");
    check("From: ![[plan]]", "From: plan\n\n=> /garden/plan plan");
}

#[test]
fn what_names_nothing_stays_as_it_was_typed() {
    for text in [
        "[[nobody]]",
        "a[[0]], [[]] and [[ ]]",
        "[[plan",
        "plan]]",
        "[[A bird]]",
        "`[[plan]]`",
        "![[no.jpg]]",
        "2 ^10",
        "a^b",
    ] {
        check(&format!("See {text}."), &format!("See {text}."));
    }
    check("See [[[[plan]] ]].", "See [[plan ]].\n\n=> /garden/plan plan");
}

#[test]
fn a_name_in_escaped_brackets_is_text() {
    for text in ["\\[\\[plan\\]\\]", "\\[[plan]]", "[\\[plan\\]]", "\\[\\[plan]]"] {
        check(&format!("See {text}."), "See [[plan]].");
    }
    check("[[garden]], \\[\\[plan\\]\\]", "garden, [[plan]]\n\n=> /garden/ garden");
    // Where the same name is a link as well, nothing tells the one from the other.
    let both = "See plan, not plan.\n\n=> /garden/plan plan";
    check("See [[plan]], not \\[\\[plan\\]\\].", both);
    let site = TestSite::new(&[("page.md", "a \\[\\[no such\\]\\]\n")]);
    assert_eq!(site.capsule.page(site.page("/page")).unwrap().warnings, []);
}

#[test]
fn parts_of_pages_are_words() {
    check("See [[#Local heading]].", "See Local heading.");
    check("See [[#^q1|that]] and [[#a#b]].", "See that and a > b.");
    check("See [[plan#^09f5f3]].", "See plan.\n\n=> /garden/plan plan");
}

#[test]
fn names_of_blocks_and_sizes_of_pictures_are_left_out() {
    check("A remark. ^quote", "A remark.");
    check("- a ^09f5f3\n- b", "* a\n* b");
    check("> q\n\n^q-1\n\nx", "> q\n\nx");
    check("x\n^b1", "x");
    check("![alt|100x50](img/heron.jpg)", "=> /img/heron.jpg alt (image)");
    check("![100](img/heron.jpg)", "=> /img/heron.jpg heron.jpg (image)");
    check("![a|b](img/heron.jpg)", "=> /img/heron.jpg a|b (image)");
}

#[test]
fn a_note_is_found_by_its_aliases_and_a_link_by_the_name_of_its_file() {
    let site = TestSite::new(&[
        ("page.md", "[[The plan]], [one](Plan.md), [two](../Plan.md), [three](nobody.md)"),
        ("garden/plan.md", "---\naliases: [The plan, Old]\n---\nx"),
    ]);
    let page = site.capsule.page(site.page("/page")).unwrap();
    let shown = crate::render::gemtext(&page.document, crate::render::LinkStyle::AfterBlock);
    assert!(shown.contains("=> /garden/plan The plan"), "{shown}");
    assert_eq!(site.link("/page", "Plan.md"), "/garden/plan");
    assert_eq!(site.link("/page", "Plan"), "missing");
    assert_eq!(site.link("/page", "nobody.md"), "missing");
}

#[test]
fn of_notes_alike_the_nearest_is_meant() {
    let site = TestSite::new(&[
        ("de/start/page.md", "[[Plan]]"),
        ("en/page.md", "[[Plan]]"),
        ("page.md", "[[Plan]]"),
        ("de/work/plan.md", "x"),
        ("en/plan.md", "x"),
    ]);
    for (page, plan) in [
        ("/de/start/page", "=> /de/work/plan Plan"),
        ("/en/page", "=> /en/plan Plan"),
        ("/page", "=> /en/plan Plan"),
    ] {
        let document = site.capsule.page(site.page(page)).unwrap().document;
        let shown = crate::render::gemtext(&document, crate::render::LinkStyle::AfterBlock);
        assert!(shown.contains(plan), "{page}: {shown}");
    }
}

#[test]
fn names_of_nothing_are_told_where_they_are_meant() {
    let site = TestSite::new(&[(
        "page.md",
        "a\n\n[[missing note]] and\n![[missing.png]]\n\nb[[i]] [[ -f x ]] [[0]] [[page]]",
    )]);
    let found = site.capsule.page(site.page("/page")).unwrap().warnings;
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "page.md:3: link to [[missing note]]: nothing is served there",
            "page.md:4: image [[missing.png]]: nothing is served there",
        ]
    );
}

#[test]
fn many_brackets_take_no_long_time() {
    let site = TestSite::new(&[
        ("page.md", &"[[".repeat(200_000)),
        ("other.md", &"x [[a]] ".repeat(100_000)),
    ]);
    assert!(
        site.capsule.page(site.page("/page")).is_ok()
            && site.capsule.page(site.page("/other")).is_ok()
    );
}
