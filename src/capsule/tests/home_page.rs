//! What a home page leads to: the owner's menu first, then the rest, and posts as lines that
//! clients subscribe to.

use crate::capsule::tests::TestSite;

/// The blocks of a page in their notation, on one line.
fn page(site: &TestSite, path: &str) -> String {
    crate::document::notation(&site.capsule.page(site.page(path)).unwrap().document.blocks)
}

#[track_caller]
fn check_home(files: &[(&str, &str)], expected: &str) {
    assert_eq!(page(&TestSite::new(files), "/"), expected);
}

const ABOUT: (&str, &str) = ("about.md", "---\ntitle: About\npermalink: /about/\n---\n");
const TALKS: (&str, &str) = ("talks.md", "---\ntitle: Talks page\npermalink: /talks/\n---\n");
const ZEBRA: (&str, &str) = ("zebra.md", "---\ntitle: Zebra\npermalink: /zebra/\n---\n");
const HOME: (&str, &str) = ("index.html", "---\ntitle: Home\n---\n");

#[test]
fn the_menu_in_the_data_of_a_jekyll_site_comes_first() {
    check_home(
        &[
            ("_config.yml", "header_pages: [about.md]\n"),
            (
                "_data/navigation.yml",
                "main:\n- {title: Talks I gave, url: /talks/}\n- {title: Code, url: 'https://b.org/x'}\n\
                 - {title: Gone, url: /gone/}\n- {title: Home, url: /}\n",
            ),
            HOME,
            ABOUT,
            TALKS,
            ZEBRA,
        ],
        "entries[Talks I gave => internal:/talks/ | Code => https://b.org/x | About => internal:/about/ | \
         Zebra => internal:/zebra/]",
    );
}

#[test]
fn pages_of_a_jekyll_site_may_put_themselves_into_the_menu() {
    check_home(
        &[
            ("_config.yml", "collections: {tabs: {output: true, permalink: '/:title/'}}\n"),
            ("_tabs/tags.md", "---\ntitle: Tags\norder: 2\n---\nx\n"),
            ("_tabs/archive.md", "---\ntitle: Archive\norder: 10\n---\nx\n"),
            ("cv.md", "---\ntitle: CV\npermalink: /cv/\nnav: true\nnav_order: 1\n---\n"),
            HOME,
            ABOUT,
        ],
        "entries[CV => internal:/cv/ | Tags => internal:/tags/ | Archive => internal:/archive/ | \
         About => internal:/about/]",
    );
}

#[test]
fn what_the_text_leads_to_is_in_no_menu_below_it() {
    check_home(
        &[
            ("_config.yml", "navigation: [{text: T, url: /talks/}, {text: A, url: /about/}]\n"),
            ("index.md", "---\ntitle: Home\n---\nSee [my talks](/talks/).\n"),
            ABOUT,
            TALKS,
        ],
        "p(See [my talks](internal:/talks/).) h2(Pages) entries[A => internal:/about/]",
    );
}

#[test]
fn the_main_menu_of_a_hugo_site_comes_first() {
    let files = [
        ("content/posts/p1.md", "---\ntitle: P\n---\n"),
        ("content/posts/_index.md", "---\ntitle: Posts\n---\n"),
        ("content/zed.md", "---\ntitle: Zed\n---\n"),
        ("content/about.md", "---\ntitle: About me\nmenus: main\n---\n"),
        ("content/me.md", "---\ntitle: Me\nmenu: {main: {name: First, weight: 5}}\n---\n"),
        ("content/_index.md", "---\ntitle: Home\n---\n"),
    ];
    let expected = "entries[First => internal:/me/ | Writing => internal:/posts/ | \
                    Code => https://b.org/x | About me => internal:/about/ | Zed => internal:/zed/]";
    let menu = "[[main]]\nname='Code'\nurl='https://b.org/x'\nweight=20\n\
                [[main]]\nname='Writing'\npageRef='/posts'\nweight=10\n";
    let in_config = menu.replace("[[main]]", "[[menus.main]]");
    check_home(&[&files[..], &[("hugo.toml", in_config.as_str())]].concat(), expected);
    let in_file = [("hugo.toml", ""), ("config/_default/menus.toml", menu)];
    check_home(&[&files[..], &in_file].concat(), expected);
    let languages = "[languages.en]\n[languages.de]\n";
    let of_language = [("hugo.toml", languages), ("config/_default/menus.en.toml", menu)];
    check_home(&[&files[..], &of_language].concat(), expected);
}

