//! Keys in forms of bytes that are no DER: OpenPGP, Java's stores of keys, vaults of KeePass.

use super::words::{KEY, STORE, VAULT};

/// The beginnings of Java's stores of keys: JKS and JCEKS.
const JAVA: [&[u8]; 2] = [b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"];
/// The beginning of all vaults of KeePass.
const KEEPASS: &[u8] = b"\x03\xd9\xa2\x9a";
/// OpenPGP's packets of a secret key and of one that belongs to another.
const SECRET_KEYS: [u8; 2] = [5, 7];
/// Seconds of the year in which OpenPGP's first keys were made.
const FIRST_KEYS: u32 = 662_688_000;

/// The secret of a file in one of these forms.
pub(super) fn secret(beginning: &[u8], size: u64) -> Option<&'static str> {
    if beginning.starts_with(KEEPASS) {
        return Some(VAULT);
    }
    if JAVA.iter().any(|mark| beginning.starts_with(mark)) {
        return if holds_certificates_only(beginning) { None } else { Some(STORE) };
    }
    is_openpgp(beginning, size).unwrap_or(false).then_some(KEY)
}

/// True for a file that begins with a secret key of OpenPGP (RFC 9580, sections 4.2 and 5.5): a key,
/// a ring of keys.
fn is_openpgp(bytes: &[u8], size: u64) -> Option<bool> {
    let (&mark, rest) = bytes.split_first()?;
    let (&length, _) = rest.split_first()?;
    let (tag, header) = match mark {
        0xc0.. => (
            mark & 0x3f,
            if length < 192 {
                1
            } else if length < 224 {
                2
            } else {
                5
            },
        ),
        0x80.. => ((mark >> 2) & 0xf, [1, 2, 4, 0].get(usize::from(mark & 3)).copied()?),
        _ => return None,
    };
    let (length, body) = rest.split_at_checked(header)?;
    let (&version, body) = body.split_first()?;
    let (created, body) = body.split_first_chunk::<4>()?;
    // Version 3 has the days for which it is valid.
    let algorithm = body.get(if version == 3 { 2 } else { 0 })?;
    let fits = match (mark, length) {
        (0xc0.., _) | (_, []) => true,
        (_, length) => length.iter().fold(0, |sum, it| (sum << 8) | u64::from(*it)) < size,
    };
    Some(
        SECRET_KEYS.contains(&tag)
            && fits
            && (3..=6).contains(&version)
            && u32::from_be_bytes(*created) > FIRST_KEYS
            && matches!(algorithm, 1..=3 | 16..=30),
    )
}

/// True for a store of Java that holds certificates of others and nothing else, as far as can be
/// seen.
fn holds_certificates_only(bytes: &[u8]) -> bool {
    const CERTIFICATE: [u8; 4] = [0, 0, 0, 2];
    let next = |bytes: &mut &[u8]| {
        let (tag, rest) = bytes.split_first_chunk::<4>()?;
        let (_alias, rest) = behind_text(rest)?;
        let (_time, rest) = rest.split_at_checked(8)?;
        let (_kind, rest) = behind_text(rest)?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let end = usize::try_from(u32::from_be_bytes(*length)).ok()?.min(rest.len());
        *bytes = rest.split_at(end).1;
        Some(*tag)
    };
    let Some((_, mut rest)) = bytes.split_at_checked(12) else { return false };
    while let Some((tag, _)) = rest.split_first_chunk::<4>() {
        if *tag != CERTIFICATE {
            // Behind the last entry stands a checksum.
            return rest.len() == 20;
        }
        if next(&mut rest).is_none() {
            break;
        }
    }
    true
}

/// A text with its length before it, and what follows.
fn behind_text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}
