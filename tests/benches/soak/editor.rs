//! Honest authors: each opens its page, adds a line, sends it, and looks whether it is there.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use propus::fingerprint::Fingerprint;
use propus::net::certs;
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::client::{Client, Question, Upload, Way};
use crate::support::HOST;

/// A page is begun anew beyond so many bytes.
const LONGEST: usize = 20_000;

/// An author with a page of its own.
pub(crate) struct Editor {
    shows: Arc<CertifiedKey>,
    address: SocketAddr,
    number: usize,
    round: usize,
}

/// The end of a round.
pub(crate) enum Edited {
    /// The new page is served.
    Served,
    /// The server could not do it just then, and said so: nothing was lost.
    PutOff,
}

impl Editor {
    pub(crate) fn new(folder: &Path, address: SocketAddr, number: usize) -> Self {
        Self { shows: certificate(folder), address, number, round: 0 }
    }

    /// One round; the error is what came in the place of what should.
    pub(crate) fn edit(&mut self) -> Result<Edited, String> {
        self.round += 1;
        let (number, port) = (self.number, self.address.port());
        let page = format!("//{HOST}:{port}/edited-{number}");
        let opened = self.ask(format!("titan:{page};edit\r\n"))?;
        let Some(source) = opened.strip_prefix("20 text/markdown; charset=utf-8\r\n") else {
            return put_off(opened);
        };
        let line = format!("Round {} of author {number}.", self.round);
        let source = if source.len() > LONGEST { "# Begun anew\n" } else { source };
        let text = format!("{source}\n{line}\n");
        let size = text.len();
        let sent = self.ask(format!("titan:{page};mime=text/plain;size={size}\r\n{text}"))?;
        if sent != format!("30 gemini:{page}\r\n") {
            return put_off(sent);
        }
        let shown = self.ask(format!("gemini:{page}\r\n"))?;
        if shown.contains(&line) { Ok(Edited::Served) } else { Err(format!("not there: {line}")) }
    }

    fn ask(&self, line: String) -> Result<String, String> {
        let upload = Some(Upload { bytes: 0, shows: Arc::clone(&self.shows) });
        let question = Question { upload, ..Question::new(self.address, Way::Full, line) };
        let from = Ipv4Addr::new(127, 0, 2, self.number as u8 + 1);
        let mut client = Client::new(&question).from(from);
        let (answer, _) = client.ask().map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(answer).into_owned())
    }
}

/// 40 and 41 are what an author is told while descriptors are short, and when the configuration
/// changes while a text is on its way; one that was stored just then is served by the next process.
fn put_off(answer: String) -> Result<Edited, String> {
    let is_stored = answer.contains("The server is being started anew");
    if is_stored || answer.starts_with("40 ") || answer.starts_with("41 ") {
        Ok(Edited::PutOff)
    } else {
        Err(answer.chars().take(100).collect())
    }
}

/// The fingerprint of all authors, for the configuration.
pub(crate) fn fingerprint(folder: &Path) -> String {
    format!("SHA256:{:x}", Fingerprint::of(&certificate(folder).cert[0]))
}

fn certificate(folder: &Path) -> Arc<CertifiedKey> {
    certs::load_or_make(&folder.join("clients"), "author", &[]).expect("a certificate").certified
}