#[test]
fn the_menu_of_a_zola_theme_comes_first() {
    check_home(
        &[
            (
                "config.toml",
                "base_url = 'https://a.org'\n[extra]\nmenu = [{name = 'Z', url = 'zed'}, \
                 {name = 'Code', url = 'https://b.org/x'}]\n",
            ),
            ("content/_index.md", "+++\ntitle = 'Home'\n+++\n"),
            ("content/about.md", "+++\ntitle = 'About'\n+++\n"),
            ("content/zed.md", "+++\ntitle = 'Zed'\n+++\n"),
        ],
        "entries[Z => internal:/zed/ | Code => https://b.org/x | About => internal:/about/]",
    );
}

/// A Jekyll site with posts and a home page.
fn with_posts(home: &str) -> TestSite {
    let home = format!("---\ntitle: Home\n---\n{home}");
    TestSite::new(&[
        ("_config.yml", "permalink: /:title/\n"),
        ("index.html", &home),
        ("_posts/2016-11-10-one.md", "---\ntitle: One\n---\nx\n"),
        ("_posts/2016-11-12-two.md", "---\ntitle: Two\n---\nx\n"),
    ])
}

const FEEDS: &str = "entries[All posts => internal:/posts/ | Atom feed => internal:/feed.xml]";

#[track_caller]
fn check_posts(home: &str, expected: &str) {
    assert_eq!(page(&with_posts(home), "/"), format!("{expected} {FEEDS}"), "{home}");
}

#[test]
fn posts_with_their_dates_are_lines_to_subscribe_to() {
    let both = "entries[2016-11-12 Two => internal:/two/ | 2016-11-10 One => internal:/one/]";
    check_posts(
        "<ul><li><span>12 Nov 2016</span> &raquo; <a href='/two/'>Two</a></li>\
         <li><span>10 Nov 2016</span> &raquo; <a href='/one/'>One</a></li></ul>",
        both,
    );
    check_posts("<p><a href='/two/'>Two</a><br>10 Nov 2016: <a href='/one/'>One</a></p>", both);
    check_posts(
        "<h2><a href='/two/'>Two</a></h2><p>November 12, 2016</p><p>Nov 10, 2016</p>\
         <h2><a href='/one/'><b>One</b></a></h2>",
        both,
    );
    check_posts(
        "<p><a href='/two/'>2016-11-12 &raquo; Two</a></p><p><b><a href='/one/'>One</a></b> (10. November 2016)</p>",
        both,
    );
    check_posts(
        "<ul><li><a href='/two/'><div>2016-11-12</div><div>Two</div></a></li>\
         <li><a href='/one/'><div>2016-11-10</div><h3>One</h3></a></li></ul>",
        both,
    );
}

#[test]
fn a_line_that_only_leads_on_to_the_post_above_is_left_out() {
    let (two, one) = ("2016-11-12 Two => internal:/two/", "2016-11-10 One => internal:/one/");
    let home = |between: &str| {
        format!("<h2><a href='/two/'>Two</a></h2><p>{between}</p><h2><a href='/one/'>One</a></h2>")
    };
    check_posts(&home("<a href='/two/'>Read more &rarr;</a>"), &format!("entries[{two} | {one}]"));
    check_posts(&home("&raquo; <a href='/two/'>Read more</a>"), &format!("entries[{two} | {one}]"));
    check_posts(
        &home("<a href='/two/'>Read more</a> today"),
        &format!("entries[{two}] p([Read more](internal:/two/) today) entries[{one}]"),
    );
    check_posts(
        &home("<a href='/two/'><img src='https://b.org/p.png' alt='P'>Read more</a>"),
        &format!(
            "entries[{two}] p([![P](https://b.org/p.png)Read more](internal:/two/)) entries[{one}]"
        ),
    );
}

