//! A neutral answer becomes a menu, a text or the bytes of a file.

use bytes::Bytes;

use crate::exchange::{
    NotTaken, Notice, Page, Prompt, Protocol, Redirection, Refusal, Response, Stream, View,
};
use crate::media::ItemType;
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::protocol::{Coding, FileBody, Reply, ReplyBody};
use crate::render::{MenuItem, wire_menu, wire_text};

/// The most characters of a selector that an answer repeats.
const REFLECTED: usize = 60;
/// The most columns of the line below a title.
const LONGEST_RULE: usize = 67;

/// Writes the site's answer to `selector`.
///
/// A redirect inside the capsule is for the site to follow, since Gopher has none; one that arrives
/// here is a failure.
#[must_use]
pub fn reply(response: Response, selector: &str, origin: &Origin) -> Reply {
    match response {
        Response::Page(page) => show(page),
        Response::Stream(stream) => send(stream),
        Response::Redirection(redirection) => lead_on(&redirection, selector, origin),
        Response::Prompt(prompt) => prompt_menu(&prompt, origin),
        Response::Refused(refusal) => refuse(refusal, selector, origin),
    }
}

fn lead_on(redirection: &Redirection, selector: &str, origin: &Origin) -> Reply {
    match redirection {
        Redirection::Path { .. } => refuse(Refusal::Failed, selector, origin),
        Redirection::Url { to, .. } => point_to(to, origin),
        Redirection::Gone => refused_menu(52, &reflected("Gone for good", selector), origin),
        Redirection::Notice(notice) => show_notice(notice, selector, origin),
    }
}

/// Writes a menu that says why there is no answer, and leads home.
#[must_use]
pub fn refuse(refusal: Refusal, selector: &str, origin: &Origin) -> Reply {
    let (status, why) = match refusal {
        Refusal::Malformed => (59, "Bad request"),
        Refusal::Foreign => (53, "Not served here"),
        Refusal::NotFound => (51, "Not found"),
        Refusal::Failed => (40, "Could not be read just now"),
        Refusal::TooLarge => (50, "Too large to be shown"),
        // Gopher has no certificates and reaches no application, so nobody there hears of either.
        Refusal::NoCertificate
        | Refusal::NotAdmitted(_)
        | Refusal::CertificateTooEarly
        | Refusal::CertificateTooLate
        | Refusal::ApplicationFailed
        | Refusal::ApplicationConfused => (51, "Not found"),
        Refusal::Overloaded => return busy(41, "The server is busy; try again in a minute"),
        Refusal::TooMany => {
            return busy(44, "Too many connections from your address; wait for some to end");
        }
        Refusal::Letter(why) => {
            let (status, why) = not_taken(why);
            return refused_menu(status, &why, origin);
        }
    };
    refused_menu(status, &reflected(why, selector), origin)
}

fn not_taken(why: NotTaken) -> (u8, String) {
    match why {
        NotTaken::TooSoon(seconds) => {
            let minutes = seconds.div_ceil(60);
            (44, format!("Too many letters; the next one is taken in {minutes} minutes"))
        }
        NotTaken::TooLong(most) => {
            (59, format!("The letter is too long; at most {most} characters are taken"))
        }
        NotTaken::Full => (40, "There is no room for more letters; try again another day".into()),
        NotTaken::Failed => (40, "The letter could not be kept just now; try again later".into()),
    }
}

/// A header that an author wrote for Gemini. Of a success without a file nothing is left here.
fn show_notice(notice: &Notice, selector: &str, origin: &Origin) -> Reply {
    match (notice.status, &*notice.text) {
        (20..=29, _) | (_, "") => refuse(Refusal::NotFound, selector, origin),
        (status, text) => refused_menu(status, &text.replace(char::is_control, " "), origin),
    }
}

fn refused_menu(status: u8, why: &str, origin: &Origin) -> Reply {
    let items = [wire_menu::error(why), wire_menu::info("Try the start page:"), home(origin)];
    finished_menu(status, wire_menu::write(&items))
}

/// An item of this capsule, with its selector as its name.
pub(super) fn own_item(kind: ItemType, selector: &str, origin: &Origin) -> MenuItem {
    MenuItem {
        kind,
        display: selector.to_owned(),
        selector: selector.to_owned(),
        host: origin.host.clone(),
        port: origin.port_or_default(Protocol::Gopher),
    }
}

fn named_item(kind: ItemType, name: &str, path: &CapsulePath, origin: &Origin) -> MenuItem {
    MenuItem { display: name.to_owned(), ..own_item(kind, &path.encoded(), origin) }
}

/// The item that leads to the start page.
fn home(origin: &Origin) -> MenuItem {
    named_item(ItemType::Menu, "Home", &CapsulePath::root(), origin)
}

/// Lines of a menu, with the dot at their end.
pub(super) fn finished_menu(status: u8, lines: Bytes) -> Reply {
    Reply { tail: wire_menu::END, ..Reply::whole(status, lines) }
}

/// One line: a client that is refused for want of room costs no more than that.
fn busy(status: u8, why: &str) -> Reply {
    finished_menu(status, wire_menu::write(&[wire_menu::error(why)]))
}

