//! White space as Ruby sees it.

/// True for all that Ruby's `strip` takes off.
pub(super) fn is_space(character: char) -> bool {
    matches!(character, '\t'..='\r' | ' ' | '\0')
}
