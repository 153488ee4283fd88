//! Links of an exported page moved below a path: on a shared machine a user's capsule begins at
//! `/~name/`.

use std::fmt::Write;

use crate::form::Protocol;
use crate::origin::Origin;

/// The types of items that have URLs.
const TYPES: [char; 7] = ['0', '1', '9', 'g', 'h', 'I', 's'];

/// The path that an export lives below on its server: empty, or `/~name` without a final slash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Base<'a> {
    path: &'a str,
    origin: &'a Origin,
}

impl<'a> Base<'a> {
    /// The base that an option names.
    pub(super) fn new(option: &'a str, origin: &'a Origin) -> Self {
        Self { path: option.trim_end_matches('/'), origin }
    }

    /// Gemtext: link lines that lead to a path of the capsule.
    pub(super) fn gemtext(&self, text: &str) -> String {
        let mut moved = String::with_capacity(text.len());
        let mut preformatted = false;
        for line in text.split_inclusive('\n') {
            preformatted ^= line.starts_with("```");
            match line.strip_prefix("=> /") {
                Some(rest) if !preformatted => {
                    let _ = write!(moved, "=> {}/{rest}", self.path);
                }
                Some(_) | None => moved.push_str(line),
            }
        }
        moved
    }

    /// Menu lines whose item is on this server.
    pub(super) fn menu(&self, text: &str) -> String {
        let port = self.origin.port(Protocol::Gopher).unwrap_or_default().to_string();
        let mut moved = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            let fields: Vec<&str> = line.trim_end().split('\t').collect();
            match fields.as_slice() {
                [display, selector, host, its_port]
                    if selector.starts_with('/')
                        && *host == self.origin.host
                        && *its_port == port =>
                {
                    let _ = write!(moved, "{display}\t{}{selector}\t{host}\t{port}\r\n", self.path);
                }
                _ => moved.push_str(line),
            }
        }
        moved
    }

    /// Plain text and feeds: URLs that name this server.
    pub(super) fn urls(&self, text: &str) -> String {
        let mut moved = text.to_owned();
        for protocol in Protocol::ALL {
            let base = self.origin.url_base(protocol);
            if protocol.typed_urls() {
                for kind in TYPES {
                    let to = format!("{base}/{kind}{}/", self.path);
                    moved = moved.replace(&format!("{base}/{kind}/"), &to);
                }
            } else {
                moved = moved.replace(&format!("{base}/"), &format!("{base}{}/", self.path));
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_moved_and_nothing_else() {
        let origin = Origin::new("h", [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)]);
        let base = Base::new("/~anna/", &origin);
        let gemtext = "/a\n=> /a b\n=> https://x/ c\n```\n=> /a\n```\n=> /\n";
        assert_eq!(
            base.gemtext(gemtext),
            "/a\n=> /~anna/a b\n=> https://x/ c\n```\n=> /a\n```\n=> /~anna/\n"
        );
        let menu = "iHi\t\tnull.host\t1\r\n1a\t/a\th\t70\r\n1b\t/b\tother\t70\r\n\
                    hc\tURL:https://x/\th\t70\r\n";
        assert_eq!(base.menu(menu), menu.replace("\t/a\t", "\t/~anna/a\t"));
        let urls = "gemini://h/a gopher://h/1/a gopher://other/1/a https://h/a";
        assert_eq!(
            base.urls(urls),
            "gemini://h/~anna/a gopher://h/1/~anna/a gopher://other/1/a https://h/a"
        );
    }
}
