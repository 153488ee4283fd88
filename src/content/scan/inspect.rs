//! A look at the beginning of a file: a page with its head, a template, a program. What a secret is
//! is for `secret`.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::sync::Arc;

use super::secret;
use crate::content::folder::Folder;
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

/// Looks at the beginning of a file; opening it also shows that it can be opened.
pub(super) fn inspect(
    folder: &Folder,
    path: &SourcePath,
    size: u64,
    format: Option<PageFormat>,
) -> io::Result<Inspected> {
    let (file, _) = folder.open_file(path)?;
    if let Some(format) = format {
        return page(file, format);
    }
    let glance = beginning(&file, secret::GLANCE)?;
    if let Some(what) = secret::in_file(&glance, size, || beginning(&file, secret::LONG_GLANCE))? {
        return Ok(Inspected::Refused(format!(
            "it holds {what}; it is not served, and better kept elsewhere"
        )));
    }
    let Some(media) = Media::of_name(path.name().text()) else {
        let sniffed = glance.get(..SNIFF_SIZE).unwrap_or(&glance);
        return Ok(Inspected::Accepted(SourceContent::Other(Media::of_bytes(sniffed))));
    };
    let head = if media.is_text() { template_head(&file, &glance)? } else { None };
    Ok(Inspected::Accepted(match head {
        Some(head) => SourceContent::Template(media, Arc::new(head)),
        None => SourceContent::Other(media),
    }))
}

fn page(file: File, format: PageFormat) -> io::Result<Inspected> {
    let beginning = beginning(&file, HEAD_SIZE)?;
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

/// As many bytes as there are, up to `most`.
fn beginning(file: &File, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = file;
    file.rewind()?;
    file.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The head of a file whose first line opens front matter, as Jekyll marks the files that it fills
/// in; `None` for any other. `glance` is its beginning.
fn template_head(file: &File, glance: &[u8]) -> io::Result<Option<Head>> {
    if !(glance.starts_with(b"---\n") || glance.starts_with(b"---\r\n")) {
        return Ok(None);
    }
    let head = Head::read(PageFormat::Text, &beginning(file, HEAD_SIZE)?);
    Ok(if head.fields.is_some() { Some(head) } else { None })
}
