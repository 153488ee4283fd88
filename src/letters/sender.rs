//! `Sender`: one who writes, as far as that is known.

use std::net::IpAddr;

use crate::exchange::Identity;
use crate::fingerprint::Fingerprint;
use crate::network::network_of;

/// The digits of a network's mark.
const DIGITS: usize = 16;

/// One who writes: each has letters of its own to be counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sender {
    /// The fingerprint of a certificate, or the mark of a network.
    pub who: String,
    /// The mark of the network that it writes from.
    pub network: String,
    /// The name in the certificate.
    pub name: Option<String>,
}

impl Sender {
    /// The owner of a certificate, and the network that it writes from.
    #[must_use]
    pub(super) fn known(identity: &Identity, address: IpAddr, salt: &[u8]) -> Self {
        let who = format!("SHA256:{:x}", identity.certificate);
        Self { who, network: mark_of(address, salt), name: identity.shown_name() }
    }

    /// One without a certificate.
    #[must_use]
    pub(super) fn unknown(address: IpAddr, salt: &[u8]) -> Self {
        let network = mark_of(address, salt);
        Self { who: format!("network {network}"), network, name: None }
    }
}

/// The mark of a network. Of the address no more is kept than tells two networks apart, and that only
/// together with the salt of the host: there are too few networks to hide one else.
fn mark_of(address: IpAddr, salt: &[u8]) -> String {
    let network = network_of(address, 24, 64);
    let mark = Fingerprint::of(&[salt, network.to_string().as_bytes()].concat());
    format!("{mark:x}").chars().take(DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::*;

    #[test]
    fn neighbours_are_one_and_their_address_is_not_kept() {
        let who = |address: &str, salt: &[u8]| Sender::unknown(address.parse().unwrap(), salt).who;
        let anna = who("192.0.2.7", b"salt");
        assert_eq!(anna, who("192.0.2.200", b"salt"));
        assert_eq!(anna, who("::ffff:192.0.2.200", b"salt"));
        assert_ne!(anna, who("192.0.3.7", b"salt"));
        assert_ne!(anna, who("192.0.2.7", b"other"), "another host tells nothing");
        assert!(!anna.contains("192"), "{anna}");
        assert_eq!(who("2001:db8:1:2::3", b"s"), who("2001:db8:1:2:9::", b"s"));
        assert_ne!(who("2001:db8:1:2::3", b"s"), who("2001:db8:1:3::3", b"s"));
    }

    #[test]
    fn a_name_is_one_short_line() {
        let identity = |name: &str| Identity {
            certificate: Fingerprint::of(b"anna"),
            public_key: Fingerprint::of(b"key"),
            not_before: Timestamp::MIN,
            not_after: Timestamp::MAX,
            name: Some(Arc::from(name)),
        };
        let name = |name: &str| Sender::known(&identity(name), [192, 0, 2, 1].into(), b"salt").name;
        assert_eq!(name("anna").as_deref(), Some("anna"));
        assert_eq!(name("\u{1b}[1man\r\nna\u{202e}").as_deref(), Some("[1man na"));
        assert_eq!(name(" \t"), None);
        assert_eq!(name(&"x".repeat(300)).map(|name| name.len()), Some(60));
    }
}
