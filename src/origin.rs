//! `Origin`: the public name and ports under which a capsule is reached, and the URLs that follow
//! from them.

use crate::form::Protocol;
use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::uri::host_in_url;

/// The public name and ports of a capsule, by which readers find it. The ports are the *advertised*
/// ones: behind a port forward or in a container they are not those that are listened on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The public host name, in lower case, without a final dot.
    pub host: String,
    /// The public port of each protocol that is on, in the order of [`Protocol::ALL`].
    ports: Vec<(Protocol, u16)>,
    /// The URL of the same pages on the web, without a final slash; `None` when they are not there,
    /// or it is not known where.
    web: Option<String>,
}

impl AsRef<Self> for Origin {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// The port of a Gemini URL that names none.
pub const GEMINI_PORT: u16 = Protocol::Gemini.default_port();
/// The port of a Gopher URL that names none (RFC 4266).
pub const GOPHER_PORT: u16 = Protocol::Gopher.default_port();

impl Origin {
    /// A host, and the public ports of the protocols that are on.
    #[must_use]
    pub fn new(host: impl Into<String>, ports: impl IntoIterator<Item = (Protocol, u16)>) -> Self {
        let mut ports: Vec<_> = ports.into_iter().collect();
        ports.sort_by_key(|(protocol, _)| *protocol);
        Self { host: host.into(), ports, web: None }
    }

    /// The same, of a capsule whose pages are on the web, too, below a URL.
    #[must_use]
    pub fn on_web(self, url: Option<&str>) -> Self {
        Self { web: url.map(|url| url.trim_end_matches('/').to_owned()), ..self }
    }

    /// The URL of the same pages on the web, without a final slash.
    #[must_use]
    pub fn web(&self) -> Option<&str> {
        self.web.as_deref()
    }

    /// The public port of a protocol; `None` when it is off.
    #[must_use]
    pub fn port(&self, protocol: Protocol) -> Option<u16> {
        self.ports.iter().find(|(own, _)| *own == protocol).map(|(_, port)| *port)
    }

    /// The public port of a protocol, or its usual one when it is off.
    #[must_use]
    pub fn port_or_default(&self, protocol: Protocol) -> u16 {
        self.port(protocol).unwrap_or(protocol.default_port())
    }

    /// The URL of an item by a protocol, without the port that is usual; `None` when the protocol
    /// is off.
    #[must_use]
    pub fn url(&self, protocol: Protocol, kind: ItemType, path: &CapsulePath) -> Option<String> {
        self.port(protocol)?;
        Some(self.url_base(protocol) + &protocol.locator(kind, path))
    }

    /// `scheme://host[:port]`, also for a protocol that is off: then with the port that is usual.
    #[must_use]
    pub fn url_base(&self, protocol: Protocol) -> String {
        let port = port_suffix(self.port_or_default(protocol), protocol.default_port());
        format!("{protocol}://{}{port}", host_in_url(&self.host))
    }

