//! Templates: text in, text out, bounded, never an error.
//!
//! Liquid, as Jekyll has it, and the shortcodes of Hugo and Zola. A page whose template is wrong is
//! served all the same, and its author gets diagnostics. What a site consists of and where its
//! files lie is left to the site: it hands in values, a [`liquid::Host`] and the answers to calls
//! that only it knows. What becomes of the text is left to `parse`.
//!
//! * Any template comes to an end within its limits, whatever it does:
//!   `template::liquid::tests::hostile::whatever_a_loop_does_is_paid_for`.
//! * Reading and writing calls takes linear time:
//!   `template::shortcode::hugo::tests::many_calls_take_no_long_time` and
//!   `template::shortcode::zola::tests::many_calls_take_no_long_time`.
//! * A diagnostic names a position of the text that the author wrote:
//!   `template::source_map::tests::an_offset_is_traced_back_to_its_source`.

mod bibliography;
mod film;
pub mod liquid;
mod said;
pub(crate) mod shortcode;
pub(crate) mod slug;
pub(crate) mod source_map;
