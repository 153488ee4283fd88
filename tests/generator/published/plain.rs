//! Plain folders and vaults of notes, which no program builds: the table follows the manual, and of
//! notes that of Obsidian.

use super::*;

const SITES: &[Site] = &[Site {
    about: "names and front matter keep pages of a folder back",
    machinery: &[],
    sources: &[
        ("index.md", "", Served),
        ("a.md", "", Served),
        ("a.txt", "", Served),
        ("draft.md", "---\ndraft: true\n---\n", KeptBack),
        ("draft-yes.md", "---\ndraft: Yes\n---\n", KeptBack),
        ("draft-false.md", "---\ndraft: false\n---\n", Served),
        ("published.md", "---\npublished: no\n---\n", KeptBack),
        ("published-empty.md", "---\npublished:\n---\n", Served),
        ("publish.md", "---\npublish: false\n---\n", KeptBack),
        ("publish-true.md", "---\npublish: true\n---\n", Served),
        ("2099-01-01-later.md", "", KeptBack),
        ("later.md", "---\ndate: 2099-01-01\n---\n", KeptBack),
        ("notes.gmi", "---\ndraft: true\n---\n", KeptBack),
        ("_private/a.md", "", KeptBack),
        ("a/_b.txt", "", KeptBack),
        (".obsidian/a.md", "", KeptBack),
        ("a.md~", "", KeptBack),
        ("#a.md#", "", KeptBack),
    ],
}];

#[test]
fn no_more_is_served_of_a_folder_than_its_author_means() {
    check_served(SITES);
}
