//! Aggregators, as their addresses are written.

use std::fmt;
use std::str::FromStr;

use super::form::{Value, quoted};
use super::name::HostName;
use crate::uri::{UriReference, escape_component};

/// What stands for the address of the feed.
const FEED: &str = "{feed}";

/// An aggregator: the address on Gemini at which it takes that of a feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Aggregator(String);

impl Aggregator {
    /// The URL by which it is told of a feed: the feed's address, percent-encoded, is in it where
    /// that is marked, else at its end as a query.
    #[must_use]
    pub fn url_for(&self, feed: &str) -> String {
        let feed = escape_component(feed);
        if self.0.contains(FEED) {
            return self.0.replace(FEED, &feed);
        }
        let mark = if self.0.contains('?') { "" } else { "?" };
        format!("{}{mark}{feed}", self.0)
    }
}

impl fmt::Display for Aggregator {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl FromStr for Aggregator {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let uri = UriReference::split(text);
        let is_visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        let authority = uri.authority.filter(|it| it.userinfo.is_none());
        let (Some(authority), true, true) = (authority, uri.has_scheme("gemini"), is_visible)
        else {
            return Err("write an address such as gemini://warmedal.se/~antenna/submit".to_owned());
        };
        if text.contains('#') {
            return Err("no server is told what follows a #".to_owned());
        }
        let (host, port) = authority.host_and_port();
        let _: HostName = host.parse()?;
        if port.is_some_and(|port| !port.is_empty() && port.parse::<u16>().is_err()) {
            return Err("this is no port; write one from 1 to 65535".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl Value for Aggregator {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse()
    }

    fn written(&self) -> Option<String> {
        Some(quoted(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_aggregator_gets_the_address_as_a_query_or_where_it_is_marked() {
        let feed = "gemini://a.org:1966/é/feed.xml?a=b&c";
        let encoded = "gemini%3A%2F%2Fa.org%3A1966%2F%C3%A9%2Ffeed.xml%3Fa%3Db%26c";
        for (text, start, end) in [
            ("gemini://b.org/submit", "gemini://b.org/submit?", ""),
            ("gemini://b.org/submit?", "gemini://b.org/submit?", ""),
            ("gemini://b.org/submit?url=", "gemini://b.org/submit?url=", ""),
            ("gemini://b.org/add/{feed}/now", "gemini://b.org/add/", "/now"),
            ("gemini://[::1]:1966/?{feed}", "gemini://[::1]:1966/?", ""),
        ] {
            let aggregator: Aggregator = text.parse().unwrap();
            assert_eq!(aggregator.url_for(feed), format!("{start}{encoded}{end}"), "{text}");
            assert_eq!(aggregator.written().unwrap(), format!("\"{text}\""));
            assert_eq!(aggregator.to_string(), text);
        }
    }

    #[test]
    fn an_aggregator_is_on_gemini() {
        for text in [
            "",
            "warmedal.se/~antenna/submit",
            "https://b.org/submit",
            "gemini:///submit",
            "gemini://me@b.org/",
            "gemini://b.org:x/",
            "gemini://b.org/#x",
            "gemini://b..org/",
            "gemini://b.org/a b",
            "gemini://b.org/\u{1b}[2J",
        ] {
            assert!(text.parse::<Aggregator>().is_err(), "{text}");
        }
    }
}
