//! The response header: a neutral answer becomes a status line and a body.

use super::limits::MAX_META;
use super::request::Rejected;
use crate::exchange::{NotTaken, Page, Redirection, Refusal, Response, Stream};
use crate::language::LanguageTags;
use crate::protocol::{Coding, FileBody, Reply, ReplyBody};

const INPUT: u8 = 10;
pub(in crate::protocol) const SUCCESS: u8 = 20;
pub(in crate::protocol) const REDIRECT: u8 = 30;
const REDIRECT_FOR_EVER: u8 = 31;
pub(in crate::protocol) const FAILED: u8 = 40;
const UNAVAILABLE: u8 = 41;
const APPLICATION_CONFUSED: u8 = 42;
const APPLICATION_FAILED: u8 = 43;
const SLOW_DOWN: u8 = 44;
pub(in crate::protocol) const FAILED_FOR_GOOD: u8 = 50;
const NOT_FOUND: u8 = 51;
const GONE: u8 = 52;
pub(in crate::protocol) const FOREIGN: u8 = 53;
pub(in crate::protocol) const MALFORMED: u8 = 59;
const CERTIFICATE_WANTED: u8 = 60;
const NOT_ADMITTED: u8 = 61;
const CERTIFICATE_INVALID: u8 = 62;

/// Writes the site's answer.
#[must_use]
pub fn reply(response: Response) -> Reply {
    match response {
        Response::Page(page) => show(page),
        Response::Stream(stream) => send(stream),
        Response::Redirection(redirection) => lead_on(redirection),
        Response::Prompt(prompt) => header(INPUT, &prompt.title),
        Response::Refused(refusal) => refuse(refusal),
    }
}

/// Writes the answer to a line that is no request.
#[must_use]
pub fn reject(rejected: &Rejected) -> Reply {
    match rejected {
        Rejected::Moved(to) => redirect(to, true),
        Rejected::Malformed(fault) => header(MALFORMED, &fault.to_string()),
        Rejected::Foreign(stranger) => header(FOREIGN, &stranger.to_string()),
        Rejected::NotFound => refuse(Refusal::NotFound),
    }
}

fn lead_on(redirection: Redirection) -> Reply {
    match redirection {
        Redirection::Path { to, permanent } => redirect(&to.encoded(), permanent),
        Redirection::Url { to, permanent } => redirect(&to, permanent),
        Redirection::Gone => header(GONE, "What was here is gone for good"),
        Redirection::Notice(notice) => header(notice.status, &notice.text),
    }
}

/// One sentence for each refusal. It never says more than the client knows already.
fn refuse(refusal: Refusal) -> Reply {
    match refusal {
        Refusal::Malformed => header(MALFORMED, "The request breaks a rule of the protocol"),
        Refusal::Foreign => header(FOREIGN, "That is not served here"),
        Refusal::NotFound => header(NOT_FOUND, "There is nothing under that name"),
        Refusal::Overloaded => header(UNAVAILABLE, "The server is busy; try again in a minute"),
        Refusal::TooMany => {
            header(SLOW_DOWN, "Too many connections from your address; wait for some to end")
        }
        Refusal::NoCertificate => header(
            CERTIFICATE_WANTED,
            "This is for readers with a certificate; choose or make one in your client",
        ),
        Refusal::NotAdmitted(certificate) => header(
            NOT_ADMITTED,
            &format!(
                "Your certificate is not admitted here; \
                 its fingerprint, for the owner to add, is SHA256:{certificate:x}"
            ),
        ),
        Refusal::CertificateTooEarly => header(
            CERTIFICATE_INVALID,
            "Your certificate is not valid yet; check the clock that it was made by",
        ),
        Refusal::CertificateTooLate => {
            header(CERTIFICATE_INVALID, "Your certificate has expired; use another one")
        }
        Refusal::ApplicationFailed => {
            header(APPLICATION_FAILED, "The program that answers here does not; try again later")
        }
        Refusal::ApplicationConfused => {
            header(APPLICATION_CONFUSED, "The program that answers here said what is no answer")
        }
        Refusal::TooLarge => {
            header(FAILED_FOR_GOOD, "This page is too large to be shown; tell its author")
        }
        Refusal::Failed => {
            header(FAILED, "The server could not read that just now; try again later")
        }
        Refusal::Letter(why) => not_taken(why),
    }
}

