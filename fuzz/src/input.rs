//! What the fuzzer made, taken apart, and a small world around it.

use propus::document::{Resolve, Target};
use propus::form::Protocol;
use propus::media::ItemType;
use propus::origin::Origin;
use propus::path::CapsulePath;
use propus::uri::escape_forbidden;

/// A text, up to the first byte that is not UTF-8, and a byte of choices behind it: a page from a
/// folder of pages is a sensible input as it is.
#[must_use]
pub fn text_and_choices(data: &[u8]) -> (&str, u8) {
    let (choices, text) = data.split_last().unwrap_or((&0, &[]));
    (valid(text), *choices)
}

/// The text up to the first byte that is not UTF-8.
#[must_use]
pub fn valid(data: &[u8]) -> &str {
    match std::str::from_utf8(data) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&data[..error.valid_up_to()]).unwrap_or_default(),
    }
}

/// Whether a choice of [`text_and_choices`] is made.
#[must_use]
pub fn chosen(choices: u8, bit: u32) -> bool {
    choices >> bit & 1 == 1
}

/// The capsule's own host, which no text that a seed is made of names.
pub const HOST: &str = "own.example";

/// The capsule's own name and ports.
#[must_use]
pub fn origin() -> Origin {
    Origin::new(HOST, [(Protocol::Gemini, 1965), (Protocol::Gopher, 70)])
}

/// A capsule that serves whatever can be a path, unless it begins with `/missing`.
pub struct Anything;

impl Resolve for Anything {
    fn resolve(&self, reference: &str) -> Target {
        if reference.is_empty()
            || reference.starts_with('#')
            || reference.contains(char::is_control)
        {
            return Target::Nowhere;
        }
        if let Some((scheme, rest)) = reference.split_once(':')
            && scheme.bytes().all(|it| it.is_ascii_alphabetic())
        {
            return Target::External(format!("{scheme}:{}", escape_forbidden(rest)));
        }
        let absolute = format!("/{}", reference.trim_start_matches('/'));
        match CapsulePath::decode(&absolute).map(|decoded| decoded.path) {
            Ok(path) if absolute.starts_with("/missing") => Target::Missing(path),
            Ok(path) => Target::Internal { path, kind: ItemType::Menu, title: None },
            Err(_) => Target::Nowhere,
        }
    }
}
