//! Folders that were made for other servers, asked over the wire on both protocols. What is
//! expected is what the manual of each server says of such a folder.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

#[path = "../support/mod.rs"]
mod support;

use std::path::Path;
use std::sync::Arc;

use propus::access::{Admitted, Guests, Zone, Zones};
use propus::capsule;
use propus::content::Folder;
use propus::generator::Options;
use propus::net::Limits;
use propus::path::CapsulePath;
use propus::site::Style;
use support::{Running, Served, site_with};

/// A folder that is served, and what its author was told.
struct Moved {
    running: Running,
    warnings: Vec<String>,
    made_for: Option<String>,
}

async fn moved(files: &[(&str, &[u8])]) -> Moved {
    moved_with(files, &Options::default()).await
}

async fn moved_with(files: &[(&str, &[u8])], options: &Options) -> Moved {
    let served: Served = site_with(files, options, Style::default());
    let warnings = warnings(served.folder.path(), options);
    let made_for = served.site.with_capsule(|capsule| capsule.made_for());
    Moved { running: Running::start(served, Limits::default()), warnings, made_for }
}

fn warnings(folder: &Path, options: &Options) -> Vec<String> {
    let (_, warnings) =
        capsule::load(&Arc::new(Folder::open(folder).unwrap()), options, None).unwrap();
    warnings.iter().map(ToString::to_string).collect()
}

impl Moved {
    /// Header and body that a Gemini client gets.
    async fn gemini(&self, path: &str) -> (String, String) {
        let request = format!("gemini://example.org{path}\r\n");
        let answer = self.running.ask_gemini(request.as_bytes()).await.unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (header, body) = answer.split_once("\r\n").unwrap();
        (header.to_owned(), body.to_owned())
    }

