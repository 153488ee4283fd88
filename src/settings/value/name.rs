//! Names of hosts, languages and networks.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

use super::form::{Value, quoted};
use crate::host::in_ascii;
use crate::language::LanguageTags;

/// A public host name in the form in which it is compared: lower case, no final dot, `xn--…` where it
/// is in another script. An IP address will do.
#[derive(Clone, PartialEq, Eq, Debug)]
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
        let lower = in_ascii(text).trim_end_matches('.').to_ascii_lowercase();
        let bare =
            lower.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&lower);
        if let Ok(address) = bare.parse::<IpAddr>() {
            if address.is_unspecified() {
                return Err(
                    "a host is called by the name that readers use; where to listen is --gemini \
                            and --gopher"
                        .to_owned(),
                );
            }
            return Ok(Self(address.to_string()));
        }
        if bare.len() <= 253 && bare.split('.').all(is_label) {
            Ok(Self(bare.to_owned()))
        } else {
            Err("this is no host name; write it as it stands in a URL, such as example.org"
                .to_owned())
        }
    }
}

impl Value for HostName {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse()
    }

    fn written(&self) -> Option<String> {
        Some(quoted(self.as_str()))
    }
}

/// True of a text that can stand between the dots of a host name.
fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

impl Value for LanguageTags {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse()
    }

    fn written(&self) -> Option<String> {
        Some(quoted(self.as_str()))
    }
}

/// An address or a network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network(IpNet);

impl Network {
    /// The network.
    #[must_use]
    pub fn net(self) -> IpNet {
        self.0
    }
}

impl Value for Network {
    fn parse(text: &str) -> Result<Self, String> {
        let network = text
            .parse()
            .or_else(|_| text.parse::<IpAddr>().map(|address| address.to_canonical().into()));
        let what = "write an address or a network: 192.0.2.7, 192.0.2.0/24, 2001:db8::/32";
        network.map(Self).map_err(|_| what.to_owned())
    }

    fn written(&self) -> Option<String> {
        Some(quoted(&self.0.to_string()))
    }
}
