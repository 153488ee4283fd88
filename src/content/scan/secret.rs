//! Secret keys in files, whatever they are called: in the forms that programs write them in. A file
//! is judged by its beginning. Certificates and public keys are none, and pages are not asked about:
//! they may tell of keys.

mod binary;
mod der;
mod json;
mod text;
mod words;

use std::borrow::Cow;
use std::convert::Infallible;

use crate::content::decode;
use words::KEY;

/// The bytes of each file that are read to know whether it may be one.
pub(super) const GLANCE: usize = 4 << 10;
/// The bytes of each text: above its key may stand certificates and words.
pub(super) const LONG_GLANCE: usize = 64 << 10;

/// What a file holds that nobody may have, in words; `None` for nothing of the kind. `glance` is its
/// beginning, `size` its length, `more` reads a longer beginning.
pub(super) fn in_file<E>(
    glance: &[u8],
    size: u64,
    more: impl FnOnce() -> Result<Vec<u8>, E>,
) -> Result<Option<&'static str>, E> {
    if let Some(found) = der::secret(glance, size).or_else(|| binary::secret(glance, size)) {
        return Ok(Some(found));
    }
    let decoded = text_of(glance);
    if text::is_secret(&decoded) {
        return Ok(Some(KEY));
    }
    if size <= glance.len() as u64 || !is_text(glance) {
        return Ok(json::is_secret(&decoded).then_some(KEY));
    }
    let whole = more()?;
    let decoded = text_of(&whole);
    let is_secret = text::may_be_secret(&decoded) && text::is_secret(&decoded);
    Ok((is_secret || json::is_secret(&decoded)).then_some(KEY))
}

/// The same of a file that has been read.
pub(super) fn in_bytes(bytes: &[u8]) -> Option<&'static str> {
    let beginning = |most| bytes.get(..most).unwrap_or(bytes);
    let more = || Ok::<_, Infallible>(beginning(LONG_GLANCE).to_vec());
    let Ok(found) = in_file(beginning(GLANCE), bytes.len() as u64, more);
    found
}

/// The text of a file as far as it is one: most files are none, and no key stands behind a NUL.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    decode::text(bytes.split_at(end_of_text(bytes)).0).text
}

fn is_text(bytes: &[u8]) -> bool {
    end_of_text(bytes) == bytes.len()
}

fn end_of_text(bytes: &[u8]) -> usize {
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let end = bytes.iter().position(|byte| *byte == 0).filter(|_| !is_wide);
    end.unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests;
