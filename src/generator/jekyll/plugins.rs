//! The plugins that a Jekyll site names.

use crate::content::front_matter::Fields;
use crate::generator::fields::list;

/// The names of the plugins in a configuration; `gems` is what old ones call them.
pub(super) fn plugins(fields: &Fields) -> Vec<String> {
    [list(fields, "plugins"), list(fields, "gems")].concat()
}
