//! `Host`, a name or an address in a form that can be compared, and `Hosts`, what belongs to each
//! of several.
//!
//! The things of a host, a site or a certificate, are for those who ask.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use idna::AsciiDenyList;

/// The host of a URI, of TLS or of a configuration. Two are equal when they mean the same one.
#[derive(Clone, Copy, Debug)]
pub enum Host<S> {
    /// Compared without regard to case, and without a final dot.
    Name(S),
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
}

impl<'a> Host<&'a str> {
    /// A name or a bare address.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        if let Ok(address) = text.parse() {
            return Self::V4(address);
        }
        if let Ok(address) = text.parse() {
            return Self::V6(address);
        }
        Self::Name(text.strip_suffix('.').unwrap_or(text))
    }

    /// The same, to be kept.
    fn kept(self) -> Host<Box<str>> {
        match self {
            Self::Name(name) => Host::Name(name.into()),
            Self::V4(address) => Host::V4(address),
            Self::V6(address) => Host::V6(address),
        }
    }
}

fn lower_bytes(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().map(|byte| byte.to_ascii_lowercase())
}

impl<S: AsRef<str>> Host<S> {
    /// An order of all hosts, which means nothing besides. Allocates nothing: hosts are compared
    /// for each request.
    fn order<R: AsRef<str>>(&self, other: &Host<R>) -> Ordering {
        match (self, other) {
            (Self::Name(own), Host::Name(other)) => {
                lower_bytes(own.as_ref()).cmp(lower_bytes(other.as_ref()))
            }
            (Self::Name(_), Host::V4(_) | Host::V6(_)) | (Self::V4(_), Host::V6(_)) => {
                Ordering::Less
            }
            (Self::V4(own), Host::V4(other)) => own.cmp(other),
            (Self::V6(own), Host::V6(other)) => own.cmp(other),
            (Self::V6(_), Host::Name(_) | Host::V4(_)) | (Self::V4(_), Host::Name(_)) => {
                Ordering::Greater
            }
        }
    }
}

impl<S: AsRef<str>, R: AsRef<str>> PartialEq<Host<R>> for Host<S> {
    fn eq(&self, other: &Host<R>) -> bool {
        self.order(other) == Ordering::Equal
    }
}

/// A name as the domain name system has it: one in another script as `xn--…` (UTS 46). As it is
/// written where it can't be one.
#[must_use]
pub fn in_ascii(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    let ascii = idna::domain_to_ascii_cow(name.as_bytes(), AsciiDenyList::EMPTY);
    ascii.unwrap_or(Cow::Borrowed(name))
}

/// Things of each host, found by any of its names. There is always a first one.
#[derive(Debug)]
pub struct Hosts<T> {
    all: Vec<Arc<T>>,
    first: Arc<T>,
    /// In order of host.
    names: Vec<(Host<Box<str>>, Arc<T>)>,
}

impl<T> Hosts<T> {
    /// One host, with a name or more.
    #[must_use]
    pub fn one<'a>(first: Arc<T>, names: impl IntoIterator<Item = &'a str>) -> Self {
        let none = Self { all: Vec::new(), first: Arc::clone(&first), names: Vec::new() };
        none.and(first, names)
    }

    /// Several hosts, each with its names; `None` when there is none.
    #[must_use]
    pub fn gather<'a, N: IntoIterator<Item = &'a str>>(
        hosts: impl IntoIterator<Item = (Arc<T>, N)>,
    ) -> Option<Self> {
        let mut hosts = hosts.into_iter();
        let (first, names) = hosts.next()?;
        Some(
            hosts
                .fold(Self::one(first, names), |gathered, (host, names)| gathered.and(host, names)),
        )
    }

    /// One host more. A name that another one has already stays with it.
    #[must_use]
    pub fn and<'a>(mut self, host: Arc<T>, names: impl IntoIterator<Item = &'a str>) -> Self {
        for name in names.into_iter().map(Host::new) {
            if let Err(position) = self.position(&name) {
                self.names.insert(position, (name.kept(), Arc::clone(&host)));
            }
        }
        self.all.push(host);
        self
    }

    /// The first host's, for those who name no host.
    #[must_use]
    pub fn first(&self) -> &Arc<T> {
        &self.first
    }

    /// The one of a host, by any of its names.
    #[must_use]
    pub fn find<S: AsRef<str>>(&self, host: &Host<S>) -> Option<&Arc<T>> {
        let position = self.position(host).ok()?;
        self.names.get(position).map(|(_, found)| found)
    }

    /// Those of all hosts, in their order, each once.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<T>> {
        self.all.iter()
    }

    fn position<S: AsRef<str>>(&self, host: &Host<S>) -> Result<usize, usize> {
        self.names.binary_search_by(|(name, _)| name.order(host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_the_same_however_it_is_written() {
        for (one, other) in
            [("Example.ORG.", "example.org"), ("::1", "0:0::1"), ("192.0.2.1", "192.0.2.1")]
        {
            assert!(Host::new(one) == Host::new(other), "{one} {other}");
        }
        for (one, other) in
            [("example.org", "example.com"), ("::1", "::2"), ("::ffff:1.2.3.4", "1.2.3.4")]
        {
            assert!(Host::new(one) != Host::new(other), "{one} {other}");
        }
    }

    #[test]
    fn a_name_in_another_script_has_one_in_ascii() {
        for (name, ascii) in [
            ("räksmörgås.se", "xn--rksmrgs-5wao1o.se"),
            ("RÄKSMÖRGÅS.se", "xn--rksmrgs-5wao1o.se"),
            ("ra\u{308}ksmo\u{308}rga\u{30a}s.se", "xn--rksmrgs-5wao1o.se"),
            ("ドメイン。example", "xn--eckwd4c7c.example"),
            ("faß.example", "xn--fa-hia.example"),
            ("Example.org", "Example.org"),
            ("ä\u{200b}\u{fffd}.se", "ä\u{200b}\u{fffd}.se"),
        ] {
            assert_eq!(in_ascii(name), ascii, "{name}");
        }
    }

    #[test]
    fn a_host_is_found_by_each_of_its_names() {
        let hosts = Hosts::one(Arc::new(1), ["b.example", "2001:db8::1", "www.b.example"])
            .and(Arc::new(2), ["a.example", "b.example"])
            .and(Arc::new(3), ["192.0.2.1"]);
        let found = |name| hosts.find(&Host::new(name)).map(|found| **found);
        assert_eq!(found("B.Example."), Some(1), "the first keeps its name");
        assert_eq!(found("www.b.example"), Some(1));
        assert_eq!(found("2001:DB8:0::1"), Some(1));
        assert_eq!(found("a.example"), Some(2));
        assert_eq!(found("192.0.2.1"), Some(3));
        assert_eq!(found("c.example"), None);
        assert_eq!(**hosts.first(), 1);
        assert_eq!(hosts.iter().map(|it| **it).collect::<Vec<i32>>(), [1, 2, 3]);
    }
}
