//! Where the links of pages lead, as a build resolves them.

use super::*;

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
        [
            "=> /x/b one",
            "=> / up",
            "=> /x/sub/ sub",
            "=> /x/pic.png pic",
            "=> /x/ Up: X",
            "=> / Home"
        ],
        "{text}"
    );
    assert!(site.warnings.is_empty(), "{:?}", site.warnings);
}

#[test]
fn broken_links_are_kept_and_told_with_their_lines() {
    let site = site(&[(
        "a.md",
        "# A\n\n[x](missing.md)\n\n[y](https://example.com/)\n\n![z](no.png)\n[again](missing.md)\n",
    )]);
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

/// The page that a real site begins with: a name in letters of many colours, links with Liquid in
/// them, no title.
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
    let Response::Page(menu) = site.ask("/", Form::of(Protocol::Gopher)) else { panic!("no menu") };
    let menu = String::from_utf8(menu.text.to_vec()).unwrap();
    for line in [
        "iI'm an engineer at Google. I worked on consensus (Paxos Made\t",
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
    let site = site(&[(
        "a.md",
        "# A\n\n[x](ann@example.org) [y](www.example.org/z) [z](@/x@y.z) [w](@home)\n",
    )]);
    let text = site.gemini("/a");
    let links = "=> mailto:ann@example.org x (ann@example.org)\n=> https://www.example.org/z y (www.example.org)\n=> /@/x@y.z z\n=> /@home w\n";
    assert!(text.contains(links), "{text}");
    assert_eq!(site.warnings.len(), 4, "{:?}", site.warnings);
}

#[test]
fn readers_of_a_feed_of_the_web_find_the_one_here() {
    let with =
        site(&[("2024-01-02-a.md", "x\n"), ("rss.xml", "<rss/>\n"), ("b.md", "[all](atom.xml)\n")]);
    for path in ["/feed.xml", "/atom.xml", "/feed/"] {
        assert!(with.gemini(path).contains("<id>gemini://example.org/feed.xml</id>"), "{path}");
    }
    with.check("/rss.xml", "file text/xml");
    assert!(with.gemini("/b").contains("=> /feed.xml all\n"));
    let without = site(&[("a.md", "x\n")]);
    without.check("/atom.xml", NOT_FOUND);
}

#[test]
fn a_page_in_a_frame_is_a_link_like_any_other() {
    let page = "# A\n\n<iframe src=b></iframe>\n<iframe src=d title=See></iframe>\n<iframe src=c.mp4></iframe>\n";
    let site = site(&[("a.md", page), ("b.md", "# Other\n"), ("c.mp4", ""), ("d.md", "# D\n")]);
    let text = site.gemini("/a");
    assert!(text.contains("# A\n\n=> /b Other\n=> /d See\n=> /c.mp4 c.mp4 (video)\n"), "{text}");
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
fn an_address_of_ipv6_keeps_its_brackets() {
    let site = site(&[(
        "index.md",
        "[A](gopher://[2001:db8::1]:70/1/x) [b](https://a.example/[c])\n\nhttp://[::1]/[d]\n",
    )]);
    let page = site.gemini("/");
    assert!(
        page.contains("=> gopher://[2001:db8::1]:70/1/x A (gopher://[2001:db8::1]:70)\n"),
        "{page}"
    );
    assert!(page.contains("=> https://a.example/%5Bc%5D b (a.example)\n"), "{page}");
    assert!(page.contains("=> http://[::1]/%5Bd%5D\n"), "{page}");
}
