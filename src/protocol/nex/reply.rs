//! A neutral answer becomes a directory, a text or the bytes of a file.

use std::fmt::Write as _;

use crate::exchange::{Notice, Prompt, Protocol, Redirection, Refusal, Response};
use crate::media::ItemType;
use crate::origin::Origin;
use crate::protocol::refused::refused;
use crate::protocol::{Coding, FileBody, Reply, ReplyBody};

/// Writes the site's answer.
///
/// A redirect inside the capsule is for the site to follow, since Nex has none; one that arrives
/// here is a failure.
#[must_use]
pub fn reply(response: Response, origin: &Origin) -> Reply {
    match response {
        Response::Page(page) => Reply::whole(20, page.text),
        Response::Stream(stream) => {
            let body = FileBody { body: stream.body, coding: Coding::AsIs };
            Reply { body: ReplyBody::File(body), ..Reply::whole(20, "") }
        }
        Response::Redirection(redirection) => lead_on(&redirection),
        Response::Prompt(prompt) => say_where(&prompt, origin),
        Response::Refused(refusal) => refuse(refusal),
    }
}

/// Writes a sentence that says why there is no answer, and leads home.
#[must_use]
pub fn refuse(refusal: Refusal) -> Reply {
    let (status, why) = refused(refusal);
    sentence(status, &why)
}

fn lead_on(redirection: &Redirection) -> Reply {
    match redirection {
        Redirection::Path { .. } => refuse(Refusal::Failed),
        Redirection::Url { to, .. } => {
            let to = to.replace(char::is_control, "");
            Reply::whole(30, format!("This has moved to another place:\n\n=> {to}\n"))
        }
        Redirection::Gone => sentence(52, "What was here is gone for good"),
        Redirection::Notice(notice) => show_notice(notice),
    }
}

/// A header that an author wrote for Gemini. Of one that wants words or a certificate, and of a
/// success without a file, nothing is left here.
fn show_notice(notice: &Notice) -> Reply {
    match (notice.status, &*notice.text) {
        (10..40 | 60.., _) | (_, "") => refuse(Refusal::NotFound),
        (status, text) => sentence(status, &text.replace(char::is_control, " ")),
    }
}

/// The protocols by which the words can be typed that a path wants.
fn say_where(prompt: &Prompt, origin: &Origin) -> Reply {
    let title = prompt.title.replace(char::is_control, " ");
    let mut text = format!("{title}\n\nNex has no way to send words.\n\n");
    let elsewhere = Protocol::ALL.into_iter().filter(|it| it.carries(ItemType::Search));
    for protocol in elsewhere {
        if let Some(url) = origin.url(protocol, ItemType::Search, &prompt.path) {
            let _ = writeln!(text, "=> {url} On {}", protocol.title());
        }
    }
    text.push_str("=> / Home\n");
    Reply::whole(10, text)
}

fn sentence(status: u8, why: &str) -> Reply {
    Reply::whole(status, format!("{why}.\n\n=> / Home\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::CapsulePath;

    fn written(reply: Reply) -> String {
        let ReplyBody::Whole(body) = reply.body else { panic!("a file") };
        String::from_utf8([&reply.head, &body, reply.tail].concat()).unwrap()
    }

    #[test]
    fn what_is_missing_is_a_sentence_and_a_way_home() {
        let refused = refuse(Refusal::NotFound);
        assert_eq!(refused.status, 51);
        assert_eq!(written(refused), "There is nothing under that name.\n\n=> / Home\n");
        assert_eq!(
            written(refuse(Refusal::NoCertificate)),
            written(refuse(Refusal::NotFound)),
            "a zone is not heard of"
        );
    }

    #[test]
    fn words_are_typed_elsewhere() {
        let ports = [(Protocol::Gemini, 1965), (Protocol::Gopher, 70), (Protocol::Nex, 1900)];
        let origin = Origin::new("h", ports);
        let path = CapsulePath::literal("/search").unwrap();
        let help = vec!["Type.".to_owned()];
        let prompt = Prompt { path, title: "Search".into(), help };
        assert_eq!(
            written(reply(Response::Prompt(prompt), &origin)),
            "Search\n\nNex has no way to send words.\n\n=> gemini://h/search On Gemini\n\
             => gopher://h/7/search On Gopher\n=> / Home\n"
        );
    }

    #[test]
    fn what_has_moved_away_is_a_link() {
        let to = Redirection::Url { to: "gemini://b.org/".into(), permanent: true };
        let origin = Origin::new("h", []);
        let text = written(reply(Response::Redirection(to), &origin));
        assert_eq!(text, "This has moved to another place:\n\n=> gemini://b.org/\n");
    }
}