fn show(page: Page) -> Reply {
    match page.form.view {
        View::Menu => finished_menu(20, page.text),
        View::Page | View::Links | View::Text | View::Feed | View::Web | View::WebFeed
            if page.form.protocol.wire_lines() =>
        {
            Reply::whole(20, page.text)
        }
        View::Page | View::Links | View::Text | View::Feed | View::Web | View::WebFeed => {
            Reply::whole(20, wire_text::encode(&String::from_utf8_lossy(&page.text)))
        }
    }
}

fn send(stream: Stream) -> Reply {
    let coding =
        if stream.media.item_type() == ItemType::Text { Coding::GopherText } else { Coding::AsIs };
    let body = FileBody { body: stream.body, coding };
    Reply { status: 20, head: Bytes::new(), body: ReplyBody::File(body), tail: b"" }
}

/// A menu with one link.
fn point_to(url: &str, origin: &Origin) -> Reply {
    let link = MenuItem {
        display: url.to_owned(),
        selector: format!("URL:{url}"),
        ..own_item(ItemType::Html, "", origin)
    };
    finished_menu(
        30,
        wire_menu::write(&[wire_menu::info("This has moved to another place:"), link]),
    )
}

/// A menu that asks for words, and takes them.
fn prompt_menu(prompt: &Prompt, origin: &Origin) -> Reply {
    let mut items = vec![
        wire_menu::info(prompt.title.as_ref()),
        wire_menu::info("=".repeat(prompt.title.chars().count().min(LONGEST_RULE))),
        wire_menu::info(""),
    ];
    items.extend(prompt.help.iter().map(|line| wire_menu::info(line.as_str())));
    items.extend([
        wire_menu::info(""),
        named_item(ItemType::Search, &prompt.title, &prompt.path, origin),
        home(origin),
    ]);
    finished_menu(10, wire_menu::write(&items))
}

/// A reason, and the stranger's selector that it is about, without control characters and cut.
fn reflected(why: &str, selector: &str) -> String {
    let selector = selector.chars().filter(|it| !it.is_control()).take(REFLECTED);
    format!("{why}: {}", selector.collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::exchange::Form;
    use crate::media::Media;

    fn origin() -> Origin {
        Origin::new("example.org", [(Protocol::Gopher, 7070)])
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

    #[test]
    fn a_menu_ends_with_a_dot_and_a_text_does_not() {
        let line = "iHi\t\tnull.host\t1\r\n";
        assert_eq!(
            bytes(reply(page(Form::of(Protocol::Gopher), line), "/", &origin())),
            format!("{line}.\r\n")
        );
        assert_eq!(
            bytes(reply(page(Form::text(Protocol::Gopher), "Hi\r\n"), "/", &origin())),
            "Hi\r\n"
        );
        assert_eq!(
            bytes(reply(page(Form::text(Protocol::Gemini), "Hi\n.\n"), "/", &origin())),
            "Hi\r\n. \r\n"
        );
    }

    #[test]
    fn only_text_files_are_lines() {
        let coding = |mime: &'static str| {
            let media = Media { mime: Cow::Borrowed(mime) };
            let body = Bytes::from_static(b"a").into();
            let stream = Stream { media, charset: None, language: None, body };
            match reply(Response::Stream(stream), "/", &origin()).body {
                ReplyBody::File(file) => file.coding,
                ReplyBody::Whole(_) => panic!("no file"),
            }
        };
        assert_eq!(coding("text/plain"), Coding::GopherText);
        assert_eq!(coding("text/csv"), Coding::GopherText);
        assert_eq!(coding("text/html"), Coding::AsIs);
        assert_eq!(coding("image/svg+xml"), Coding::AsIs);
        assert_eq!(coding("application/pdf"), Coding::AsIs);
    }

    #[test]
    fn an_error_menu_leads_home() {
        let expected = "3Not found: /x\t\terror.host\t1\r\n\
                        iTry the start page:\t\tnull.host\t1\r\n\
                        1Home\t/\texample.org\t7070\r\n.\r\n";
        assert_eq!(bytes(refuse(Refusal::NotFound, "/x", &origin())), expected);
    }

    #[test]
    fn a_selector_is_repeated_clean_and_short() {
        let selector = format!("/\x1b[2J\u{9b}\t{}", "é".repeat(100));
        let menu = bytes(refuse(Refusal::Malformed, &selector, &origin()));
        assert!(menu.starts_with(&format!("3Bad request: /[2J{}\t", "é".repeat(56))), "{menu}");
    }

    #[test]
    fn the_refused_for_want_of_room_get_one_line() {
        let busy = bytes(refuse(Refusal::Overloaded, "/x", &origin()));
        assert_eq!(busy, "3The server is busy; try again in a minute\t\terror.host\t1\r\n.\r\n");
        assert_eq!(refuse(Refusal::TooMany, "/x", &origin()).status, 44);
    }

    #[test]
    fn what_has_moved_away_is_a_link() {
        let to = "gemini://example.com/".into();
        let menu = bytes(reply(
            Response::Redirection(Redirection::Url { to, permanent: true }),
            "/x",
            &origin(),
        ));
        assert!(menu.contains(
            "\r\nhgemini://example.com/\tURL:gemini://example.com/\texample.org\t7070\r\n.\r\n"
        ));
    }
}
