//! Pictures, known by their first bytes.

/// True for bytes that begin as a picture of that MIME type does. Of a kind that is not known here
/// none does.
pub(super) fn begins_as(mime: &str, bytes: &[u8]) -> bool {
    match mime {
        "image/png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "image/jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
        "image/gif" => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
        "image/bmp" => bytes.starts_with(b"BM"),
        "image/webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        "image/avif" | "image/heic" => bytes.get(4..8) == Some(b"ftyp"),
        "image/x-icon" => bytes.starts_with(&[0, 0, 1, 0]),
        "image/tiff" => bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*"),
        "image/svg+xml" => bytes.windows(4).any(|it| it == b"<svg"),
        _ => false,
    }
}

/// The ending of a new picture of that MIME type.
pub(super) fn ending_of(mime: &str) -> Option<&'static str> {
    Some(match mime {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        "image/avif" => "avif",
        "image/svg+xml" => "svg",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_how_it_begins() {
        for (mime, bytes) in [
            ("image/png", &b"\x89PNG\r\n\x1a\nx"[..]),
            ("image/jpeg", b"\xff\xd8\xff\xe0"),
            ("image/gif", b"GIF89a"),
            ("image/webp", b"RIFF\0\0\0\0WEBP"),
            ("image/avif", b"\0\0\0\x1cftypavif"),
            ("image/svg+xml", b"<?xml?><svg>"),
        ] {
            assert!(begins_as(mime, bytes), "{mime}");
            assert!(!begins_as(mime, b"") && !begins_as(mime, b"<html>"), "{mime}");
            assert!(ending_of(mime).is_some(), "{mime}");
        }
        assert!(!begins_as("image/png", b"GIF89a") && !begins_as("text/plain", b"GIF89a"));
    }
}
