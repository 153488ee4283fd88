//! Front matter of a Jekyll site's pages: what all generators read in the same way, and what the
//! plugins of Jekyll make of it.

use crate::content::front_matter::Fields;
use crate::generator::plain;
use crate::generator::routed::PageMetadata;
use crate::path::CapsulePath;

/// The metadata of a page by its front matter.
#[must_use]
pub(super) fn metadata_of(fields: Fields) -> PageMetadata {
    let metadata = plain::metadata_of(fields);
    let redirects = metadata.redirects.iter().flat_map(|from| [Some(from.clone()), as_page(from)]);
    PageMetadata { redirects: redirects.flatten().collect(), ..metadata }
}

/// The page that jekyll-redirect-from writes for an old address: `/old/place.html` for
/// `/old/place`, at which web servers show it, too.
fn as_page(from: &CapsulePath) -> Option<CapsulePath> {
    if from.is_folder() || from.ending().is_some() { None } else { from.with_ending("html") }
}
