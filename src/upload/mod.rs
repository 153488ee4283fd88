//! Writing to a capsule: who may, which file a path means, what its new text becomes. It works on
//! files and may wait for them; the bytes come from `net`, and who reads what is for `access`.
//!
//! In the order of an upload: [`Uploads::permit`] says before its bytes come whether they are
//! wanted, [`Uploads::write`] puts them in their place, and [`Uploads::answer`] says where that is
//! once it is served.
//!
//! - A page that is converted is replaced only by one who was given its source, and no change of
//!   another is lost (`upload::tests::nothing_is_replaced_that_was_not_seen`,
//!   `upload::tests::two_who_edit_one_page_lose_no_sentence`).
//! - What is refused after it was received is in the history
//!   (`upload::tests::what_is_refused_is_kept`).
//! - Nothing is written outside of the zone, by path or by front matter
//!   (`upload::tests::places::front_matter_leads_to_no_other_part`).

mod answer;
mod desk;
mod picture;
mod shared;
mod spent;
mod target;
mod template;
#[cfg(test)]
mod tests;
mod text;
mod write;
mod zones;

pub use answer::Pending;
pub use desk::{Permitted, Uploads};
pub use shared::Shared;
pub(crate) use template::new_page;
pub use write::Outcome;
pub use zones::{Kinds, Quota, UploadZone, UploadZones, Writer};
