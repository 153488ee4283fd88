//! Addresses to listen on.

use std::fmt;
use std::net::{Ipv6Addr, SocketAddr};

use serde::Deserializer;
use serde::de::{self, Visitor};
use toml::de::{Error, ValueDeserializer};

use super::form::{InFile, OFF, Value, is_off, quoted};

/// Address at which a protocol is served, if it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listen {
    /// Nowhere.
    Off,
    /// At the protocol's usual port, or the one that takes its place.
    Usual,
    /// At an address.
    At(SocketAddr),
}

/// Reads an address to listen on. A port alone means all addresses of the machine.
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix(':').unwrap_or(text).parse::<u16>();
    let address = port.map(on_all);
    address.or_else(|_| text.parse()).map_err(|_| {
        "write a port, or an address and a port: 7070, 127.0.0.1:7070, [::1]:7070 (names are not \
         looked up)"
            .to_owned()
    })
}

/// All addresses of the machine.
#[must_use]
pub fn on_all(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv6Addr::UNSPECIFIED, port))
}

impl Value for Listen {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "true" => Ok(Self::Usual),
            OFF => Ok(Self::Off),
            _ => address(text).map(Self::At),
        }
    }

    fn read(value: InFile<'_>) -> Result<Self, Error> {
        if is_off(value.get_ref()) {
            return Ok(Self::Off);
        }
        ValueDeserializer::from(value).deserialize_any(ListenVisitor)
    }

    fn written(&self) -> Option<String> {
        Some(match self {
            Self::Off => false.to_string(),
            Self::Usual => true.to_string(),
            Self::At(address) => quoted(&address.to_string()),
        })
    }
}

struct ListenVisitor;

impl Visitor<'_> for ListenVisitor {
    type Value = Listen;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an address and a port such as \"[::]:1965\", a port, true, or false")
    }

    fn visit_bool<E: de::Error>(self, on: bool) -> Result<Listen, E> {
        Ok(if on { Listen::Usual } else { Listen::Off })
    }

    fn visit_i64<E: de::Error>(self, port: i64) -> Result<Listen, E> {
        let port = u16::try_from(port)
            .map_err(|_| E::custom(format!("{port} is no port; ports end at 65535")))?;
        Ok(Listen::At(on_all(port)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Listen, E> {
        address(text).map(Listen::At).map_err(E::custom)
    }
}
