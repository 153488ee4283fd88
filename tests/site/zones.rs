//! Zones: who may read what, and that nobody else learns of it. Whole requests against a site,
//! without a socket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends by panicking"
)]

#[path = "../support/indexed.rs"]
mod indexed;
#[path = "zones/lists.rs"]
mod lists;
#[path = "zones/strangers.rs"]
mod strangers;

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use indexed::Indexed;
use jiff::Timestamp;
use propus::access::{Admitted, Guests, Zone, Zones};
use propus::capsule::{self, Capsule, Reader};
use propus::content::Folder;
use propus::exchange::{
    Application, Form, Identity, Protocol, Redirection, Refusal, Request, Response, Socket,
};
use propus::fingerprint::Fingerprint;
use propus::generator::Options;
use propus::origin::Origin;
use propus::path::CapsulePath;
use propus::site::{Site, Style};

fn path(text: &str) -> CapsulePath {
    CapsulePath::literal(text).unwrap()
}

fn identity(name: &str) -> Identity {
    Identity {
        certificate: Fingerprint::of(name.as_bytes()),
        public_key: Fingerprint::of(b"some key"),
        not_before: Timestamp::MIN,
        not_after: Timestamp::MAX,
        name: None,
    }
}

/// A Jekyll site with a secret page of each sort, in zones that admit anna.
const FILES: &[(&str, &str)] = &[
    ("_config.yml", "title: Site\ncollections: {recipes: {output: true}}\nbaseurl: /blog\n"),
    ("index.md", "# Home\n\nSee [my diary](secret/diary.md) and [the club](/club/).\n"),
    (
        "all.md",
        "{% for p in site.pages %}{{ p.url }} {{ p.title }}\n{% endfor %}{% for f in site.static_files %}{{ f.path }}\n{% endfor %}{% for p in site.posts %}{{ p.title }}\n{% endfor %}",
    ),
    ("secret/index.md", "---\ntitle: Sesame\n---\nOpen.\n"),
    (
        "secret/diary.md",
        "---\nredirect_from: /old-diary/\ntitle: Sesame diary\n---\nDear diary. [Onward](plan.txt) and [home](/).\n",
    ),
    ("secret/plan.txt", "Sesame plan\n"),
    ("club/index.md", "# Club\n"),
    (
        "_posts/2026-01-02-sesame.md",
        "---\ntitle: Sesame post\npermalink: /secret/post/\ntags: [sesame]\n---\nHush.\n",
    ),
    ("_posts/2026-01-03-open.md", "---\ntitle: Open post\ntags: [open]\n---\nHear ye.\n"),
];

fn site() -> (tempfile::TempDir, Site) {
    site_of(FILES)
}

fn site_of(files: &[(&str, &str)]) -> (tempfile::TempDir, Site) {
    let anna = Admitted::Listed(vec![identity("anna").certificate]);
    let zones = vec![
        Zone { path: path("/secret/"), admitted: anna, guests: Guests::default(), listed: false },
        Zone {
            path: path("/club/"),
            admitted: Admitted::Any,
            guests: Guests::default(),
            listed: true,
        },
    ];
    let (dir, site, _) = served(files, zones);
    (dir, site)
}

