//! What the beginning of a file tells of it: a private key, front matter.

use std::io::{self, Read};

use cap_std::fs::{File, FileExt};

use super::HEAD_SIZE;
use crate::content::format::PageFormat;
use crate::content::page_head::Head;

/// The largest file in which a private key is looked for, in bytes: a chain of certificates with
/// its key.
pub(crate) const LARGEST_KEY: u64 = 64 << 10;
/// What every private key in PEM form says (RFC 7468, sections 10 and 11, and the forms before it).
const KEY_MARK: &[u8] = b"PRIVATE KEY-----";

/// Whether a file holds a private key, whatever it is called. Pages may tell of keys; other texts
/// that show one are as rare as those that publish one by mistake are dear. Of most files the first
/// few bytes are read, and that is all.
pub(crate) fn holds_key(file: &File) -> io::Result<bool> {
    const PEM: &[u8] = b"-----BEGIN ";
    let mut text = vec![0; PEM.len()];
    let read = file.read_at(&mut text, 0)?;
    if text.get(..read) != Some(PEM) {
        return Ok(false);
    }
    text.resize(usize::try_from(LARGEST_KEY).unwrap_or_default(), 0);
    let read = file.read_at(&mut text, 0)?;
    text.truncate(read);
    Ok(text.windows(KEY_MARK.len()).any(|window| window == KEY_MARK))
}

/// What the beginning of a file says whose first line opens front matter, as Jekyll marks the files
/// that it fills in.
pub(crate) fn template_head(mut file: File) -> io::Result<Option<Head>> {
    let mut beginning = Vec::new();
    (&mut file).take(5).read_to_end(&mut beginning)?;
    if !(beginning.starts_with(b"---\n") || beginning.starts_with(b"---\r\n")) {
        return Ok(None);
    }
    file.take(HEAD_SIZE).read_to_end(&mut beginning)?;
    let head = Head::read(PageFormat::Gemtext, &beginning);
    Ok(Some(head).filter(|head| head.fields.is_some()))
}
