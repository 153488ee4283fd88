//! A look at the beginning of a file: a page with its head, a template, a private key, a program.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use crate::content::folder::Folder;
use crate::content::format::PageFormat;
use crate::content::page_head::Head;
use crate::content::source::SourceContent;
use crate::content::source_path::SourcePath;
use crate::media::Media;

/// The bytes of a page that are read to learn its title.
const HEAD_SIZE: u64 = 256 << 10;
/// The bytes of a file that are read to learn whether it is text.
const SNIFF_SIZE: u64 = 512;
/// The largest file in which a private key is looked for, in bytes: a chain of certificates with
/// its key.
const LARGEST_KEY: usize = 64 << 10;
/// The words of every private key in PEM form (RFC 7468, sections 10 and 11, and the forms before
/// it).
const KEY_MARK: &[u8] = b"PRIVATE KEY-----";

/// Result of a look at a file.
pub(super) enum Inspected {
    /// It may be served.
    Accepted(SourceContent),
    /// It must not be read by anyone; the reason, as a sentence.
    Refused(&'static str),
}

/// Looks at the beginning of a file; opening it also shows that it can be opened.
pub(super) fn inspect(
    folder: &Folder,
    path: &SourcePath,
    size: u64,
    format: Option<PageFormat>,
) -> io::Result<Inspected> {
    let (file, _) = folder.open_file(path)?;
    match format {
        Some(format) => return page(file, format),
        None if size <= LARGEST_KEY as u64 && holds_key(&file)? => {
            return Ok(Inspected::Refused(
                "it holds a private key; it is not served, and better kept elsewhere",
            ));
        }
        None => {}
    }
    let Some(media) = Media::of_name(path.name().text()) else {
        return Ok(Inspected::Accepted(SourceContent::Other(Media::of_bytes(&beginning(
            file, SNIFF_SIZE,
        )?))));
    };
    let head = if media.is_text() { template_head(file)? } else { None };
    Ok(Inspected::Accepted(match head {
        Some(head) => SourceContent::Template(media, Arc::new(head)),
        None => SourceContent::Other(media),
    }))
}

fn page(file: File, format: PageFormat) -> io::Result<Inspected> {
    let beginning = beginning(file, HEAD_SIZE)?;
    if format.menu().is_some() && beginning.starts_with(b"#!") {
        return Ok(Inspected::Refused(
            "it is a script, which propus does not run and nobody was meant to read; \
             it is not served",
        ));
    }
    let head = Arc::new(Head::read(format, &beginning));
    Ok(Inspected::Accepted(SourceContent::Page(format, head)))
}

fn beginning(file: File, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// True for a file that holds a private key, whatever it is called. Pages may tell of keys; other
/// texts that show one are as rare as those that publish one by mistake are dear. Of most files the
/// first few bytes are read, and that is all.
fn holds_key(file: &File) -> io::Result<bool> {
    const PEM: &[u8] = b"-----BEGIN ";
    let mut text = vec![0; PEM.len()];
    let read = file.read_at(&mut text, 0)?;
    if text.get(..read) != Some(PEM) {
        return Ok(false);
    }
    text.resize(LARGEST_KEY, 0);
    let read = file.read_at(&mut text, 0)?;
    text.truncate(read);
    Ok(text.windows(KEY_MARK.len()).any(|window| window == KEY_MARK))
}

/// The head of a file whose first line opens front matter, as Jekyll marks the files that it fills
/// in; `None` for any other.
fn template_head(mut file: File) -> io::Result<Option<Head>> {
    let mut beginning = Vec::new();
    (&mut file).take(5).read_to_end(&mut beginning)?;
    if !(beginning.starts_with(b"---\n") || beginning.starts_with(b"---\r\n")) {
        return Ok(None);
    }
    file.take(HEAD_SIZE).read_to_end(&mut beginning)?;
    let head = Head::read(PageFormat::Gemtext, &beginning);
    Ok(if head.fields.is_some() { Some(head) } else { None })
}
