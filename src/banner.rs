//! The banner at start: the addresses to paste into a client, the folder that is served, and the
//! fingerprints of the certificate.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::generator::GeneratorName;
use crate::media::ItemType;
use crate::net::certs::Facts;
use crate::path::CapsulePath;
use crate::site::Site;

/// The banner of a site.
#[derive(Clone, Debug)]
pub struct Banner {
    folder: PathBuf,
    generator: GeneratorName,
    /// Files in it that were made for other servers, in words.
    made_for: Option<String>,
    pages: usize,
    files: usize,
    addresses: Vec<String>,
    certificate: Option<Facts>,
}

impl Banner {
    /// The banner of a site.
    #[must_use]
    pub fn of(folder: &Path, site: &Site, certificate: Option<&Facts>) -> Self {
        let root = CapsulePath::root();
        let origin = site.origin();
        let addresses = origin.urls(ItemType::Menu, &root).collect();
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
            addresses,
            certificate: certificate.cloned(),
        }
    }

    /// On one line, for a log.
    #[must_use]
    pub fn line(&self) -> String {
        format!("serving {} at {}", self.content(), self.addresses.join(" and "))
    }

    /// On several lines, for a person; `styled` for a terminal that shows colours.
    #[must_use]
    pub fn text(&self, styled: bool) -> String {
        let (bold, plain) = if styled { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        let mut text =
            format!("propus {} serves {}\n\n", env!("CARGO_PKG_VERSION"), self.content());
        for address in &self.addresses {
            let _ = writeln!(text, "    {bold}{address}{plain}");
        }
        if let Some(certificate) = &self.certificate {
            let _ = write!(
                text,
                "\nSHA-256 of the certificate  {}\nSHA-256 of its public key   {}\n",
                certificate.certificate, certificate.public_key
            );
        }
        text.push('\n');
        text
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

fn count(number: usize, one: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {one}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banner_is_for_a_person_or_for_the_log() {
        let banner = Banner {
            folder: "/srv/capsule".into(),
            generator: GeneratorName::Jekyll,
            made_for: Some("2 gophermaps".to_owned()),
            pages: 1,
            files: 2,
            addresses: vec!["gemini://a.org/".to_owned(), "gopher://a.org/".to_owned()],
            certificate: None,
        };
        let what = format!(
            "/srv/capsule ({}, with 2 gophermaps): 1 page, 2 files",
            GeneratorName::Jekyll.folder()
        );
        assert_eq!(banner.line(), format!("serving {what} at gemini://a.org/ and gopher://a.org/"));
        let head = format!("propus {} serves {what}\n\n", env!("CARGO_PKG_VERSION"));
        assert_eq!(
            banner.text(false),
            format!("{head}    gemini://a.org/\n    gopher://a.org/\n\n")
        );
        let styled =
            "    \u{1b}[1mgemini://a.org/\u{1b}[0m\n    \u{1b}[1mgopher://a.org/\u{1b}[0m\n\n";
        assert_eq!(banner.text(true), format!("{head}{styled}"));
    }
}
