//! Texts in the form in which they are compared.

/// The text in the form in which it is compared.
pub(super) fn fold(text: &str) -> String {
    text.to_lowercase()
}
