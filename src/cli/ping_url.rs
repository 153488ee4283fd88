//! `PingUrl`: the server that is asked, and the request. Its answer is for others.

use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

use crate::form::Protocol;
use crate::protocol::gemini::MAX_URI;
use crate::settings::value::HostName;
use crate::uri::{UriReference, escape_forbidden, host_in_url, remove_dot_segments};

/// A protocol and how it is carried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// Gemini, which is always inside TLS.
    Gemini,
    /// Gopher in plain text.
    Gopher,
    /// Gopher inside TLS.
    Gophers,
    /// Spartan.
    Spartan,
    /// Nex.
    Nex,
    /// Finger.
    Finger,
}

impl Scheme {
    fn of(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "gemini" => Some(Self::Gemini),
            "gopher" => Some(Self::Gopher),
            "gophers" => Some(Self::Gophers),
            "spartan" => Some(Self::Spartan),
            "nex" => Some(Self::Nex),
            "finger" => Some(Self::Finger),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Gemini => "gemini",
            Self::Gopher => "gopher",
            Self::Gophers => "gophers",
            Self::Spartan => "spartan",
            Self::Nex => "nex",
            Self::Finger => "finger",
        }
    }

    fn usual_port(self) -> u16 {
        self.protocol().default_port()
    }

    /// The protocol, however it is carried.
    #[must_use]
    pub fn protocol(self) -> Protocol {
        match self {
            Self::Gemini => Protocol::Gemini,
            Self::Gopher | Self::Gophers => Protocol::Gopher,
            Self::Spartan => Protocol::Spartan,
            Self::Nex => Protocol::Nex,
            Self::Finger => Protocol::Finger,
        }
    }

    /// Says whether it is inside TLS.
    #[must_use]
    pub fn is_private(self) -> bool {
        match self {
            Self::Gemini | Self::Gophers => true,
            Self::Gopher | Self::Spartan | Self::Nex | Self::Finger => false,
        }
    }
}

/// A URL that can be asked for: no user, no fragment, visible ASCII, a host that can be one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PingUrl {
    /// The protocol.
    pub scheme: Scheme,
    /// The host: a name in lower case or an address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Path and query; begins with `/`.
    rest: String,
}

impl FromStr for PingUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let absolute =
            if text.contains("://") { text.to_owned() } else { format!("gemini://{text}") };
        let uri = UriReference::split(&absolute);
        let scheme = uri.scheme.and_then(Scheme::of).ok_or(
            "only gemini://, gopher://, gophers://, spartan://, nex:// and finger:// can be \
                 asked for",
        )?;
        let Some(authority) = uri.authority else { return Err("write a host".to_owned()) };
        if authority.userinfo.is_some() {
            return Err("a URL of the small internet has no user before its host".to_owned());
        }
        let (host, port) = host_and_port(authority.host_and_port)?;
        let slash = if uri.path.starts_with('/') { "" } else { "/" };
        let query = uri.query.map_or_else(String::new, |query| format!("?{query}"));
        let rest = format!("{slash}{}", escape_forbidden(&format!("{}{query}", uri.path)));
        let url = Self { scheme, host, port: port.unwrap_or(scheme.usual_port()), rest };
        if url.to_string().len() > MAX_URI {
            return Err(format!("a request has at most {MAX_URI} bytes"));
        }
        Ok(url)
    }
}

fn host_and_port(authority: &str) -> Result<(String, Option<u16>), String> {
    let (host, port) = match authority.rsplit_once(':') {
        // In `[::1]` and in a bare `::1` the last colon is the address's.
        Some((before, _)) if before.contains(':') && !before.ends_with(']') => (authority, None),
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let port = port.filter(|port| !port.is_empty()).map(str::parse).transpose();
    let port = port.map_err(|_| "this is no port; write one from 1 to 65535".to_owned())?;
    let host: HostName = host.parse()?;
    Ok((host.as_str().to_owned(), port))
}

impl PingUrl {
    /// The same over TLS.
    #[must_use]
    pub fn over_tls(self) -> Self {
        let scheme = match self.scheme {
            Scheme::Gopher => Scheme::Gophers,
            Scheme::Gemini | Scheme::Gophers | Scheme::Spartan | Scheme::Nex | Scheme::Finger => {
                self.scheme
            }
        };
        Self { scheme, ..self }
    }

    /// `host:port`, by which its key is remembered.
    #[must_use]
    pub fn authority(&self) -> String {
        format!("{}:{}", host_in_url(&self.host), self.port)
    }

    /// Its path, percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        self.rest.split('?').next().unwrap_or("/")
    }

    /// The request line, as it is sent, and the words that follow it.
    #[must_use]
    pub fn request(&self) -> Vec<u8> {
        match self.scheme {
            Scheme::Gemini => format!("{self}\r\n").into_bytes(),
            Scheme::Gopher | Scheme::Gophers => line_of(self.selector()),
            Scheme::Nex => format!("{}\r\n", self.path()).into_bytes(),
            Scheme::Finger => line_of(self.path().trim_start_matches('/')),
            Scheme::Spartan => {
                let query = self.rest.split_once('?').map_or("", |(_, query)| query);
                let words: Vec<u8> = percent_decode_str(query).collect();
                let line = format!("{} {} {}\r\n", self.host, self.path(), words.len());
                line.into_bytes().into_iter().chain(words).collect()
            }
        }
    }

    /// The selector of a Gopher URL, percent-encoded: what follows the slash and the item type.
    fn selector(&self) -> &str {
        let mut rest = self.rest.chars();
        rest.nth(1);
        rest.as_str()
    }

    /// The item type that a Gopher URL names (RFC 4266, section 2.1); `None` for the root, which is
    /// a menu.
    #[must_use]
    pub fn item_type(&self) -> Option<char> {
        self.rest.chars().nth(1)
    }

    /// The target of a redirect from here.
    ///
    /// # Errors
    /// Fails when it leads to what can't be asked for, or to another protocol.
    pub fn join(&self, reference: &str) -> Result<Self, String> {
        let uri = UriReference::split(reference);
        let target: Self = match (uri.scheme, uri.authority) {
            (Some(_), _) => reference.parse()?,
            (None, Some(_)) => format!("{}:{reference}", self.scheme.name()).parse()?,
            (None, None) => {
                format!("{}://{}{}", self.scheme.name(), self.authority(), self.relative(reference))
                    .parse()?
            }
        };
        if target.scheme == self.scheme {
            Ok(target)
        } else {
            Err("it leads to another protocol".to_owned())
        }
    }

    /// The path and query that a relative reference means here (RFC 3986, section 5.2).
    fn relative(&self, reference: &str) -> String {
        let path = self.path();
        let (to, query) = reference
            .find('?')
            .and_then(|at| reference.split_at_checked(at))
            .unwrap_or((reference, ""));
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let joined = match to {
            "" => path.to_owned(),
            absolute if absolute.starts_with('/') => absolute.to_owned(),
            relative => format!("{folder}/{relative}"),
        };
        format!("{}{query}", remove_dot_segments(&joined))
    }
}

