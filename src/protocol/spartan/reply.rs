//! The response header, a digit and what it says, and the page behind it.
//!
//! Clients compare types as strings, so that of a page is bare: it is UTF-8 anyway.

use std::fmt::Write as _;

use bytes::Bytes;

use super::request::Rejected;
use crate::exchange::{Notice, Page, Prompt, Redirection, Refusal, Response, Stream, View};
use crate::path::CapsulePath;
use crate::protocol::refused::refused;
use crate::protocol::{Coding, FileBody, Reply, ReplyBody};

const SUCCESS: char = '2';
const REDIRECT: char = '3';
const CLIENT_ERROR: char = '4';
const SERVER_ERROR: char = '5';

/// The longest text of a header, in bytes.
const LONGEST: usize = 1024;

/// Writes the site's answer.
#[must_use]
pub fn reply(response: Response) -> Reply {
    match response {
        Response::Page(page) => show(page),
        Response::Stream(stream) => send(stream),
        Response::Redirection(redirection) => lead_on(redirection),
        Response::Prompt(prompt) => ask(&prompt),
        Response::Refused(refusal) => refuse(refusal),
    }
}

/// Writes the answer to a request that asks for nothing.
#[must_use]
pub fn reject(rejected: &Rejected) -> Reply {
    match rejected {
        Rejected::Moved(to) => redirect(to, true),
        Rejected::Malformed(fault) => header(59, CLIENT_ERROR, &fault.to_string()),
        Rejected::Foreign => refuse(Refusal::Foreign),
        Rejected::NotFound => refuse(Refusal::NotFound),
    }
}

fn show(page: Page) -> Reply {
    let mime = page.media.as_ref().map_or(page.form.view.mime(), |media| &media.mime);
    Reply { body: ReplyBody::Whole(page.text), ..header(20, SUCCESS, mime) }
}

/// A file. That of another character set than UTF-8 says so.
fn send(stream: Stream) -> Reply {
    let mut meta = stream.media.mime.to_string();
    let charset = stream.charset.filter(|it| stream.media.is_text() && **it != *"utf-8");
    if let Some(charset) = charset {
        let _ = write!(meta, "; charset={charset}");
    }
    let body = FileBody { body: stream.body, coding: Coding::AsIs };
    Reply { body: ReplyBody::File(body), ..header(20, SUCCESS, &meta) }
}

fn lead_on(redirection: Redirection) -> Reply {
    match redirection {
        Redirection::Path { to, permanent } => redirect(&to, permanent),
        // A redirect of Spartan stays on its host.
        Redirection::Url { to, permanent } => {
            let to = to.replace(char::is_control, "");
            let status = if permanent { 31 } else { 30 };
            page(status, &format!("# Moved\n\nThis has moved to another place:\n\n=> {to}\n"))
        }
        Redirection::Gone => header(52, CLIENT_ERROR, "What was here is gone for good"),
        Redirection::Notice(notice) => show_notice(&notice),
    }
}

/// A header that an author wrote for Gemini. Of one that wants words or a certificate, and of a
/// success without a file, nothing is left here.
fn show_notice(notice: &Notice) -> Reply {
    match (notice.status, &*notice.text) {
        (10..40 | 60.., _) | (_, "") => refuse(Refusal::NotFound),
        (status @ 40..50, text) => header(status, SERVER_ERROR, text),
        (status, text) => header(status, CLIENT_ERROR, text),
    }
}

fn redirect(to: &CapsulePath, permanent: bool) -> Reply {
    let to = to.encoded();
    // One that was cut short would lead somewhere else.
    if to.len() > LONGEST {
        return refuse(Refusal::Failed);
    }
    header(if permanent { 31 } else { 30 }, REDIRECT, &to)
}

/// A page that asks for words by the line that takes them.
fn ask(prompt: &Prompt) -> Reply {
    let title = prompt.title.replace(char::is_control, " ");
    let mut text = format!("# {title}\n\n");
    for line in &prompt.help {
        text.push_str(line);
        text.push('\n');
    }
    if !prompt.help.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "=: {} {title}\n=> / Home", prompt.path.encoded());
    page(10, &text)
}

fn refuse(refusal: Refusal) -> Reply {
    let (status, why) = refused(refusal);
    let digit = match status {
        40..=43 | 50 => SERVER_ERROR,
        _ => CLIENT_ERROR,
    };
    header(status, digit, &why)
}

/// A page of our own.
fn page(status: u8, text: &str) -> Reply {
    let body = ReplyBody::Whole(Bytes::from(text.to_owned()));
    Reply { body, ..header(status, SUCCESS, View::Page.mime()) }
}

