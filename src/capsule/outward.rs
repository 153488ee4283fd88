//! Targets outside of the capsule, and what a target takes along of the reference that led to it.

use std::net::Ipv6Addr;

use crate::document::Target;
use crate::media::ItemType;
use crate::uri::{UriReference, escape_forbidden, with_ascii_host};

/// The target of a link whose author has left the scheme out: a mail address, or a host whose name
/// says that it is one. Broken on the web, and told as such, but here no reason to send a reader
/// astray.
pub(super) fn without_scheme(reference: &str) -> Option<Target> {
    let path = reference.split(['#', '?']).next().unwrap_or_default();
    let (user, host) = path.split_once('@').unwrap_or_default();
    let is_mail =
        !user.is_empty() && host.contains('.') && !path.contains(['/', ' ']) && !host.contains('@');
    if is_mail {
        return Some(external(&format!("mailto:{reference}")));
    }
    path.starts_with("www.").then(|| external(&format!("https://{reference}")))
}

/// A target with the query of the reference that led to it. What propus serves takes none, but for
/// the search.
pub(super) fn with_query(target: Target, reference: &str) -> Target {
    let query = UriReference::split(reference).query.filter(|query| !query.is_empty());
    let Some(query) = query.map(|query| escape_forbidden(query).into_owned()) else {
        return target;
    };
    match target {
        Target::Internal { path, kind: ItemType::Search, .. } => Target::Search { path, query },
        Target::Missing(path) => Target::GeminiOnly { path, query: Some(query), listed: true },
        // A page in a zone, or what an application answers.
        Target::GeminiOnly { path, listed, .. } => {
            Target::GeminiOnly { path, query: Some(query), listed }
        }
        Target::Internal { .. } | Target::Search { .. } | Target::External(_) | Target::Nowhere => {
            target
        }
    }
}

/// A URL that leads out of the capsule, with what RFC 3986 forbids encoded, and a host that can be
/// looked up.
pub(super) fn external(url: &str) -> Target {
    let escaped = escape_forbidden(&with_ascii_host(url)).replace('[', "%5B").replace(']', "%5D");
    Target::External(with_brackets(escaped))
}

/// Brackets stand nowhere in a URL but around an address of IPv6, where they tell it from a port.
fn with_brackets(url: String) -> String {
    let parts =
        url.split_once("://%5B").and_then(|(scheme, rest)| Some((scheme, rest.split_once("%5D")?)));
    match parts {
        Some((scheme, (address, rest))) if address.parse::<Ipv6Addr>().is_ok() => {
            format!("{scheme}://[{address}]{rest}")
        }
        Some(_) | None => url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_without_scheme_is_one_if_its_name_says_so() {
        for (reference, expected) in [
            ("www.example.org/a?b", Some("https://www.example.org/a?b")),
            ("anna@example.org", Some("mailto:anna@example.org")),
            ("anna@example.org?subject=a", Some("mailto:anna@example.org?subject=a")),
            ("anna@localhost", None),
            ("@example.org", None),
            ("a/anna@example.org", None),
            ("an na@example.org", None),
            ("a@b@example.org", None),
            ("example.org", None),
            ("ww.example.org", None),
        ] {
            let expected = expected.map(|url| Target::External(url.to_owned()));
            assert_eq!(without_scheme(reference), expected, "{reference}");
        }
    }

    #[test]
    fn brackets_stand_around_an_address_only() {
        for (url, expected) in [
            ("gemini://[::1]:1965/a[b]", "gemini://[::1]:1965/a%5Bb%5D"),
            ("gemini://[x]/", "gemini://%5Bx%5D/"),
            ("gemini://a/[::1]", "gemini://a/%5B::1%5D"),
            ("https://a/b c", "https://a/b%20c"),
        ] {
            assert_eq!(external(url), Target::External(expected.to_owned()), "{url}");
        }
    }

    #[test]
    fn a_query_stays_with_what_takes_one() {
        let path = || crate::path::CapsulePath::literal("/a").unwrap();
        let of = |kind| Target::Internal { path: path(), kind, title: None };
        let asked = |query: &str, listed| Target::GeminiOnly {
            path: path(),
            query: Some(query.to_owned()),
            listed,
        };
        let hidden = Target::GeminiOnly { path: path(), query: None, listed: false };
        let url = Target::External("https://b/".to_owned());
        for (target, reference, expected) in [
            (
                of(ItemType::Search),
                "/a?x y#z",
                Target::Search { path: path(), query: "x%20y".to_owned() },
            ),
            (Target::Missing(path()), "/a?x", asked("x", true)),
            (hidden.clone(), "/a?x", asked("x", false)),
            (hidden.clone(), "/a?", hidden),
            (of(ItemType::Menu), "/a?x", of(ItemType::Menu)),
            (Target::Missing(path()), "/a", Target::Missing(path())),
            (url.clone(), "/a?x", url),
            (Target::Nowhere, "/a?x", Target::Nowhere),
        ] {
            assert_eq!(with_query(target, reference), expected, "{reference}");
        }
    }
}