    async fn gopher(&self, selector: &str) -> String {
        let answer = self.running.ask_gopher(format!("{selector}\r\n").as_bytes()).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Checks the headers that Gemini clients get.
    async fn check(&self, cases: &[(&str, &str)]) {
        for (path, header) in cases {
            assert_eq!(self.gemini(path).await.0, *header, "{path}");
        }
    }
}

const NOT_FOUND: &str = "51 There is nothing under that name";

/// A folder as somebody has it who has used agate for years.
const AGATE: &[(&str, &[u8])] = &[
    ("index.gmi", b"# A capsule\n=> log/2024.gmi The log\n"),
    ("LICENSE", b"Do as you like.\n"),
    ("raw.md", b"# Not to be converted\n"),
    ("old.gmi", b"# Old, but still on disk\n"),
    ("latin.gmi", b"# Caf\xe9\n"),
    ("notes.txt", b"text\n"),
    ("with space.gmi", b"# Space\n"),
    (
        ".meta",
        b"# what agate sends\nindex.gmi: ;lang=en-GB\nLICENSE: text/plain;charset=UTF-8\nraw.md: text/markdown\n\
          old.gmi: 31 /new.gmi\ngone.gmi: 52 This file is no longer here, sorry.\nmoved.gmi: 30 gemini://example.com/x\n\
          later.gmi: 40 Come back on Monday\nlog: 52 No folder is meant\nlocked.gmi: 60 For friends only\nnotes.txt:\nlatin.gmi: ;charset=iso-8859-1\n\
          .well-hidden: text/plain\nwith space.gmi: ;lang=fr\n**/*.de.gmi: ;lang=de\n",
    ),
    ("new.gmi", b"# New\n"),
    ("locked.gmi", b"# Nobody reads this\n"),
    ("log/.directory-listing-ok", b"# My log\nWhat I did.\n"),
    ("log/2024.gmi", b"# 2024\n"),
    ("log/tag.de.gmi", b"# Tag\n"),
    ("quiet/a.gmi", b"# A\n"),
    (".secret.gmi", b"# Secret\n"),
    (".certificates/cert.der", b"x"),
];

#[tokio::test]
async fn a_folder_for_agate_answers_as_it_did() {
    let moved =
        moved_with(AGATE, &Options { language: Some("en".parse().unwrap()), ..Options::default() })
            .await;
    moved
        .check(&[
            ("/", "20 text/gemini; charset=utf-8; lang=en-GB"),
            ("/index.gmi", "20 text/gemini; charset=utf-8; lang=en-GB"),
            ("/LICENSE", "20 text/plain; charset=utf-8"),
            ("/raw.md", "20 text/markdown; charset=utf-8"),
            ("/new.gmi", "20 text/gemini; charset=utf-8; lang=en"),
            ("/old.gmi", "31 /new.gmi"),
            ("/old", "31 /new.gmi"),
            ("/gone.gmi", "52 This file is no longer here, sorry."),
            ("/moved.gmi", "30 gemini://example.com/x"),
            ("/later.gmi", "40 Come back on Monday"),
            ("/locked.gmi", "60 For friends only"),
            ("/locked", "60 For friends only"),
            ("/locked.txt", NOT_FOUND),
            ("/notes.txt", "20 text/plain; charset=utf-8"),
            ("/latin.gmi", "20 text/gemini; charset=iso-8859-1; lang=en"),
            ("/with%20space.gmi", "20 text/gemini; charset=utf-8; lang=fr"),
            ("/log/tag.de.gmi", "20 text/gemini; charset=utf-8; lang=de"),
            ("/log", "31 /log/"),
            ("/log/", "20 text/gemini; charset=utf-8; lang=en"),
            ("/quiet/", NOT_FOUND),
            ("/quiet/a.gmi", "20 text/gemini; charset=utf-8; lang=en"),
            ("/.meta", NOT_FOUND),
            ("/.secret.gmi", NOT_FOUND),
            ("/log/.directory-listing-ok", NOT_FOUND),
            ("/.certificates/cert.der", NOT_FOUND),
        ])
        .await;
    assert_eq!(moved.gemini("/").await.1, "# A capsule\n=> log/2024.gmi The log\n");
    let listing = moved.gemini("/log/").await.1;
    assert!(
        listing.starts_with("# My log\n\nWhat I did.\n") && listing.contains("2024"),
        "{listing}"
    );
    assert_eq!(
        moved.warnings,
        [
            ".meta:13: .well-hidden: names that begin with a dot are never served, also when a line here names them"
        ]
    );
    let made_for = ".meta and .directory-listing-ok files for agate";
    assert_eq!(moved.made_for.as_deref(), Some(made_for));
}

#[tokio::test]
async fn a_folder_for_agate_is_there_on_gopher_too() {
    let moved = moved(AGATE).await;
    assert!(moved.gopher("").await.contains("The log\t/log/2024\t"), "{}", moved.gopher("").await);
    assert!(
        moved.gopher("/old.gmi").await.contains("New"),
        "a redirect is followed for those who can't"
    );
    let gone = moved.gopher("/gone.gmi").await;
    assert!(
        gone.starts_with("3This file is no longer here, sorry.\t") && gone.ends_with(".\r\n"),
        "{gone}"
    );
    assert!(!moved.gopher("/locked").await.contains("Nobody reads"), "what is closed is closed");
    assert!(!moved.gopher("/locked.txt").await.contains("Nobody reads"));
    assert!(moved.gopher("/log/").await.contains("iMy log\t"), "{}", moved.gopher("/log/").await);
}

#[tokio::test]
async fn a_folder_says_more_to_propus_than_to_agate() {
    let moved = moved(&[
        (".meta", b"a.gmi: ;lang=de\n"),
        (".propus.toml", b"language = 'fr'\nlisting = true\n"),
        ("a.gmi", b"# A\n"),
    ])
    .await;
    moved
        .check(&[
            ("/a", "20 text/gemini; charset=utf-8; lang=fr"),
            ("/", "20 text/gemini; charset=utf-8; lang=fr"),
        ])
        .await;
}

/// A folder as gmid and gemexp serve it: only files.
#[tokio::test]
async fn a_folder_for_gmid_answers_as_it_did() {
    let files: &[(&str, &[u8])] = &[
        ("index.gmi", b"# Home\n"),
        ("a.gemini", b"# A\n"),
        ("feed.xml", b"<feed/>\n"),
        ("fix.patch", b"--- a\n"),
        ("dir/b.gmi", b"# B\n"),
    ];
    let moved = moved_with(
        files,
        &Options { listings: false, language: Some("it".parse().unwrap()), ..Options::default() },
    )
    .await;
    moved
        .check(&[
            ("/", "20 text/gemini; charset=utf-8; lang=it"),
            ("/index.gmi", "20 text/gemini; charset=utf-8; lang=it"),
            ("/a.gemini", "20 text/gemini; charset=utf-8; lang=it"),
            ("/fix.patch", "20 text/x-diff; charset=utf-8; lang=it"),
            ("/dir", NOT_FOUND),
            ("/dir/", NOT_FOUND),
            ("/dir/b.gmi", "20 text/gemini; charset=utf-8; lang=it"),
        ])
        .await;
    assert_eq!((moved.warnings, moved.made_for), (Vec::<String>::new(), None));
}

/// A folder as a user of a shared machine has it under Molly Brown.
const MOLLY: &[(&str, &[u8])] = &[
    (
        ".molly",
        b"DefaultLang = 'en'\n[PermRedirects]\n'^/blog/(.*)\\.gmi$' = '/log/$1.gmi'\n[TempRedirects]\n\
          '^/home/?$' = 'gemini://example.com/~me/'\n\
          '^/log/b$' = '/log/b.gmi'\n[MimeOverrides]\n'atom\\.xml$' = 'application/atom+xml'\n\
          [CertificateZones]\n'^/private/' = ['00aa']\n",
    ),
    ("index.gmi", b"# Home\n"),
    ("atom.xml", b"<feed/>\n"),
    ("blog/a.gmi", b"# Still on disk\n"),
    ("log/a.gmi", b"# A\n"),
    ("log/b.gmi", b"# B\n"),
    ("log/.mollyhead", b"# All of the log\n\nNewest first.\n"),
    ("log/.molly", b"DefaultLang = 'de'\nDirectoryReverse = true\n"),
    ("private/diary.gmi", b"# Dear diary\n"),
    ("private/photo.txt", b"me\n"),
    ("gem/.molly", b"GeminiExt = 'gem'\n"),
    ("gem/index.gem", b"# Gems\n=> one.gem One\n"),
    ("gem/one.gem", b"# One\n"),
    ("cgi-bin/count.sh", b"#!/bin/sh\nPASSWORD=hunter2\n"),
];

#[tokio::test]
async fn a_folder_for_molly_brown_answers_as_it_did() {
    let moved = moved(MOLLY).await;
    moved
        .check(&[
            ("/", "20 text/gemini; charset=utf-8; lang=en"),
            ("/atom.xml", "20 application/atom+xml; charset=utf-8"),
            ("/blog/a.gmi", "31 /log/a.gmi"),
            ("/blog/never.gmi", "31 /log/never.gmi"),
            ("/home", "30 gemini://example.com/~me/"),
            ("/log/a.gmi", "20 text/gemini; charset=utf-8; lang=de"),
            ("/log/b", "20 text/gemini; charset=utf-8; lang=de"),
            ("/log/b.gmi", "20 text/gemini; charset=utf-8; lang=de"),
            ("/gem/", "20 text/gemini; charset=utf-8; lang=en"),
            ("/gem/index.gem", "20 text/gemini; charset=utf-8; lang=en"),
            ("/gem/one.gem", "20 text/gemini; charset=utf-8; lang=en"),
            ("/private/", NOT_FOUND),
            ("/private/diary.gmi", NOT_FOUND),
            ("/private/diary", NOT_FOUND),
            ("/private/photo.txt", NOT_FOUND),
            ("/.molly", NOT_FOUND),
            ("/cgi-bin/count.sh", NOT_FOUND),
        ])
        .await;
    let listing = moved.gemini("/log/").await.1;
    assert!(listing.starts_with("# All of the log\n\nNewest first.\n"), "{listing}");
    assert!(listing.find("=> /log/b") < listing.find("=> /log/a"), "{listing}");
    assert!(
        moved.gopher("/gem/").await.contains("One\t/gem/one\t"),
        "{}",
        moved.gopher("/gem/").await
    );
    assert!(!moved.gopher("/private/diary").await.contains("Dear"));
    assert_eq!(moved.warnings.len(), 2, "{:?}", moved.warnings);
    assert!(
        moved.warnings[0].starts_with(".molly:9: this closes 2 of the files here"),
        "{:?}",
        moved.warnings
    );
    assert!(
        moved.warnings[1].starts_with("cgi-bin: propus runs no programs"),
        "{:?}",
        moved.warnings
    );
}

#[tokio::test]
async fn what_molly_brown_closed_is_opened_by_the_operator_only() {
    let path = CapsulePath::literal("/private/").unwrap();
    let zones = Zones::new(vec![Zone {
        path,
        admitted: Admitted::Any,
        guests: Guests::default(),
        listed: false,
    }]);
    let moved = moved_with(MOLLY, &Options { zones, ..Options::default() }).await;
    assert!(moved.gemini("/private/diary").await.0.starts_with("60 "));
    assert_eq!(moved.warnings.len(), 1, "{:?}", moved.warnings);
}

#[tokio::test]
async fn a_molly_file_that_is_not_understood_opens_nothing() {
    for text in [&b"[CertificateZones\n'^/' = []\n"[..], b"CertificateZones = 1\n", b"\xff\xfe"] {
        let moved =
            moved(&[("a/.molly", text), ("a/b/c.gmi", b"# C\n"), ("d.gmi", b"# D\n")]).await;
        moved
            .check(&[
                ("/a/b/c.gmi", NOT_FOUND),
                ("/a/", NOT_FOUND),
                ("/d.gmi", "20 text/gemini; charset=utf-8"),
            ])
            .await;
        assert!(!moved.warnings.is_empty(), "{text:?}");
    }
}

#[tokio::test]
async fn what_not_all_users_may_read_is_not_served_where_it_was_not() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let files: &[(&str, &[u8])] = &[("index.gmi", b"# Home\n"), ("draft.gmi", b"# Draft\n")];
    for (extra, header) in [
        (".molly", NOT_FOUND),
        ("a/gophertag", NOT_FOUND),
        (".meta", "20 text/gemini; charset=utf-8"),
    ] {
        let served =
            site_with(&[files, &[(extra, b"")]].concat(), &Options::default(), Style::default());
        let folder = served.folder.path();
        set_permissions(folder.join("draft.gmi"), Permissions::from_mode(0o600)).unwrap();
        let (capsule, warnings) =
            capsule::load(&Arc::new(Folder::open(folder).unwrap()), &Options::default(), None)
                .unwrap();
        served.site.replace(capsule);
        let told = warnings.iter().filter(|it| it.to_string().contains("chmod o+r")).count();
        let moved = Moved {
            running: Running::start(served, Limits::default()),
            warnings: Vec::new(),
            made_for: None,
        };
        moved.check(&[("/draft.gmi", header), ("/", "20 text/gemini; charset=utf-8")]).await;
        assert_eq!(told, usize::from(header == NOT_FOUND), "{extra}");
    }
}

