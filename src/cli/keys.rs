//! The options of the commands about certificates and identities.

use std::fmt;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::settings::value::{HostName, MetricsAddress};

/// Look at certificates, or change them.
#[derive(Subcommand, Debug)]
pub enum Cert {
    /// Print host, validity and the SHA-256 fingerprints of a certificate and of its public key.
    Show(CertShow),
    /// Make a new certificate for a host, with the key that it has.
    ///
    /// Clients that remember the key notice nothing; those that remember the certificate may warn
    /// once.
    Renew(CertRenew),
    /// Make a new key and certificate for a host. Every reader's client will warn of it.
    New(CertNew),
    /// Take over a certificate and its key that were made elsewhere.
    ///
    /// SOURCE is a folder of agate (cert.der, key.der), certbot (fullchain.pem, privkey.pem), gmid,
    /// stargazer or gmcapsule, or the files themselves, PEM or DER.
    Import(CertImport),
}

/// The folder of certificates and keys.
#[derive(Args, Default, Debug)]
pub struct CertsFolder {
    /// The folder of certificates and keys [default: certs here if it holds a key, else that of the
    /// configuration, else ~/.local/share/propus/certs, for root /var/lib/propus/certs].
    #[arg(long = "certs", value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// The configuration file that names the folder [default: propus/propus.toml in ~/.config or
    /// /etc].
    #[arg(long, value_name = "FILE", conflicts_with = "folder")]
    pub config: Option<PathBuf>,
}

/// Show a certificate.
#[derive(Args, Debug)]
pub struct CertShow {
    /// The host whose certificate to show [default: all in the folder].
    #[arg(value_name = "HOST")]
    pub host: Option<String>,
    /// Where it is kept.
    #[command(flatten)]
    pub certs: CertsFolder,
}

/// See and change who is admitted to zones.
#[derive(Subcommand, Debug)]
pub enum Id {
    /// Print who is admitted where: host, zone, name, fingerprint.
    List(IdList),
    /// Print who asked for a closed part of a running server and was not admitted.
    ///
    /// The last 50 are known, until the server stops. The names are those that they give
    /// themselves; compare the fingerprint with the one that your reader tells you.
    Pending(IdPending),
    /// Admit an identity to a zone.
    Add(IdAdd),
    /// Admit an identity no more.
    Remove(IdRemove),
}

/// Zones that are meant.
#[derive(Args, Debug)]
pub struct ZoneArgs {
    /// The configuration file [default: propus/propus.toml in ~/.config or /etc].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The host that the zone belongs to; may be left out when only one is meant.
    #[arg(long, value_name = "NAME")]
    pub host: Option<String>,
    /// The path of the zone; may be left out when only one is meant.
    #[arg(long, value_name = "PATH")]
    pub zone: Option<String>,
}

impl ZoneArgs {
    /// True of a host's zone that is among those that are meant.
    #[must_use]
    pub fn includes(&self, host: &str, zone: &str) -> bool {
        let is_host = self.host.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(host));
        let zone = zone.trim_matches('/');
        is_host && self.zone.as_ref().is_none_or(|wanted| wanted.trim_matches('/') == zone)
    }
}

impl fmt::Display for ZoneArgs {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.host.iter().chain(&self.zone).try_for_each(|word| write!(out, " {word}"))
    }
}

/// Show identities.
#[derive(Args, Debug)]
pub struct IdList {
    /// Zones that are meant.
    #[command(flatten)]
    pub zone: ZoneArgs,
}

/// Show who was not admitted.
#[derive(Args, Debug)]
pub struct IdPending {
    /// The configuration file that names the socket of the server [default: the socket that servers
    /// open by themselves].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The address or the socket at which the server tells its metrics.
    #[arg(long, value_name = "ADDR|unix:PATH")]
    pub metrics: Option<MetricsAddress>,
    /// Print it as JSON.
    #[arg(long)]
    pub json: bool,
}

/// The rights that are meant.
#[derive(Args, Clone, Copy, Default, Debug)]
pub struct Rights {
    /// To read: a zone of [[host.zone]].
    #[arg(long)]
    pub read: bool,
    /// To write: a zone of [[host.upload]].
    #[arg(long)]
    pub write: bool,
}

/// Admit an identity.
#[derive(Args, Debug)]
pub struct IdAdd {
    /// The zone.
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// To what it is admitted [default: what it asked for; with a fingerprint, to read].
    #[command(flatten)]
    pub rights: Rights,
    /// The address or the socket at which the server tells who was not admitted.
    #[arg(long, value_name = "ADDR|unix:PATH")]
    pub metrics: Option<MetricsAddress>,
    /// What it is called in the file and in `propus id list`; clients never see it.
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Its number in `propus id pending`; or the SHA-256 of its certificate or of its public key:
    /// hexadecimal digits, with colons or without, or Base64.
    #[arg(value_name = "NUMBER|FINGERPRINT")]
    pub who: String,
}

/// Admit an identity no more.
#[derive(Args, Debug)]
pub struct IdRemove {
    /// The zone.
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// From what it is removed.
    #[command(flatten)]
    pub rights: Rights,
    /// What it is called in the file.
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// Renew a certificate.
#[derive(Args, Debug)]
pub struct CertRenew {
    /// The host whose certificate to renew.
    #[arg(value_name = "HOST")]
    pub host: String,
    /// Another name that it is to be for too; may be given several times. Those of the old
    /// certificate stay.
    #[arg(long, value_name = "NAME")]
    pub alias: Vec<HostName>,
    /// Where it is kept.
    #[command(flatten)]
    pub certs: CertsFolder,
}

/// Make a new key.
#[derive(Args, Debug)]
pub struct CertNew {
    /// The host whose key to replace.
    #[arg(value_name = "HOST")]
    pub host: String,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
    /// Where it is kept.
    #[command(flatten)]
    pub certs: CertsFolder,
}

/// Import a certificate.
#[derive(Args, Debug)]
pub struct CertImport {
    /// The host that it is for.
    #[arg(value_name = "HOST")]
    pub host: String,
    /// A folder that holds certificate and key, or the file or files that hold them.
    #[arg(value_name = "SOURCE", required = true, num_args = 1..=2)]
    pub sources: Vec<PathBuf>,
    /// Do not ask before another key is replaced.
    #[arg(long)]
    pub yes: bool,
    /// Where it is kept.
    #[command(flatten)]
    pub certs: CertsFolder,
}
