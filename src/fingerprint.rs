//! `Fingerprint`: a SHA-256, by which certificates and keys are told apart. Of which bytes is for
//! whoever makes one.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD as STANDARD_NO_PAD;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Reason for which a text is no [`Fingerprint`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
#[error(
    "this is no fingerprint; write SHA256: and 64 hexadecimal digits, as `propus cert show` and \
     clients do"
)]
pub struct NoFingerprint;

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Fingerprint {
    /// As `openssl x509 -fingerprint -sha256` writes it: `AB:CD:…`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            let colon = if at == 0 { "" } else { ":" };
            write!(out, "{colon}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::LowerHex for Fingerprint {
    /// 64 digits without colons.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("SHA256:{self:x}"))
    }
}

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    /// Reads what tools and clients write: 64 hexadecimal digits, with colons or without, or 43
    /// characters of Base64; `SHA256:` may stand before either.
    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        // openssl says `sha256 Fingerprint=AB:CD:…`.
        let text = text.rsplit_once("ingerprint=").map_or(text, |(_, rest)| rest).trim();
        let digits = text
            .get(..7)
            .filter(|it| it.eq_ignore_ascii_case("SHA256:"))
            .and_then(|_| text.get(7..))
            .unwrap_or(text);
        let bytes = hexadecimal(digits)
            .or_else(|| STANDARD_NO_PAD.decode(digits.trim_end_matches('=')).ok());
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NoFingerprint)
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = NoFingerprint;

    fn try_from(text: String) -> Result<Self, NoFingerprint> {
        text.parse()
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().filter(|c| *c != ':').map(|c| u8::try_from(c.to_digit(16)?).ok()).collect();
    digits.filter(|digits| digits.len() == 64).map(|digits| {
        digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_written_in_two_ways() {
        let empty = Fingerprint::of(b"");
        assert!(empty.to_string().starts_with("E3:B0:C4:42:98:FC:"));
        assert_eq!(
            format!("{empty:x}"),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn a_fingerprint_is_read_in_every_form() {
        let empty = Fingerprint::of(b"");
        let hex = format!("{empty:x}");
        for text in [
            hex.clone(),
            format!(" sha256:{empty} "),
            format!("sha256 Fingerprint={empty}\n"),
            "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU".to_owned(),
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=".to_owned(),
        ] {
            assert_eq!(text.parse(), Ok(empty), "{text}");
        }
        for text in [
            "",
            "SHA256:",
            hex.trim_start_matches('e'),
            &format!("{hex}0"),
            &hex.replace('e', "g"),
            "é",
            "SHA1:e3b0",
        ] {
            assert_eq!(text.parse::<Fingerprint>(), Err(NoFingerprint), "{text}");
        }
    }
}