/// A hole as gophernicus serves it.
#[tokio::test]
async fn a_folder_for_gophernicus_answers_as_it_did() {
    let moved = moved(&[
        (
            "gophermap",
            b"!My hole\n\nWelcome.\n1Cats\tcats/\n0About\tabout.txt\n=part.txt\n=run.sh\n*\n",
        ),
        ("part.txt", b"iA part of it\n"),
        ("run.sh", b"#!/bin/sh\nPASSWORD=hunter2\n"),
        ("about.txt", b"About me\n"),
        ("cats/gophertag", b"All my cats\n"),
        ("cats/tom.txt", b"Tom\n"),
        ("zoo/gophertag", b"The zoo of \"J\xc3\xbcrgen\"\nmore\n"),
        ("zoo/x.txt", b"x\n"),
        ("dyn/gophermap", b"#!/bin/sh\nPASSWORD=hunter2\n"),
        ("cgi-bin/guestbook", b"#!/bin/sh\nPASSWORD=hunter2\n"),
        (".hidden", b"x\n"),
    ])
    .await;
    let menu = moved.gopher("").await;
    assert!(
        menu.contains("iMy hole\t")
            && menu.contains("1Cats\t/cats/\t")
            && menu.contains("0About\t/about.txt\t"),
        "{menu}"
    );
    assert!(
        menu.contains("A part of it") && menu.contains("1The zoo of \"J\u{fc}rgen\"\t/zoo/\t"),
        "{menu}"
    );
    assert!(
        moved.gopher("/zoo/").await.starts_with("iThe zoo of"),
        "{}",
        moved.gopher("/zoo/").await
    );
    assert!(moved.gopher("/cats/tom.txt").await.starts_with("Tom\r\n"));
    let (header, body) = moved.gemini("/").await;
    assert!(header.starts_with("20 text/gemini") && body.contains("=> /cats/ Cats"), "{body}");
    for selector in
        ["/dyn/", "/dyn/gophermap", "/cgi-bin/guestbook", "/cgi-bin/", "/zoo/gophertag", "/.hidden"]
    {
        let answer = moved.gopher(selector).await;
        assert!(answer.starts_with('3') && !answer.contains("hunter2"), "{selector}: {answer}");
    }
    assert!(!menu.contains("hunter2"), "{menu}");
    assert_eq!(moved.made_for.as_deref(), Some("gophertag files for gophernicus"));
    let told = ["cgi-bin: propus runs no programs", "dyn/gophermap: it is a script"];
    assert!(
        told.iter().zip(&moved.warnings).all(|(told, it)| it.starts_with(told)),
        "{:?}",
        moved.warnings
    );
}