fn not_taken(why: NotTaken) -> Reply {
    match why {
        // The number alone: clients read it as the seconds that they are to wait.
        NotTaken::TooSoon(seconds) => header(SLOW_DOWN, &seconds.to_string()),
        NotTaken::TooLong(most) => header(
            MALFORMED,
            &format!("The letter is too long; at most {most} characters are taken"),
        ),
        NotTaken::Full => header(
            FAILED,
            "The author has as many letters to read as there is room for; try again another day",
        ),
        NotTaken::Failed => {
            header(FAILED, "The server could not keep the letter just now; try again later")
        }
    }
}

fn show(page: Page) -> Reply {
    let mime = page.media.as_ref().map_or(page.form.view.mime(), |media| &media.mime);
    let meta = text_type(mime, Some("utf-8"), page.language.as_ref());
    Reply { body: ReplyBody::Whole(page.text), ..header(SUCCESS, &meta) }
}

fn send(stream: Stream) -> Reply {
    let meta = if stream.media.is_text() {
        text_type(&stream.media.mime, stream.charset.as_deref(), stream.language.as_ref())
    } else {
        stream.media.mime.into_owned()
    };
    let body = FileBody { body: stream.body, coding: Coding::AsIs };
    Reply { body: ReplyBody::File(body), ..header(SUCCESS, &meta) }
}

/// A MIME type with its parameters.
fn text_type(mime: &str, charset: Option<&str>, language: Option<&LanguageTags>) -> String {
    let mut meta = mime.to_owned();
    if let Some(charset) = charset {
        meta.push_str("; charset=");
        meta.push_str(charset);
    }
    if let Some(language) = language.filter(|tags| !tags.is_none()) {
        let language = language.as_str();
        // Several tags need quotes: a comma is no token character (RFC 2045, section 5.1).
        let quote = if language.contains(',') { "\"" } else { "" };
        meta.extend(["; lang=", quote, language, quote]);
    }
    meta
}

/// A redirect to an absolute path or URL. One that can't stand in a header is a failure: cut short,
/// it would lead somewhere else.
fn redirect(to: &str, permanent: bool) -> Reply {
    if to.is_empty() || to.len() > MAX_META || !to.bytes().all(|byte| byte.is_ascii_graphic()) {
        return refuse(Refusal::Failed);
    }
    header(if permanent { REDIRECT_FOR_EVER } else { REDIRECT }, to)
}

