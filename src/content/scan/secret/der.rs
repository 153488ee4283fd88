//! Keys in DER: PKCS#1, PKCS#8 with and without a password, SEC1, and PKCS#12.

use super::words::{KEY, STORE};

const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
/// 1.2.840.113549.1.5: encryption by password, of PKCS#5.
const PKCS5: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05";
/// 1.2.840.113549.1.7: contents, of PKCS#7.
const PKCS7: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07";
/// 1.2.840.113549.1.12.1: encryption by password, of PKCS#12.
const PKCS12: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01";
/// The beginning of a PKCS#12 whose length is not known in advance.
const UNBOUNDED_STORE: &[u8] = b"\x30\x80\x02\x01\x03\x30\x80\x06";

/// One value, as far as its bytes are there.
struct Element<'a> {
    tag: u8,
    /// Length in bytes of all of it, also of what is not there.
    length: u64,
    content: &'a [u8],
    rest: &'a [u8],
}

/// The secret of a file that is one value in DER.
pub(super) fn secret(beginning: &[u8], size: u64) -> Option<&'static str> {
    if beginning.starts_with(UNBOUNDED_STORE) {
        return Some(STORE);
    }
    let whole = element(beginning).filter(|it| it.tag == SEQUENCE && it.length == size)?;
    let first = element(whole.content)?;
    let second = element(first.rest)?;
    match (first.tag, first.content, second.tag) {
        (INTEGER, [3], SEQUENCE) if names(second.content, &[PKCS7]) => Some(STORE),
        (INTEGER, [0 | 1], SEQUENCE) => {
            let third = element(second.rest)?;
            (names(second.content, &[b""]) && third.tag == OCTETS).then_some(KEY)
        }
        (INTEGER, [0 | 1], INTEGER) => (second.length > 32).then_some(KEY),
        (INTEGER, [1], OCTETS) => (16..=80).contains(&second.length).then_some(KEY),
        (SEQUENCE, kind, OCTETS) => names(kind, &[PKCS5, PKCS12]).then_some(KEY),
        _ => None,
    }
}

/// True for contents that begin with the identifier of an object below one of these.
fn names(content: &[u8], above: &[&[u8]]) -> bool {
    element(content).is_some_and(|it| {
        it.tag == OBJECT && above.iter().any(|above| it.content.starts_with(above))
    })
}

fn element(bytes: &[u8]) -> Option<Element<'_>> {
    let (&tag, bytes) = bytes.split_first()?;
    let (&first, bytes) = bytes.split_first()?;
    // Of a long length the low bits say in how many bytes it stands.
    let (more, length) = if first < 0x80 { (0, u64::from(first)) } else { (first & 0x7f, 0) };
    let (digits, bytes) = bytes.split_at_checked(usize::from(more)).filter(|_| more <= 4)?;
    let length = digits.iter().fold(length, |length, digit| length * 256 + u64::from(*digit));
    let end = usize::try_from(length).map_or(bytes.len(), |length| length.min(bytes.len()));
    let (content, rest) = bytes.split_at(end);
    Some(Element { tag, length: 2 + u64::from(more) + length, content, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_its_algorithm() {
        // A version, a sequence that begins with one value, and octets.
        let of = |tag: u8| {
            let bytes = [0x30, 10, 2, 1, 0, 0x30, 2, tag, 0, 4, 1, 7];
            secret(&bytes, 12)
        };
        assert_eq!(of(OBJECT), Some(KEY));
        assert_eq!((of(OCTETS), of(INTEGER)), (None, None));
    }
}
