//! The request line: an absolute URI becomes a [`Request`], or the reason why it is none. Whether the path is served
//! is for the site to know.

use std::sync::Arc;

use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::exchange::{Form, Request};
use crate::host::{Host, Hosts};
use crate::origin::{GEMINI_PORT, Origin};
use crate::path::{CapsulePath, PathError, is_well_escaped};

/// The longest URI, in bytes ("Requests" in the specification).
pub const MAX_URI: usize = 1024;
/// The longest request line, in bytes, with its CR LF.
pub const MAX_LINE: usize = MAX_URI + 2;

/// Why a request line is answered without asking the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rejected {
    /// The path had dot segments: the client is sent to this clean path, with its query.
    Moved(String),
    /// The line breaks a rule.
    Malformed(Fault),
    /// The line is well-formed, but for another server.
    Foreign(Stranger),
    /// The line is well-formed, but no path of a capsule can have that name.
    NotFound,
}

/// Which rule a request line breaks; the text is what the client is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Fault {
    /// Nothing before the CR LF.
    #[error("The request is empty; send an absolute URI")]
    Empty,
    /// More than [`MAX_URI`] bytes.
    #[error("The URI is longer than 1024 bytes")]
    TooLong,
    /// No CR LF before the time was over.
    #[error("The request did not end with CR LF in time")]
    Unfinished,
    /// A control character, a space, or a byte beyond ASCII.
    #[error("A URI holds only visible ASCII characters; percent-encode the others")]
    Character,
    /// A `#`.
    #[error("A request has no fragment; leave out the # and what follows")]
    Fragment,
    /// No scheme, or no `//` after it.
    #[error("The request is not an absolute URI such as gemini://example.org/")]
    NotAbsolute,
    /// An `@` before the host.
    #[error("A request has no user information before the host")]
    Userinfo,
    /// A host or port that is none.
    #[error("The host or port of the URI is not valid")]
    Authority,
    /// `%` without two hexadecimal digits.
    #[error("A % in the URI is not followed by two hexadecimal digits")]
    Escape,
    /// An encoded control character.
    #[error("The URI holds an encoded control character")]
    Control,
    /// `..` goes above the root.
    #[error("The path goes above the root")]
    AboveRoot,
}

/// What in a request line belongs to another server; the text is what the client is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum Stranger {
    /// Another scheme than `gemini`.
    #[error("Only gemini:// is served here")]
    Scheme,
    /// Another host.
    #[error("That host is not served here")]
    Host,
    /// Our host, but TLS was asked for another one.
    #[error("The host is not the one that was named to TLS")]
    ServerName,
    /// Another port.
    #[error("That port is not served here")]
    Port,
}

/// Reads a request line: which of the hosts is asked, and what for.
///
/// `line` is without its CR LF; `server_name` is what the client named to TLS, which clients leave out for addresses.
///
/// # Errors
/// Says what is answered instead.
pub fn parse<'a, T: AsRef<Origin>>(
    line: &[u8],
    server_name: Option<&str>,
    hosts: &'a Hosts<T>,
) -> Result<(&'a Arc<T>, Request), Rejected> {
    let uri = check_characters(line).map_err(Rejected::Malformed)?;
    let rest = after_scheme(uri)?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let asked = host_of(authority, server_name, hosts)?;
    let (path, typed) = match rest.split_once('?') {
        Some((path, typed)) => (path, Some(typed)),
        None => (rest, None),
    };
    let query = typed.map(decode_query).transpose().map_err(Rejected::Malformed)?.flatten();
    let decoded = CapsulePath::decode(path).map_err(reject_path)?;
    if decoded.had_dots {
        return Err(moved(&decoded.path, typed));
    }
    Ok((asked, Request { paths: vec![decoded.path], form: Form::Gemtext, query }))
}

/// Length and alphabet. Of the visible characters only `#` is refused: clients do send `[`, `|` or `^` as they are, and
/// no meaning hangs on them.
fn check_characters(line: &[u8]) -> Result<&str, Fault> {
    if line.is_empty() {
        return Err(Fault::Empty);
    }
    if line.len() > MAX_URI {
        return Err(Fault::TooLong);
    }
    if !line.iter().all(u8::is_ascii_graphic) {
        return Err(Fault::Character);
    }
    if line.contains(&b'#') {
        return Err(Fault::Fragment);
    }
    std::str::from_utf8(line).map_err(|_| Fault::Character)
}

