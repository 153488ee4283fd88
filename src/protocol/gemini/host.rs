//! `Host`: the host of a URI, of TLS or of a configuration, so that they can be compared. Whose it is is for the request.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::request::{Fault, check_escapes};

/// A host in a form that can be compared.
#[derive(PartialEq, Eq, Debug)]
pub(super) enum Host {
    /// In lower case, without a final dot.
    Name(String),
    V4(Ipv4Addr),
    V6(Ipv6Addr),
    /// An address of a kind to come (RFC 3986, section 3.2.2). Equals nothing that is configured.
    Future,
}

impl Host {
    /// The host of a URI.
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        if let Some(literal) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            return Self::parse_literal(literal);
        }
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=%".contains(&byte);
        if text.is_empty() || !text.bytes().all(allowed) {
            return Err(Fault::Authority);
        }
        check_escapes(text)?;
        Ok(Self::configured(text))
    }

    /// What stands in brackets.
    fn parse_literal(literal: &str) -> Result<Self, Fault> {
        if literal.starts_with(['v', 'V']) {
            return Ok(Self::Future);
        }
        literal.parse().map(Self::V6).map_err(|_| Fault::Authority)
    }

    /// The host of a configuration or of TLS: a name or a bare address.
    pub(super) fn configured(text: &str) -> Self {
        if let Ok(address) = text.parse() {
            return Self::V4(address);
        }
        if let Ok(address) = text.parse() {
            return Self::V6(address);
        }
        Self::Name(text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase())
    }
}
