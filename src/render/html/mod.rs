//! Pages to HTML, for the web: semantic elements, relative links, no script. Its parts come from the
//! document as those of every form do, so nothing that an author wrote as HTML passes through.
//!
//! - Every page is HTML that a parser has nothing to say about, and loses no word:
//!   `render::html::tests::properties::every_page_is_valid_html_and_loses_no_word`.
//! - Nothing that an author writes becomes a tag, an attribute or a script:
//!   `render::html::tests::hostile::a_page_holds_no_element_that_its_author_wrote`.

mod address;
mod block;
mod escape;
mod frame;
mod head;
mod ids;
mod inline;
mod links;
mod table;
#[cfg(test)]
mod tests;

pub use address::{web_address, web_file};
pub use frame::{STYLE_SHEET, Sheet, WebFrame};

use self::ids::{Ids, says_anything};
use self::links::Links;
use super::layout::{Frame, Title, one_line, plain};
use crate::document::{Block, Document, Link};
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::phrases::{Phrases, filled};

/// Writes a page as HTML.
#[must_use]
pub fn html(page: &Document, around: &WebFrame) -> String {
    let frame = Frame::of(page);
    let mut writer = Writer::new(page, &frame);
    writer.head(page, around);
    writer.out.push_str("<body>\n");
    writer.site(around);
    writer.out.push_str("<main>\n<article>\n");
    writer.title(page, &frame.title);
    writer.blocks(frame.body);
    writer.foot(page);
    writer.out.push_str("</article>\n</main>\n");
    writer.footer(page, around);
    writer.out.push_str("</body>\n</html>\n");
    writer.out
}

/// Writes what stands on a page, without what a page has around it: for the entry of a feed. Links
/// are absolute, below the URL of the site.
#[must_use]
pub fn html_content(page: &Document, site: &str) -> String {
    let frame = Frame::of(page);
    let mut writer = Writer::new(page, &frame);
    writer.links = writer.links.absolute(site);
    writer.blocks(&page.blocks);
    writer.out
}

/// Writes the parts of one page.
struct Writer {
    out: String,
    links: Links,
    ids: Ids,
    phrases: &'static Phrases,
    /// The number of levels by which headings are lower than they are written.
    lowered: u8,
    /// In how many lists, quotes and definitions we are.
    depth: usize,
    /// In how many marks we are.
    marks: usize,
    /// True in a link, where no other may be.
    is_linked: bool,
}

impl Writer {
    fn new(page: &Document, frame: &Frame<'_>) -> Self {
        let own = match page.blocks.first() {
            Some(Block::Heading { id, .. }) => id.as_str(),
            Some(_) | None => "",
        };
        let path = page.path.clone().unwrap_or_else(CapsulePath::root);
        Self {
            out: String::new(),
            links: Links::of(&path),
            ids: Ids::of(&frame.title, own, frame.body),
            phrases: Phrases::of(page.language.as_ref()),
            lowered: frame.lowered,
            depth: 0,
            marks: 0,
            is_linked: false,
        }
    }

    /// Writes the name of the site over each page but its start page.
    fn site(&mut self, around: &WebFrame) {
        let Some((name, home)) = &around.site else { return };
        let href = self.links.to(&web_file(home, ItemType::Menu));
        if self.links.is_here(&web_file(home, ItemType::Menu)) || name.trim().is_empty() {
            return;
        }
        self.out.push_str("<header class=\"site\">\n<a rel=\"home\"");
        self.attribute("href", &href);
        self.out.push('>');
        self.text(name);
        self.out.push_str("</a>\n</header>\n");
    }

    /// Writes what stands over a page.
    fn title(&mut self, page: &Document, title: &Title<'_>) {
        let date = page.date_above();
        if matches!(title, Title::None) && date.is_none() {
            return;
        }
        self.out.push_str("<header>\n");
        match title {
            Title::None => {}
            Title::Given(title) => {
                let title = one_line(title);
                self.heading_of(1, |it| it.text(&title), !title.is_empty());
            }
            Title::Heading(content) => {
                self.heading_of(1, |it| it.inlines(content), says_anything(content));
            }
        }
        if let Some(date) = date {
            self.out.push_str(&format!("<p><time datetime=\"{date}\">{date}</time></p>\n"));
        }
        self.out.push_str("</header>\n");
    }

    /// Writes what is known of a page besides its text.
    fn foot(&mut self, page: &Document) {
        let date = page.date_below();
        if date.is_none() && page.topics.is_empty() {
            return;
        }
        self.out.push_str("<footer>\n");
        if let Some(date) = date {
            self.out.push_str(&format!("<p><time datetime=\"{date}\">{date}</time></p>\n"));
        }
        if !page.topics.is_empty() {
            self.out.push_str("<ul>\n");
            page.topics.iter().for_each(|topic| self.entry(topic));
            self.out.push_str("</ul>\n");
        }
        self.out.push_str("</footer>\n");
    }

    /// Writes where a reader goes from here, and the other ways to read the page.
    fn footer(&mut self, page: &Document, around: &WebFrame) {
        let ways: Vec<(String, &Link)> = page
            .footer
            .iter()
            .filter_map(|link| Some((self.links.link(link, &self.ids)?, link)))
            .collect();
        if ways.is_empty() && around.elsewhere.is_empty() {
            return;
        }
        self.out.push_str("<footer class=\"site\">\n");
        if !ways.is_empty() {
            self.out.push_str("<nav>\n<ul>\n");
            for (href, link) in ways {
                self.out.push_str("<li><a");
                self.attribute("href", &href);
                self.out.push('>');
                self.text(&plain(&link.content));
                self.out.push_str("</a></li>\n");
            }
            self.out.push_str("</ul>\n</nav>\n");
        }
        for (protocol, url) in &around.elsewhere {
            self.out.push_str("<p>");
            self.text(&filled(self.phrases.on_protocol, protocol.title()));
            // In a text that runs from the right a URL still runs from the left.
            self.out.push_str(": <a dir=\"ltr\"");
            self.attribute("href", url);
            self.out.push('>');
            self.text(url);
            self.out.push_str("</a></p>\n");
        }
        self.out.push_str("</footer>\n");
    }
}
