//! Liquid's and Jekyll's filters.
//!
//! One file for each field, with a table of the filters in it. Where Liquid and Jekyll have a
//! filter of the same name, Jekyll's counts. A filter is a function of a value and its arguments;
//! what it needs besides, it asks its `Context` for.

mod array;
mod choose;
mod date;
mod html;
mod items;
mod math;
mod order;
mod text;
mod url;
mod words;

use super::filter::Filters;

/// All filters, by field.
pub(super) const ALL: Filters = Filters(&[
    text::FILTERS,
    html::FILTERS,
    url::FILTERS,
    math::FILTERS,
    array::FILTERS,
    order::FILTERS,
    choose::FILTERS,
    date::FILTERS,
    words::FILTERS,
]);
