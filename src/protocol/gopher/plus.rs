//! Gopher+: what is known of an item (`!`) and of every item of a menu (`$`). The UMN client asks
//! for the start page with `$`, and without an answer says that there is none.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::reply::{own_item, reply};
use crate::exchange::{About, Response, View};
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::protocol::Reply;
use crate::render::{MenuItem, ascii, wire_menu};

/// Header of an answer that ends with a dot on a line of its own.
const HEADER: &str = "+-1\r\n";

/// Answers `$`: one block for each line of the menu. What is no menu is answered as without
/// Gopher+; clients take that.
#[must_use]
pub fn listing(response: Response, selector: &str, origin: &Origin) -> Reply {
    match response {
        Response::Page(page) if page.form.view == View::Menu => Reply::whole(20, list(&page.text)),
        other @ (Response::Page(_)
        | Response::Stream(_)
        | Response::Redirection(_)
        | Response::Prompt(_)
        | Response::Refused(_)) => reply(other, selector, origin),
    }
}

/// Answers `!`. `path` is the one at which the item is served, `modified` the time of its last
/// change, if that is known.
#[must_use]
pub fn information(
    response: Response,
    path: &CapsulePath,
    modified: Option<Timestamp>,
    about: &About,
    origin: &Origin,
) -> Reply {
    let (kind, title) = match &response {
        Response::Page(page) if page.form.view == View::Menu => {
            (ItemType::Menu, first_display(&page.text))
        }
        Response::Page(_) => (ItemType::Text, None),
        Response::Stream(stream) => (stream.media.item_type(), None),
        Response::Prompt(prompt) => (ItemType::Search, Some(prompt.title.to_string())),
        Response::Redirection(_) | Response::Refused(_) => {
            return reply(response, path.as_str(), origin);
        }
    };
    let display = title.unwrap_or_else(|| {
        if path.is_root() { origin.host.clone() } else { path.name().to_owned() }
    });
    let display = if about.ascii { ascii(&display) } else { display };
    let item = MenuItem { display, ..own_item(kind, &path.encoded(), origin) };
    Reply::whole(20, describe(&item, modified, about))
}

/// A block for each line.
fn list(lines: &[u8]) -> Vec<u8> {
    let mut blocks = Vec::with_capacity(lines.len().saturating_mul(2));
    blocks.extend_from_slice(HEADER.as_bytes());
    for line in lines.split_inclusive(|byte| *byte == b'\n') {
        blocks.extend_from_slice(b"+INFO: ");
        blocks.extend_from_slice(line);
    }
    blocks.extend_from_slice(b".\r\n");
    blocks
}

/// The blocks of one item.
fn describe(item: &MenuItem, modified: Option<Timestamp>, about: &About) -> String {
    let line = wire_menu::write(std::slice::from_ref(item));
    let mut blocks = format!("{HEADER}+INFO: {}+ADMIN:\r\n", String::from_utf8_lossy(&line));
    if let Some(admin) = &about.admin {
        let _ = write!(blocks, " Admin: {}\r\n", admin.replace(char::is_control, ""));
    }
    if let Some(modified) = modified {
        let time = modified.to_zoned(TimeZone::UTC);
        let _ = write!(
            blocks,
            " Mod-Date: {} <{}>\r\n",
            time.strftime("%a %b %e %H:%M:%S %Y"),
            time.strftime("%Y%m%d%H%M%S")
        );
    }
    blocks.push_str(".\r\n");
    blocks
}

/// The title of a menu: the text of its first line.
fn first_display(lines: &[u8]) -> Option<String> {
    let first = lines.split(|byte| *byte == b'\t').next()?;
    let display = std::str::from_utf8(first).ok()?.strip_prefix('i')?;
    if display.trim().is_empty() { None } else { Some(display.to_owned()) }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::exchange::{Form, Page, Protocol, Refusal};
    use crate::protocol::ReplyBody;

    fn origin() -> Origin {
        Origin::new("example.org", [(Protocol::Gopher, 70)])
    }

    fn bytes(reply: Reply) -> String {
        let ReplyBody::Whole(body) = reply.body else { panic!("a file") };
        String::from_utf8([&reply.head, &body, reply.tail].concat()).unwrap()
    }

    fn page(form: Form, text: &'static str) -> Response {
        Response::Page(Page {
            form,
            media: None,
            text: Bytes::from_static(text.as_bytes()),
            language: None,
        })
    }

    fn path(path: &str) -> CapsulePath {
        CapsulePath::literal(path).unwrap()
    }

    #[test]
    fn a_listing_has_a_block_for_each_line() {
        let menu = page(
            Form::of(Protocol::Gopher),
            "iHi\t\tnull.host\t1\r\n1Posts\t/posts/\texample.org\t70\r\n",
        );
        let expected =
            "+-1\r\n+INFO: iHi\t\tnull.host\t1\r\n+INFO: 1Posts\t/posts/\texample.org\t70\r\n.\r\n";
        assert_eq!(bytes(listing(menu, "", &origin())), expected);
    }

    #[test]
    fn information_holds_what_is_known() {
        let about =
            About { admin: Some("Ann <ann@example.org>\r\n".to_owned()), ..About::default() };
        let modified = Some("2026-05-04T03:02:01Z".parse().unwrap());
        let menu = page(Form::of(Protocol::Gopher), "iMy notes\t\tnull.host\t1\r\n");
        let expected = "+-1\r\n+INFO: 1My notes\t/a%20b/\texample.org\t70\r\n+ADMIN:\r\n \
                        Admin: Ann <ann@example.org>\r\n \
                        Mod-Date: Mon May  4 03:02:01 2026 <20260504030201>\r\n.\r\n";
        assert_eq!(bytes(information(menu, &path("/a b/"), modified, &about, &origin())), expected);
        let text = information(
            page(Form::text(Protocol::Gopher), "x"),
            &path("/x.txt"),
            None,
            &About::default(),
            &origin(),
        );
        assert_eq!(
            bytes(text),
            "+-1\r\n+INFO: 0x.txt\t/x.txt\texample.org\t70\r\n+ADMIN:\r\n.\r\n"
        );
    }

    #[test]
    fn what_is_not_found_is_an_error_menu() {
        let refused = || Response::Refused(Refusal::NotFound);
        assert!(bytes(listing(refused(), "/x", &origin())).starts_with("3Not found: /x\t"));
        let information = information(refused(), &path("/x"), None, &About::default(), &origin());
        assert!(bytes(information).starts_with("3Not found: /x\t"));
    }
}
