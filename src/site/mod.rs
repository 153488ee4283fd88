//! `Site`: one capsule under one name. It answers requests, whatever the protocol.
//!
//! It holds the snapshot, which is swapped whole, and the pages that were rendered from it. What a
//! request's bytes mean and how an answer is written is for `protocol`; of a protocol it asks only
//! for its facts.
//!
//! - A page that several ask for is converted once, and its outcome reaches them all
//!   (`site::flights::tests::who_comes_later_gets_the_same_outcome`).
//! - One search is done at a time, and few wait
//!   (`site::searches::tests::one_searches_a_few_wait_and_the_next_is_refused`).
//! - No answer names what a zone hides
//!   (`zones::lists::no_list_names_what_a_zone_hides` in `tests/`).

mod answer;
mod cache;
mod delivery;
mod flights;
mod letters;
mod lines;
mod make;
mod searches;
mod slow_pages;
mod snapshot;
mod state;
mod style;
mod web;
mod work;
mod write;

pub use delivery::Delivery;
pub use letters::Words;
pub use searches::SearchPermit;
pub use state::Site;
pub use style::{Charset, DatePlace, Footer, Pages, Style, WebSheet};
pub use web::style_path;
pub use work::{AwaitedPage, Conversion, Opening, PageFlight, Readiness, Search};