/// `digit SP meta CR LF`, without control characters and within the limit. `status` is Gemini's
/// number for it.
fn header(status: u8, digit: char, meta: &str) -> Reply {
    Reply::header(status, digit, meta, LONGEST)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::exchange::{Form, NotTaken, Protocol};
    use crate::media::Media;
    use crate::protocol::spartan::Fault;

    fn written(reply: Reply) -> String {
        let ReplyBody::Whole(body) = reply.body else { panic!("a file") };
        String::from_utf8([&reply.head, &body, reply.tail].concat()).unwrap()
    }

    #[test]
    fn a_page_has_a_bare_type() {
        let page = |form| {
            let language = Some("de-CH".parse().unwrap());
            Response::Page(Page { form, media: None, text: "# Hi\n".into(), language })
        };
        assert_eq!(written(reply(page(Form::of(Protocol::Spartan)))), "2 text/gemini\r\n# Hi\n");
        assert_eq!(written(reply(page(Form::text(Protocol::Spartan)))), "2 text/plain\r\n# Hi\n");
    }

    #[test]
    fn a_file_names_a_character_set_that_is_not_usual() {
        let head = |mime: &'static str, charset: Option<&'static str>| {
            let stream = Stream {
                media: Media { mime: Cow::Borrowed(mime) },
                charset: charset.map(Cow::Borrowed),
                language: None,
                body: Bytes::from_static(b"abc").into(),
            };
            let reply = reply(Response::Stream(stream));
            assert!(matches!(reply.body, ReplyBody::File(_)) && reply.tail.is_empty());
            String::from_utf8(reply.head.to_vec()).unwrap()
        };
        assert_eq!(head("text/plain", Some("utf-8")), "2 text/plain\r\n");
        assert_eq!(head("text/plain", Some("iso-8859-1")), "2 text/plain; charset=iso-8859-1\r\n");
        assert_eq!(head("image/png", None), "2 image/png\r\n");
    }

    #[test]
    fn a_redirect_stays_on_its_host_and_leads_elsewhere_by_a_link() {
        let to = CapsulePath::literal("/a b/").unwrap();
        let path = Redirection::Path { to, permanent: true };
        assert_eq!(written(reply(Response::Redirection(path))), "3 /a%20b/\r\n");
        let url = Redirection::Url { to: "gemini://b.org/\r\nx".into(), permanent: true };
        assert_eq!(
            written(reply(Response::Redirection(url))),
            "2 text/gemini\r\n# Moved\n\nThis has moved to another place:\n\n=> gemini://b.org/x\n"
        );
        for (name, status) in [
            ("é".repeat(400), "5 "),
            ("é".repeat(170) + "aaa", "3 "),
            ("é".repeat(170) + "aaaa", "5 "),
        ] {
            let to = CapsulePath::literal(&format!("/{name}")).unwrap();
            let long = Redirection::Path { to, permanent: true };
            assert!(written(reply(Response::Redirection(long))).starts_with(status), "{name}");
        }
    }

    #[test]
    fn a_question_is_a_page_with_the_line_that_takes_the_words() {
        let prompt = Prompt {
            path: CapsulePath::literal("/search").unwrap(),
            title: "Search".into(),
            help: vec!["Type words.".to_owned()],
        };
        assert_eq!(
            written(reply(Response::Prompt(prompt))),
            "2 text/gemini\r\n# Search\n\nType words.\n\n=: /search Search\n=> / Home\n"
        );
    }

    #[test]
    fn whose_fault_it_is_stands_in_the_first_digit() {
        for (refusal, digit) in [
            (Refusal::Malformed, "4 "),
            (Refusal::Foreign, "4 "),
            (Refusal::NotFound, "4 "),
            (Refusal::NoCertificate, "4 There is nothing under that name\r\n"),
            (Refusal::TooMany, "4 "),
            (Refusal::Letter(NotTaken::TooLong(9)), "4 "),
            (Refusal::Overloaded, "5 "),
            (Refusal::Failed, "5 "),
            (Refusal::TooLarge, "5 "),
            (Refusal::Letter(NotTaken::Full), "5 "),
        ] {
            let answer = written(reply(Response::Refused(refusal)));
            assert!(answer.starts_with(digit) && answer.ends_with("\r\n"), "{answer}");
        }
        let upload = reject(&Rejected::Malformed(Fault::Upload));
        assert!(written(upload).starts_with("4 Nothing can be uploaded here"));
        assert!(written(reply(Response::Redirection(Redirection::Gone))).starts_with("4 "));
    }

    #[test]
    fn of_an_authors_header_the_words_are_left() {
        let notice = |status, text: &str| {
            let notice = Notice { status, text: text.into() };
            written(reply(Response::Redirection(Redirection::Notice(notice))))
        };
        assert_eq!(notice(41, "Closed\r\nx"), "5 Closedx\r\n");
        assert_eq!(notice(52, "Gone"), "4 Gone\r\n");
        for status in [10, 20, 30, 60] {
            assert_eq!(notice(status, "x"), "4 There is nothing under that name\r\n");
        }
    }
}
