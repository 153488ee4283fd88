//! What a reader sees of a page, read back from HTML by html5ever.

use scraper::{ElementRef, Html, Node};

use super::shown::Shown;
use super::target;
use super::words::words;

impl Shown {
    /// The `<main>` of a web page whose file has a path.
    pub fn web(html: &str, file: &str) -> Self {
        let mut shown = Self::default();
        let parsed =
            Html::parse_document(&format!("<!doctype html><title>x</title><main>{html}</main>"));
        shown.invalid.extend(parsed.errors.iter().map(ToString::to_string));
        let mut text = String::new();
        for element in parsed.root_element().descendants().filter_map(ElementRef::wrap) {
            shown.element(element, file);
        }
        // The title of the window is not of the page.
        let main = parsed.root_element().descendants().filter_map(ElementRef::wrap);
        for element in main.filter(|it| it.value().name() == "main") {
            read(element, &mut text);
        }
        // The box of a task.
        shown.words = words(&text.replace('☑', " x "));
        shown.text = text;
        shown
    }

    fn element(&mut self, element: ElementRef<'_>, file: &str) {
        for name in ["href", "src"] {
            let reference = element.attr(name).filter(|it| !it.starts_with('#'));
            self.targets.extend(reference.and_then(|it| target::of(it, file)));
        }
        let mut text = String::new();
        match element.value().name() {
            "pre" => {
                let text = element.text().collect::<String>();
                self.code.extend(text.lines().map(|line| line.trim_end().to_owned()));
            }
            "h1" => self.heading(1, element),
            "h2" => self.heading(2, element),
            "h3" | "h4" | "h5" | "h6" => self.heading(3, element),
            "li" | "dt" | "dd" | "p" | "tr" | "td" | "figure" => {
                read(element, &mut text);
                self.items.push(words(&text.replace(['☐', '☑'], "")));
            }
            _ => {}
        }
    }

    fn heading(&mut self, level: u8, element: ElementRef<'_>) {
        let mut text = String::new();
        read(element, &mut text);
        self.headings.push((Some(level), words(&text)));
    }
}

/// Elements whose words touch others; the number of a note touches none.
const INLINE: &[&str] = &["a", "code", "em", "strong", "s", "span", "time"];

/// The text of an element as it is seen, with what its pictures show and what links say of
/// themselves.
fn read(element: ElementRef<'_>, text: &mut String) {
    for child in element.children() {
        if let Node::Text(words) = child.value() {
            text.push_str(words);
        } else if let Some(inner) = ElementRef::wrap(child) {
            let blank = if INLINE.contains(&inner.value().name()) { "" } else { "\n" };
            text.push_str(blank);
            // Two links side by side are two.
            let before = inner.prev_sibling().and_then(ElementRef::wrap);
            if inner.value().name() == "a" && before.is_some_and(|it| it.value().name() == "a") {
                text.push(' ');
            }
            read(inner, text);
            for name in ["alt", "title"] {
                if let Some(words) = inner.attr(name) {
                    text.push_str(&format!(" {words} "));
                }
            }
            text.push_str(blank);
        }
    }
}
