//! What a picture, a film or a sound is called, in the language of the page.

use super::*;
use crate::document::{Image, ImageKind};
use crate::form::Protocol;
use crate::render::{LinkStyle, MenuStyle, TextStyle, gemtext, menu, text};

fn page(language: &str) -> Document {
    let image = |kind, alt: &str, url: &str| {
        let target = Target::External(url.to_owned());
        p([Inline::from(Image { target, alt: alt.to_owned(), kind })])
    };
    let mut page = document([
        image(ImageKind::Picture, "A heron", "https://a.example/a.png"),
        image(ImageKind::Video, "", "https://films.example/7"),
    ]);
    page.language = language.parse().ok();
    page
}

#[test]
fn kinds_are_named_in_the_language_of_the_page() {
    let written = gemtext(&page("fr"), LinkStyle::AfterBlock);
    assert!(written.contains("=> https://a.example/a.png A heron (image)\n"), "{written}");
    assert!(written.contains("=> https://films.example/7 Vidéo (films.example)\n"), "{written}");
    let items = menu(&page("ru"), &origin(), MenuStyle { width: 67, ascii: false });
    let labels: Vec<&str> = items.iter().map(|it| it.display.as_str()).collect();
    assert!(labels.contains(&"[изображение] A heron (a.example)"), "{labels:?}");
    let style = TextStyle { width: 72, tables: 144, protocol: Protocol::Gopher, ascii: false };
    let written = text(&page("de"), &origin(), style);
    assert!(written.contains("[Bild: A heron]"), "{written}");
    let zone = Target::GeminiOnly { path: path("/zone/"), query: None, listed: false };
    let mut hidden = document([p([to(zone, "Zone")])]);
    hidden.language = "nl".parse().ok();
    let written = text(&hidden, &origin(), style);
    assert!(written.contains("[1] op Gemini, voor lezers met een certificaat\n"), "{written}");
}
