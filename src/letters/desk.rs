//! `Letters`: the right to write to the author of one host, and what becomes of a letter that comes.

use std::io;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tracing::warn;

use super::letter::{Facts, Standing};
use super::letterbox::Letterbox;
use super::rules::Rules;
use super::sender::Sender;
use crate::exchange::{Identity, NotTaken};
use crate::fingerprint::Fingerprint;
use crate::form::Protocol;
use crate::media::ItemType;
use crate::path::CapsulePath;

/// What a letter is about, and the way that it came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct About {
    /// The path of the page.
    pub path: CapsulePath,
    /// The title of the page.
    pub title: String,
    /// The protocol that it came by.
    pub protocol: Protocol,
}

/// The letters of a host, from the side of its readers.
#[derive(Debug)]
pub struct Letters {
    rules: Rules,
    letterbox: Letterbox,
    salt: Vec<u8>,
    /// Kinds of failures that are in the log: each is told once.
    told: Mutex<Vec<io::ErrorKind>>,
}

impl Letters {
    /// Takes letters by some rules.
    #[must_use]
    pub fn new(rules: Rules, letterbox: Letterbox) -> Self {
        let (salt, told) = (letterbox.salt(), Mutex::default());
        Self { rules, letterbox, salt, told }
    }

    /// The rules by which they are taken.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// True if letters can come by a protocol at all.
    #[must_use]
    pub fn come_by(&self, protocol: Protocol) -> bool {
        (self.rules.anyone || protocol.identities()) && protocol.carries(ItemType::Search)
    }

    /// One who shows a certificate.
    #[must_use]
    pub fn reader(&self, identity: &Identity, address: IpAddr) -> Sender {
        Sender::known(identity, address, &self.salt)
    }

    /// One who shows no certificate.
    #[must_use]
    pub fn stranger(&self, address: IpAddr) -> Sender {
        Sender::unknown(address, &self.salt)
    }

    /// Takes a letter, cleaned. It is on the disk then. May wait for one.
    ///
    /// # Errors
    /// The reason for which it is not taken.
    pub fn take(&self, sender: &Sender, about: &About, text: &str) -> Result<(), NotTaken> {
        if u32::try_from(text.chars().count()).is_ok_and(|length| length > self.rules.longest) {
            return Err(NotTaken::TooLong(self.rules.longest));
        }
        let now = Timestamp::now();
        let facts = Facts {
            time: Timestamp::from_second(now.as_second()).unwrap_or(now),
            path: about.path.as_str().to_owned(),
            title: about.title.clone(),
            who: sender.who.clone(),
            network: sender.network.clone(),
            name: sender.name.clone(),
            protocol: about.protocol.scheme().to_owned(),
            mark: format!("{:x}", Fingerprint::of(text.as_bytes())),
            standing: Standing::Waiting,
        };
        let turn = self.letterbox.turn();
        let kept = turn.and_then(|turn| self.letterbox.keep(&turn, &facts, text, &self.rules));
        match kept {
            Ok(outcome) => outcome.map(drop),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn failed(&self, error: &io::Error) -> NotTaken {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if !told.contains(&error.kind()) {
            told.push(error.kind());
            let folder = self.letterbox.folder();
            warn!(folder = %folder.display(), %error, "a letter to the author can't be kept");
        }
        NotTaken::Failed
    }
}
