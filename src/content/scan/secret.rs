//! Secret keys in files, whatever they are called: in the forms that programs write them in. A file
//! is judged by its beginning. Certificates and public keys are none, and pages are not asked about:
//! they may tell of keys.

mod binary;
mod der;
mod json;
mod text;
mod words;

use std::borrow::Cow;

use crate::content::decode;
use words::KEY;

/// The bytes of each file that are read to know whether it may be one.
pub(super) const GLANCE: usize = 4 << 10;
/// The bytes of one that may be, a text with certificates above its key at the most.
pub(super) const LARGEST: usize = 64 << 10;

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
    let may_follow = size > glance.len() as u64 && size <= LARGEST as u64;
    if !(may_follow && (text::may_be_secret(&decoded) || json::may_be_secret(&decoded))) {
        return Ok(json::is_secret(&decoded).then_some(KEY));
    }
    let whole = more()?;
    let decoded = text_of(&whole);
    Ok((text::is_secret(&decoded) || json::is_secret(&decoded)).then_some(KEY))
}

/// The text of a file as far as it is one: most files are none, and no key stands behind a NUL.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let end = bytes.iter().position(|byte| *byte == 0).filter(|_| !is_wide);
    decode::text(bytes.split_at(end.unwrap_or(bytes.len())).0).text
}

#[cfg(test)]
mod tests;
