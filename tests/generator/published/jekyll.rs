//! Jekyll, held against Debian's.

use super::*;

/// Front matter that says nothing.
const PAGE: &str = "---\n---\n";
const UNPUBLISHED: &str = "---\npublished: false\n---\n";
const FUTURE: &str = "---\ndate: 2099-01-01\n---\n";

const SITES: &[Site] = &[
    Site {
        about: "exclude means patterns and beginnings",
        machinery: &[(
            "_config.yml",
            "exclude: [README, private, docs/dra, '*.rb', /tmp/, ./dots, 'a?c', '[xy]z', '{b,d}.md', 7, sub/]\n",
        )],
        sources: &[
            ("index.md", PAGE, Served),
            ("README.md", PAGE, KeptBack),
            ("README", "", KeptBack),
            ("private.md", PAGE, KeptBack),
            ("private-notes/a.md", PAGE, KeptBack),
            ("docs/private.md", PAGE, Served),
            ("docs/draft.md", PAGE, KeptBack),
            ("docs/dra/a.txt", "", KeptBack),
            ("docs/done.md", PAGE, Served),
            ("deep/er/x.rb", "", KeptBack),
            ("tmp/a.md", PAGE, KeptBack),
            ("tmp.md", PAGE, Served),
            ("dots/a.md", PAGE, Served),
            ("abc/x.md", PAGE, KeptBack),
            ("abc.md", PAGE, Served),
            ("yz/x.md", PAGE, KeptBack),
            ("b.md", PAGE, Served),
            ("7.md", PAGE, Served),
            ("sub/a.md", PAGE, KeptBack),
            ("Gemfile", "", KeptBack),
            ("Gemfile.txt", "", KeptBack),
            ("node_modules/a/b.md", PAGE, KeptBack),
            ("vendor/bundle/a.md", PAGE, KeptBack),
            ("vendor/bundle.md", PAGE, Served),
            ("vendor/own/a.md", PAGE, Served),
            ("a.gemspec", "", OnlyThere("the default of older versions")),
            ("_posts/2020-01-01-a.md", PAGE, Served),
        ],
    },
    Site {
        about: "include is held against names, and wins",
        machinery: &[(
            "_config.yml",
            "exclude: [notes, secret, a.md, keep, _posts/sub]\n\
             include: [_pages, secret-but-shown.md, a.md, deep/_x/y.md, keep, _posts/sub, .well-known]\n",
        )],
        sources: &[
            ("_pages/a.md", PAGE, Served),
            ("_pages/_b.md", PAGE, KeptBack),
            ("x/_pages/a.md", PAGE, Served),
            ("notes/secret-but-shown.md", PAGE, KeptBack),
            ("secret-but-shown.md", PAGE, Served),
            ("secret.md", PAGE, KeptBack),
            ("a.md", PAGE, Served),
            ("deep/_x/y.md", PAGE, Served),
            ("deep/_x/z.md", PAGE, KeptBack),
            ("keep/a.md", PAGE, Served),
            ("_posts/sub/2020-01-01-a.md", PAGE, Served),
            (".well-known/a.txt", "", Served),
            (".hidden/a.txt", "", KeptBack),
        ],
    },
    Site {
        about: "names that begin or end with certain signs are no part of the site",
        machinery: &[(
            "_config.yml",
            "collections: {docs: {output: true}, quiet: {}, loud: {output: yes}, hush: {output: no}, data: {output: true}}\n",
        )],
        sources: &[
            ("index.md", PAGE, Served),
            ("_a/b.md", PAGE, KeptBack),
            ("a/_b.md", PAGE, KeptBack),
            ("a/#b.md", PAGE, KeptBack),
            ("a/~b.md", PAGE, KeptBack),
            ("a/b~", "", KeptBack),
            ("c~/b.md", PAGE, KeptBack),
            ("a/b.", "", KeptBack),
            ("_posts/2020-01-01-a.md", PAGE, Served),
            ("_posts/_b/2020-01-02-a.md", PAGE, KeptBack),
            ("_posts/#b/2020-01-03-a.md", PAGE, KeptBack),
            ("_posts/~b/2020-01-04-a.md", PAGE, KeptBack),
            ("_posts/c/_b/2020-01-05-a.md", PAGE, Served),
            ("_posts/c/_2020-01-06-a.md", PAGE, KeptBack),
            ("_posts/2020-01-07-a.md~", PAGE, KeptBack),
            ("_posts/2020-01-08.md", PAGE, KeptBack),
            ("_posts/2020-01-09_a.md", PAGE, KeptBack),
            ("_posts/2020-01-10 a.md", PAGE, KeptBack),
            ("_posts/a.md", PAGE, KeptBack),
            ("_posts/20-1-2-a.md", PAGE, OnlyThere("the year has two digits")),
            ("news/_posts/2020-02-01-a.md", PAGE, Served),
            ("my_posts/_posts/2020-02-02-a.md", PAGE, Served),
            ("_off/_posts/2020-02-03-a.md", PAGE, KeptBack),
            ("#off/_posts/2020-02-04-a.md", PAGE, KeptBack),
            ("_drafts/a.md", PAGE, KeptBack),
            ("_docs/a.md", PAGE, Served),
            ("_docs/_b/a.md", PAGE, KeptBack),
            ("_docs/c/_b/a.md", PAGE, Served),
            ("_docs/c/_a.md", PAGE, KeptBack),
            ("_docs/#a.md", PAGE, KeptBack),
            ("_docs/~a.md", PAGE, KeptBack),
            ("_docs/a.txt~", "", KeptBack),
            ("_docs/a.txt", "", Served),
            ("_docs/.b/a.txt", "", KeptBack),
            ("_docs/c/.b/a.txt", "", OnlyThere("hidden files never are")),
            ("_quiet/a.md", PAGE, KeptBack),
            ("_quiet/a.txt", "", KeptBack),
            ("_loud/a.md", PAGE, Served),
            ("_hush/a.md", PAGE, KeptBack),
            ("_data/a.md", PAGE, KeptBack),
            ("_unknown/a.md", PAGE, KeptBack),
            ("_includes/a.md", PAGE, KeptBack),
            ("_layouts/a.md", PAGE, KeptBack),
        ],
    },
    Site {
        about: "published is read as Ruby reads YAML",
        machinery: &[(
            "_config.yml",
            "collections: {docs: {output: true}}\n\
             defaults:\n\
             - scope: {path: '', type: posts}\n  values: {layout: none}\n\
             - scope: {path: byrule}\n  values: {published: false}\n\
             - scope: {path: _posts/byrule}\n  values: {published: no}\n\
             - scope: {path: _docs/byrule}\n  values: {published: false}\n",
        )],
        sources: &[
            ("yes.md", "---\npublished: yes\n---\n", Served),
            ("false.md", UNPUBLISHED, KeptBack),
            ("False.md", "---\npublished: False\n---\n", KeptBack),
            ("off.md", "---\npublished: off\n---\n", KeptBack),
            ("no.md", "---\npublished: NO\n---\n", KeptBack),
            ("empty.md", "---\npublished:\n---\n", KeptBack),
            ("tilde.md", "---\npublished: ~\n---\n", KeptBack),
            ("date.md", "---\npublished: 2020-01-01\n---\n", Served),
            ("quoted.md", "---\npublished: \"false\"\n---\n", OnlyThere("it was not meant so")),
            ("n.md", "---\npublished: n\n---\n", OnlyThere("it was not meant so")),
            ("zero.md", "---\npublished: 0\n---\n", OnlyThere("it was not meant so")),
            ("draft.md", "---\ndraft: true\n---\n", OnlyThere("it was not meant so")),
            ("page.html", UNPUBLISHED, KeptBack),
            ("data.csv", UNPUBLISHED, KeptBack),
            ("notes.gmi", "---\npublished:\n---\n", KeptBack),
            ("_posts/2020-01-01-a.md", UNPUBLISHED, KeptBack),
            ("_posts/2020-01-02-a.md", "---\npublished:\n---\n", KeptBack),
            ("_docs/a.md", UNPUBLISHED, KeptBack),
            ("_docs/b.md", "---\npublished:\n---\n", KeptBack),
            ("_docs/c.txt", UNPUBLISHED, KeptBack),
            ("byrule/a.md", PAGE, Served),
            ("byrule/a.txt", "", KeptBack),
            ("byrule.txt", "", KeptBack),
            ("byrule/plain.md", "", KeptBack),
            ("_posts/byrule/2020-01-03-a.md", PAGE, KeptBack),
            ("_posts/byrule/2020-01-04-a.md", "---\npublished: true\n---\n", Served),
            ("_docs/byrule.md", PAGE, KeptBack),
        ],
    },
    Site {
        about: "documents of the future wait for their day, pages do not",
        machinery: &[("_config.yml", "collections: {docs: {output: true}}\n")],
        sources: &[
            ("a.md", FUTURE, Served),
            ("_posts/2099-01-01-a.md", PAGE, KeptBack),
            ("_posts/2020-01-01-a.md", FUTURE, KeptBack),
            ("_posts/2099-01-02-a.md", "---\ndate: 2020-01-01\n---\n", Served),
            ("_docs/a.md", FUTURE, KeptBack),
            ("_docs/2099-01-01-b.md", PAGE, KeptBack),
            ("_docs/c.txt", FUTURE, KeptBack),
            ("_docs/2020-01-01-d.md", PAGE, Served),
        ],
    },
    Site {
        about: "settings let out what is kept back else",
        machinery: &[(
            "_config.yml",
            "collections: {docs: {output: true}}\nfuture: yes\nunpublished: true\nshow_drafts: true\n",
        )],
        sources: &[
            ("a.md", UNPUBLISHED, Served),
            ("_posts/2099-01-01-a.md", PAGE, Served),
            ("_docs/a.md", FUTURE, Served),
            ("_docs/b.md", UNPUBLISHED, Served),
            ("_drafts/a.md", PAGE, Served),
            ("_drafts/_a/a.md", PAGE, KeptBack),
            ("x/_drafts/a.md", UNPUBLISHED, Served),
        ],
    },
    Site {
        about: "limit_posts leaves the newest",
        machinery: &[("_config.yml", "limit_posts: 2\n")],
        sources: &[
            ("index.md", PAGE, Served),
            ("_posts/2020-01-01-a.md", PAGE, KeptBack),
            ("_posts/2020-01-02-a.md", PAGE, KeptBack),
            ("_posts/2020-01-02-b.md", PAGE, Served),
            ("_posts/2020-01-04-a.md", UNPUBLISHED, KeptBack),
            ("_posts/2019-01-04-a.md", "---\ndate: 2020-01-03\n---\n", Served),
        ],
    },
    Site {
        about: "of two documents at one address the later is published",
        machinery: &[("_config.yml", "title: t\n")],
        sources: &[
            ("_posts/2020-01-01-a.md", "---\npermalink: /a/\n---\n", KeptBack),
            ("_posts/2020-01-02-a.md", "---\npermalink: /a/\n---\n", Served),
            ("_posts/2020-01-03-b.md", "---\npermalink: /b/\n---\n", Served),
            ("_posts/2021-01-03-b.md", "---\npermalink: /b/\ndate: 2019-01-01\n---\n", KeptBack),
        ],
    },
    Site {
        about: "a page may choose the address of a README, and of any index",
        machinery: &[("_config.yml", "include: [_pages]\n")],
        sources: &[
            ("README.md", "", Served),
            ("_pages/about.md", "---\npermalink: /\n---\n", Served),
            ("docs/README.md", "", Served),
            ("docs/start.md", "---\npermalink: /docs/index.html\n---\n", Served),
            ("CHANGELOG.md", "", Served),
        ],
    },
    Site {
        about: "the site may lie in a folder of its own",
        machinery: &[("_config.yml", "source: src\nexclude: [private]\n")],
        sources: &[
            ("README.md", PAGE, KeptBack),
            ("_posts/2020-01-01-a.md", PAGE, KeptBack),
            ("srcs/a.md", PAGE, KeptBack),
            ("src/a.md", PAGE, Served),
            ("src/private.md", PAGE, KeptBack),
            ("src/_posts/2020-01-01-a.md", PAGE, Served),
            ("src/_a/a.md", PAGE, KeptBack),
        ],
    },
    Site {
        about: "collections may have a folder of their own",
        machinery: &[(
            "_config.yml",
            "collections_dir: coll\ncollections: {docs: {output: true}}\n\
             exclude: [_docs/private, coll/_docs/odd]\n",
        )],
        sources: &[
            ("coll/_docs/a.md", PAGE, Served),
            ("coll/_docs/private.md", PAGE, KeptBack),
            ("coll/_posts/2020-01-01-a.md", PAGE, Served),
            ("coll/a.md", PAGE, Served),
            ("_posts/2020-01-02-a.md", PAGE, KeptBack),
            ("_docs/a.md", PAGE, KeptBack),
            ("coll/_docs/odd.md", PAGE, Served),
        ],
    },
];

#[test]
fn no_more_is_served_of_a_site_than_jekyll_publishes() {
    check_served(SITES);
}

#[test]
#[ignore = "needs jekyll"]
fn jekyll_publishes_what_the_table_says() {
    check_published(SITES, |source, built| {
        let mut jekyll = Command::new("jekyll");
        jekyll.args(["build", "--disable-disk-cache", "--destination"]).arg(built);
        // The folder that the configuration names is one below the folder that it is built in.
        // A Gemfile there is a source among others.
        jekyll.current_dir(source).env("JEKYLL_NO_BUNDLER_REQUIRE", "true");
        jekyll
    });
}
