//! `Form`: the line of a request in a file: for people, for programs, or as web servers write it,
//! so that programs that count their visitors count ours. The facts about a client have been chosen
//! before.

use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;
use serde::Serialize;

use super::entry::{Entry, LogAddresses};
use crate::choice::{Choice, Word};
use crate::escape::escape_controls;
use crate::uri::escape_forbidden;

/// Form of the lines of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// For people.
    #[default]
    Plain,
    /// An object a line, for programs.
    Json,
    /// The combined log format of web servers.
    Combined,
    /// The same behind the host and its port, as Apache writes it for several hosts.
    VhostCombined,
}

impl Choice for Form {
    const ALL: &'static [Self] = &[Self::Plain, Self::Json, Self::Combined, Self::VhostCombined];

    fn word(self) -> Word {
        match self {
            Self::Plain => Word::new("plain", "For people"),
            Self::Json => Word::new("json", "One JSON object a line"),
            Self::Combined => Word::new("combined", "The combined format of web servers"),
            Self::VhostCombined => {
                Word::new("vhost-combined", "The same behind the host and its port")
            }
        }
    }
}

/// Content of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'a> {
    pub(super) time: Timestamp,
    pub(super) entry: &'a Entry<'a>,
    /// Text that was typed, if that is to be written.
    pub(super) query: Option<&'a str>,
    /// The part of the client's address that is kept.
    pub(super) client: Option<IpAddr>,
    pub(super) addresses: LogAddresses,
    pub(super) ms: f64,
}

impl Form {
    /// The line, with its end. Whatever strangers sent, there is no other line end in it and no
    /// control character.
    pub(super) fn line(self, record: &Record<'_>) -> String {
        let mut line = match self {
            Self::Plain => plain(record),
            Self::Json => json(record),
            Self::Combined => combined(record),
            Self::VhostCombined => {
                format!("{}:{} {}", record.entry.host, record.entry.port, combined(record))
            }
        };
        line.push('\n');
        line
    }
}

/// The fields as they stand among the events.
fn plain(record: &Record<'_>) -> String {
    let Entry { host, path, status, sent, .. } = record.entry;
    let scheme = record.entry.scheme();
    let mut line = format!("{:.3} protocol={scheme:?} host={host:?} path={path:?}", record.time);
    // To write into a string does not fail.
    if let Some(query) = record.query {
        let _ = write!(line, " query={query:?}");
    }
    let _ = write!(line, " status={status} bytes={sent} ms={}", record.ms);
    if let Some(client) = record.shown_client() {
        let _ = write!(line, " client={client:?}");
    }
    line
}

/// The fields with the names that they have among the events.
#[derive(Serialize)]
struct Fields<'a> {
    timestamp: String,
    protocol: &'static str,
    host: &'a str,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
    status: u8,
    bytes: u64,
    ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
}

fn json(record: &Record<'_>) -> String {
    let Entry { host, path, status, sent, .. } = *record.entry;
    let fields = Fields {
        timestamp: format!("{:.6}", record.time),
        protocol: record.entry.scheme(),
        host,
        // What JSON leaves as it is may still be a command to a terminal.
        path: escape_controls(path),
        query: record.query.map(escape_controls),
        status,
        bytes: sent,
        ms: record.ms,
        client: record.shown_client(),
    };
    // No map in it and no number that JSON does not know, so it can be written.
    serde_json::to_string(&fields).unwrap_or_else(|_| String::new())
}

/// `host ident user [time] "request" status bytes "referrer" "agent"`, as the manual of Apache's
/// mod_log_config has it.
///
/// GoAccess leaves out lines whose host is no address, whose status is none of HTTP's and whose
/// protocol does not begin with `HTTP/` (tried with 1.7), hence what stands there.
fn combined(record: &Record<'_>) -> String {
    let client = record.client.unwrap_or(Ipv4Addr::UNSPECIFIED.into());
    let time = record.time.strftime("%d/%b/%Y:%H:%M:%S +0000");
    let (request, status) = (request(record), http_status(record.entry.status));
    format!("{client} - - [{time}] \"{request}\" {status} {} \"-\" \"-\"", record.entry.sent)
}

/// A request that was none is `-`. The selector of a hole's root is empty; others need not begin
/// with a slash.
fn request(record: &Record<'_>) -> String {
    let Entry { protocol, path, is_titan, .. } = record.entry;
    if path.is_empty() && !protocol.empty_requests() {
        return "-".to_owned();
    }
    let slash = if path.starts_with('/') { "" } else { "/" };
    let method = if *is_titan { "PUT" } else { "GET" };
    let mut request = format!("{method} {slash}{}", escape_forbidden(path));
    if let Some(query) = record.query {
        request.push('?');
        request.push_str(&escape_forbidden(query));
    }
    request + " HTTP/1.0"
}

/// Status of HTTP for one of Gemini.
fn http_status(status: u8) -> u16 {
    match status {
        10..30 => 200,
        31 => 301,
        30..40 => 302,
        41 => 503,
        42 => 502,
        43 => 504,
        44 => 429,
        40..50 => 500,
        51 => 404,
        52 => 410,
        53 => 421,
        50..60 => 400,
        60 => 401,
        61..70 => 403,
        _ => 500,
    }
}

