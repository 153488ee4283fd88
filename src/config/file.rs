//! The configuration file: what stands in it, and where. What it means, together with the command
//! line, is for `config`.

use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::ConfigError;
use super::example::place_of;
use super::metrics::MetricsAt;
use crate::cli::value::{
    Bytes, Connections, HostName, Language, Listen, Network, Rate, Seconds, ServedPath, SocketName,
    Width,
};
use crate::cli::{AccessLogFormat, FootArg, GopherCharset, GopherPages, LogAddresses, LogFormat};
use crate::fingerprint::Fingerprint;
use crate::generator::Kind;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// A value, if the file gives one, and where.
pub(super) type Said<T> = Option<Spanned<T>>;

/// What a file says.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct File {
    pub(super) certs: Said<PathBuf>,
    pub(super) pid_file: Said<PathBuf>,
    pub(super) user: Said<String>,
    pub(super) allow_root: Said<bool>,
    pub(super) sandbox: Said<bool>,
    pub(super) sandbox_read: Said<Vec<PathBuf>>,
    pub(super) metrics: Said<MetricsAt>,
    pub(super) gemini: Said<Listen>,
    pub(super) gopher: Said<Listen>,
    pub(super) gopher_tls: Said<bool>,
    pub(super) gopher_text_dot: Said<bool>,
    pub(super) proxy_from: Said<Vec<Network>>,
    pub(super) limits: Limits,
    pub(super) log: Log,
    pub(super) content: Content,
    pub(super) host: Vec<Spanned<Host>>,
}

/// How much of the machine strangers may take.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Limits {
    pub(super) max_connections: Said<Connections>,
    pub(super) max_per_address: Said<Connections>,
    pub(super) slow_rate: Said<Rate>,
    pub(super) slow_window: Said<Seconds>,
}

/// What the log says.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Log {
    pub(super) format: Said<LogFormat>,
    pub(super) addresses: Said<LogAddresses>,
    pub(super) queries: Said<bool>,
    pub(super) access_log: Said<PathBuf>,
    pub(super) access_log_format: Said<AccessLogFormat>,
}

/// How folders are read and pages written: of all hosts, or of one.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Content {
    pub(super) kind: Said<Kind>,
    pub(super) listings: Said<bool>,
    pub(super) drafts: Said<bool>,
    pub(super) future: Said<bool>,
    pub(super) search: Said<bool>,
    pub(super) width: Said<Width>,
    pub(super) gopher_charset: Said<GopherCharset>,
    pub(super) gopher_pages: Said<GopherPages>,
    pub(super) foot: Said<FootArg>,
    pub(super) robots: Said<bool>,
}

/// One host.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Host {
    pub(super) name: Said<HostName>,
    pub(super) aliases: Said<Vec<HostName>>,
    pub(super) capsule: Said<PathBuf>,
    pub(super) language: Said<Language>,
    pub(super) gopher: Said<Listen>,
    pub(super) public_gemini_port: Said<u16>,
    pub(super) public_gopher_port: Said<u16>,
    pub(super) content: Content,
    pub(super) zone: Vec<Spanned<Zone>>,
    pub(super) scgi: Vec<Spanned<Scgi>>,
    pub(super) redirect: Vec<Spanned<Redirect>>,
    pub(super) gone: Said<Vec<String>>,
    pub(super) media: Vec<Spanned<Media>>,
}

/// What of a host not everyone may read.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Zone {
    pub(super) path: Said<ServedPath>,
    pub(super) any: Said<bool>,
    pub(super) listed: Said<bool>,
    pub(super) identity: Vec<Spanned<Identity>>,
}

/// Somebody who is admitted to a zone.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Identity {
    pub(super) name: Said<String>,
    pub(super) fingerprint: Said<Fingerprint>,
}

/// An application.
#[derive(Deserialize, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Scgi {
    pub(super) path: Said<ServedPath>,
    pub(super) socket: Said<SocketName>,
    pub(super) patience: Said<Seconds>,
    pub(super) largest: Said<Bytes>,
}

/// Something that has moved.
#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Redirect {
    pub(super) from: Spanned<String>,
    pub(super) to: Spanned<String>,
    #[serde(default)]
    pub(super) permanent: bool,
}

/// What some files are.
#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Media {
    pub(super) glob: Spanned<String>,
    pub(super) r#type: Said<String>,
    pub(super) charset: Said<String>,
    pub(super) language: Said<String>,
}

/// The text of a file, so that each of its values can be told by line and column.
#[derive(Clone, Debug)]
pub(super) struct Text {
    name: PathBuf,
    text: String,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl Text {
    /// Reads a file.
    ///
    /// # Errors
    /// When it can't be read.
    pub(super) fn read(name: &Path) -> Result<Self, ConfigError> {
        let fault = |reason: String| ConfigError::Unreadable { file: name.to_owned(), reason };
        let mut text = String::new();
        let read =
            fs::File::open(name).and_then(|file| file.take(LARGEST).read_to_string(&mut text));
        let size = read.map_err(|error| fault(error.to_string()))?;
        if u64::try_from(size).is_ok_and(|size| size >= LARGEST) {
            return Err(fault(format!("it is larger than {} KiB", LARGEST >> 10)));
        }
        Ok(Self::new(name, text))
    }

    /// A text under a file's name.
    pub(super) fn new(name: &Path, text: String) -> Self {
        let lines =
            std::iter::once(0).chain(text.match_indices('\n').map(|(end, _)| end + 1)).collect();
        Self { name: name.to_owned(), text, lines }
    }

    /// What it says.
    ///
    /// # Errors
    /// Names line, column and option.
    pub(super) fn parse(&self) -> Result<File, ConfigError> {
        toml::from_str(&self.text).map_err(|error| {
            let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
            let told = misplaced(&message).unwrap_or(message);
            self.fault(&error.span().unwrap_or_default(), told)
        })
    }

    /// The file's name.
    pub(super) fn name(&self) -> &Path {
        &self.name
    }

    /// A path that the file gives: relative to the folder that it is in.
    pub(super) fn resolve(&self, path: &Path) -> PathBuf {
        self.name.parent().unwrap_or(Path::new("")).join(path)
    }

    /// The line of a value, from 1.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        self.lines.partition_point(|start| *start <= span.start).max(1)
    }

    /// What is wrong with a value.
    pub(super) fn fault(&self, span: &Range<usize>, what: String) -> ConfigError {
        let line = self.line(span);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        ConfigError::Wrong {
            file: self.name.clone(),
            line,
            column: self.text.get(start..span.start).unwrap_or_default().chars().count() + 1,
            option: self.text.get(start..).and_then(option),
            what,
        }
    }
}

/// What to say of a key that is known, in another table, in the place of what else could stand
/// here.
fn misplaced(message: &str) -> Option<String> {
    let (key, _) = message.strip_prefix("unknown field `")?.split_once('`')?;
    Some(format!("it does not belong here; write it {}", place_of(key)?))
}

/// The option whose value stands on the line that a text begins with, or the table that does.
fn option(text: &str) -> Option<String> {
    let line = text.lines().next()?.trim();
    if line.starts_with('[') {
        return Some(line.split('#').next().unwrap_or_default().trim().to_owned());
    }
    let key = line.split_once('=').map_or(line, |(key, _)| key).trim();
    let is_key = !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.\"".contains(&byte));
    is_key.then(|| key.to_owned())
}
