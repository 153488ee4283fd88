//! A whole site, of each generator: a configuration, two pages and a part go into a folder, and
//! everything that is served of it is asked for in every form.
#![no_main]

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use propus::capsule::{self, Reader};
use propus::content::Folder;
use propus::exchange::{Request, Response};
use propus::form::{Form, Protocol, View};
use propus::generator::{GeneratorName, Options};
use propus::path::CapsulePath;
use propus::site::{Charset, Pages, Site, Style};
use propus_fuzz::cost::check_time;
use propus_fuzz::input::{chosen, origin, text_and_choices};
use propus_fuzz::written::{check_gemtext, check_menu, check_path, check_text};

/// Where a configuration, two pages and a part of pages stand in each generator's site.
const SITES: [(GeneratorName, [&str; 4]); 5] = [
    (
        GeneratorName::Jekyll,
        ["_config.yml", "index.md", "_posts/2026-01-02-post.md", "_includes/x"],
    ),
    (
        GeneratorName::Hugo,
        ["hugo.toml", "content/_index.md", "content/posts/post.md", "data/x.yaml"],
    ),
    (
        GeneratorName::Zola,
        ["zola.toml", "content/_index.md", "content/posts/post.md", "data/x.toml"],
    ),
    (GeneratorName::Mdbook, ["book.toml", "src/SUMMARY.md", "src/post.md", "src/x.rs"]),
    (GeneratorName::Plain, ["gophermap", "notes/index.gmi", "notes/post.md", "old.html"]),
];

fuzz_target!(|data: &[u8]| {
    let (text, choices) = text_and_choices(data);
    let (generator, places) = SITES[usize::from(choices) % SITES.len()];
    let folder = tempfile::tempdir_in("/dev/shm").expect("a folder");
    // Parts of a text stand between NULs, which no page holds.
    for (place, part) in places.iter().zip(text.splitn(places.len(), '\0')) {
        let file = folder.path().join(place);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, part).expect("a file");
    }
    let style = Style {
        charset: if chosen(choices, 7) { Charset::Ascii } else { Charset::Utf8 },
        pages: if chosen(choices, 6) { Pages::Text } else { Pages::Menu },
        ..Style::default()
    };
    check_site(folder.path(), generator, style);
});

fn check_site(folder: &Path, generator: GeneratorName, style: Style) {
    let opened = Arc::new(Folder::open(folder).expect("a folder"));
    let options = Options { generator: Some(generator), search: true, ..Options::default() };
    let (capsule, warnings) = capsule::load(&opened, &options, None).expect("descriptors");
    assert!(warnings.iter().all(|it| !it.to_string().contains(char::is_control)), "{warnings:?}");
    // A page that its author wrote in gemtext is as its author wrote it, wherever it is served.
    let mut as_written: HashSet<CapsulePath> = HashSet::new();
    for page in capsule.visible_to(Reader::Author).pages() {
        let Ok(converted) = check_time(|| capsule.page(page)) else { continue };
        assert!(converted.warnings.iter().all(|it| !it.to_string().contains(char::is_control)));
        if converted.gemtext.is_some() {
            as_written.insert(page.path.clone());
        }
    }
    let paths: Vec<CapsulePath> =
        capsule.visible_to(Reader::Author).resources().map(|(path, _)| path.clone()).collect();
    let site = Site::new(capsule, origin(), style);
    for path in paths {
        check_path(&path);
        let forms = Protocol::ALL.into_iter().flat_map(|it| [Form::of(it), Form::text(it)]);
        let forms = forms.chain([Form::web(Protocol::Gemini)]);
        for form in forms {
            for query in [None, Some("post".to_owned())] {
                let request = Request { paths: vec![path.clone()], form, query };
                let answer = check_time(|| site.handle(&request, None));
                if form.view != View::Page || !as_written.contains(&path) {
                    check_answer(answer, style, &path);
                }
            }
        }
    }
}

fn check_answer(answer: Response, style: Style, asked: &CapsulePath) {
    let Response::Page(page) = answer else { return };
    let text = std::str::from_utf8(&page.text).expect("pages are UTF-8");
    let Form { protocol, view } = page.form;
    let is_ascii = style.charset == Charset::Ascii
        && protocol == Protocol::Gopher
        && matches!(view, View::Menu | View::Text);
    assert!(!is_ascii || text.is_ascii() || page.media.is_some(), "{asked}");
    match view {
        View::Menu => check_menu(&page.text, None),
        View::Page if page.media.is_none() => check_gemtext(text),
        View::Text if page.media.is_none() && protocol.wire_lines() => {
            check_text(&text.replace("\r\n", "\n"));
        }
        View::Text if page.media.is_none() => check_text(text),
        View::Web if page.media.is_none() => {
            assert!(!text.contains("<script") && text.ends_with("</html>\n"), "{asked}: {text}");
            assert!(!text.contains(|it: char| it.is_control() && !"\n\t".contains(it)), "{asked}");
        }
        View::Page | View::Links | View::Text | View::Feed | View::Web | View::WebFeed => {}
    }
}
