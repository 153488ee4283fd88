//! Values as a configuration file says them. Where they came from is for `ledger`.

use std::path::PathBuf;

use super::metrics::MetricsAt;
use crate::cli::value::{HostName, Language, Listen, Network, ServedPath, SocketName, Within};
use crate::cli::{
    self, AccessLogFormat, FootArg, GopherCharset, GopherPages, LogAddresses, LogFormat,
};
use crate::exchange::Socket;
use crate::fingerprint::Fingerprint;
use crate::generator::Kind;

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
        self.number().to_string()
    }
}

impl Shown for PathBuf {
    fn shown(&self) -> String {
        self.to_string_lossy().shown()
    }
}

impl Shown for ServedPath {
    fn shown(&self) -> String {
        // What a percent sign and a star mean in the file, they must not mean here.
        self.path().as_str().replace('%', "%25").replace('*', "%2A").shown()
    }
}

impl Shown for SocketName {
    fn shown(&self) -> String {
        match self.socket() {
            Socket::Unix(path) => path.shown(),
            Socket::Loopback(address) => address.to_string().as_str().shown(),
        }
    }
}

impl Shown for MetricsAt {
    fn shown(&self) -> String {
        self.text().shown()
    }
}

impl Shown for Network {
    fn shown(&self) -> String {
        self.net().to_string().as_str().shown()
    }
}

impl Shown for Fingerprint {
    fn shown(&self) -> String {
        format!("\"SHA256:{self:x}\"")
    }
}

impl Shown for String {
    fn shown(&self) -> String {
        self.as_str().shown()
    }
}

impl Shown for HostName {
    fn shown(&self) -> String {
        self.as_str().shown()
    }
}

impl Shown for Language {
    fn shown(&self) -> String {
        self.as_str().shown()
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
        cli::word(self).as_str().shown()
    }
}

impl Shown for AccessLogFormat {
    fn shown(&self) -> String {
        cli::word(self).as_str().shown()
    }
}

impl Shown for LogAddresses {
    fn shown(&self) -> String {
        cli::word(self).as_str().shown()
    }
}

impl Shown for GopherCharset {
    fn shown(&self) -> String {
        cli::word(self).as_str().shown()
    }
}

impl Shown for GopherPages {
    fn shown(&self) -> String {
        cli::word(self).as_str().shown()
    }
}

impl Shown for FootArg {
    fn shown(&self) -> String {
        cli::word(self).as_str().shown()
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn shown(&self) -> String {
        format!("[{}]", self.iter().map(Shown::shown).collect::<Vec<_>>().join(", "))
    }
}
