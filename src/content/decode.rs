//! Bytes of a text file to text: byte order marks, UTF-16, and bytes that are no UTF-8.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

/// A text, and whether something of it could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Decoded<'a> {
    /// The text, without a byte order mark.
    pub text: Cow<'a, str>,
    /// True when bytes that are no text became U+FFFD.
    pub lossy: bool,
}

/// Decodes a text: as its byte order mark says, else as UTF-8.
#[must_use]
pub(crate) fn text(bytes: &[u8]) -> Decoded<'_> {
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let (text, lossy) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
    Decoded { text, lossy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_decoded_as_its_mark_says() {
        let cases: [(&[u8], &str, bool); 5] = [
            (b"plain", "plain", false),
            (b"\xef\xbb\xbfmarked", "marked", false),
            (b"\xff\xfea\0b\0", "ab", false),
            (b"\xfe\xff\0a\0b", "ab", false),
            (b"caf\xe9", "caf\u{fffd}", true),
        ];
        for (bytes, expected, lossy) in cases {
            assert_eq!(text(bytes), Decoded { text: expected.into(), lossy });
        }
    }
}