/// What stands after `gemini://`.
fn after_scheme(uri: &str) -> Result<&str, Rejected> {
    let absolute = Rejected::Malformed(Fault::NotAbsolute);
    let Some((scheme, rest)) = uri.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) else {
        return Err(absolute);
    };
    if !scheme.eq_ignore_ascii_case("gemini") {
        return Err(Rejected::Foreign(Stranger::Scheme));
    }
    rest.strip_prefix("//").ok_or(absolute)
}

/// RFC 3986, section 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// The host that an authority names, if it and the port are ours.
fn host_of<'a, T: AsRef<Origin>>(
    authority: &str,
    server_name: Option<&str>,
    hosts: &'a Hosts<T>,
) -> Result<&'a Arc<T>, Rejected> {
    if authority.contains('@') {
        return Err(Rejected::Malformed(Fault::Userinfo));
    }
    let (host, port) = split_port(authority).map_err(Rejected::Malformed)?;
    let host = parse_host(host).map_err(Rejected::Malformed)?;
    let ours = host.as_ref().and_then(|host| hosts.find(host)).ok_or(Rejected::Foreign(Stranger::Host))?;
    if server_name.is_some_and(|name| host != Some(Host::new(name))) {
        return Err(Rejected::Foreign(Stranger::ServerName));
    }
    if port_number(port) != Some(T::as_ref(ours).gemini_port.unwrap_or(GEMINI_PORT)) {
        return Err(Rejected::Foreign(Stranger::Port));
    }
    Ok(ours)
}

/// The host of a URI; `None` for an address of a kind to come (RFC 3986, section 3.2.2), which nobody has.
fn parse_host(text: &str) -> Result<Option<Host<&str>>, Fault> {
    if let Some(literal) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        if literal.starts_with(['v', 'V']) {
            return Ok(None);
        }
        return literal.parse().map(|address| Some(Host::V6(address))).map_err(|_| Fault::Authority);
    }
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=%".contains(&byte);
    if text.is_empty() || !text.bytes().all(allowed) {
        return Err(Fault::Authority);
    }
    check_escapes(text)?;
    Ok(Some(Host::new(text)))
}

/// Host and digits of the port; an IPv6 address keeps its brackets.
fn split_port(authority: &str) -> Result<(&str, &str), Fault> {
    let after_address = authority.rfind(']').unwrap_or(0);
    let (host, port) = match authority.rfind(':').filter(|at| *at > after_address) {
        Some(at) => authority.split_at_checked(at).unwrap_or((authority, "")),
        None => (authority, ""),
    };
    let digits = port.strip_prefix(':').unwrap_or(port);
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { Ok((host, digits)) } else { Err(Fault::Authority) }
}

/// `None` for a number that no port has. An empty port is the usual one (RFC 3986, section 6.2.3).
fn port_number(digits: &str) -> Option<u16> {
    if digits.is_empty() { Some(GEMINI_PORT) } else { digits.parse().ok() }
}

/// What the client typed; `None` when it typed nothing.
///
/// Line breaks are taken: clients send them from larger input fields. What is not UTF-8 is replaced, not refused,
/// because most pages ignore their query.
fn decode_query(typed: &str) -> Result<Option<String>, Fault> {
    check_escapes(typed)?;
    let decoded = percent_decode_str(typed).decode_utf8_lossy();
    if decoded.contains(|it: char| it.is_control() && !matches!(it, '\t' | '\r' | '\n')) {
        return Err(Fault::Control);
    }
    Ok(Some(decoded.into_owned()).filter(|text| !text.is_empty()))
}

/// Refuses a `%` that begins no escape.
fn check_escapes(text: &str) -> Result<(), Fault> {
    if is_well_escaped(text) { Ok(()) } else { Err(Fault::Escape) }
}

/// The answer to a path that is none.
fn reject_path(error: PathError) -> Rejected {
    match error {
        PathError::Escape => Rejected::Malformed(Fault::Escape),
        PathError::Control => Rejected::Malformed(Fault::Control),
        PathError::AboveRoot => Rejected::Malformed(Fault::AboveRoot),
        PathError::Relative => Rejected::Malformed(Fault::NotAbsolute),
        PathError::Separator | PathError::Encoding | PathError::EmptySegment | PathError::Hidden => Rejected::NotFound,
    }
}

