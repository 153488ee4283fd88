//! A look at the beginning of a file: a page with its head, a template, a program. What a secret is
//! is for `secret`.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use super::secret;
use crate::content::format::PageFormat;
use crate::content::page_head::Head;
use crate::content::source::SourceContent;
use crate::content::source_path::SourcePath;
use crate::media::Media;

/// The bytes of a page that are read to learn its title.
const HEAD_SIZE: usize = 256 << 10;
/// The bytes of a file that are read to learn whether it is text.
const SNIFF_SIZE: usize = 512;

/// Result of a look at a file.
pub(super) enum Inspected {
    /// It may be served.
    Accepted(SourceContent),
    /// It must not be read by anyone; the reason, as a sentence.
    Refused(String),
}

/// Looks at the beginning of a file.
pub(super) fn inspect(
    file: File,
    path: &SourcePath,
    size: u64,
    format: Option<PageFormat>,
) -> io::Result<Inspected> {
    if let Some(format) = format {
        return page(file, size, format);
    }
    let glance = beginning(&file, size, secret::GLANCE)?;
    let more = || beginning(&file, size, secret::LONG_GLANCE);
    if let Some(what) = secret::in_file(&glance, size, more)? {
        return Ok(Inspected::Refused(format!(
            "it holds {what}; it is not served, and better kept elsewhere"
        )));
    }
    let Some(media) = Media::of_name(path.name().text()) else {
        let sniffed = glance.get(..SNIFF_SIZE).unwrap_or(&glance);
        return Ok(Inspected::Accepted(SourceContent::Other(Media::of_bytes(sniffed))));
    };
    let head = if media.is_text() { template_head(&file, size, &glance)? } else { None };
    Ok(Inspected::Accepted(match head {
        Some(head) => SourceContent::Template(media, Arc::new(head)),
        None => SourceContent::Other(media),
    }))
}

fn page(file: File, size: u64, format: PageFormat) -> io::Result<Inspected> {
    let beginning = beginning(&file, size, HEAD_SIZE)?;
    if format.menu().is_some() && beginning.starts_with(b"#!") {
        return Ok(Inspected::Refused(
            "it is a script, which propus does not run and nobody was meant to read; \
             it is not served"
                .to_owned(),
        ));
    }
    let head = Arc::new(Head::read(format, &beginning));
    Ok(Inspected::Accepted(SourceContent::Page(format, head)))
}

/// As many bytes as there are, up to `most`, of a file that was of this size.
fn beginning(file: &File, size: u64, most: usize) -> io::Result<Vec<u8>> {
    // With a byte to spare the end shows at the second look.
    let expected = usize::try_from(size).unwrap_or(most).saturating_add(1);
    let mut bytes = vec![0; expected.min(most)];
    let mut read = 0;
    loop {
        if read == bytes.len() && read < most {
            // It has grown.
            bytes.resize(read.saturating_mul(2).clamp(SNIFF_SIZE, most), 0);
        }
        let rest = bytes.get_mut(read..).unwrap_or_default();
        match file.read_at(rest, read as u64) {
            Ok(0) => break,
            Ok(count) => read += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(read);
    Ok(bytes)
}

/// The head of a file whose first line opens front matter, as Jekyll marks the files that it fills
/// in; `None` for any other. `glance` is its beginning.
fn template_head(file: &File, size: u64, glance: &[u8]) -> io::Result<Option<Head>> {
    if !(glance.starts_with(b"---\n") || glance.starts_with(b"---\r\n")) {
        return Ok(None);
    }
    let head = Head::read(PageFormat::Text, &beginning(file, size, HEAD_SIZE)?);
    Ok(if head.fields.is_some() { Some(head) } else { None })
}