/// A site of these files, and what it warns of.
fn served(files: &[(&str, &str)], zones: Vec<Zone>) -> (tempfile::TempDir, Site, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    for (place, text) in files {
        let file = dir.path().join(place);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let options = Options { zones: Zones::new(zones), search: true, ..Options::default() };
    let (capsule, warnings) =
        capsule::load(&Arc::new(Folder::open(dir.path()).unwrap()), &options, None).unwrap();
    (dir, site_with(capsule), warnings.iter().map(ToString::to_string).collect())
}

fn site_with(capsule: Arc<Capsule>) -> Site {
    let origin = Origin::new("example.org", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
    let site = Site::new(capsule, origin, Style::default());
    site.index();
    site
}

fn ask(site: &Site, at: &str, form: Form, who: Option<&Identity>) -> Result<String, Refusal> {
    answer(site.handle(&Request { paths: vec![path(at)], form, query: None }, who))
}

fn answer(response: Response) -> Result<String, Refusal> {
    match response {
        Response::Prompt(prompt) => Ok(prompt.title.into_owned()),
        Response::Page(page) => Ok(String::from_utf8(page.text.to_vec()).unwrap()),
        Response::Stream(stream) => Ok(stream.media.mime.to_string()),
        Response::Redirection(Redirection::Path { to, .. }) => Ok(format!("-> {to}")),
        Response::Redirection(Redirection::Url { to, .. }) => Ok(format!("-> {to}")),
        Response::Redirection(Redirection::Gone) => panic!("gone"),
        Response::Redirection(Redirection::Notice(notice)) => Ok(notice.text.to_string()),
        Response::Refused(refusal) => Err(refusal),
    }
}

#[test]
fn a_zone_is_closed_under_every_name_of_what_is_in_it() {
    let (_dir, site) = site();
    let (anna, bert) = (identity("anna"), identity("bert"));
    let names = [
        "/secret/",
        "/secret",
        "/secret.txt",
        "/secret/index.md",
        "/secret/diary",
        "/secret/diary.html",
        "/secret/diary.md",
        "/secret/diary.txt",
        "/secret/plan.txt",
        "/secret/post/",
        "/blog/secret/diary.html",
        "/secret/nothing-at-all",
    ];
    for name in names {
        assert_eq!(
            ask(&site, name, Form::of(Protocol::Gemini), None),
            Err(Refusal::NoCertificate),
            "{name}"
        );
        let refused = Err(Refusal::NotAdmitted(bert.certificate));
        assert_eq!(ask(&site, name, Form::of(Protocol::Gemini), Some(&bert)), refused, "{name}");
        assert_eq!(
            ask(&site, name, Form::of(Protocol::Gopher), None),
            Err(Refusal::NotFound),
            "{name}"
        );
        // No certificate comes with a selector, but if one did, Gopher would still not be private.
        let admitted = ask(&site, name, Form::of(Protocol::Gemini), Some(&anna));
        assert_eq!(admitted.is_ok(), name != "/secret/nothing-at-all", "{name}: {admitted:?}");
    }
    assert_eq!(
        ask(&site, "/secret/nothing-at-all", Form::of(Protocol::Gemini), Some(&anna)),
        Err(Refusal::NotFound)
    );
    assert_eq!(ask(&site, "/old-diary/", Form::of(Protocol::Gopher), None), Err(Refusal::NotFound));
    assert!(ask(&site, "/club/", Form::of(Protocol::Gemini), Some(&bert)).is_ok());
}

/// As [`served`], with zones for everyone with a certificate.
fn zoned(files: &[(&str, &str)], zones: &[&str]) -> (tempfile::TempDir, Site, Vec<String>) {
    let zone = |at: &&str| Zone {
        path: path(at),
        admitted: Admitted::Any,
        guests: Guests::default(),
        listed: false,
    };
    served(files, zones.iter().map(zone).collect())
}

#[test]
fn a_menu_by_hand_has_no_selector_of_what_is_in_a_zone() {
    let files = [
        (
            "gophermap",
            "1Diary\t/secret/diary\n0Plan\tsecret/plan.txt\n1Open\t/open\n1Club\t/club/\n*\n",
        ),
        ("open.md", "# Open page\n"),
        ("club/index.md", "# Club\n"),
        ("secret/diary.md", "# Sesame\n"),
        ("secret/plan.txt", "Sesame\n"),
    ];
    let zone = |at: &str, listed| Zone {
        path: path(at),
        admitted: Admitted::Any,
        guests: Guests::default(),
        listed,
    };
    let (_dir, site, _) = served(&files, vec![zone("/secret/", false), zone("/club/", true)]);
    let menu = ask(&site, "/", Form::of(Protocol::Gopher), None).unwrap();
    assert!(
        menu.contains("iDiary\t") && menu.contains("iPlan\t") && menu.contains("1Open\t/open\t"),
        "{menu}"
    );
    assert!(menu.contains("URL:gemini://example.org/club/\t"), "{menu}");
    assert!(!menu.contains("/secret") && !menu.contains("Sesame"), "{menu}");
    assert!(
        ask(&site, "/", Form::of(Protocol::Gemini), None)
            .unwrap()
            .contains("=> /secret/diary Diary")
    );
}

#[test]
fn the_contents_of_a_book_name_no_chapter_of_a_zone() {
    let files = [
        ("book.toml", "[book]\ntitle = 'Book'\n"),
        ("src/SUMMARY.md", "- [Open](open.md)\n- [Sesame](secret/a.md)\n"),
        ("src/open.md", "# Open\n"),
        ("src/secret/a.md", "# Sesame\n"),
    ];
    let (_dir, site, _) = zoned(&files, &["/secret/"]);
    let search =
        |form| Request { paths: vec![path("/search")], form, query: Some("sesame".to_owned()) };
    for form in [
        Form::of(Protocol::Gemini),
        Form::of(Protocol::Gopher),
        Form::text(Protocol::Gemini),
        Form::text(Protocol::Gopher),
    ] {
        let contents = ask(&site, "/", form, None).unwrap();
        assert!(contents.contains("1. Open") && !contents.contains("Sesame"), "{contents}");
        assert!(!contents.contains("/secret"), "{contents}");
        let found = answer(site.handle(&search(form), None)).unwrap();
        assert!(found.contains("No page was found."), "{found}");
    }
}

#[test]
fn a_zone_with_another_name_of_a_page_closes_the_page() {
    let files = [("plan.md", "# Sesame\n"), ("notes/plan.gmi", "# Other\n")];
    let jekyll = [&files[..], &[("_config.yml", "title: Site\n")]].concat();
    for (files, canonical) in [(&files[..], "/plan"), (&jekyll[..], "/plan.html")] {
        for name in ["/plan", "/plan/", "/plan.md", "/plan.html", "/plan.txt"] {
            let (_dir, site, told) = zoned(files, &[name]);
            assert!(told.is_empty(), "{told:?}");
            for asked in [name, canonical, "/plan", "/plan.md", "/plan.txt", "/plan.html"] {
                let refused = Err(Refusal::NoCertificate);
                assert_eq!(
                    ask(&site, asked, Form::of(Protocol::Gemini), None),
                    refused,
                    "{asked} in the zone {name}"
                );
                assert_eq!(
                    ask(&site, asked, Form::of(Protocol::Gopher), None),
                    Err(Refusal::NotFound),
                    "{asked} in the zone {name}"
                );
            }
            let home = ask(&site, "/", Form::of(Protocol::Gemini), None).unwrap();
            assert!(!home.contains("Sesame") && home.contains("/notes/"), "{home}");
            assert!(ask(&site, "/notes/plan", Form::of(Protocol::Gemini), None).is_ok());
        }
    }
}

#[test]
fn a_zone_that_does_not_close_what_it_seems_to_is_told() {
    let files = [
        ("_config.yml", "title: Site\n"),
        ("secret/open.md", "---\npermalink: /elsewhere/\n---\nFor all.\n"),
        ("secret/closed.md", "---\ntitle: Closed\n---\nFor some.\n"),
    ];
    let (_dir, _site, told) = zoned(&files, &["/secret/", "/sceret/"]);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("sceret: the zone /sceret/ closes nothing"), "{told:?}");
    assert!(
        told[1].starts_with("secret/open.md: ") && told[1].contains("served at /elsewhere/"),
        "{told:?}"
    );
    let hugo =
        [("hugo.toml", ""), ("content/secret/open.md", "---\nurl: /elsewhere/\n---\nFor all.\n")];
    let (_dir, _site, told) = zoned(&hugo, &["/secret/"]);
    assert!(
        told.iter().any(|it| it.starts_with("content/secret/open.md: the file lies in the zone")),
        "{told:?}"
    );
}

#[test]
fn a_zone_in_which_only_an_application_answers_closes_something() {
    let application = |prefix: &str| {
        Arc::new(Application {
            prefix: path(prefix),
            socket: Socket::Loopback(([127, 0, 0, 1], 9).into()),
            patience: Duration::from_secs(1),
            largest: 1,
            largest_upload: None,
        })
    };
    let dir = tempfile::tempdir().unwrap();
    let folder = Arc::new(Folder::open(dir.path()).unwrap());
    let zone = |at: &str| Zone {
        path: path(at),
        admitted: Admitted::Any,
        guests: Guests::default(),
        listed: false,
    };
    let zones = Zones::new(["/app/inner/", "/apps/", "/none/"].map(zone).to_vec());
    let applications = ["/app/", "/apps/one/"].map(application).to_vec();
    let options = Options { zones, applications, ..Options::default() };
    let (_, told) = capsule::load(&folder, &options, None).unwrap();
    let closing_nothing = told.iter().filter(|it| it.text.contains("closes nothing"));
    let files: Vec<&str> = closing_nothing.map(|it| it.file.as_str()).collect();
    assert_eq!(files, ["none"]);
}

#[test]
fn nobody_outside_learns_of_what_is_in_an_unlisted_zone() {
    let (_dir, site) = site();
    let paths: Vec<CapsulePath> = site.with_capsule(|capsule| {
        capsule.visible_to(Reader::Author).resources().map(|(path, _)| path.clone()).collect()
    });
    let mut asked = 0;
    for at in paths {
        for form in [
            Form::of(Protocol::Gemini),
            Form::of(Protocol::Gopher),
            Form::text(Protocol::Gemini),
            Form::text(Protocol::Gopher),
        ] {
            let Ok(text) = ask(&site, at.as_str(), form, None) else { continue };
            asked += 1;
            assert!(!text.to_lowercase().contains("sesame"), "{at} as {form:?}:\n{text}");
            // An author may link to it, on Gemini.
            if at.is_root() && form.protocol == Protocol::Gemini {
                assert!(text.contains("/secret/diary"), "{text}");
            } else if !text.starts_with("-> ") {
                assert!(!text.contains("/secret"), "{at} as {form:?}:\n{text}");
            }
        }
    }
    assert!(asked > 40, "only {asked} answers were looked at");
}

#[test]
fn nobody_finds_what_is_in_an_unlisted_zone() {
    let (_dir, site) = site();
    for (words, known) in [("hear", "Open post"), ("diary", "Home"), ("plan hush", "No page")] {
        for form in [Form::of(Protocol::Gemini), Form::of(Protocol::Gopher)] {
            let request =
                Request { paths: vec![path("/search")], form, query: Some(words.to_owned()) };
            let found = answer(site.handle(&request, None)).unwrap();
            assert!(
                found.contains(known) && !found.to_lowercase().contains("sesame"),
                "{words}:\n{found}"
            );
        }
    }
}

#[test]
fn inside_a_zone_everything_is_named() {
    let (_dir, site) = site();
    let anna = identity("anna");
    let diary = ask(&site, "/secret/diary", Form::of(Protocol::Gemini), Some(&anna)).unwrap();
    assert!(diary.contains("=> /secret/plan.txt Onward"), "{diary}");
    assert!(diary.contains("Up: Sesame"), "{diary}");
}

#[test]
fn a_listed_zone_is_named_in_menus_as_a_place_on_gemini() {
    let (_dir, site) = site();
    let menu = ask(&site, "/", Form::of(Protocol::Gopher), None).unwrap();
    assert!(
        menu.contains(
            "hthe club (gemini://example.org)\tURL:gemini://example.org/club/\texample.org\t70\r\n"
        ),
        "{menu}"
    );
    assert!(menu.contains("my diary"), "{menu}");
    assert_eq!(ask(&site, "/club/", Form::of(Protocol::Gopher), None), Err(Refusal::NotFound));
    let text = ask(&site, "/", Form::text(Protocol::Gopher), None).unwrap();
    assert!(text.contains("gemini://example.org/club/"), "{text}");
}

#[test]
fn a_menu_by_hand_opens_no_zone() {
    let (_dir, site) = site_of(&[
        ("_config.yml", ""),
        (
            "gophermap",
            "!Hole\n=secret/plan.txt\n=/secret/gophermap\n=moved.md\n0  My plan\tsecret/plan.txt\n*\n",
        ),
        (
            "links.gph",
            "[1|My diary|secret/diary.md|server|port]\n[1|The club|/club/|server|port]\n",
        ),
        ("moved.md", "---\npermalink: /secret/moved\n---\nSesame, moved\n"),
        ("secret/gophermap", "Sesame menu\n=plan.txt\n0Plan\tplan.txt\n"),
        ("secret/plan.txt", "Sesame plan\n"),
        ("secret/diary.md", "---\n---\nDear sesame.\n"),
        ("club/index.md", "---\ntitle: Club\n---\n"),
    ]);
    let club = "(gemini://example.org)\tURL:gemini://example.org/club/\texample.org\t70\r\n";
    let info = |words: &str| format!("i{words}\t\tnull.host\t1\r\n");
    assert_eq!(
        ask(&site, "/", Form::of(Protocol::Gopher), None).unwrap(),
        format!(
            "{}{}hClub {club}1Links\t/links\texample.org\t70\r\n",
            info("Hole"),
            info("  My plan")
        )
    );
    assert_eq!(
        ask(&site, "/links", Form::of(Protocol::Gopher), None).unwrap(),
        format!("{}hThe club {club}", info("My diary"))
    );
    let page = ask(&site, "/", Form::of(Protocol::Gemini), None).unwrap();
    assert!(
        page.starts_with(
            "# Hole\n\n=> /secret/plan.txt My plan\n=> /club/ Club\n=> /links Links\n\n"
        ),
        "{page}"
    );
    assert!(!page.contains("esame"), "{page}");
    let inside =
        ask(&site, "/secret/", Form::of(Protocol::Gemini), Some(&identity("anna"))).unwrap();
    assert!(inside.contains("Sesame menu\nSesame plan\n\n=> /secret/plan.txt Plan\n"), "{inside}");
}

#[test]
fn of_a_listed_zone_only_the_names_are_told() {
    let (_dir, site) = site_of(&[
        ("_config.yml", "title: Site\n"),
        (
            "index.md",
            "---\n---\n{% for p in site.posts %}{{ p.title }} {{ p.content }} {{ p.excerpt }}{% endfor %}\n\
             {% for p in site.pages %}{{ p.title }} {{ p.content }}{% endfor %}\n",
        ),
        ("club/rules.md", "---\ntitle: Rules\n---\nSesame rules.\n"),
        (
            "_posts/2026-01-02-evening.md",
            "---\ntitle: An evening\ndescription: Sesame in brief\npermalink: /club/evening/\n---\nSesame post.\n",
        ),
    ]);
    for at in ["/", "/feed.xml", "/posts/"] {
        for form in [Form::of(Protocol::Gemini), Form::of(Protocol::Gopher)] {
            let told = ask(&site, at, form, None).unwrap();
            assert!(told.contains("An evening") && !told.contains("Sesame"), "{at}: {told}");
            assert!(!told.contains("gopher://example.org/1/club"), "{at}: {told}");
        }
    }
    for (words, title) in [("sesame", "No page"), ("rules", "Site"), ("evening", "Site")] {
        for form in [Form::of(Protocol::Gemini), Form::of(Protocol::Gopher)] {
            let request =
                Request { paths: vec![path("/search")], form, query: Some(words.to_owned()) };
            let found = answer(site.handle(&request, None)).unwrap();
            assert!(found.contains(title) && !found.contains("Sesame"), "{words}:\n{found}");
            assert!(!found.contains("/club"), "only the page that names it:\n{found}");
        }
    }
}

#[test]
fn a_link_to_an_application_leads_to_gemini() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("index.md"), "Leave a note in the [guest book](/guests/add).\n")
        .unwrap();
    fs::write(dir.path().join("hole.gph"), "[1|A note|guests/add|server|port]\n").unwrap();
    let guest_book = Application {
        prefix: path("/guests/"),
        socket: Socket::Unix(dir.path().join("socket")),
        patience: Duration::from_secs(1),
        largest: 1000,
        largest_upload: None,
    };
    let options = Options { applications: vec![Arc::new(guest_book)], ..Options::default() };
    let (capsule, _) =
        capsule::load(&Arc::new(Folder::open(dir.path()).unwrap()), &options, None).unwrap();
    let origin = Origin::new("example.org", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
    for page in capsule.visible_to(Reader::Author).pages() {
        assert!(capsule.page(page).unwrap().warnings.is_empty(), "{}", page.source);
    }
    let site = Site::new(capsule, origin, Style::default());
    assert!(
        ask(&site, "/", Form::of(Protocol::Gemini), None)
            .unwrap()
            .contains("=> /guests/add guest book\n")
    );
    for at in ["/", "/hole"] {
        let menu = ask(&site, at, Form::of(Protocol::Gopher), None).unwrap();
        assert!(
            menu.contains("\tURL:gemini://example.org/guests/add\texample.org\t70\r\n"),
            "{at}: {menu}"
        );
    }
}

