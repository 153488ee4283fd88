//! `Letter`: what a reader wrote, and the facts of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Facts of a letter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// When it came, to the second.
    #[serde(with = "as_text")]
    pub time: Timestamp,
    /// The path of the page that it is about.
    pub path: String,
    /// The title that the page had then.
    pub title: String,
    /// The fingerprint of the sender's certificate, or a mark of the network.
    pub who: String,
    /// The mark of the network that it came from; empty in letters of older servers.
    #[serde(default)]
    pub network: String,
    /// The name in the certificate.
    pub name: Option<String>,
    /// The scheme of the protocol that it came by.
    pub protocol: String,
    /// A mark of its text, by which the same letter is known again.
    pub mark: String,
    /// What has become of it.
    pub standing: Standing,
}

/// What has become of a letter.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It is still to be read.
    Waiting,
    /// It is a file of the site now; nothing of its text is kept besides.
    Published,
    /// Its text is gone.
    Dropped,
}

/// A letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Its number, by which it is named; later ones have higher numbers.
    pub number: u64,
    /// Facts of it.
    pub facts: Facts,
    /// Its text, cleaned; empty when it does not wait any more.
    pub text: String,
}

/// A time as RFC 3339 has it.
mod as_text {
    use jiff::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(time: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(time)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}
