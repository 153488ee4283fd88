//! Letters that their author has published, below pages of sites of all generators.

use std::fs;
use std::sync::Arc;

use propus::capsule;
use propus::content::Folder;
use propus::generator::Options;
use propus::letters::{Facts, Letter, Published, Standing, cleaned};
use propus::site::Style;
use support::{Served, ask, gemini, gopher, site_with};

use super::support;

/// Letters that mean something to somebody: a line each that no other has.
const HOSTILE: &[&str] = &[
    "=> gemini://evil.example/ Click",
    "# Heading",
    "1menu\tsel\thost\t70",
    "one\r\n=> gemini://evil.example/ two\r\n\r\n# three",
    "\u{202e}=> gemini://evil.example/\u{2066} turned",
    "```\n=> gemini://evil.example/ fenced\n```",
    "<a href=\"gemini://evil.example/\">anchor</a><script>x</script><img src=\"e.png\" alt=\"i\">",
    "[words](gemini://evil.example/) ![i](e.png) <https://evil.example/> [[pi]] https://evil.example/x",
    "{{ site.title }} {% include footer.html %} {{< youtube evil >}} {{% note %}} {{ youtube(id=1) }} {{#include index.md}}",
    "> deeper\n- item\n1. one\n| a | b |\n|---|---|\n---\n===",
    "www.evil.example mail@evil.example :smile: [^1] $x$ ==m== %%c%%",
];

/// The site of each generator with a page at a path, and the text that its start page has.
const SITES: &[(&str, &[(&str, &str)])] = &[
    ("/pi", &[("index.md", "# Home\n"), ("pi.md", "# Pi\n\nThree.\n")]),
    (
        "/pi.html",
        &[
            ("_config.yml", "title: Secret title\nexclude: [README.md]\n"),
            ("_includes/footer.html", "included\n"),
            ("index.md", "---\ntitle: Home\n---\nHi\n"),
            ("pi.md", "---\ntitle: Pi\n---\nThree.\n"),
        ],
    ),
    (
        "/pi/",
        &[
            ("hugo.toml", "title = 'Secret title'\n"),
            ("content/_index.md", "---\ntitle: Home\n---\nHi\n"),
            ("content/pi.md", "---\ntitle: Pi\n---\nThree.\n"),
        ],
    ),
    (
        "/pi/",
        &[
            ("config.toml", "base_url = 'https://x.example'\ntitle = 'Secret title'\n[markdown]\n"),
            ("content/_index.md", "+++\ntitle = 'Home'\n+++\nHi\n"),
            ("content/pi.md", "+++\ntitle = 'Pi'\n+++\nThree.\n"),
        ],
    ),
    (
        "/pi.html",
        &[
            ("book.toml", "[book]\ntitle = 'Secret title'\n"),
            ("src/SUMMARY.md", "- [Home](index.md)\n- [Pi](pi.md)\n"),
            ("src/index.md", "# Home\n"),
            ("src/pi.md", "# Pi\n\nThree.\n"),
        ],
    ),
];

fn file(number: u64, path: &str, text: &str) -> Published {
    let facts = Facts {
        time: format!("2026-11-{number:02}T12:00:00Z").parse().unwrap(),
        path: path.to_owned(),
        title: "Pi".to_owned(),
        who: "SHA256:00".to_owned(),
        network: String::new(),
        name: Some("<b>{{ anna }}".to_owned()),
        protocol: "gemini".to_owned(),
        mark: String::new(),
        standing: Standing::Waiting,
    };
    Published::of(&Letter { number, facts, text: cleaned(text) })
}

fn options() -> Options {
    Options { letters: true, ..Options::default() }
}

fn served(files: &[(&str, &str)], letters: &[Published]) -> Served {
    let names: Vec<String> = letters.iter().map(|it| format!("_letters/{}", it.name)).collect();
    let own = files.iter().map(|(name, text)| (*name, text.as_bytes()));
    let others = names.iter().zip(letters).map(|(name, it)| (&**name, it.text.as_bytes()));
    let all: Vec<(&str, &[u8])> = own.chain(others).collect();
    site_with(&all, &options(), Style::default())
}