    /// The URLs of an item by each protocol that is on.
    pub fn urls<'a>(
        &'a self,
        kind: ItemType,
        path: &'a CapsulePath,
    ) -> impl Iterator<Item = String> + 'a {
        self.ports.iter().filter_map(move |(protocol, _)| self.url(*protocol, kind, path))
    }

    /// The URL of an item by a protocol, by another one when that is off or does not carry it, else
    /// its path alone.
    #[must_use]
    pub fn url_or_other(&self, protocol: Protocol, kind: ItemType, path: &CapsulePath) -> String {
        let on = self.ports.iter().map(|(protocol, _)| *protocol);
        let all = std::iter::once(protocol).chain(on);
        all.filter(|protocol| protocol.carries(kind))
            .find_map(|protocol| self.url(protocol, kind, path))
            .or_else(|| self.url(protocol, kind, path))
            .or_else(|| self.urls(kind, path).next())
            .unwrap_or_else(|| path.encoded())
    }

    /// The URL of what the search at a path finds, by a protocol or, where that carries no words, by
    /// the first that does; `None` where none does.
    #[must_use]
    pub fn search_url(
        &self,
        protocol: Protocol,
        path: &CapsulePath,
        query: &str,
    ) -> Option<String> {
        let on = self.ports.iter().map(|(protocol, _)| *protocol);
        let all = std::iter::once(protocol).chain(on);
        let url = all
            .filter(|protocol| protocol.carries(ItemType::Search))
            .find_map(|protocol| self.url(protocol, ItemType::Menu, path))?;
        Some(format!("{url}?{query}"))
    }

    /// The protocol that is on and by which a page is gemtext, the form that keeps most of it; of
    /// several the first.
    #[must_use]
    pub fn gemtext_protocol(&self) -> Option<Protocol> {
        let mut on = self.ports.iter().map(|(protocol, _)| *protocol);
        on.find(|protocol| protocol.gemtext())
    }

    /// The URL of a page for readers who prove who they are; `None` when no protocol by which they
    /// can is on.
    #[must_use]
    pub fn identity_url(&self, path: &CapsulePath) -> Option<String> {
        let (protocol, _) = self.ports.iter().find(|(protocol, _)| protocol.identities())?;
        self.url(*protocol, ItemType::Menu, path)
    }
}

/// `:port`, or nothing for the protocol's usual one.
fn port_suffix(port: u16, usual: u16) -> String {
    if port == usual { String::new() } else { format!(":{port}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(host: &str, gemini: u16, gopher: u16) -> Origin {
        Origin::new(host, [(Protocol::Gemini, gemini), (Protocol::Gopher, gopher)])
    }

    fn gemini(origin: &Origin, path: &CapsulePath) -> Option<String> {
        origin.url(Protocol::Gemini, ItemType::Menu, path)
    }

    fn gopher(origin: &Origin, kind: ItemType, path: &CapsulePath) -> Option<String> {
        origin.url(Protocol::Gopher, kind, path)
    }

    #[test]
    fn usual_ports_are_not_written() {
        let path = CapsulePath::literal("/a b/").unwrap();
        let usual = origin("example.org", 1965, 70);
        assert_eq!(gemini(&usual, &path).unwrap(), "gemini://example.org/a%20b/");
        assert_eq!(gopher(&usual, ItemType::Menu, &path).unwrap(), "gopher://example.org/1/a%20b/");
        assert_eq!(
            gopher(&usual, ItemType::Menu, &CapsulePath::root()).unwrap(),
            "gopher://example.org/"
        );
        let other = origin("::1", 1966, 7070);
        assert_eq!(gemini(&other, &path).unwrap(), "gemini://[::1]:1966/a%20b/");
        assert_eq!(gopher(&other, ItemType::Text, &path).unwrap(), "gopher://[::1]:7070/0/a%20b/");
    }

    #[test]
    fn the_web_is_named_without_a_final_slash() {
        let web = |url| origin("h", 1965, 70).on_web(url).web().map(str::to_owned);
        assert_eq!(web(None), None);
        assert_eq!(web(Some("https://a.example/b/")).as_deref(), Some("https://a.example/b"));
        assert_eq!(web(Some("https://a.example")).as_deref(), Some("https://a.example"));
    }

    #[test]
    fn what_is_off_has_no_url() {
        let off = Origin::new("h", []);
        assert_eq!(gemini(&off, &CapsulePath::root()), None);
        assert_eq!(gopher(&off, ItemType::Menu, &CapsulePath::root()), None);
    }

    #[test]
    fn another_protocol_stands_in_for_one_that_is_off() {
        let only = Origin::new("h", [(Protocol::Gopher, 70)]);
        let root = CapsulePath::root();
        assert_eq!(only.url_or_other(Protocol::Gemini, ItemType::Menu, &root), "gopher://h/");
        assert_eq!(Origin::new("h", []).url_or_other(Protocol::Gemini, ItemType::Menu, &root), "/");
        assert_eq!(only.identity_url(&root), None);
    }
}