#[test]
fn what_is_said_of_a_post_stands_below_it() {
    check_posts(
        "<ul><li><h3><a href='/two/'>Two</a></h3><p>About two.</p><p><a href='/two/'>Read more &rarr;</a></p></li>\
         <li><h3><a href='/one/'>One</a></h3><p>About one.</p></li></ul>",
        "entries[2016-11-12 Two => internal:/two/] p(About two.) p([Read more →](internal:/two/)) \
         entries[2016-11-10 One => internal:/one/] p(About one.)",
    );
    check_posts(
        "<p><a href='/two/'>Two</a><br>About two.</p><p><a href='/one/'>One</a>: about one.</p>",
        "entries[2016-11-12 Two => internal:/two/] p(About two.) \
         entries[2016-11-10 One => internal:/one/] p(about one.)",
    );
}

#[test]
fn a_heading_that_begins_a_section_stays() {
    let both = "entries[2016-11-10 One => internal:/one/ | 2016-11-12 Two => internal:/two/]";
    check_posts(
        "<ul><li><a href='/one/'>One</a></li><li><a href='/two/'>Two</a></li></ul><h2>Two</h2><p>a</p>",
        &format!("{both} h2(Two) p(a)"),
    );
    check_posts(
        "<h2><a href='/one/'>One</a></h2><h2>One</h2><p><a href='/two/'>Two</a>: a</p><h2>Two</h2>",
        "entries[2016-11-10 One => internal:/one/ | 2016-11-12 Two => internal:/two/] p(a) h2(Two)",
    );
}

#[test]
fn of_rules_between_posts_one_is_left() {
    check_posts(
        "<ul><li><h2><a href='/two/'>Two</a></h2><p>About two.</p><hr></li>\
         <li><h2><a href='/one/'>One</a></h2><p>About one.</p><hr></li></ul><hr><p>a</p><hr>",
        "entries[2016-11-12 Two => internal:/two/] p(About two.) hr \
         entries[2016-11-10 One => internal:/one/] p(About one.) hr p(a)",
    );
}

#[test]
fn sentences_that_lead_to_a_post_stay_as_they_are() {
    check_posts(
        "<p>See <a href='/two/'>Two</a> for more.</p><p><a href='/one/'>One</a> is older.</p>\
         <p>Top 10: <a href='/one/'>One</a></p><p>Best of 2016: <a href='/one/'>One</a></p>",
        "p(See [Two](internal:/two/) for more.) p([One](internal:/one/) is older.) \
         p(Top 10: [One](internal:/one/)) p(Best of 2016: [One](internal:/one/)) \
         h2(Posts) entries[2016-11-12 Two => internal:/two/ | 2016-11-10 One => internal:/one/]",
    );
}

#[test]
fn what_leads_on_alone_or_is_a_picture_is_no_title_of_a_post() {
    let one = "<p><a href='/one/'>One</a></p>";
    let entry = "entries[2016-11-10 One => internal:/one/]";
    check_posts(
        &format!("<p><a href='/two/'>Read more</a></p>{one}"),
        &format!("p([Read more](internal:/two/)) {entry}"),
    );
    check_posts(
        &format!("<p><a href='/two/'><img src='https://b.org/p.png' alt='P'></a></p>{one}"),
        &format!("p([![P](https://b.org/p.png)](internal:/two/)) {entry}"),
    );
}

#[test]
fn a_text_that_leads_to_the_list_of_posts_needs_none() {
    check_posts("<p>I <a href='/posts/'>write</a>.</p>", "p(I [write](internal:/posts/).)");
}

#[test]
fn headings_of_lists_are_of_the_highest_level_in_the_text() {
    check_posts(
        "<h1>Me</h1><p>Hello</p><h2>Work</h2><p>a</p>",
        "h1(Me) p(Hello) h2(Work) p(a) \
         h1(Posts) entries[2016-11-12 Two => internal:/two/ | 2016-11-10 One => internal:/one/]",
    );
}

#[test]
fn the_menu_of_a_hugo_site_is_in_the_language_of_its_home_page() {
    let about = "---\ntitle: About\nmenu: main\n---\n";
    check_home(
        &[
            ("hugo.toml", "defaultContentLanguage = 'en'\n[languages.en]\n[languages.ja]\n"),
            ("content/_index.md", "---\ntitle: Home\n---\n"),
            ("content/about.md", about),
            ("content/about.ja.md", about),
        ],
        "entries[About => internal:/about/]",
    );
}

