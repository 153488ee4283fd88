//! Pages for the web, as files of an export have them.

use std::str::FromStr;

use super::state::Site;
use super::style::WebSheet;
use crate::capsule::Capsule;
use crate::document::{Block, Document, Entry, Target};
use crate::exchange::{Protocol, Redirection};
use crate::language::LanguageTags;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::render::{self, Sheet, WebFrame};

impl Site {
    /// Writes a page as HTML. One without a path in its document says nothing of other ways to read
    /// it.
    pub(super) fn web_page(
        &self,
        capsule: &Capsule,
        document: Document,
        path: Option<CapsulePath>,
    ) -> String {
        let elsewhere = document.path.as_ref().map(|path| self.elsewhere(path));
        let document = capsule.on_web(Document { path: path.clone(), ..document }, &self.origin);
        let around = path.as_ref().map(|path| capsule.web_frame(path)).unwrap_or_default();
        let document = under_name(document, &around);
        let url = self.origin.web().zip(path.as_ref());
        let around = WebFrame {
            sheet: self.sheet(),
            canonical: url
                .map(|(web, path)| web.to_owned() + &render::web_address(path, ItemType::Menu)),
            elsewhere: elsewhere.unwrap_or_default(),
            ..around
        };
        render::html(&document, &around)
    }

    /// The page at a path from which a redirection leads, with words in English; `None` where it leads to nothing that is on
    /// the web or may be named there.
    #[must_use]
    pub fn moved_on_web(
        &self,
        path: &CapsulePath,
        redirection: &Redirection,
        words: &str,
    ) -> Option<String> {
        let (target, label) = match redirection {
            Redirection::Path { to, .. } => {
                let target =
                    Target::Internal { path: to.clone(), kind: ItemType::Menu, title: None };
                (target, to.to_string())
            }
            Redirection::Url { to, .. } => (Target::External(to.to_string()), to.to_string()),
            Redirection::Gone | Redirection::Notice(_) => return None,
        };
        let blocks = vec![Block::Entries(vec![Entry { target, date: None, label }])];
        let document = Document {
            title: words.to_owned(),
            path: Some(path.clone()),
            language: LanguageTags::from_str("en").ok(),
            blocks,
            ..Document::default()
        };
        self.with_capsule(|capsule| {
            let document = capsule.on_web(document, &self.origin);
            let moved_to = match document.blocks.as_slice() {
                [Block::Entries(entries)] => entries.first().map(|entry| entry.target.clone())?,
                _ => return None,
            };
            let is_somewhere = match &moved_to {
                Target::Internal { .. } | Target::External(_) => true,
                Target::GeminiOnly { .. }
                | Target::Search { .. }
                | Target::Missing(_)
                | Target::Nowhere => false,
            };
            let around = WebFrame {
                sheet: self.sheet(),
                moved_to: Some(moved_to),
                ..capsule.web_frame(path)
            };
            is_somewhere.then(|| render::html(&document, &around))
        })
    }

    fn sheet(&self) -> Sheet {
        match self.style.sheet {
            WebSheet::Within => Sheet::Within,
            WebSheet::File => style_path().map_or(Sheet::Within, Sheet::File),
        }
    }

    /// The same page by each protocol that is on.
    fn elsewhere(&self, path: &CapsulePath) -> Vec<(Protocol, String)> {
        let url = |protocol| Some((protocol, self.origin.url(protocol, ItemType::Menu, path)?));
        Protocol::ALL.into_iter().filter_map(url).collect()
    }
}

/// A page without the name of its site in its title: it stands over the page.
fn under_name(mut document: Document, around: &WebFrame) -> Document {
    let name = around.site.as_ref().map(|(name, _)| name.as_str());
    let behind = name.and_then(|name| document.title.strip_prefix(name)?.strip_prefix(": "));
    if let Some(title) = behind {
        document.title = title.to_owned();
    }
    document
}

/// The path of the style sheet. A file of the site's own at that path takes its place.
#[must_use]
pub fn style_path() -> Option<CapsulePath> {
    CapsulePath::literal("/propus.css").ok()
}
