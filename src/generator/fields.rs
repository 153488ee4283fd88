//! Values of configurations and front matter, by name.

use serde_json::Value;

use crate::content::front_matter::Fields;
use crate::content::page_head::{list_of, text_of, truth_of};

/// A field as text; `None` for one that is missing, or is no text, number or truth value.
pub(super) fn text(fields: &Fields, name: &str) -> Option<String> {
    fields.get(name).and_then(text_of)
}

/// True for a field that is there and true.
pub(super) fn is_true(fields: &Fields, name: &str) -> bool {
    fields.get(name).and_then(truth_of) == Some(true)
}

/// True for a value that Ruby takes for true: all but what is false and what is empty.
pub(super) fn is_truthy(value: &Value) -> bool {
    !value.is_null() && truth_of(value) != Some(false)
}

/// The items of a field that is a list or a single one; none when it is missing.
pub(super) fn list(fields: &Fields, name: &str) -> Vec<String> {
    fields.get(name).map_or_else(Vec::new, list_of)
}

/// A field inside of others, the outermost name first.
pub(super) fn inside<'f>(fields: &'f Fields, first: &str, rest: &[&str]) -> Option<&'f Value> {
    rest.iter().try_fold(fields.get(first)?, |value, name| value.get(name))
}
