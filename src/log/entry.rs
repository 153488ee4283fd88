//! `Entry`: a request for the log, and how much of its client is written.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::choice::{Choice, Word};
use crate::form::Protocol;

/// Part of a client's address that is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum LogAddresses {
    /// Nothing.
    #[default]
    Off,
    /// The network: 24 bits of an IPv4 address, 48 of an IPv6 address.
    Truncated,
    /// All.
    Full,
}

impl Choice for LogAddresses {
    const ALL: &'static [Self] = &[Self::Off, Self::Truncated, Self::Full];

    fn word(self) -> Word {
        match self {
            Self::Off => Word::new("off", "Nothing"),
            Self::Truncated => Word::new("truncated", "The network: /24 of IPv4, /48 of IPv6"),
            Self::Full => Word::new("full", "All of it"),
        }
    }
}

/// Facts about clients that are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Disclosed {
    /// The client's address.
    pub addresses: LogAddresses,
    /// The text that a client typed is written.
    pub queries: bool,
}

/// A request and its outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry<'a> {
    /// Written as its scheme.
    pub protocol: Protocol,
    /// It came by Titan, which is Gemini's protocol for writing.
    pub is_titan: bool,
    /// Host of the site.
    pub host: &'a str,
    /// Port that clients see.
    pub port: u16,
    /// Path or selector as it was sent.
    pub path: &'a str,
    /// Text that was typed.
    pub query: Option<&'a str>,
    /// Gemini's number for the answer, on every protocol.
    pub status: u8,
    /// The bytes of the answer, before encryption.
    pub sent: u64,
}

impl Entry<'_> {
    /// The scheme of what was asked.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.is_titan { "titan" } else { self.protocol.scheme() }
    }
}

impl LogAddresses {
    /// An address as it is written.
    #[must_use]
    pub fn shown(self, address: IpAddr) -> Option<String> {
        let kept = self.kept(address)?;
        Some(match (self, kept) {
            (Self::Off | Self::Full, kept) => kept.to_string(),
            (Self::Truncated, IpAddr::V4(kept)) => format!("{kept}/24"),
            (Self::Truncated, IpAddr::V6(kept)) => format!("{kept}/48"),
        })
    }

    /// The part of an address that is kept: of a network its first one.
    #[must_use]
    pub fn kept(self, address: IpAddr) -> Option<IpAddr> {
        let address = address.to_canonical();
        match self {
            Self::Off => None,
            Self::Full => Some(address),
            Self::Truncated => Some(match address {
                IpAddr::V4(address) => {
                    Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8)).into()
                }
                IpAddr::V6(address) => {
                    Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 80)).into()
                }
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_not_a_client() {
        let shown =
            |address: &str| LogAddresses::Truncated.shown(address.parse().unwrap()).unwrap();
        assert_eq!(shown("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(shown("::ffff:192.0.2.77"), "192.0.2.0/24");
        assert_eq!(shown("2001:db8:1:2::3"), "2001:db8:1::/48");
        assert_eq!(LogAddresses::Off.shown("192.0.2.77".parse().unwrap()), None);
    }
}
