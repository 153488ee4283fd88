//! Attribute lists and extensions between words.

use pulldown_cmark::Event;

use super::reader::Reader;
use crate::parse::kramdown::attributes::{self, Braces, Extension};
use crate::parse::offsets::between_found;

impl Reader<'_> {
    pub(super) fn braces(&mut self) -> bool {
        let Some(Braces { inside, length }) = attributes::braces(self.rest()) else { return false };
        if inside.starts_with(':') {
            return self.extension(inside, length);
        }
        // An extension that ends and never began says nothing.
        let is_list = inside.starts_with('/') || self.is_list(inside, length);
        if is_list {
            self.skip(length);
        }
        is_list
    }

    /// Tests whether braces hold attributes: behind an element any do, elsewhere those that are no
    /// words.
    fn is_list(&self, inside: &str, length: usize) -> bool {
        let is_apart = self.before().is_none_or(char::is_whitespace);
        let rest = between_found(self.rest(), length..);
        let ends_line =
            rest.trim_start_matches([' ', '\t']).starts_with('\n') || rest.trim().is_empty();
        !inside.contains('{')
            && (self.is_behind_element() || is_apart && (ends_line || attributes::is_plain(inside)))
    }

    fn extension(&mut self, inside: &str, length: usize) -> bool {
        let Some(extension) = Extension::of(inside) else { return false };
        let behind = between_found(self.rest(), length..);
        match extension.name {
            "options" => self.skip(length),
            "comment" | "nomarkdown" if extension.is_empty => self.skip(length),
            "comment" | "nomarkdown" if !self.missing.extension_end => {
                let Some((body, rest)) = extension.body(behind) else {
                    self.missing.extension_end = true;
                    return false;
                };
                self.skip(length);
                if extension.name == "nomarkdown" && !extension.is_foreign {
                    self.push(Event::Html(body.into()));
                }
                self.skip(behind.len() - rest.len());
            }
            _ => return false,
        }
        true
    }
}