async fn page(served: &Served, path: &str) -> String {
    let request = format!("gemini://example.org{path}\r\n");
    String::from_utf8(ask(gemini(served, Some("example.org")), request.as_bytes()).await).unwrap()
}

async fn menu(served: &Served, path: &str) -> String {
    let request = format!("{path}\r\n");
    String::from_utf8(ask(gopher(served), request.as_bytes()).await).unwrap()
}

/// Reads the folder again, as the server does when something in it has changed.
fn read_again(served: &Served) {
    let folder = Arc::new(Folder::open(served.folder.path()).unwrap());
    let before = served.site.with_capsule(Arc::clone);
    let (capsule, _) = capsule::load(&folder, &options(), Some(&before)).unwrap();
    served.site.replace(capsule);
}

#[tokio::test]
async fn a_published_letter_stands_under_its_page_as_nothing_but_a_quotation() {
    let mut faults = Vec::new();
    for (path, files) in SITES {
        for (number, text) in (1..).zip(HOSTILE) {
            let bare = served(files, &[]);
            let served = served(files, &[file(number, path, text)]);
            let (before, after) = (page(&bare, path).await, page(&served, path).await);
            let added: Vec<&str> =
                after.lines().filter(|line| !before.lines().any(|it| it == *line)).collect();
            let (quoted, other): (Vec<&str>, Vec<&str>) =
                added.into_iter().partition(|line| line.starts_with('>'));
            let signature = format!("— b anna, 2026-11-{number:02}");
            assert_eq!(other, ["## Letters", signature.as_str()], "{path}: {text}\n{after}");
            let words: Vec<String> = quoted
                .iter()
                .map(|line| line.strip_prefix("> ").unwrap_or_default().to_owned())
                .filter(|line| !line.is_empty())
                .collect();
            let expected: Vec<String> =
                cleaned(text).lines().map(str::to_owned).filter(|line| !line.is_empty()).collect();
            let plain = |lines: &[String]| {
                // Jekyll's Markdown has typographic marks, which are no markup.
                let text = lines.join("\n").replace(['“', '”'], "\"").replace('’', "'");
                text.replace('—', "---").replace('–', "--")
            };
            if plain(&words) != plain(&expected) {
                faults.push(format!("{path}: {}\n{}", plain(&words), plain(&expected)));
            }
            let (before, after) = (menu(&bare, path).await, menu(&served, path).await);
            let items = after.lines().filter(|line| !before.lines().any(|it| it == *line));
            for item in items {
                assert!(item.starts_with('i') && item.ends_with("\t\tnull.host\t1"), "{item}");
            }
            assert!(!after.contains("Secret title") || before.contains("Secret title"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[tokio::test]
async fn the_file_of_a_letter_is_no_page_of_its_own() {
    for (path, files) in SITES {
        let letter = file(7, path, "Hello");
        let served = served(files, std::slice::from_ref(&letter));
        let stem = letter.name.trim_end_matches(".md");
        for at in ["/_letters/", "/letters/"] {
            for ending in ["", ".md", ".html", "/", ".txt"] {
                let answer = page(&served, &format!("{at}{stem}{ending}")).await;
                assert!(answer.starts_with("51 "), "{at}{stem}{ending}: {answer}");
            }
        }
        for list in ["/", "/sitemap.xml", "/feed.xml"] {
            let answer = page(&served, list).await;
            assert!(!answer.contains("_letters"), "{list}: {answer}");
        }
    }
}

#[tokio::test]
async fn letters_stand_in_their_order_with_what_their_author_makes_of_them() {
    let (path, files) = SITES[0];
    let served = served(files, &[file(9, path, "Later"), file(8, path, "Earlier")]);
    let expected = "# Pi\n\nThree.\n\n## Letters\n\n> Earlier\n\n— b anna, 2026-11-08\n\n\
                    > Later\n\n— b anna, 2026-11-09\n\n=> / Home\n";
    let text = page(&served, path).await;
    assert!(text.ends_with(expected), "{text}");
    let edited = "---\npage: /pi\ndate: 2026-11-07\n---\n> Earlier, and [shorter](/x)\n\n\
                  Thank you. See [home](/).\n";
    let at = served.folder.path().join("_letters/pi-8.md");
    fs::write(&at, edited).unwrap();
    read_again(&served);
    let text = page(&served, path).await;
    let expected = "## Letters\n\n> Earlier, and shorter\n\n— 2026-11-07\n\nThank you. See home.\n";
    assert!(text.contains(expected), "{text}");
    fs::remove_file(at).unwrap();
    read_again(&served);
    let text = page(&served, path).await;
    assert!(!text.contains("Earlier") && text.contains("> Later"), "{text}");
    fs::write(
        served.folder.path().join("_letters/pi-9.md"),
        "---\npage: /pi\npublished: false\n---\n> Later\n",
    )
    .unwrap();
    read_again(&served);
    assert!(!page(&served, path).await.contains("Letters"));
}

#[tokio::test]
async fn the_newest_hundred_letters_of_a_page_are_shown() {
    let (path, files) = SITES[0];
    let letters: Vec<Published> = (1..=28)
        .flat_map(|day| (0..5).map(move |number| (day, number)))
        .map(|(day, number)| {
            let mut letter = file(day, path, &format!("Letter {number} of {day}"));
            letter.name = format!("{day}-{number}.md");
            letter
        })
        .collect();
    let served = served(files, &letters);
    let text = page(&served, path).await;
    assert_eq!(text.matches("> Letter").count(), 100);
    assert!(text.contains("of 28\n") && text.contains("of 9\n") && !text.contains("of 8\n"));
}

#[test]
fn the_author_hears_of_a_letter_that_is_shown_nowhere() {
    let (_, files) = SITES[0];
    let large = file(4, "/pi", &"x".repeat(70_000));
    let served = served(files, &[file(3, "/gone", "Hello"), large]);
    let folder = Arc::new(Folder::open(served.folder.path()).unwrap());
    let (_, warnings) = capsule::load(&folder, &options(), None).unwrap();
    let told: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    let expected = [
        "_letters/gone-3.md: the letter is shown nowhere: /gone is no page",
        "_letters/pi-4.md: the letter is shown nowhere: it has more than 65536 bytes",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn letters_go_with_a_page_that_moves_and_are_headed_in_its_language() {
    let pages = [("kreis.md", "---\ntitle: Kreis\nlang: de\nredirect_from: /pi\n---\nRund.\n")];
    let served = served(&pages, &[file(3, "/pi", "Hallo")]);
    let text = page(&served, "/kreis").await;
    assert!(text.contains("## Briefe\n\n> Hallo\n"), "{text}");
}

#[tokio::test]
async fn without_letters_a_folder_of_that_name_means_nothing() {
    let (path, files) = SITES[0];
    let letter = file(7, path, "Hello");
    let name = format!("_letters/{}", letter.name);
    let mut all: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    all.push((&name, letter.text.as_bytes()));
    let served = site_with(&all, &Options::default(), Style::default());
    assert!(!page(&served, path).await.contains("Hello"));
}

#[tokio::test]
async fn a_collection_of_letters_is_the_authors_own_affair() {
    let config = "collections: {letters: {output: true}}\n";
    let files = [("_config.yml", config), ("index.md", "---\ntitle: Home\n---\nHi\n")];
    let served = served(&files, &[file(7, "/", "{{ site.time }} Hello")]);
    let home = page(&served, "/").await;
    assert!(home.contains("> {{ site.time }} Hello\n"), "{home}");
    let own = page(&served, "/letters/home-7.html").await;
    assert!(own.contains("> {{ site.time }} Hello\n"), "{own}");
}
