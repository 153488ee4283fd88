//! The answer to one who writes: a status line of Gemini's, and perhaps a text.

use bytes::Bytes;

use super::request::Rejected;
use crate::exchange::{NotWritten, Response, Written};
use crate::form::Protocol;
use crate::media::ItemType;
use crate::origin::Origin;
use crate::protocol::gemini::reply::{
    FAILED, FAILED_FOR_GOOD, FOREIGN, MALFORMED, REDIRECT, SUCCESS, header,
};
use crate::protocol::{Reply, ReplyBody, gemini};

/// Writes the answer of a site.
#[must_use]
pub fn reply(written: Written, origin: &Origin) -> Reply {
    match written {
        Written::Source { mime, text } => shown(&mime, text),
        Written::Said(text) => shown("text/gemini", text.into()),
        // Clients follow an absolute URL only: they came by another scheme.
        Written::Served(path) => {
            header(REDIRECT, &origin.url_or_other(Protocol::Gemini, ItemType::Menu, &path))
        }
        Written::Refused(refusal) => gemini::reply(Response::Refused(refusal)),
        Written::NotWritten(why) => header(status(&why), &why.to_string()),
    }
}

/// Writes the answer to a line that is no request.
#[must_use]
pub fn reject(rejected: &Rejected) -> Reply {
    match rejected {
        Rejected::Line(rejected) => gemini::reject(rejected),
        Rejected::Parameters(fault) => header(MALFORMED, &fault.to_string()),
    }
}

fn status(why: &NotWritten) -> u8 {
    match why {
        NotWritten::Off => FOREIGN,
        NotWritten::TooLarge(_)
        | NotWritten::Nothing
        | NotWritten::NotUtf8
        | NotWritten::NotThatPicture => MALFORMED,
        NotWritten::Made(_)
        | NotWritten::NoText
        | NotWritten::NoName
        | NotWritten::Kind(_)
        | NotWritten::NoDeleting
        | NotWritten::Blind { .. }
        | NotWritten::Conflict { .. }
        | NotWritten::Elsewhere(_) => FAILED_FOR_GOOD,
        NotWritten::Quota | NotWritten::OtherRules { .. } | NotWritten::Failed => FAILED,
    }
}

fn shown(mime: &str, text: Bytes) -> Reply {
    let head = header(SUCCESS, &format!("{mime}; charset=utf-8"));
    Reply { body: ReplyBody::Whole(text), ..head }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Refusal;
    use crate::path::CapsulePath;
    use crate::protocol::titan::Fault;

    fn head(written: Written) -> String {
        let origin = Origin::new("example.org", [(Protocol::Gemini, 1966)]);
        String::from_utf8(reply(written, &origin).head.to_vec()).unwrap()
    }

    #[test]
    fn a_source_says_what_it_is_and_a_page_where_it_is() {
        let source = Written::Source { mime: "text/markdown".to_owned(), text: Bytes::new() };
        assert_eq!(head(source), "20 text/markdown; charset=utf-8\r\n");
        assert_eq!(head(Written::Said("# Done\n".to_owned())), "20 text/gemini; charset=utf-8\r\n");
        let path = CapsulePath::literal("/a b").unwrap();
        assert_eq!(head(Written::Served(path)), "30 gemini://example.org:1966/a%20b\r\n");
        assert_eq!(
            head(Written::Refused(Refusal::NotFound)),
            "51 There is nothing under that name\r\n"
        );
    }

    #[test]
    fn every_reason_has_its_status() {
        let edit = || "titan://example.org/a;edit".to_owned();
        for (why, status) in [
            (NotWritten::Off, "53 "),
            (NotWritten::TooLarge(7), "59 "),
            (NotWritten::Nothing, "59 "),
            (NotWritten::NotUtf8, "59 "),
            (NotWritten::NotThatPicture, "59 "),
            (NotWritten::Made("propus"), "50 "),
            (NotWritten::NoText, "50 "),
            (NotWritten::NoName, "50 "),
            (NotWritten::Kind("pictures"), "50 "),
            (NotWritten::NoDeleting, "50 "),
            (NotWritten::Blind { edit: edit(), kept: 1 }, "50 "),
            (NotWritten::Conflict { edit: edit(), kept: 1 }, "50 "),
            (NotWritten::Elsewhere(1), "50 "),
            (NotWritten::OtherRules { kept: Some(1) }, "40 "),
            (NotWritten::Quota, "40 "),
            (NotWritten::Failed, "40 "),
        ] {
            let head = head(Written::NotWritten(why.clone()));
            assert!(head.starts_with(status), "{why:?}: {head}");
        }
        let rejected = reject(&Rejected::Parameters(Fault::NoSize));
        assert!(rejected.head.starts_with(b"59 An upload says how many bytes follow"));
    }
}
