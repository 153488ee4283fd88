//! Keys in texts: PEM and its kin, and those that programs keep in forms of their own.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The beginnings of files that hold a secret key and nothing else: of PuTTY, of the first SSH, of
/// Tor, of BIND, of GnuPG.
const BEGINNINGS: &[&str] = &[
    "PuTTY-User-Key-File-",
    "SSH PRIVATE KEY FILE FORMAT ",
    "== ed25519v1-secret:",
    "Private-key-format: ",
    "(11:private-key(",
    "(21:protected-private-key(",
];
/// The beginnings of lines that are a key, or open one: of age, of GnuPG.
const LINES: &[&str] = &["AGE-SECRET-KEY-", "Key: (private-key", "Key: (protected-private-key"];
/// The ends of the lines above a key in PEM (RFC 7468, sections 10 and 11, and the forms before it;
/// RFC 9580, section 6.2), of OpenVPN, and of the SSH of ssh.com.
const LABELS: &[&str] = &[
    " PRIVATE KEY-----",
    " PRIVATE KEY BLOCK-----",
    " OpenVPN Static key V1-----",
    " PRIVATE KEY ----",
];
/// The names of what may stand above a key in its block.
const HEADERS: &[&str] = &["Proc-Type:", "Version:", "Comment:", "Subject:"];
/// The fewest letters of a line of a key.
const SHORTEST: usize = 4;

/// Words that stand above or in every key that is not at the beginning of its text.
const MARKS: &[&str] = &["BEGIN ", "AGE-SECRET-KEY-", "Key: (", "PrivateKey", "privatekey"];

/// True for a text that may hold one; to ask that first is cheaper for a long text.
pub(super) fn may_be_secret(text: &str) -> bool {
    MARKS.iter().any(|mark| text.contains(mark))
}

/// True for a text that holds a secret key.
pub(super) fn is_secret(text: &str) -> bool {
    let start = text.trim_start();
    BEGINNINGS.iter().any(|beginning| start.starts_with(beginning))
        || is_signing_key(start)
        || text.lines().map(str::trim).any(is_key)
        || LABELS.iter().any(|label| holds_block(text, label))
}

/// True for a line that is a key: of WireGuard, or one of [`LINES`].
fn is_key(line: &str) -> bool {
    if LINES.iter().any(|beginning| line.starts_with(beginning)) {
        return !line.starts_with("AGE") || !line.contains(' ');
    }
    line.split_once('=').is_some_and(|(name, value)| {
        name.trim().eq_ignore_ascii_case("PrivateKey")
            && BASE64_STANDARD.decode(value.trim()).is_ok_and(|key| key.len() == 32)
    })
}

/// True for a secret key of signify or minisign: a comment, and a line that is longer than those of
/// public keys and signatures.
fn is_signing_key(text: &str) -> bool {
    const LONGEST_PUBLIC: usize = 74;
    let mut lines = text.lines();
    let comment = lines.next().unwrap_or_default();
    comment.starts_with("untrusted comment:")
        && lines.next().is_some_and(|line| {
            BASE64_STANDARD
                .decode(line.trim())
                .is_ok_and(|key| key.starts_with(b"Ed") && key.len() > LONGEST_PUBLIC)
        })
}

/// True for a text with a block of that label, and a key in it: words that only tell of one have
/// none below. In strings of programs and of JSON its lines end with `\n` as it is written there.
fn holds_block(text: &str, label: &str) -> bool {
    let mut parts = text.split(label);
    let mut before = parts.next().unwrap_or_default();
    for behind in parts {
        let line = before.rsplit('\n').next().unwrap_or_default();
        if (line.contains("--BEGIN") || line.contains("-- BEGIN")) && begins_with_key(behind) {
            return true;
        }
        before = behind;
    }
    false
}

fn begins_with_key(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches("\\r").trim_start_matches("\\n").trim_start();
    let line = text.split(['\n', '\r', '\\', '"', '\'']).next().unwrap_or_default().trim_end();
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    HEADERS.iter().any(|header| line.starts_with(header))
        || (line.len() >= SHORTEST && line.bytes().all(is_base64))
}