#[test]
fn a_symbolic_link_opens_no_zone() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [("secret/diary.md", "# Sesame\n"), ("open/page.md", "# Open page\n")] {
        fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
        fs::write(dir.path().join(name), text).unwrap();
    }
    symlink("secret", dir.path().join("door")).unwrap();
    symlink("../secret/diary.md", dir.path().join("open/diary.md")).unwrap();
    symlink("../open/page.md", dir.path().join("secret/page.md")).unwrap();
    symlink("diary.md", dir.path().join("secret/today.md")).unwrap();
    fs::write(dir.path().join("gophermap"), "=open/diary.md\n=door/diary.md\n").unwrap();
    let zone = Zone {
        path: path("/secret/"),
        admitted: Admitted::Any,
        guests: Guests::default(),
        listed: false,
    };
    let options = Options { zones: Zones::new(vec![zone]), ..Options::default() };
    let folder = Arc::new(Folder::open(dir.path()).unwrap());
    let (capsule, told) = capsule::load(&folder, &options, None).unwrap();
    let site = site_with(capsule);
    let gemini = Form::of(Protocol::Gemini);
    for at in ["/door/diary", "/door/diary.md", "/door/today", "/open/diary", "/open/diary.txt"] {
        assert_eq!(ask(&site, at, gemini, None), Err(Refusal::NotFound), "{at}");
    }
    for at in ["/secret/diary", "/secret/page", "/secret/today"] {
        assert!(ask(&site, at, gemini, Some(&identity("anna"))).is_ok(), "{at}");
        assert_eq!(ask(&site, at, gemini, None), Err(Refusal::NoCertificate), "{at}");
    }
    assert!(ask(&site, "/open/page", gemini, None).is_ok());
    let menu = ask(&site, "/", Form::of(Protocol::Gopher), None).unwrap();
    assert!(!menu.contains("Sesame"), "{menu}");
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    for name in ["door/diary.md: ", "open/diary.md: ", "door/today.md: "] {
        assert!(told.iter().any(|it| it.starts_with(name) && it.contains("/secret/")), "{told:?}");
    }
}