#[test]
fn posts_stand_on_a_home_page_once_and_only_they_have_dates() {
    let dated = |title: &str| format!("---\ntitle: {title}\ndate: 2026-05-01\n---\n");
    let (post, about) = (dated("Bread"), dated("About"));
    let zola = "base_url = 'https://a.org'\n";
    let posts =
        |path: &str| format!("h2(Posts) entries[2026-05-01 Bread => internal:{path}] {FEEDS}");
    let home = ("content/_index.md", "---\ntitle: Home\n---\n");
    // At the top by their addresses, in a section by their files.
    check_home(
        &[
            ("hugo.toml", "[permalinks]\nblog = '/:slug/'\n"),
            home,
            ("content/blog/bread.md", &post),
            ("content/about.md", &about),
        ],
        &format!("entries[About => internal:/about/] {}", posts("/bread/")),
    );
    check_home(
        &[
            ("zola.toml", zola),
            home,
            ("content/blog/_index.md", "---\ntitle: Blog\n---\n"),
            ("content/blog/bread.md", &post),
            ("content/about.md", &about),
        ],
        &format!(
            "entries[Blog => internal:/blog/ | About => internal:/about/] h2(Posts) \
             entries[2026-05-01 Bread => internal:/blog/bread/ | 2026-05-01 About => internal:/about/] \
             {FEEDS}"
        ),
    );
    // A blog without sections.
    check_home(&[("zola.toml", zola), home, ("content/bread.md", &post)], &posts("/bread/"));
}

#[test]
fn an_archive_of_zola_lists_the_posts() {
    let site = TestSite::new(&[
        ("zola.toml", "base_url = 'https://a.org'\n"),
        ("content/archive/_index.md", "---\ntitle: Archive\ntemplate: archive.html\n---\n"),
        ("content/blog/bread.md", "---\ntitle: Bread\ndate: 2026-05-01\n---\n"),
    ]);
    let shown = page(&site, "/archive/");
    assert!(shown.starts_with("entries[2026-05-01 Bread => internal:/blog/bread/]"), "{shown}");
}

#[test]
fn a_menu_stands_before_a_long_list_of_posts() {
    let names: Vec<String> =
        (1..25).map(|day| format!("_posts/2016-11-{day:02}-p{day}.md")).collect();
    let home = "---\ntitle: Home\n---\n<p>Hello</p>HEADING\
                {% for post in site.posts %}<p><a href='{{ post.url }}'>{{ post.title }}</a></p>{% endfor %}";
    let posts = names.iter().map(|name| (name.as_str(), "---\n---\nx\n"));
    let posts: Vec<(&str, &str)> = posts.collect();
    let start = "p(Hello) h2(Pages) entries[About => internal:/about/] h2(Posts) entries[2016-11-24 P24 => ";
    // Without a heading of their own they would be read as pages.
    for heading in ["<h2>Posts</h2>", ""] {
        let home = home.replace("HEADING", heading);
        let files = [&posts[..], &[("_config.yml", ""), ("index.html", &home), ABOUT]].concat();
        let shown = page(&TestSite::new(&files), "/");
        assert!(shown.starts_with(start), "{shown}");
    }
}

#[test]
fn what_is_for_the_repository_is_in_no_menu() {
    for config in ["", "permalink: pretty\n"] {
        let readme = ("Readme.md", "# My blog\n");
        check_home(
            &[("_config.yml", config), HOME, ABOUT, readme],
            "entries[About => internal:/about/]",
        );
    }
}

#[test]
fn lists_of_tags_are_names_and_counts() {
    let site = TestSite::new(&[
        ("_config.yml", ""),
        ("_posts/2016-11-10-one.md", "---\ntags: [css, html]\n---\nx\n"),
        ("_posts/2016-11-12-two.md", "---\ntags: [css]\n---\nx\n"),
    ]);
    let path = crate::path::CapsulePath::literal("/tags/").unwrap();
    let listing = crate::document::notation(&site.capsule.listing(&path).blocks);
    assert_eq!(
        listing,
        "entries[css (2) => internal:/tags/css/ | html (1) => internal:/tags/html/]"
    );
}