/// `status SP meta CR LF`, without control characters and within the limit.
pub(in crate::protocol) fn header(status: u8, meta: &str) -> Reply {
    Reply::header(status, status, meta, MAX_META)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use bytes::Bytes;

    use super::*;
    use crate::exchange::{Form, Protocol};
    use crate::media::Media;
    use crate::path::CapsulePath;
    use crate::protocol::gemini::Fault;

    fn head(response: Response) -> String {
        String::from_utf8(reply(response).head.to_vec()).unwrap()
    }

    fn page(form: Form, language: Option<&str>) -> Response {
        Response::Page(Page {
            form,
            media: None,
            text: Bytes::from_static(b"# Hi\n"),
            language: language.map(|it| it.parse().unwrap()),
        })
    }

    #[test]
    fn a_page_says_what_it_is() {
        assert_eq!(
            head(page(Form::of(Protocol::Gemini), None)),
            "20 text/gemini; charset=utf-8\r\n"
        );
        assert_eq!(
            head(page(Form::of(Protocol::Gemini), Some("de-CH"))),
            "20 text/gemini; charset=utf-8; lang=de-CH\r\n"
        );
        assert_eq!(
            head(page(Form::of(Protocol::Gemini), Some("en,fr"))),
            "20 text/gemini; charset=utf-8; lang=\"en,fr\"\r\n"
        );
        assert_eq!(
            head(page(Form::text(Protocol::Gemini), None)),
            "20 text/plain; charset=utf-8\r\n"
        );
        assert!(
            matches!(reply(page(Form::of(Protocol::Gemini), None)).body, ReplyBody::Whole(text) if text == "# Hi\n")
        );
    }

    #[test]
    fn a_file_says_what_it_is() {
        let stream = |mime: &'static str, charset: Option<&'static str>| {
            Response::Stream(Stream {
                media: Media { mime: Cow::Borrowed(mime) },
                charset: charset.map(Cow::Borrowed),
                language: None,
                body: Bytes::from_static(b"abc").into(),
            })
        };
        assert_eq!(head(stream("image/png", None)), "20 image/png\r\n");
        assert_eq!(head(stream("text/plain", Some("utf-8"))), "20 text/plain; charset=utf-8\r\n");
        assert_eq!(head(stream("text/csv", None)), "20 text/csv\r\n");
        let reply = reply(stream("image/png", None));
        assert!(matches!(reply.body, ReplyBody::File(file) if file.body.size() == 3));
    }

    #[test]
    fn a_redirect_is_percent_encoded() {
        let to = CapsulePath::literal("/a b/ü/").unwrap();
        assert_eq!(
            head(Response::Redirection(Redirection::Path { to: to.clone(), permanent: true })),
            "31 /a%20b/%C3%BC/\r\n"
        );
        assert_eq!(
            head(Response::Redirection(Redirection::Path { to, permanent: false })),
            "30 /a%20b/%C3%BC/\r\n"
        );
        let to = "gemini://example.com/".into();
        assert_eq!(
            head(Response::Redirection(Redirection::Url { to, permanent: false })),
            "30 gemini://example.com/\r\n"
        );
    }

    #[test]
    fn a_redirect_that_would_break_the_header_fails() {
        for url in ["gemini://example.com/\r\n20 text/gemini", "gemini://example.com/a b", ""] {
            let answer =
                head(Response::Redirection(Redirection::Url { to: url.into(), permanent: true }));
            assert!(answer.starts_with("40 "), "{answer}");
            assert_eq!(answer.matches('\r').count(), 1);
        }
        let url = format!("gemini://example.com/{}", "a".repeat(1024));
        assert!(
            head(Response::Redirection(Redirection::Url { to: url.into(), permanent: true }))
                .starts_with("40 ")
        );
    }

    #[test]
    fn every_refusal_has_its_status_and_a_sentence() {
        let cases = [
            (Refusal::Malformed, 59),
            (Refusal::Foreign, 53),
            (Refusal::NotFound, 51),
            (Refusal::Overloaded, 41),
            (Refusal::TooMany, 44),
            (Refusal::Failed, 40),
            (Refusal::TooLarge, 50),
            (Refusal::Letter(NotTaken::TooLong(800)), 59),
            (Refusal::Letter(NotTaken::Full), 40),
            (Refusal::Letter(NotTaken::Failed), 40),
        ];
        for (refusal, status) in cases {
            let answer = head(Response::Refused(refusal));
            assert!(
                answer.starts_with(&format!("{status} ")) && answer.ends_with("\r\n"),
                "{answer}"
            );
            assert!(answer.len() > 20, "{answer}");
        }
    }

    #[test]
    fn who_writes_too_much_hears_for_how_many_seconds_to_wait() {
        assert_eq!(head(Response::Refused(Refusal::Letter(NotTaken::TooSoon(90)))), "44 90\r\n");
    }

    #[test]
    fn what_is_gone_has_its_status_and_a_sentence() {
        let answer = head(Response::Redirection(Redirection::Gone));
        assert!(
            answer.starts_with("52 ") && answer.ends_with("\r\n") && answer.len() > 20,
            "{answer}"
        );
    }

    #[test]
    fn the_answer_to_a_rejected_line_says_the_reason() {
        let answer =
            |rejected: &Rejected| String::from_utf8(reject(rejected).head.to_vec()).unwrap();
        assert_eq!(
            answer(&Rejected::Malformed(Fault::TooLong)),
            "59 The URI is longer than 1024 bytes\r\n"
        );
        assert_eq!(answer(&Rejected::Moved("/b?x".to_owned())), "31 /b?x\r\n");
        assert!(answer(&Rejected::NotFound).starts_with("51 "));
    }

    #[test]
    fn a_header_is_bounded_and_clean() {
        let head = header(SUCCESS, &"é\n".repeat(2000)).head;
        assert!(head.len() <= MAX_META + 5);
        assert_eq!(head.iter().filter(|byte| byte.is_ascii_control()).count(), 2);
    }
}
