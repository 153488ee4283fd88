//! URI references (RFC 3986): their parts, and the characters that may stand in each.
//!
//! Splitting never fails, since most URIs here were typed by people; which parts a URI must have,
//! and whether a host can be one, is for those who ask. What a path means is for [`crate::path`].

use std::borrow::Cow;
use std::net::Ipv6Addr;

use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode,
};

use crate::host::in_ascii;

/// Characters that stand nowhere in a URI; `%` is left, as it begins an escape.
const FORBIDDEN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The same for a text that holds no escapes.
const LITERAL: &AsciiSet = &FORBIDDEN.add(b'%');

/// Characters that are escaped in the targets of Markdown's links: those that
/// `pulldown_cmark::html` escapes.
const HREF: &AsciiSet = &FORBIDDEN.add(b'[').add(b']').remove(b'^');

/// Characters that are no unreserved ones (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Characters that are escaped in a form's field; a blank is written as `+` then.
const FORM: &AsciiSet = &RESERVED.remove(b' ');

/// Characters that are escaped in the selector of a Gopher URL.
const SELECTOR: &AsciiSet = &RESERVED.remove(b'/').remove(b':').remove(b'=');

/// Characters that are escaped in a path, both of a URL and of a Gopher selector (RFC 3986, section
/// 3.3). `;` is among them because Titan parameters begin with it.
const PATH: &AsciiSet = &SELECTOR
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'@');

/// A URI reference in the five parts of RFC 3986, appendix B, as they are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UriReference<'a> {
    /// The scheme, without its colon.
    pub scheme: Option<&'a str>,
    /// The authority, between `//` and the path.
    pub authority: Option<Authority<'a>>,
    /// The path; may be empty.
    pub path: &'a str,
    /// The query, without its `?`.
    pub query: Option<&'a str>,
    /// The fragment, without its `#`.
    pub fragment: Option<&'a str>,
    /// Path, query and fragment as one text.
    pub after_authority: &'a str,
}

/// The authority of a URI (RFC 3986, section 3.2), as it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Authority<'a> {
    /// The user information, without its `@`.
    pub userinfo: Option<&'a str>,
    /// Host and port, as one text.
    pub host_and_port: &'a str,
}

impl<'a> UriReference<'a> {
    /// Splits a text into its parts.
    #[must_use]
    pub fn split(text: &'a str) -> Self {
        let (scheme, rest) = match text.split_once(':') {
            Some((scheme, rest)) if is_scheme(scheme) => (Some(scheme), rest),
            Some(_) | None => (None, text),
        };
        let (authority, after_authority) = match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, rest) =
                    rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
                (Some(Authority::split(authority)), rest)
            }
            None => (None, rest),
        };
        let (rest, fragment) = split_off(after_authority, '#');
        let (path, query) = split_off(rest, '?');
        Self { scheme, authority, path, query, fragment, after_authority }
    }

    /// Tells whether it is of a scheme; case makes no difference.
    #[must_use]
    pub fn has_scheme(&self, name: &str) -> bool {
        self.scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(name))
    }

    /// Tells whether it is a page of the web.
    #[must_use]
    pub fn is_web(&self) -> bool {
        self.has_scheme("http") || self.has_scheme("https")
    }
}

impl<'a> Authority<'a> {
    fn split(text: &'a str) -> Self {
        match text.rsplit_once('@') {
            Some((user, host_and_port)) => Self { userinfo: Some(user), host_and_port },
            None => Self { userinfo: None, host_and_port: text },
        }
    }

    /// The host, an IPv6 address in brackets, and the port without its colon; the port of `a:` is
    /// empty, `a` has none.
    #[must_use]
    pub fn host_and_port(&self) -> (&'a str, Option<&'a str>) {
        let after_address = self.host_and_port.rfind(']').unwrap_or(0);
        match self.host_and_port.rsplit_once(':') {
            Some((host, port)) if host.len() >= after_address => (host, Some(port)),
            Some(_) | None => (self.host_and_port, None),
        }
    }
}

