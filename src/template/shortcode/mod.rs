//! Shortcodes: the calls that Hugo and Zola allow in a text, filled in before Markdown is read.
//!
//! Each notation has a file that finds its calls, `hugo` and `zola`; writing the text with the
//! calls filled in is for `expand`, which both share. Calls that only the site can answer are left
//! to the caller.

mod call;
mod call_site;
mod expand;
mod expanded;
mod html_block;
pub(crate) mod hugo;
mod limits;
mod lines;
mod slice;
mod token;
mod unknown;
pub(crate) mod zola;

pub(crate) use call::Call;
pub(crate) use call_site::CallSite;
pub(crate) use expand::indent_at_end;
pub(crate) use expanded::Expanded;
pub(crate) use lines::Lines;
pub(crate) use slice::within;
