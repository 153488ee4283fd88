//! The values of settings. Each is read once, where it is typed or from the file; what has one of
//! these types is fit to be used.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use ipnet::IpNet;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::content::rules;
use crate::exchange::Socket;
use crate::path::CapsulePath;

/// The most connections at a time.
pub type Connections = Within<1, 1_000_000>;
/// The seconds over which a slow reader is watched.
pub type Seconds = Within<1, 3600>;
/// The most bytes of an application's answer.
pub type Bytes = Within<1, { u32::MAX }>;
/// Bytes a second.
pub type Rate = Within<0, { u32::MAX }>;
/// The widest line of menus and plain text, in columns.
pub type Width = Within<40, 200>;

/// A whole number that is neither too small nor too large.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Within<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> Within<LEAST, MOST> {
    /// The number, moved into its bounds.
    #[must_use]
    pub const fn near(number: u32) -> Self {
        if number < LEAST {
            Self(LEAST)
        } else if number > MOST {
            Self(MOST)
        } else {
            Self(number)
        }
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    fn checked(number: i64) -> Result<Self, String> {
        let fitting = u32::try_from(number).ok().filter(|number| (LEAST..=MOST).contains(number));
        fitting.map(Self).ok_or_else(|| {
            format!("{number} will not do; write a whole number from {LEAST} to {MOST}")
        })
    }
}

impl<const LEAST: u32, const MOST: u32> FromStr for Within<LEAST, MOST> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse()
            .map_err(|_| format!("write a whole number from {LEAST} to {MOST}"))
            .and_then(Self::checked)
    }
}

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Within<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::checked(i64::deserialize(from)?).map_err(Error::custom)
    }
}

/// A public host name in the form in which it is compared: lower case, no final dot. An IP address
/// will do.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct HostName(String);

impl HostName {
    /// The name of a capsule that was not given one: it is reached on this machine only.
    #[must_use]
    pub fn localhost() -> Self {
        Self("localhost".to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for HostName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.trim_end_matches('.').to_ascii_lowercase();
        let bare =
            lower.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&lower);
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self(address.to_string()));
        }
        if bare.len() <= 253 && bare.split('.').all(label) {
            Ok(Self(bare.to_owned()))
        } else {
            Err("this is no host name; write it as it stands in a URL, such as example.org"
                .to_owned())
        }
    }
}

impl TryFrom<String> for HostName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// The language of pages, as BCP 47 writes it.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Language(String);

impl Language {
    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Language {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        rules::language(&text).map(Self)
    }
}

/// An address or a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Network(IpNet);

impl Network {
    /// The network.
    #[must_use]
    pub fn net(self) -> IpNet {
        self.0
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network = text
            .parse()
            .or_else(|_| text.parse::<IpAddr>().map(|address| address.to_canonical().into()));
        let what = "write an address or a network: 192.0.2.7, 192.0.2.0/24, 2001:db8::/32";
        network.map(Self).map_err(|_| what.to_owned())
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

/// A path of a capsule.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct ServedPath(CapsulePath);

impl ServedPath {
    /// The path.
    #[must_use]
    pub fn path(&self) -> &CapsulePath {
        &self.0
    }
}

impl TryFrom<String> for ServedPath {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        // In other tables a star stands for any name. Taken as a letter here, it would leave open
        // what it was to close.
        if text.contains('*') {
            return Err(
                "a star stands for nothing here; write the path itself, which is for all below it too".to_owned()
            );
        }
        let read = CapsulePath::decode(&text).map(|decoded| Self(decoded.path));
        read.map_err(|error| {
            format!(
                "{error}; write a path as it stands behind the host in a URL, such as /members/"
            )
        })
    }
}

/// Where an application listens: the path of a Unix socket, or an address of this machine and a
/// port.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct SocketName(Socket);

impl SocketName {
    /// The socket.
    #[must_use]
    pub fn socket(&self) -> &Socket {
        &self.0
    }
}

impl TryFrom<String> for SocketName {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Self(Socket::Loopback(address))),
            Ok(address) => Err(format!(
                "{address} is not on this machine; write 127.0.0.1:PORT or the path of a socket"
            )),
            Err(_) if text.contains('/') || !text.contains(':') => {
                Ok(Self(Socket::Unix(text.into())))
            }
            Err(_) => {
                Err("write the path of a Unix socket, or an address such as 127.0.0.1:4000"
                    .to_owned())
            }
        }
    }
}

/// Where a protocol is served.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listen {
    /// Nowhere.
    Off,
    /// At an address.
    At(SocketAddr),
}

/// An address to listen on. A port alone means all addresses of the machine.
///
/// # Errors
/// Says what to write.
pub fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix(':').unwrap_or(text).parse::<u16>();
    let address = port.map(on_all);
    address.or_else(|_| text.parse()).map_err(|_| {
        "write a port, or an address and a port: 7070, 127.0.0.1:7070, [::1]:7070 (names are not looked up)".to_owned()
    })
}

/// All addresses of the machine.
#[must_use]
pub fn on_all(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv6Addr::UNSPECIFIED, port))
}

impl<'de> Deserialize<'de> for Listen {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ListenVisitor)
    }
}

struct ListenVisitor;

impl Visitor<'_> for ListenVisitor {
    type Value = Listen;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an address and a port such as \"[::]:1965\", a port, or false")
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Listen, E> {
        if on {
            Err(E::custom("write where: \"[::]:1965\", a port, or false"))
        } else {
            Ok(Listen::Off)
        }
    }

    fn visit_i64<E: Error>(self, port: i64) -> Result<Listen, E> {
        let port = u16::try_from(port)
            .map_err(|_| E::custom(format!("{port} is no port; ports end at 65535")))?;
        Ok(Listen::At(on_all(port)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Listen, E> {
        address(text).map(Listen::At).map_err(E::custom)
    }
}
