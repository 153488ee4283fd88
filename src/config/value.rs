//! The values of settings. Each is read once, where it is typed or from the file; what has one of these types is fit to
//! be used.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use crate::capsule::{Kind, rules};
use crate::cli::{LogAddresses, LogFormat};

/// The most connections at a time.
pub type Connections = Within<1, 1_000_000>;
/// The seconds over which a slow reader is watched.
pub type Seconds = Within<1, 3600>;
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
        fitting.map(Self).ok_or_else(|| format!("{number} will not do; write a whole number from {LEAST} to {MOST}"))
    }
}

impl<const LEAST: u32, const MOST: u32> FromStr for Within<LEAST, MOST> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| format!("write a whole number from {LEAST} to {MOST}")).and_then(Self::checked)
    }
}

impl<'de, const LEAST: u32, const MOST: u32> Deserialize<'de> for Within<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::checked(i64::deserialize(from)?).map_err(Error::custom)
    }
}

/// A public host name in the form in which it is compared: lower case, no final dot. An IP address will do.
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
        let bare = lower.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&lower);
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
            Err("this is no host name; write it as it stands in a URL, such as example.org".to_owned())
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
        if on { Err(E::custom("write where: \"[::]:1965\", a port, or false")) } else { Ok(Listen::Off) }
    }

    fn visit_i64<E: Error>(self, port: i64) -> Result<Listen, E> {
        let port = u16::try_from(port).map_err(|_| E::custom(format!("{port} is no port; ports end at 65535")))?;
        Ok(Listen::At(on_all(port)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Listen, E> {
        address(text).map(Listen::At).map_err(E::custom)
    }
}

/// A value as the file says it.
pub(super) trait Shown {
    /// In the syntax of TOML.
    fn shown(&self) -> String;
}

impl Shown for str {
    fn shown(&self) -> String {
        toml::Value::from(self).to_string()
    }
}

impl Shown for String {
    fn shown(&self) -> String {
        self.as_str().shown()
    }
}

impl Shown for bool {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl Shown for u16 {
    fn shown(&self) -> String {
        self.to_string()
    }
}

impl<const LEAST: u32, const MOST: u32> Shown for Within<LEAST, MOST> {
    fn shown(&self) -> String {
        self.0.to_string()
    }
}

impl Shown for PathBuf {
    fn shown(&self) -> String {
        self.to_string_lossy().shown()
    }
}

impl Shown for HostName {
    fn shown(&self) -> String {
        self.0.as_str().shown()
    }
}

impl Shown for Language {
    fn shown(&self) -> String {
        self.0.as_str().shown()
    }
}

impl Shown for Kind {
    fn shown(&self) -> String {
        self.to_string().as_str().shown()
    }
}

impl Shown for Listen {
    fn shown(&self) -> String {
        match self {
            Self::Off => false.shown(),
            Self::At(address) => address.to_string().as_str().shown(),
        }
    }
}

impl Shown for LogFormat {
    fn shown(&self) -> String {
        match self {
            Self::Plain => "plain",
            Self::Json => "json",
        }
        .shown()
    }
}

impl Shown for LogAddresses {
    fn shown(&self) -> String {
        match self {
            Self::Off => "off",
            Self::Truncated => "truncated",
            Self::Full => "full",
        }
        .shown()
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn shown(&self) -> String {
        format!("[{}]", self.iter().map(Shown::shown).collect::<Vec<_>>().join(", "))
    }
}