/// A text before the first of a mark, and what follows the mark.
fn split_off(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.split_once(mark) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Tells whether a text can be a scheme (RFC 3986, section 3.1).
#[must_use]
pub fn is_scheme(text: &str) -> bool {
    let follows = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    text.starts_with(|first: char| first.is_ascii_alphabetic()) && text.bytes().all(follows)
}

/// Tells whether every `%` begins an escape: two hexadecimal digits follow (RFC 3986, section 2.1).
#[must_use]
pub fn is_well_escaped(text: &str) -> bool {
    text.split('%').skip(1).all(is_behind_percent)
}

/// Tells whether a text that stands behind a `%` makes an escape of it.
fn is_behind_percent(text: &str) -> bool {
    match text.as_bytes() {
        [high, low, ..] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        [_] | [] => false,
    }
}

/// Escapes what stands nowhere in a URI; existing escapes stay, a `%` that begins none is one of
/// the characters.
#[must_use]
pub fn escape_forbidden(text: &str) -> Cow<'_, str> {
    if is_well_escaped(text) {
        return utf8_percent_encode(text, FORBIDDEN).into();
    }
    let mut escaped = String::with_capacity(text.len());
    for (index, part) in text.split('%').enumerate() {
        if index > 0 {
            escaped.push_str(if is_behind_percent(part) { "%" } else { "%25" });
        }
        escaped.extend(utf8_percent_encode(part, FORBIDDEN));
    }
    Cow::Owned(escaped)
}

/// Escapes what stands nowhere in a URI in a text that holds no escapes yet.
#[must_use]
pub fn escape_literal(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, LITERAL).into()
}

/// Escapes the target of a Markdown link, as `pulldown_cmark::html` does.
#[must_use]
pub fn escape_href(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, HREF).into()
}

/// Escapes a part of a path: printable ASCII is left without space, `?`, `#`, `;` or a lone `%`.
#[must_use]
pub fn escape_path(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, PATH).into()
}

/// Escapes the selector of a Gopher URL (RFC 4266, section 2.1).
#[must_use]
pub fn escape_selector(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, SELECTOR).into()
}

/// Escapes all that may mean something in a URI, so that the text can be a part of one.
#[must_use]
pub fn escape_component(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

/// Escapes a field of a form (`application/x-www-form-urlencoded`).
#[must_use]
pub fn escape_form(text: &str) -> String {
    utf8_percent_encode(text, FORM).to_string().replace(' ', "+")
}

/// A host as it stands in a URL: an IPv6 address in brackets.
#[must_use]
pub fn host_in_url(host: &str) -> Cow<'_, str> {
    if host.parse::<Ipv6Addr>().is_ok() {
        Cow::Owned(format!("[{host}]"))
    } else {
        Cow::Borrowed(host)
    }
}

/// The URI with its host as the domain name system has it, where it is in another script, escaped or
/// not: no client can look up any other.
#[must_use]
pub fn with_ascii_host(uri: &str) -> Cow<'_, str> {
    let parts = UriReference::split(uri);
    let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
        return Cow::Borrowed(uri);
    };
    let (host, port) = authority.host_and_port();
    let Ok(name) = percent_decode_str(host).decode_utf8() else { return Cow::Borrowed(uri) };
    let ascii = in_ascii(&name);
    if name.is_ascii() || !ascii.is_ascii() {
        return Cow::Borrowed(uri);
    }
    let user = authority.userinfo.map(|user| format!("{user}@")).unwrap_or_default();
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    Cow::Owned(format!("{scheme}://{user}{ascii}{port}{}", parts.after_authority))
}

