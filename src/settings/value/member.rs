//! Members of a store, as their addresses are written.

use std::fmt;
use std::net::SocketAddr;

use super::form::{Value, quoted};

/// A member of a store: its address, and whether it is spoken to by TLS.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// IP address and port: names would have to be looked up, at a moment when nothing else may
    /// work, and in a sandbox that has no files to look them up in.
    pub address: SocketAddr,
    /// By TLS, as `https://` says.
    pub is_tls: bool,
}

impl fmt::Display for Member {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}://{}", if self.is_tls { "https" } else { "http" }, self.address)
    }
}

impl Value for Member {
    fn parse(text: &str) -> Result<Self, String> {
        let (is_tls, rest) = match text.split_once("://") {
            Some(("https", rest)) => (true, rest),
            Some(("http", rest)) => (false, rest),
            Some(_) | None => (false, ""),
        };
        let address = rest.trim_end_matches('/').parse().map_err(|_| {
            "write the IP address and port of each member, such as https://10.0.0.1:2379".to_owned()
        })?;
        Ok(Self { address, is_tls })
    }

    fn written(&self) -> Option<String> {
        Some(quoted(&self.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_written_as_it_is_read() {
        for text in ["https://10.0.0.1:2379", "http://127.0.0.1:2379", "https://[fd00::1]:2379"] {
            let member = Member::parse(text).unwrap();
            assert_eq!(member.written(), Some(quoted(text)));
            assert_eq!(member.is_tls, text.starts_with("https"));
        }
        assert!(Member::parse("https://10.0.0.1:2379/").is_ok());
        for text in [
            "",
            "10.0.0.1:2379",
            "https://etcd.example.org:2379",
            "https://10.0.0.1",
            "ftp://10.0.0.1:1",
        ] {
            assert!(Member::parse(text).is_err(), "{text}");
        }
    }
}
