//! The variables of a Jekyll site's templates, and the filling in of its pages.
//!
//! Templates name `site`, `page`, `jekyll` and `paginator`; each is an object that works its fields
//! out when they are asked for, since most pages name one or two of thousands. Evaluating templates
//! is for `template::liquid`.
//!
//! * A page that shows others without end is ended:
//!   `capsule::tests::jekyll::a_page_that_shows_others_without_end_is_ended`.
//! * Two pages that show each other come to an end:
//!   `capsule::tests::jekyll::pages_that_show_each_other_end`.

mod collection;
pub(super) mod data;
mod documents;
mod fill;
mod handle;
mod host;
mod page;
mod paginator;
mod scope;
mod site;
mod translations;

pub(super) use self::fill::fill_in;
