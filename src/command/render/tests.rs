use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::page::{folder_of as site_of, refusal};
use super::*;
use crate::cli::{ContentSettings, Typed};
use crate::exchange::Redirection;
use crate::path::CapsulePath;
use crate::settings::content::{LARGEST_PAGE, SEARCH, WIDTH};
use crate::settings::value::{PageSize, Width};
use crate::tests::folder_of;

/// The command for a page of a folder.
fn of_page(page: impl Into<String>, capsule: &Path, form: RenderAs) -> Render {
    let (capsule, site) = (Some(capsule.to_owned()), ContentSettings(Typed::default()));
    Render { page: page.into(), capsule, form: Some(form), watch: false, host: None, site }
}

/// Output and remarks, or the error.
fn done(arguments: &Render) -> Result<[String; 2], String> {
    let (mut out, mut remarks) = (Vec::new(), Vec::new());
    render(arguments, &mut out, &mut remarks)
        .map(|()| [out, remarks].map(|it| String::from_utf8(it).unwrap()))
        .map_err(|error| error.to_string())
}

/// The reason for which a page of a folder is not rendered.
fn why(page: &str, capsule: &Path, form: RenderAs) -> String {
    let error = done(&of_page(page, capsule, form)).unwrap_err();
    error.strip_prefix(&format!("{page}: ")).unwrap().to_owned()
}

#[test]
fn a_page_is_found_by_its_file_and_by_its_path() {
    let folder = folder_of(&[("index.md", "# Home\n"), ("a/b.md", "# B\n\n[x](/none)\n")]);
    let file = folder.path().join("a/b.md").display().to_string();
    let rendered = |page: &str, form| done(&of_page(page, folder.path(), form)).unwrap();
    let [gemtext, remarks] = rendered(&file, RenderAs::Gemtext);
    assert!(gemtext.starts_with("# B\n"), "{gemtext}");
    assert!(remarks.starts_with("a/b.md:3: "), "{remarks}");
    assert_eq!(remarks.lines().count(), 1, "{remarks}");
    let [tree, _] = rendered(&file, RenderAs::Tree);
    assert!(tree.contains("h1(B)\n"), "{tree}");
    for path in ["a/b", "/a/b", "//a/b"] {
        assert_eq!(rendered(path, RenderAs::Gemtext)[0], gemtext);
    }
    let [home, remarks] = rendered("/", RenderAs::Gemtext);
    assert!(home.starts_with("# Home\n") && remarks.is_empty(), "{home}{remarks}");
}

#[test]
fn a_page_has_the_style_that_is_asked_for() {
    let folder = folder_of(&[("a.md", &"word ".repeat(20))]);
    let widest = |settings: Typed| {
        let site = ContentSettings(settings);
        let arguments = Render { site, ..of_page("/a", folder.path(), RenderAs::Text) };
        done(&arguments).unwrap()[0].lines().map(str::len).max().unwrap()
    };
    assert!(widest(Typed::default()) > 40);
    let narrow = Typed::default().with(&WIDTH, Width::near(40));
    assert!(widest(narrow) <= 40);
}

