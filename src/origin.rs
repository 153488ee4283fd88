//! `Origin`: the public name and ports under which a capsule is reached, and the URLs that follow
//! from them.

use crate::media::ItemType;
use crate::path::CapsulePath;
use crate::uri::host_in_url;

/// Where readers find a capsule. The ports are the *advertised* ones: behind a port forward or in a
/// container they are not those that are listened on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The public host name, in lower case, without a final dot.
    pub host: String,
    /// The public Gemini port; `None` when Gemini is off.
    pub gemini_port: Option<u16>,
    /// The public Gopher port; `None` when Gopher is off.
    pub gopher_port: Option<u16>,
}

impl AsRef<Self> for Origin {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// The port of a Gemini URL that names none.
pub const GEMINI_PORT: u16 = 1965;
/// The port of a Gopher URL that names none (RFC 4266).
pub const GOPHER_PORT: u16 = 70;

impl Origin {
    /// `gemini://host[:port]/path`; `None` when Gemini is off.
    #[must_use]
    pub fn gemini_url(&self, path: &CapsulePath) -> Option<String> {
        let port = port_suffix(self.gemini_port?, GEMINI_PORT);
        Some(format!("gemini://{}{port}{}", host_in_url(&self.host), path.encoded()))
    }

    /// `gopher://host[:port]/Tselector` (RFC 4266, section 2.1); `None` when Gopher is off.
    #[must_use]
    pub fn gopher_url(&self, kind: ItemType, path: &CapsulePath) -> Option<String> {
        let port = port_suffix(self.gopher_port?, GOPHER_PORT);
        let item = if path.is_root() { String::new() } else { format!("{kind}{}", path.encoded()) };
        Some(format!("gopher://{}{port}/{item}", host_in_url(&self.host)))
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
        Origin { host: host.to_owned(), gemini_port: Some(gemini), gopher_port: Some(gopher) }
    }

    #[test]
    fn usual_ports_are_not_written() {
        let path = CapsulePath::literal("/a b/").unwrap();
        let usual = origin("example.org", 1965, 70);
        assert_eq!(usual.gemini_url(&path).unwrap(), "gemini://example.org/a%20b/");
        assert_eq!(
            usual.gopher_url(ItemType::Menu, &path).unwrap(),
            "gopher://example.org/1/a%20b/"
        );
        assert_eq!(
            usual.gopher_url(ItemType::Menu, &CapsulePath::root()).unwrap(),
            "gopher://example.org/"
        );
        let other = origin("::1", 1966, 7070);
        assert_eq!(other.gemini_url(&path).unwrap(), "gemini://[::1]:1966/a%20b/");
        assert_eq!(
            other.gopher_url(ItemType::Text, &path).unwrap(),
            "gopher://[::1]:7070/0/a%20b/"
        );
    }

    #[test]
    fn what_is_off_has_no_url() {
        let off = Origin { host: "h".to_owned(), gemini_port: None, gopher_port: None };
        assert_eq!(off.gemini_url(&CapsulePath::root()), None);
        assert_eq!(off.gopher_url(ItemType::Menu, &CapsulePath::root()), None);
    }
}
