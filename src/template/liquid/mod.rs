//! Liquid, the template language of Jekyll: a template and what it may see go in, text comes out,
//! and never an error.
//!
//! [`render`] reads a template into a tree (`read`, `syntax`) and runs the tree (`run`, with
//! `values` and `filters`). As lax as Jekyll: what is not defined is nil, an unknown filter leaves
//! its value as it is, an unknown tag goes and its content stays; the author gets a diagnostic of
//! each. What a site consists of is left to it: it hands itself in, as an [`Object`] and a
//! [`Host`]. The language knows its filters by a table that is handed in too.
//!
//! All work is taken off a [`Meter`]; renderings that are parts of one another share it. To look
//! into a value takes a meter, so that nothing can be forgotten.
//!
//! * Any template comes to an end, within its [`Limits`]:
//!   `tests::hostile::whatever_a_loop_does_is_paid_for` and
//!   `tests::hostile::any_template_renders`.
//! * Nesting is no trouble for a small stack: `tests::hostile::a_small_stack_is_enough` and
//!   `tests::hostile::deep_nesting_is_no_trouble`.
//! * Text outside of outputs and tags passes through:
//!   `tests::text_passes_through_byte_for_byte`.

mod diagnostics;
mod embed;
mod filter;
mod filters;
mod host;
mod limits;
mod meter;
mod range;
mod read;
mod rendered;
mod run;
mod site_url;
mod syntax;
mod values;
mod white_space;

pub use host::Host;
pub use limits::Limits;
pub use meter::Meter;
pub use rendered::Rendered;
pub use values::{Fields, List, Object, Value};

/// Renders a template at the expense of a meter. `scope` holds what it may name: `site`, `page`, …
#[must_use]
pub fn render(source: &str, scope: &dyn Object, host: &dyn Host, meter: &Meter) -> Rendered {
    let filters = filters::ALL;
    run::render(source, run::Environment { scope, host, meter, filters })
}

#[cfg(test)]
mod tests;