#[test]
fn each_form_is_what_its_client_gets() {
    let folder = folder_of(&[("a.md", "# A\n\nSee [b](/b).\n"), ("b.md", "# B\n")]);
    let rendered = |form| done(&of_page("/a", folder.path(), form)).unwrap()[0].clone();
    let footer = "=> / Home\n";
    assert_eq!(rendered(RenderAs::Gemtext), format!("# A\n\nSee b.\n\n=> /b See b.\n\n{footer}"));
    let menu = rendered(RenderAs::Menu);
    assert!(menu.starts_with("iA\t\tnull.host\t1\r\n"), "{menu}");
    assert!(menu.contains("1B\t/b\tlocalhost\t70\r\n"), "{menu}");
    assert!(menu.ends_with("\r\n.\r\n"), "{menu}");
    let text = rendered(RenderAs::Text);
    assert!(text.starts_with("A\r\n=\r\n\r\nSee b"), "{text}");
    assert!(!text.contains('\t') && !text.ends_with(".\r\n.\r\n"), "{text}");
    let spartan = rendered(RenderAs::Spartan);
    assert_eq!(spartan, format!("# A\n\nSee b.\n\n=> /b See b.\n\n{footer}"));
    let nex = rendered(RenderAs::Nex);
    assert!(nex.starts_with("A\n=\n\nSee b.\n=> /b/ B\n\n___"), "{nex}");
    assert!(nex.ends_with("=> / Home\n=> gemini://localhost/a This page on Gemini\n"), "{nex}");
    let finger = rendered(RenderAs::Finger);
    assert!(finger.starts_with("A\r\n=\r\n\r\nSee b [1].\r\n\r\n[1] finger://localhost/b\r\n"));
    let named = Render {
        host: Some("Example.org".to_owned()),
        ..of_page("/a", folder.path(), RenderAs::Menu)
    };
    let [menu, _] = done(&named).unwrap();
    assert!(menu.contains("1B\t/b\texample.org\t70\r\n"), "{menu}");
    let wrong = Render { host: Some("a b".to_owned()), ..named };
    assert!(done(&wrong).unwrap_err().contains("a b"));
}

#[test]
fn the_parts_of_pages_lists_and_listings_are_shown() {
    let folder = folder_of(&[
        ("index.md", "# Home\n"),
        ("notes/a.md", "# A\n"),
        ("notes/2020-01-02-p.md", "# P\n"),
        ("p.bin", "x"),
    ]);
    let tree = |path: &str| done(&of_page(path, folder.path(), RenderAs::Tree)).unwrap()[0].clone();
    assert!(tree("/notes/a").starts_with("title(A)\npath(/notes/a)\nh1(A)\n"), "{}", tree("/a"));
    for path in ["/notes/", "/notes"] {
        let listing = tree(path);
        assert!(listing.starts_with("title(Notes)\npath(/notes/)\n"), "{listing}");
        assert!(listing.contains("A => internal:/notes/a"), "{listing}");
    }
    let posts = tree("/posts/");
    assert!(posts.contains("2020-01-02 P => internal:/notes/2020-01-02-p"), "{posts}");
    let refused = |path: &str| why(path, folder.path(), RenderAs::Tree);
    assert_eq!(refused("/p.bin"), "it is no page");
    assert_eq!(refused("/feed.xml"), "it is no page");
    assert_eq!(refused("/none"), "nothing is served there");
}

#[test]
fn a_client_is_followed_where_it_is_sent_once() {
    let folder = folder_of(&[
        ("notes/a.md", "# A\n"),
        ("b.md", "---\naliases: [/old]\n---\n# B\n"),
        ("gone.md", "x"),
    ]);
    let rendered = |path: &str| done(&of_page(path, folder.path(), RenderAs::Gemtext));
    assert_eq!(rendered("/notes"), rendered("/notes/"));
    assert!(rendered("/notes").unwrap()[0].starts_with("# Notes\n"));
    assert_eq!(rendered("/old"), rendered("/b"));
}

#[test]
fn what_is_no_page_is_not_rendered() {
    let folder = folder_of(&[("a.md", "# A\n"), ("p.bin", "x"), ("big.md", &"words ".repeat(500))]);
    let refused = |path: &str| why(path, folder.path(), RenderAs::Gemtext);
    assert_eq!(refused("/none"), "nothing is served there");
    assert_eq!(refused("/p.bin"), "it is no page but a file, and served as it is");
    assert!(!refused("/%zz").is_empty());
    let with = |path: &str, typed: Typed| {
        let site = ContentSettings(typed);
        done(&Render { site, ..of_page(path, folder.path(), RenderAs::Gemtext) })
    };
    assert_eq!(
        with("/search", Typed::default().with(&SEARCH, true)),
        Err("/search: it answers what a client types".to_owned())
    );
    let small = Typed::default().with(&LARGEST_PAGE, PageSize::near(1024));
    assert_eq!(
        with("/big", small.clone()),
        Err("/big: it is larger than --largest-page allows".to_owned())
    );
    assert!(with("/a", small).is_ok());
}

