//! The banner at start: the addresses to paste into a client, the folder that is served, and the
//! fingerprints of the certificate.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::escape::escape_controls;
use crate::fingerprint::Fingerprint;
use crate::form::Protocol;
use crate::generator::GeneratorName;
use crate::media::ItemType;
use crate::net::certs::HostCertificate;
use crate::path::CapsulePath;
use crate::quantity::count;
use crate::site::Site;
use crate::terminal::{Look, folded};

/// Column at which a remark on an address begins, unless the address is longer.
const REMARK: usize = 33;
/// What a line begins with that goes on with the one before.
const INDENT: &str = "       ";

/// The banner of a site.
#[derive(Clone, Debug)]
pub struct Banner {
    folder: PathBuf,
    generator: GeneratorName,
    /// Files in it that were made for other servers, in words.
    made_for: Option<String>,
    pages: usize,
    files: usize,
    addresses: Vec<Address>,
    key: Option<Key>,
}

/// An address of the site.
#[derive(Clone, Debug)]
struct Address {
    protocol: Protocol,
    url: String,
}

/// The certificate of the site, and where its key is.
#[derive(Clone, Debug)]
struct Key {
    certificate: Fingerprint,
    public_key: Fingerprint,
    folder: PathBuf,
    /// True if it was made just now.
    made: bool,
}

impl Banner {
    /// The banner of a site.
    #[must_use]
    pub fn of(folder: &Path, site: &Site, certificate: Option<&HostCertificate>) -> Self {
        let root = CapsulePath::root();
        let origin = site.origin();
        let of_protocol = |protocol| {
            let url = origin.url(protocol, ItemType::Menu, &root)?;
            Some(Address { protocol, url })
        };
        let (generator, pages, files) = site.with_capsule(|capsule| {
            (capsule.generator(), capsule.page_count(), capsule.file_count())
        });
        let made_for = site.with_capsule(|capsule| capsule.made_for());
        Self {
            folder: folder.to_owned(),
            generator,
            made_for,
            pages,
            files,
            addresses: Protocol::ALL.into_iter().filter_map(of_protocol).collect(),
            key: certificate.map(Key::of),
        }
    }

    /// On one line, for a log.
    #[must_use]
    pub fn line(&self) -> String {
        let addresses: Vec<&str> = self.addresses.iter().map(|it| it.url.as_str()).collect();
        format!("serving {} at {}", self.content(), addresses.join(" and "))
    }