/// A percent-encoded text as a line.
fn line_of(encoded: &str) -> Vec<u8> {
    // A line break would end the request and begin another.
    let decoded = percent_decode_str(encoded).filter(|byte| !matches!(byte, b'\r' | b'\n'));
    decoded.chain(*b"\r\n").collect()
}

impl fmt::Display for PingUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}", self.scheme.name(), host_in_url(&self.host))?;
        if self.port != self.scheme.usual_port() {
            write!(out, ":{}", self.port)?;
        }
        out.write_str(&self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_asked_for_in_one_form() {
        for (typed, url) in [
            ("example.org", "gemini://example.org/"),
            ("Example.ORG./a b", "gemini://example.org/a%20b"),
            ("example.org:1965/x#top", "gemini://example.org/x"),
            ("gemini://example.org?q", "gemini://example.org/?q"),
            ("É.org", "gemini://xn--9ca.org/"),
            ("[::1]:1966", "gemini://[::1]:1966/"),
            ("gemini://[::1]/", "gemini://[::1]/"),
            ("gopher://example.org", "gopher://example.org/"),
            ("GOPHERS://example.org:70/0/é", "gophers://example.org/0/%C3%A9"),
        ] {
            assert_eq!(typed.parse::<PingUrl>().unwrap().to_string(), url, "{typed}");
        }
        for typed in
            ["", "https://example.org/", "me@example.org", "exa mple.org", "example.org:x", "a..b"]
        {
            assert!(typed.parse::<PingUrl>().is_err(), "{typed}");
        }
        assert!(format!("example.org/{}", "a".repeat(1024)).parse::<PingUrl>().is_err());
    }

    #[test]
    fn a_request_is_one_line() {
        for (url, request) in [
            ("example.org/a?b", "gemini://example.org/a?b\r\n"),
            ("gopher://example.org", "\r\n"),
            ("gopher://example.org/1", "\r\n"),
            ("gopher://example.org/0/a%20b", "/a b\r\n"),
            ("gopher://example.org/7/find%09two%0d%0awords", "/find\ttwowords\r\n"),
            ("spartan://example.org", "example.org / 0\r\n"),
            ("spartan://example.org:3000/a%20b?x%20%C3%A9", "example.org /a%20b 4\r\nx é"),
            ("nex://example.org/a%20b/", "/a%20b/\r\n"),
            ("finger://example.org", "\r\n"),
            ("finger://example.org/ann%0d%0ab", "annb\r\n"),
        ] {
            assert_eq!(
                String::from_utf8(url.parse::<PingUrl>().unwrap().request()).unwrap(),
                request,
                "{url}"
            );
        }
    }

    #[test]
    fn a_redirect_leads_somewhere() {
        let from: PingUrl = "gemini://example.org:1966/a/b?c".parse().unwrap();
        for (reference, url) in [
            ("/x", "gemini://example.org:1966/x"),
            ("x/", "gemini://example.org:1966/a/x/"),
            ("../x?y", "gemini://example.org:1966/x?y"),
            ("../../..", "gemini://example.org:1966/"),
            ("?z", "gemini://example.org:1966/a/b?z"),
            ("//other.org/x", "gemini://other.org/x"),
            ("gemini://other.org", "gemini://other.org/"),
        ] {
            assert_eq!(from.join(reference).unwrap().to_string(), url, "{reference}");
        }
        assert!(
            from.join("gopher://example.org/").is_err()
                && from.join("https://example.org/").is_err()
        );
    }

    #[test]
    fn a_url_names_an_item_type_and_may_be_asked_for_over_tls() {
        for (url, over_tls, item_type) in [
            ("gopher://example.org/0/a", "gophers://example.org/0/a", Some('0')),
            ("gopher://example.org:7070", "gophers://example.org:7070/", None),
            ("gophers://example.org/7x", "gophers://example.org/7x", Some('7')),
            ("gemini://example.org/", "gemini://example.org/", None),
        ] {
            let url: PingUrl = url.parse().unwrap();
            assert_eq!(url.item_type(), item_type, "{url}");
            assert_eq!(url.over_tls().to_string(), over_tls);
        }
        let refused = "gemini://me@example.org/".parse::<PingUrl>().unwrap_err();
        assert!(refused.contains("no user before its host"), "{refused}");
    }
}
