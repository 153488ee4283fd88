//! Zola, which comes in no package: its table follows the sources of version 0.21, `Site::load` and
//! `find_related_assets`.

use super::*;

const PAGE: &str = "+++\n+++\n";
const DRAFT: &str = "+++\ndraft = true\n+++\n";
const UNRENDERED: &str = "+++\nrender = false\n+++\n";

const SITES: &[Site] = &[
    Site {
        about: "drafts, pages without a page of their own, and what lies beside them",
        machinery: &[("zola.toml", "base_url = 'https://e.org'\n[languages.fr]\n")],
        sources: &[
            ("content/a.md", PAGE, Served),
            ("content/draft.md", DRAFT, KeptBack),
            ("content/yaml.md", "---\ndraft: true\n---\n", KeptBack),
            ("content/render.md", UNRENDERED, KeptBack),
            ("content/page/index.md", PAGE, Served),
            ("content/page/a.txt", "", Served),
            ("content/page/deep/a.txt", "", Served),
            ("content/page/other.md", PAGE, OnlyThere("it belongs to the page")),
            ("content/quiet/index.md", UNRENDERED, KeptBack),
            ("content/quiet/a.txt", "", KeptBack),
            ("content/unfinished/index.md", DRAFT, KeptBack),
            ("content/unfinished/a.txt", "", KeptBack),
            ("content/sec/_index.md", PAGE, Served),
            ("content/sec/a.txt", "", Served),
            ("content/sec/deep/a.txt", "", KeptBack),
            ("content/hidden/_index.md", UNRENDERED, KeptBack),
            ("content/hidden/a.md", PAGE, Served),
            ("content/hidden/a.txt", "", Served),
            ("content/later/_index.md", DRAFT, KeptBack),
            ("content/later/_index.fr.md", PAGE, Served),
            ("content/later/a.md", PAGE, KeptBack),
            ("content/later/a.txt", "", Served),
            ("content/later/deep/_index.md", PAGE, KeptBack),
            ("content/later/deep/a.md", PAGE, KeptBack),
            ("content/later/deep/a.txt", "", KeptBack),
            ("content/last/_index.md", DRAFT, KeptBack),
            ("content/last/a.txt", "", KeptBack),
            ("content/none/a.md", PAGE, Served),
            ("content/none/a.txt", "", KeptBack),
            ("content/a.txt", "", KeptBack),
            ("content/future.md", "+++\ndate = 2099-01-01\n+++\n", Served),
            ("static/a.txt", "", Served),
            ("templates/a.html", "", KeptBack),
            ("sass/a.txt", "", KeptBack),
            ("themes/x/static/a.txt", "", KeptBack),
        ],
    },
    Site {
        about: "ignored_content means whole paths, ignored_static those below the folder",
        machinery: &[(
            "config.toml",
            "base_url = 'https://e.org'\n\
             ignored_content = ['*.{skip,old}', 'top.*', '**/private/*', '*/content/tmp/*']\n\
             ignored_static = ['*.skip', 'private/*']\n",
        )],
        sources: &[
            ("content/_index.md", PAGE, Served),
            ("content/a.md", PAGE, Served),
            ("content/a.skip", "", KeptBack),
            ("content/a.old", "", KeptBack),
            ("content/top.md", PAGE, OnlyThere("it was not meant so")),
            ("content/x/private/a.md", PAGE, KeptBack),
            ("content/tmp/a.md", PAGE, KeptBack),
            ("static/a.skip", "", KeptBack),
            ("static/deep/a.skip", "", KeptBack),
            ("static/private/a.txt", "", KeptBack),
            ("static/x/private/a.txt", "", Served),
        ],
    },
];

#[test]
fn no_more_is_served_of_a_site_than_zola_publishes() {
    check_served(SITES);
}
