//! The final dot of a text (RFC 1436, section 3): clients that are older than all others wait for
//! it.

use crate::exchange::{Response, View};
use crate::protocol::{Coding, Reply, ReplyBody};
use crate::render::wire_menu;

/// True for an answer that is plain text. A feed is none: it is for programs, which read it to its
/// end.
#[must_use]
pub fn is_text(response: &Response) -> bool {
    match response {
        Response::Page(page) => page.form.view == View::Text,
        // Only a file of text gets a line more.
        Response::Stream(_) => true,
        Response::Prompt(_) | Response::Redirection(_) | Response::Refused(_) => false,
    }
}

/// Ends a text with a dot on a line of its own. A file that goes out as it is stays so.
#[must_use]
pub fn end_with_dot(reply: Reply) -> Reply {
    match reply.body {
        ReplyBody::Whole(bytes) => {
            let finished = bytes.is_empty() || bytes.ends_with(b"\r\n");
            let tail = if finished { wire_menu::END } else { b"\r\n.\r\n" };
            Reply { body: ReplyBody::Whole(bytes), tail, ..reply }
        }
        ReplyBody::File(mut file) => {
            if file.coding == Coding::GopherText {
                file.coding = Coding::GopherTextDot;
            }
            Reply { body: ReplyBody::File(file), ..reply }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Form, Page, Protocol, Refusal};
    use crate::render::wire_text::encode;

    #[test]
    fn a_whole_page_ends_with_a_dot_on_a_line_of_its_own() {
        let check = |text: &str, expected: &str| {
            let reply = end_with_dot(Reply::whole(20, encode(text)));
            let ReplyBody::Whole(body) = reply.body else { panic!("a file") };
            let whole = [&body, reply.tail].concat();
            assert_eq!(String::from_utf8(whole).unwrap(), expected, "{text:?}");
        };
        check("", ".\r\n");
        check("a\n", "a\r\n.\r\n");
        check("a", "a\r\n.\r\n");
        check("a\r", "a\r\r\n.\r\n");
        check(".", ". \r\n.\r\n");
        check("a\n.\n", "a\r\n. \r\n.\r\n");
        check("..", "..\r\n.\r\n");
    }

    #[test]
    fn plain_text_and_files_are_texts() {
        let page = |form| {
            let text = "a\r\n".into();
            Response::Page(Page { form, media: None, text, language: None })
        };
        assert!(is_text(&page(Form::text(Protocol::Gopher))));
        assert!(!is_text(&page(Form::of(Protocol::Gopher))));
        assert!(!is_text(&page(Form::of(Protocol::Gemini))));
        assert!(!is_text(&Response::Refused(Refusal::NotFound)));
    }
}