    /// On several lines, for whoever reads standard output; `styled` for what shows colours.
    #[must_use]
    pub fn text(&self, styled: bool) -> String {
        let (bold, plain) = if styled { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        let mut text =
            format!("propus {} serves {}\n\n", env!("CARGO_PKG_VERSION"), self.content());
        for Address { url, .. } in &self.addresses {
            let _ = writeln!(text, "    {bold}{url}{plain}");
        }
        if let Some(key) = &self.key {
            let _ = write!(
                text,
                "\nSHA-256 of the certificate  {}\nSHA-256 of its public key   {}\n",
                key.certificate, key.public_key
            );
        }
        text.push('\n');
        text
    }

    /// For a person at a terminal. `remark` may have some words on the address of a protocol.
    #[must_use]
    pub fn screen(&self, look: Look, remark: impl Fn(Protocol) -> Option<String>) -> String {
        let (bold, plain) = if look.colours { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        let mut text = folded(&self.title(look.unicode), INDENT, look.columns);
        text.push('\n');
        for Address { protocol, url } in &self.addresses {
            let url = escape_controls(url);
            let _ = write!(text, "  {bold}{url}{plain}");
            if let Some(remark) = remark(*protocol) {
                let before = (2 + url.chars().count() + 2).max(REMARK);
                if before + remark.chars().count() <= look.columns {
                    let gap = before - 2 - url.chars().count();
                    let _ = write!(text, "{:gap$}{remark}", "");
                } else {
                    let _ = write!(text, "\n{INDENT}{remark}");
                }
            }
            text.push('\n');
        }
        if let Some(key) = &self.key {
            let _ = writeln!(text, "{}", folded(&key.line(look.unicode), INDENT, look.columns));
        }
        text
    }

    fn title(&self, unicode: bool) -> String {
        let article = self.generator.article();
        // `.` is the name of none.
        let whole = self.folder.canonicalize().unwrap_or_else(|_| self.folder.clone());
        let name = whole.file_name().unwrap_or(whole.as_os_str()).to_string_lossy();
        format!(
            "propus {} {} {}, {article} {}: {}",
            env!("CARGO_PKG_VERSION"),
            if unicode { '·' } else { '-' },
            escape_controls(&name),
            self.generator.folder(),
            self.counted(),
        )
    }

    fn counted(&self) -> String {
        let made_for = self.made_for.as_ref().map(|files| format!(", {files}"));
        let (pages, files) = (count(self.pages, "page"), count(self.files, "file"));
        format!("{pages}, {files}{}", made_for.unwrap_or_default())
    }

    fn content(&self) -> String {
        let made_for = match &self.made_for {
            Some(files) => format!(", with {files}"),
            None => String::new(),
        };
        format!(
            "{} ({}{made_for}): {}, {}",
            self.folder.display(),
            self.generator.folder(),
            count(self.pages, "page"),
            count(self.files, "file")
        )
    }
}

impl Key {
    fn of(certificate: &HostCertificate) -> Self {
        let HostCertificate { facts, files, made, .. } = certificate;
        let folder = files.key.parent().filter(|it| !it.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        Self {
            certificate: facts.certificate,
            public_key: facts.public_key,
            folder: folder.canonicalize().unwrap_or_else(|_| folder.to_owned()),
            made: *made,
        }
    }

    /// The first and the last numbers of its fingerprint, by which people tell keys apart.
    fn line(&self, unicode: bool) -> String {
        let whole = self.public_key.to_string();
        let (first, last) = (whole.get(..8).unwrap_or(""), whole.get(93..).unwrap_or(""));
        let dots = if unicode { "…" } else { "..." };
        let folder = escape_controls(&at_home(&self.folder, std::env::home_dir().as_deref()));
        let (new, advice) = if self.made { ("new, ", ": make a copy") } else { ("", "") };
        format!("  key  {first}:{dots}:{last}  {new}in {folder}{advice}")
    }
}

/// A path as a shell takes it, below `~` if that is where it is.
fn at_home(path: &Path, home: Option<&Path>) -> String {
    let below = home.filter(|it| it.parent().is_some()).and_then(|it| path.strip_prefix(it).ok());
    match below {
        Some(below) => Path::new("~").join(below).display().to_string(),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn banner() -> Banner {
        let address = |protocol, url: &str| Address { protocol, url: url.to_owned() };
        Banner {
            folder: "/srv/capsule".into(),
            generator: GeneratorName::Jekyll,
            made_for: Some("2 gophermaps".to_owned()),
            pages: 1,
            files: 2,
            addresses: vec![
                address(Protocol::Gemini, "gemini://a.org/"),
                address(Protocol::Gopher, "gopher://a.org:7070/"),
            ],
            key: None,
        }
    }

    fn key(made: bool) -> Key {
        let fingerprint = Fingerprint::of(b"");
        let (certificate, public_key) = (fingerprint, fingerprint);
        Key { certificate, public_key, folder: "/var/lib/propus/certs".into(), made }
    }

    #[test]
    fn a_banner_is_for_who_reads_standard_output_or_for_the_log() {
        let banner = banner();
        let what = format!(
            "/srv/capsule ({}, with 2 gophermaps): 1 page, 2 files",
            GeneratorName::Jekyll.folder()
        );
        let at = "gemini://a.org/ and gopher://a.org:7070/";
        assert_eq!(banner.line(), format!("serving {what} at {at}"));
        let head = format!("propus {} serves {what}\n\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(
            banner.text(false),
            format!("{head}    gemini://a.org/\n    gopher://a.org:7070/\n\n")
        );
        let styled =
            "    \u{1b}[1mgemini://a.org/\u{1b}[0m\n    \u{1b}[1mgopher://a.org:7070/\u{1b}[0m\n\n";
        assert_eq!(banner.text(true), format!("{head}{styled}"));
        let with_key = Banner { key: Some(key(false)), ..banner };
        let empty = Fingerprint::of(b"");
        let keys =
            format!("SHA-256 of the certificate  {empty}\nSHA-256 of its public key   {empty}\n\n");
        assert!(with_key.text(false).ends_with(&keys));
    }

    #[test]
    fn the_first_screen_says_what_is_served_where_and_by_which_key() {
        let look = Look { columns: 80, colours: false, unicode: true };
        let remark = |protocol| (protocol == Protocol::Gopher).then(|| "not the usual".to_owned());
        let version = env!("CARGO_PKG_VERSION");
        let new = Banner { key: Some(key(true)), ..banner() };
        let screen = format!(
            "propus {version} · capsule, a Jekyll site: 1 page, 2 files, 2 gophermaps\n  \
             gemini://a.org/\n  \
             gopher://a.org:7070/           not the usual\n  \
             key  E3:B0:C4:…:55  new, in /var/lib/propus/certs: make a copy\n"
        );
        assert_eq!(new.screen(look, remark), screen);
        let old = Banner { key: Some(key(false)), ..banner() };
        let last = "\n  key  E3:B0:C4:...:55  in /var/lib/propus/certs\n";
        let ascii = old.screen(Look { unicode: false, ..look }, remark);
        assert!(ascii.ends_with(last) && ascii.is_ascii(), "{ascii}");
        let bold = old.screen(Look { colours: true, ..look }, |_| None);
        assert!(bold.contains("\n  \u{1b}[1mgemini://a.org/\u{1b}[0m\n"), "{bold}");
    }

    #[test]
    fn the_first_screen_fits_the_columns_there_are_and_no_name_paints_it() {
        let banner = Banner {
            folder: "/srv/a\u{1b}[2J".into(),
            generator: GeneratorName::Mdbook,
            key: Some(key(true)),
            ..banner()
        };
        let look = Look { columns: 44, colours: false, unicode: true };
        let screen = banner.screen(look, |_| Some("port 70 needs a right".to_owned()));
        assert!(screen.lines().all(|line| line.chars().count() <= 44), "{screen}");
        assert!(screen.contains(" a\\u{1b}[2J, an mdBook book"), "{screen}");
        assert!(
            screen.contains("gopher://a.org:7070/\n       port 70 needs a right\n"),
            "{screen}"
        );
    }

    #[test]
    fn a_path_at_home_is_one_that_can_be_typed() {
        let check = |path: &str, home: Option<&str>, expected: &str| {
            assert_eq!(at_home(Path::new(path), home.map(Path::new)), expected);
        };
        check("/home/a/certs", Some("/home/a"), "~/certs");
        check("/home/ab/certs", Some("/home/a"), "/home/ab/certs");
        check("/var/certs", None, "/var/certs");
        check("/var/certs", Some("/"), "/var/certs");
    }
}
