//! Shared parts of the writers: the words of a line and what they link to, labels, wrapping by
//! display width, tables, the title of a page. Nothing here knows line prefixes; those belong to
//! the writers.

mod address;
mod breaks;
mod edge;
mod frame;
mod label;
mod lead;
mod note;
mod references;
mod ruler;
mod squeeze;
mod table;
mod words;
mod wrap;

pub(super) use address::{Address, is_the_address, likely_kind, url};
pub use frame::lowers_headings;
pub(super) use frame::{Frame, Title};
pub(super) use label::{
    host_of_nameless, image_name, kind_name, kind_title, says_nothing, with_note,
};
pub(super) use lead::leading_pictures;
pub(super) use note::note_mark;
pub(super) use references::{Reference, References, Referent, has_links};
pub(super) use ruler::{Ruler, width};
pub(super) use squeeze::one_line;
pub(super) use table::{Cells, Separators, grid, sentence};
pub(super) use words::{Numbers, Pictures, Style, Words, plain, push_unbound, write};
pub use wrap::broken;
pub(super) use wrap::{cut, expand_tabs, fold, wrap};
