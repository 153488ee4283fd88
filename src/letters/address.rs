//! The address of letters: that of the page that they are about, below `/letters`.

use crate::path::CapsulePath;

/// What the addresses of letters begin with.
const BEGINNING: &str = "/letters";

/// The path that takes letters about the page at a path.
#[must_use]
pub fn letters_path(page: &CapsulePath) -> Option<CapsulePath> {
    CapsulePath::literal(&format!("{BEGINNING}{}", page.as_str())).ok()
}

/// The path of the page that letters at a path are about; `None` for any other path.
#[must_use]
pub fn page_of(path: &CapsulePath) -> Option<CapsulePath> {
    match path.as_str().strip_prefix(BEGINNING)? {
        "" => Some(CapsulePath::root()),
        page if page.starts_with('/') => CapsulePath::literal(page).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_letters_leads_back_to_the_page() {
        for (page, letters) in [("/", "/letters/"), ("/notes/pi", "/letters/notes/pi")] {
            let page = CapsulePath::literal(page).unwrap();
            let path = letters_path(&page).unwrap();
            assert_eq!(path.as_str(), letters);
            assert_eq!(page_of(&path), Some(page));
        }
        let page = |path: &str| page_of(&CapsulePath::literal(path).unwrap());
        assert_eq!(page("/letters"), Some(CapsulePath::root()));
        assert_eq!(page("/lettersofmine"), None);
        assert_eq!(page("/a/letters/b"), None);
    }
}
