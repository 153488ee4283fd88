//! A neutral answer becomes a text whose lines end in CR LF.

use std::fmt::Write as _;

use super::request::Rejected;
use crate::exchange::{Notice, Protocol, Redirection, Refusal, Response, Stream};
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::protocol::refused::refused;
use crate::protocol::{Coding, FileBody, Reply, ReplyBody};
use crate::render::{ascii, wire_text};

/// Writes the site's answer. `path` is the first of those that were asked for.
///
/// A redirect inside the capsule is for the site to follow, since Finger has none; one that arrives
/// here is a failure.
#[must_use]
pub fn reply(response: Response, path: &CapsulePath, origin: &Origin) -> Reply {
    match response {
        Response::Page(page) => Reply::whole(20, page.text),
        Response::Stream(stream) => send(stream, path, origin),
        Response::Redirection(redirection) => lead_on(&redirection),
        Response::Prompt(prompt) => {
            let what = "Finger has no way to send words for that.";
            say_where(what, ItemType::Search, &prompt.path, origin)
        }
        Response::Refused(refusal) => refuse(Rejected::Refused(refusal)),
    }
}

/// A text; of what is none, where it can be had.
fn send(stream: Stream, path: &CapsulePath, origin: &Origin) -> Reply {
    let kind = stream.media.item_type();
    if !Protocol::Finger.carries(kind) {
        return say_where("That is no text.", kind, path, origin);
    }
    let body = FileBody { body: stream.body, coding: Coding::GopherText };
    Reply { body: ReplyBody::File(body), ..Reply::whole(20, "") }
}

/// Writes a line that says why there is no answer.
#[must_use]
pub fn refuse(rejected: Rejected) -> Reply {
    match rejected {
        Rejected::Forwarding => line(53, "This server forwards nothing; ask the other host itself"),
        Rejected::Refused(refusal) => {
            let (status, why) = refused(refusal);
            line(status, &why)
        }
    }
}

fn lead_on(redirection: &Redirection) -> Reply {
    match redirection {
        Redirection::Path { .. } => refuse(Rejected::Refused(Refusal::Failed)),
        Redirection::Url { to, .. } => {
            // The characters of a URL that are none of ASCII's are written as a client sends them.
            let to = escape_non_ascii(&to.replace(char::is_control, ""));
            text(30, &format!("This has moved to another place:\n{to}\n"))
        }
        Redirection::Gone => line(52, "What was here is gone for good"),
        Redirection::Notice(notice) => show_notice(notice),
    }
}

/// A header that an author wrote for Gemini. Of one that wants words or a certificate, and of a
/// success without a file, nothing is left here.
fn show_notice(notice: &Notice) -> Reply {
    match (notice.status, &*notice.text) {
        (10..40 | 60.., _) | (_, "") => refuse(Rejected::Refused(Refusal::NotFound)),
        (status, text) => line(status, &ascii(&text.replace(char::is_control, " "))),
    }
}

/// The protocols by which a thing can be had that is not for this one.
fn say_where(what: &str, kind: ItemType, path: &CapsulePath, origin: &Origin) -> Reply {
    let mut said = format!("{what}\n");
    for protocol in Protocol::ALL.into_iter().filter(|protocol| protocol.carries(kind)) {
        if let Some(url) = origin.url(protocol, kind, path) {
            let _ = writeln!(said, "{url}");
        }
    }
    text(10, &said)
}

/// A URL in ASCII.
fn escape_non_ascii(url: &str) -> String {
    let mut escaped = String::with_capacity(url.len());
    for character in url.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}

fn line(status: u8, why: &str) -> Reply {
    text(status, &format!("{why}.\n"))
}

fn text(status: u8, text: &str) -> Reply {
    Reply::whole(status, wire_text::encode(text))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use bytes::Bytes;

    use super::*;
    use crate::media::Media;

    fn written(reply: Reply) -> String {
        let ReplyBody::Whole(body) = reply.body else { panic!("a file") };
        String::from_utf8([&reply.head, &body, reply.tail].concat()).unwrap()
    }

    #[test]
    fn a_refusal_is_a_line() {
        for (rejected, expected) in [
            (Rejected::Forwarding, "This server forwards nothing; ask the other host itself.\r\n"),
            (Rejected::Refused(Refusal::NotFound), "There is nothing under that name.\r\n"),
            (Rejected::Refused(Refusal::NoCertificate), "There is nothing under that name.\r\n"),
        ] {
            assert_eq!(written(refuse(rejected)), expected);
        }
    }

    #[test]
    fn whatever_an_author_wrote_what_is_sent_is_ascii() {
        let notice = Notice { status: 51, text: "Zerstört – für immer".into() };
        let shown = written(lead_on(&Redirection::Notice(notice)));
        assert_eq!(shown, "Zerstort - fur immer.\r\n");
        let to = Redirection::Url { to: "gemini://b.org/café?ü".into(), permanent: true };
        let shown = written(lead_on(&to));
        assert_eq!(
            shown,
            "This has moved to another place:\r\ngemini://b.org/caf%C3%A9?%C3%BC\r\n"
        );
    }

    #[test]
    fn what_is_no_text_is_had_elsewhere() {
        let origin = Origin::new("h", [(Protocol::Gemini, 1965), (Protocol::Finger, 79)]);
        let path = CapsulePath::literal("/cat.png").unwrap();
        let stream = |mime: &'static str| {
            let media = Media { mime: Cow::Borrowed(mime) };
            let body = Bytes::from_static(b"a").into();
            reply(
                Response::Stream(Stream { media, charset: None, language: None, body }),
                &path,
                &origin,
            )
        };
        assert_eq!(written(stream("image/png")), "That is no text.\r\ngemini://h/cat.png\r\n");
        let ReplyBody::File(file) = stream("text/plain").body else { panic!("no file") };
        assert_eq!(file.coding, Coding::GopherText);
    }
}