/// Follows the `.` and `..` of an absolute path (RFC 3986, section 5.2.4); none leads above the
/// root.
#[must_use]
pub fn remove_dot_segments(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/').skip(1) {
        match segment {
            "." => {}
            ".." => {
                kept.pop();
            }
            name => kept.push(name),
        }
    }
    let joined = format!("/{}", kept.join("/"));
    let is_folder = ["/", "/.", "/.."].iter().any(|end| path.ends_with(end));
    if is_folder && !joined.ends_with('/') { joined + "/" } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts as one text: `scheme|authority|path|query|fragment`, `-` for what is not there.
    fn check(text: &str, parts: &str) {
        let uri = UriReference::split(text);
        let authority = uri.authority.map(|it| match it.userinfo {
            Some(user) => format!("{user}@{}", it.host_and_port),
            None => it.host_and_port.to_owned(),
        });
        let authority = authority.as_deref();
        let found = [uri.scheme, authority, Some(uri.path), uri.query, uri.fragment];
        assert_eq!(found.map(|part| part.unwrap_or("-")).join("|"), parts, "{text}");
    }

    #[test]
    fn a_reference_has_five_parts() {
        check("http://a@[::1]:8/b?c?d#e?f", "http|a@[::1]:8|/b|c?d|e?f");
        check("gemini://example.org", "gemini|example.org||-|-");
        check("gemini://example.org?q", "gemini|example.org||q|-");
        check("mailto:me@example.org", "mailto|-|me@example.org|-|-");
        check("//example.org/x", "-|example.org|/x|-|-");
        check("../a b#c", "-|-|../a b|-|c");
        check("1:2", "-|-|1:2|-|-");
        check("a/b:c", "-|-|a/b:c|-|-");
        check("x:///y", "x||/y|-|-");
        check("", "-|-||-|-");
    }

    #[test]
    fn a_port_stands_behind_the_host() {
        for (text, host, port) in [
            ("x://a:70/", "a", Some("70")),
            ("x://a:", "a", Some("")),
            ("x://[::1]", "[::1]", None),
            ("x://u:p@[::1]:70", "[::1]", Some("70")),
            ("x://a", "a", None),
        ] {
            let authority = UriReference::split(text).authority.unwrap();
            assert_eq!(authority.host_and_port(), (host, port), "{text}");
        }
    }

    #[test]
    fn each_part_has_its_characters() {
        assert_eq!(
            escape_forbidden("http://é/a b%20[c]{d}^"),
            "http://%C3%A9/a%20b%20[c]%7Bd%7D%5E"
        );
        assert_eq!(escape_forbidden("x:100%/a%20b%2?c=5%"), "x:100%25/a%20b%252?c=5%25");
        assert_eq!(escape_literal("100% a"), "100%25%20a");
        assert_eq!(escape_href("a[b]^"), "a%5Bb%5D^");
        assert_eq!(escape_path("/a;b?c!d"), "/a%3Bb%3Fc!d");
        assert_eq!(escape_selector("/a!b=c:d~"), "/a%21b=c:d~");
        assert_eq!(escape_form("a b+c&d"), "a+b%2Bc%26d");
    }

    #[test]
    fn a_host_in_another_script_is_written_in_ascii() {
        for (uri, ascii) in [
            ("gemini://räksmörgås.se:1966/å?ä#ö", "gemini://xn--rksmrgs-5wao1o.se:1966/å?ä#ö"),
            ("http://me@r%C3%A4ksm%C3%B6rg%C3%A5s.se", "http://me@xn--rksmrgs-5wao1o.se"),
            ("http://example.org/å", "http://example.org/å"),
            ("mailto:me@räksmörgås.se", "mailto:me@räksmörgås.se"),
            ("http://%FF.se/", "http://%FF.se/"),
            ("/å", "/å"),
        ] {
            assert_eq!(with_ascii_host(uri), ascii, "{uri}");
        }
    }

    #[test]
    fn dots_are_followed() {
        for (path, without) in
            [("/a/./b/../c", "/a/c"), ("/../..", "/"), ("/a/b/.", "/a/b/"), ("/a//b", "/a//b")]
        {
            assert_eq!(remove_dot_segments(path), without, "{path}");
        }
    }

    #[test]
    fn a_scheme_is_known_in_any_case() {
        for (text, web, gemini) in [
            ("http://a/", true, false),
            ("HTTPS://a/", true, false),
            ("gemini://a/", false, true),
            ("Gemini:x", false, true),
            ("/http", false, false),
            ("mailto:a@b", false, false),
        ] {
            let uri = UriReference::split(text);
            assert_eq!((uri.is_web(), uri.has_scheme("gemini")), (web, gemini), "{text}");
        }
    }
}