#[test]
fn a_symbolic_link_opens_no_zone_of_a_book() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("src/club")).unwrap();
    for (name, text) in [
        ("book.toml", "[book]\ntitle = 'B'\n"),
        ("src/SUMMARY.md", "[Home](index.md)\n\n- [Open](open.md)\n"),
        ("src/index.md", "# Home\n"),
        // No chapter: it has no path by which it could be known.
        ("src/club/diary.md", "# Sesame\n"),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    std::os::unix::fs::symlink("club/diary.md", dir.path().join("src/open.md")).unwrap();
    let load = |zones| {
        let options = Options { zones: Zones::new(zones), ..Options::default() };
        let folder = Arc::new(Folder::open(dir.path()).unwrap());
        site_with(capsule::load(&folder, &options, None).unwrap().0)
    };
    let gemini = Form::of(Protocol::Gemini);
    assert!(ask(&load(Vec::new()), "/open", gemini, None).unwrap().contains("Sesame"));
    let zone = Zone {
        path: path("/club/"),
        admitted: Admitted::Any,
        guests: Guests::default(),
        listed: false,
    };
    assert_eq!(ask(&load(vec![zone]), "/open", gemini, None), Err(Refusal::NotFound));
}

#[test]
fn a_link_into_a_hidden_zone_is_told_and_one_inside_is_not() {
    let files = [
        ("index.md", "# Home\n\n[Club](/club/)\n\n[Mine](/secret/diary)\n"),
        ("secret/diary.md", "# Diary\n\n[Plan](plan.txt)\n"),
        ("secret/plan.txt", "Plan\n"),
        ("club/index.md", "# Club\n"),
    ];
    let (_dir, site) = site_of(&files);
    let warnings: Vec<String> = site.with_capsule(|capsule| {
        capsule::page_warnings(capsule, &|| true).iter().map(ToString::to_string).collect()
    });
    assert_eq!(
        warnings,
        [
            "index.md:5: link to /secret/diary: it leads into a zone that is hidden, and all readers \
          on Gemini see where"
        ]
    );
}