/// To the clean path, with the query as it came.
fn moved(path: &CapsulePath, typed: Option<&str>) -> Rejected {
    let mut to = path.encoded();
    if let Some(typed) = typed {
        to.push('?');
        to.push_str(typed);
    }
    Rejected::Moved(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(host: &str, port: u16) -> Hosts<Origin> {
        let origin = Origin { host: host.to_owned(), gemini_port: Some(port), gopher_port: None };
        Hosts::one(Arc::new(origin), [host])
    }

    fn refused(line: &[u8], server_name: Option<&str>, hosts: &Hosts<Origin>) -> Option<Rejected> {
        parse(line, server_name, hosts).err()
    }

    fn asked(line: &str) -> Result<(String, Option<String>), Rejected> {
        let hosts = origin("example.org", 1965);
        let (_, request) = parse(line.as_bytes(), Some("example.org"), &hosts)?;
        assert_eq!(request.form, Form::Gemtext);
        Ok((request.paths[0].as_str().to_owned(), request.query))
    }

    fn path_of(line: &str) -> String {
        asked(line).unwrap().0
    }

    fn fault(line: &str, expected: Fault) {
        assert_eq!(asked(line), Err(Rejected::Malformed(expected)), "{line:?}");
    }

    fn stranger(line: &str, expected: Stranger) {
        assert_eq!(asked(line), Err(Rejected::Foreign(expected)), "{line:?}");
    }

    #[test]
    fn an_absolute_uri_is_read() {
        assert_eq!(path_of("gemini://example.org/a/b%20c"), "/a/b c");
        assert_eq!(path_of("gemini://example.org"), "/");
        assert_eq!(path_of("gemini://example.org/"), "/");
        assert_eq!(path_of("GEMINI://EXAMPLE.org./x"), "/x");
        assert_eq!(path_of("gemini://example.org:1965/x"), "/x");
        assert_eq!(path_of("gemini://example.org:/x"), "/x");
        assert_eq!(path_of("gemini://example.org?q"), "/");
    }

    #[test]
    fn a_uri_of_1024_bytes_is_the_longest() {
        let longest = format!("gemini://example.org/{}", "a".repeat(MAX_URI - 21));
        assert_eq!(longest.len(), MAX_URI);
        assert_eq!(path_of(&longest).len(), MAX_URI - 20);
        fault(&format!("{longest}a"), Fault::TooLong);
    }

    #[test]
    fn what_cannot_be_a_uri_is_malformed() {
        fault("", Fault::Empty);
        for line in ["/path", "//example.org/", "example.org", "gemini:/x", "gemini:example.org", "1x://h/", "://h/"] {
            fault(line, Fault::NotAbsolute);
        }
        let characters =
            ["gemini://example.org/a b", "gemini://example.org/\ra", "gemini://example.org/\0", "GET / HTTP/1.1"];
        for line in characters {
            fault(line, Fault::Character);
        }
        fault("gemini://example.org/ü", Fault::Character);
        let invalid = refused(b"gemini://example.org/\xff", None, &origin("example.org", 1965));
        assert_eq!(invalid, Some(Rejected::Malformed(Fault::Character)));
    }

    #[test]
    fn userinfo_and_fragment_are_refused_even_empty() {
        for line in ["gemini://user@example.org/", "gemini://:pw@example.org/", "gemini://@example.org/"] {
            fault(line, Fault::Userinfo);
        }
        for line in ["gemini://example.org/#x", "gemini://example.org/#", "gemini://example.org#"] {
            fault(line, Fault::Fragment);
        }
        assert_eq!(path_of("gemini://example.org/@x"), "/@x");
    }

    #[test]
    fn an_authority_that_is_none_is_refused() {
        for line in
            ["gemini:///x", "gemini://:1965/", "gemini://example.org:x/", "gemini://[::1/", "gemini://ex<ample.org/"]
        {
            fault(line, Fault::Authority);
        }
        fault("gemini://exam%G1ple.org/", Fault::Escape);
    }

    #[test]
    fn what_belongs_to_another_server_is_refused() {
        for line in
            ["https://example.org/", "http://user@example.org/", "gopher://example.org/", "titan://example.org/"]
        {
            stranger(line, Stranger::Scheme);
        }
        for line in ["gemini://example.com/", "gemini://127.0.0.1/", "gemini://[::1]/", "gemini://[v1.x]/"] {
            stranger(line, Stranger::Host);
        }
        for line in ["gemini://example.org:1966/", "gemini://example.org:99999/"] {
            stranger(line, Stranger::Port);
        }
        let ours = origin("example.org", 1965);
        let other = refused(b"gemini://example.org/", Some("example.com"), &ours);
        assert_eq!(other, Some(Rejected::Foreign(Stranger::ServerName)));
        assert!(parse(b"gemini://example.org/", Some("EXAMPLE.ORG"), &ours).is_ok());
        assert!(parse(b"gemini://example.org/", None, &ours).is_ok());
    }

    #[test]
    fn the_public_port_is_the_one_that_counts() {
        let forwarded = origin("example.org", 1966);
        assert!(parse(b"gemini://example.org:1966/", None, &forwarded).is_ok());
        let usual = refused(b"gemini://example.org/", None, &forwarded);
        assert_eq!(usual, Some(Rejected::Foreign(Stranger::Port)));
    }

    #[test]
    fn of_several_hosts_the_one_that_is_named_is_asked() {
        let at = |host: &str, port| Origin { host: host.to_owned(), gemini_port: Some(port), gopher_port: None };
        let hosts = Hosts::one(Arc::new(at("a.example", 1965)), ["a.example", "www.a.example"])
            .and(Arc::new(at("b.example", 1966)), ["b.example"]);
        let asked = |line: &str, name| parse(line.as_bytes(), name, &hosts).map(|(origin, _)| origin.host.as_str());
        assert_eq!(asked("gemini://a.example/", Some("a.example")), Ok("a.example"));
        assert_eq!(asked("gemini://WWW.a.example/", Some("www.a.example")), Ok("a.example"));
        assert_eq!(asked("gemini://b.example:1966/", None), Ok("b.example"));
        let foreign = |stranger| Err(Rejected::Foreign(stranger));
        assert_eq!(asked("gemini://b.example/", None), foreign(Stranger::Port));
        assert_eq!(asked("gemini://b.example:1966/", Some("a.example")), foreign(Stranger::ServerName));
        assert_eq!(asked("gemini://a.example/", Some("www.a.example")), foreign(Stranger::ServerName));
        assert_eq!(asked("gemini://c.example/", Some("c.example")), foreign(Stranger::Host));
    }

    #[test]
    fn an_address_may_be_the_host() {
        assert!(parse(b"gemini://[0:0::1]/", None, &origin("::1", 1965)).is_ok());
        assert!(parse(b"gemini://[::1]:1965", None, &origin("::1", 1965)).is_ok());
        assert!(parse(b"gemini://192.0.2.1/", None, &origin("192.0.2.1", 1965)).is_ok());
    }

    #[test]
    fn every_wrong_path_has_its_answer() {
        fault("gemini://example.org/%", Fault::Escape);
        fault("gemini://example.org/%G1", Fault::Escape);
        for path in ["%00", "%0D", "a%0Ab", "%7f"] {
            fault(&format!("gemini://example.org/{path}"), Fault::Control);
        }
        for path in ["..", "%2e%2e/etc/passwd", "a/../../b"] {
            fault(&format!("gemini://example.org/{path}"), Fault::AboveRoot);
        }
        for path in ["a%2Fb", "a%5Cb", "a\\b", "%FF", "%C0%AF", "/a", "a//b", ".git", "%2egit"] {
            assert_eq!(asked(&format!("gemini://example.org/{path}")), Err(Rejected::NotFound), "{path}");
        }
    }

    #[test]
    fn dots_inside_lead_to_the_clean_path() {
        let moved = |to: &str| Err(Rejected::Moved(to.to_owned()));
        assert_eq!(asked("gemini://example.org/a/../b"), moved("/b"));
        assert_eq!(asked("gemini://example.org/a/./b%20c/"), moved("/a/b%20c/"));
        assert_eq!(asked("gemini://example.org/a/%2e%2e/b?x%20y"), moved("/b?x%20y"));
    }

    #[test]
    fn a_query_is_what_was_typed() {
        let query = |typed: &str| asked(&format!("gemini://example.org/?{typed}")).map(|(_, query)| query);
        assert_eq!(query("two%20words"), Ok(Some("two words".to_owned())));
        assert_eq!(query("a%0D%0Ab/?"), Ok(Some("a\r\nb/?".to_owned())));
        assert_eq!(query("%FF"), Ok(Some("\u{fffd}".to_owned())));
        assert_eq!(query(""), Ok(None));
        assert_eq!(query("%"), Err(Rejected::Malformed(Fault::Escape)));
        assert_eq!(query("%00"), Err(Rejected::Malformed(Fault::Control)));
    }
}
