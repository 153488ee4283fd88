//! The numbered parts that lists have on the web. Lists are whole here.

use crate::path::CapsulePath;

/// The list that `/blog/page/2/` is a part of.
pub(crate) fn list_of_numbered_page(path: &CapsulePath) -> Option<CapsulePath> {
    let above = path.as_folder().parent();
    if is_part_number(path.name()) && above.name() == "page" { Some(above.parent()) } else { None }
}

/// True if a text is the number of a part: one to five digits.
pub(crate) fn is_part_number(text: &str) -> bool {
    (1..6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}