impl Record<'_> {
    fn shown_client(&self) -> Option<String> {
        self.client.and_then(|client| self.addresses.shown(client))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Protocol;

    const ENTRY: Entry<'static> = Entry {
        protocol: Protocol::Gemini,
        is_titan: false,
        host: "example.org",
        port: 1965,
        path: "/notes/",
        query: None,
        status: 20,
        sent: 2326,
    };

    fn line(form: Form, entry: &Entry<'_>, addresses: LogAddresses) -> String {
        let client = addresses.kept(IpAddr::from([192, 0, 2, 77]));
        let time = "2026-11-05T06:07:08.123456Z".parse().unwrap();
        let line =
            form.line(&Record { time, entry, query: entry.query, client, addresses, ms: 1.5 });
        let whole = line.strip_suffix('\n').unwrap();
        assert!(!whole.contains(char::is_control), "{line:?}");
        whole.to_owned()
    }

    #[test]
    fn a_line_has_three_forms() {
        let check =
            |form, expected: &str| assert_eq!(line(form, &ENTRY, LogAddresses::Off), expected);
        let fields =
            r#"protocol="gemini" host="example.org" path="/notes/" status=20 bytes=2326 ms=1.5"#;
        check(Form::Plain, &format!("2026-11-05T06:07:08.123Z {fields}"));
        check(
            Form::Json,
            r#"{"timestamp":"2026-11-05T06:07:08.123456Z","protocol":"gemini","host":"example.org","path":"/notes/","status":20,"bytes":2326,"ms":1.5}"#,
        );
        let combined =
            r#"0.0.0.0 - - [05/Nov/2026:06:07:08 +0000] "GET /notes/ HTTP/1.0" 200 2326 "-" "-""#;
        check(Form::Combined, combined);
        check(Form::VhostCombined, &format!("example.org:1965 {combined}"));
    }

    #[test]
    fn a_client_is_written_as_each_form_can() {
        let check = |form, addresses, expected: &str| {
            let line = line(form, &ENTRY, addresses);
            assert!(line.contains(expected), "{expected} in {line}");
        };
        check(Form::Plain, LogAddresses::Truncated, r#" client="192.0.2.0/24""#);
        check(Form::Json, LogAddresses::Full, r#","client":"192.0.2.77"}"#);
        check(Form::Combined, LogAddresses::Full, "192.0.2.77 - - [");
        check(Form::Combined, LogAddresses::Truncated, "192.0.2.0 - - [");
    }

    #[test]
    fn what_strangers_send_stays_in_its_field() {
        let entry =
            Entry { path: "/a \" \\ b\r\n\x1b[2J\u{9b}é", query: Some("x\" \"y"), ..ENTRY };
        let check = |form, expected: &str| {
            let line = line(form, &entry, LogAddresses::Off);
            assert!(line.contains(expected), "{expected} in {line}");
        };
        check(Form::Plain, r#" path="/a \" \\ b\r\n\u{1b}[2J\u{9b}é" query="x\" \"y" status=20"#);
        check(Form::Json, r#""path":"/a \" \\ b\\r\\n\\u{1b}[2J\\u{9b}é","query":"x\" \"y","#);
        check(
            Form::Combined,
            r#""GET /a%20%22%20%5C%20b%0D%0A%1B[2J%C2%9B%C3%A9?x%22%20%22y HTTP/1.0" 200"#,
        );
    }

    #[test]
    fn what_came_by_titan_is_told_apart() {
        let upload = Entry { is_titan: true, ..ENTRY };
        let lines = [Form::Plain, Form::Json, Form::Combined]
            .map(|form| line(form, &upload, LogAddresses::Off));
        let parts = ["protocol=\"titan\"", "\"protocol\":\"titan\"", "\"PUT /notes/ HTTP/1.0\""];
        for (line, part) in lines.iter().zip(parts) {
            assert!(line.contains(part), "{line}");
        }
    }

    #[test]
    fn a_request_of_the_web_has_a_path() {
        let check = |protocol, path, expected: &str| {
            let line = line(Form::Combined, &Entry { protocol, path, ..ENTRY }, LogAddresses::Off);
            assert!(line.contains(&format!(" \"{expected}\" ")), "{expected} in {line}");
        };
        check(Protocol::Gemini, "", "-");
        check(Protocol::Gopher, "", "GET / HTTP/1.0");
        check(Protocol::Gopher, "1/notes", "GET /1/notes HTTP/1.0");
        check(Protocol::Gopher, "/1/notes", "GET /1/notes HTTP/1.0");
    }

    #[test]
    fn a_status_is_what_http_calls_it() {
        for (gemini, http) in [
            (9, 500),
            (10, 200),
            (20, 200),
            (29, 200),
            (30, 302),
            (31, 301),
            (39, 302),
            (40, 500),
            (41, 503),
            (42, 502),
            (43, 504),
            (44, 429),
            (45, 500),
            (49, 500),
            (50, 400),
            (51, 404),
            (52, 410),
            (53, 421),
            (59, 400),
            (60, 401),
            (61, 403),
            (62, 403),
            (69, 403),
            (70, 500),
        ] {
            assert_eq!(http_status(gemini), http, "{gemini}");
        }
        assert!((0..=255).all(|status| (200..600).contains(&http_status(status))));
    }
}
