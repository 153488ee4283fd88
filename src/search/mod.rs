//! Search: the words of pages, an index of them, and what a reader who searches means.
//!
//! A page comes as an [`Entry`] of plain text; which pages there are, who may see which, and how
//! results look is for `capsule`. Ranking, phrases, prefixes and changes of single pages are those of
//! SQLite's FTS5, which is fed with words that are cut here, since it knows none of the scripts that
//! are written without spaces.
//!
//! - A word is found however it is spelled, in any script
//!   (`search::words::tests::a_text_is_cut_into_words`).
//! - Nothing that is typed is an error
//!   (`search::index::tests::nothing_that_is_typed_is_an_error`).
//! - Who may not see a page does not see it counted
//!   (`search::index::tests::a_page_that_a_reader_may_not_see_is_not_counted`).
//! - A file that is damaged, or of another kind, is seen to be so
//!   (`search::index::tests::a_file_that_is_no_index_is_seen_to_be_none`).

mod entry;
mod excerpt;
mod fold;
mod index;
mod marks;
mod query;
mod words;

pub use entry::{Entry, LONGEST_TEXT};
pub use excerpt::{Passage, beginning, passage};
pub use index::{Error, Fact, Hit, Hits, Index, Kept, Known, Matched, Stage, Written, key};
pub use query::Query;