#[test]
fn why_a_redirection_is_no_page_is_said() {
    let to = CapsulePath::literal("/x").unwrap();
    for (redirection, expected) in [
        (Redirection::Path { to, permanent: true }, "it is at /x"),
        (Redirection::Url { to: "gemini://b/".into(), permanent: true }, "it is at gemini://b/"),
        (Redirection::Gone, "nothing is served there"),
    ] {
        assert_eq!(refusal(&redirection), expected);
    }
    // As a file of gmcapsule or jetforce has it.
    let folder = folder_of(&[("a.md", "---\nredirect_to: gemini://example.com/\n---\n")]);
    fs::write(folder.path().join("_config.yml"), "title: x\n").unwrap();
    let error = why("/a.html", folder.path(), RenderAs::Gemtext);
    assert_eq!(error, "it is at gemini://example.com/");
}

#[test]
fn a_file_that_is_no_page_of_the_capsule_is_refused() {
    let folder = folder_of(&[("a.md", "# A\n"), ("sub/b.md", "# B\n"), ("_hidden.md", "x")]);
    let other = folder_of(&[("c.md", "# C\n")]);
    let file = |folder: &TempDir, name: &str| folder.path().join(name).display().to_string();
    let outside = why(&file(&other, "c.md"), folder.path(), RenderAs::Gemtext);
    assert_eq!(outside, "the file is not below the capsule's folder");
    let draft = folder_of(&[("d.md", "---\ndraft: true\n---\nx\n")]);
    let unserved = why(&file(&draft, "d.md"), draft.path(), RenderAs::Gemtext);
    assert_eq!(unserved, "no page of this capsule is made of that file");
    let alone = |page: String| {
        let named = of_page(page, folder.path(), RenderAs::Gemtext);
        done(&Render { capsule: None, ..named })
    };
    let name = file(&folder, "sub");
    let expected =
        format!("{name}: it is a folder; name one of its pages, or give it as --capsule");
    assert_eq!(alone(name), Err(expected));
    let name = file(&folder, "none.md");
    let expected = format!("{name}: there is no such file; for a path, give --capsule");
    assert_eq!(alone(name), Err(expected));
    assert!(alone(file(&folder, "a.md")).unwrap()[0].starts_with("# A\n"));
    // With a folder as capsule, a page may have the name of a folder.
    let here = done(&of_page("/sub", folder.path(), RenderAs::Gemtext)).unwrap();
    assert!(here[0].starts_with("# Sub\n"), "{here:?}");
    let gone = done(&of_page("/a", &folder.path().join("none"), RenderAs::Gemtext)).unwrap_err();
    assert!(gone.ends_with("none: No such file or directory (os error 2)"), "{gone}");
}

#[test]
fn the_site_of_a_file_is_the_nearest_folder_that_is_one() {
    let folder = folder_of(&[
        ("_config.yml", "title: x\n"),
        ("blog/_posts/2024-01-02-a.md", "---\n---\nx\n"),
        ("blog/index.md", "x"),
    ]);
    let path = folder.path().canonicalize().unwrap();
    assert_eq!(folder_of_file(&path, "blog/index.md"), path, "one that is configured");
    fs::remove_file(path.join("_config.yml")).unwrap();
    assert_eq!(folder_of_file(&path, "blog/index.md"), path.join("blog"), "one that looks so");
    let plain = folder_of(&[("a/b.md", "x")]);
    let path = plain.path().canonicalize().unwrap();
    assert_eq!(folder_of_file(&path, "a/b.md"), path.join("a"));
}

fn folder_of_file(folder: &Path, name: &str) -> PathBuf {
    site_of(&folder.join(name))
}
