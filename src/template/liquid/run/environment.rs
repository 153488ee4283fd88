//! `Environment`: all that one rendering is given besides the template.

use crate::template::liquid::filter::Filters;
use crate::template::liquid::host::Host;
use crate::template::liquid::meter::Meter;
use crate::template::liquid::values::Object;

/// All that one rendering is given besides the template.
#[derive(Clone, Copy)]
pub(crate) struct Environment<'a> {
    /// The variables that the site hands in: `site`, `page`, …
    pub(crate) scope: &'a dyn Object,
    pub(crate) host: &'a dyn Host,
    pub(crate) meter: &'a Meter,
    pub(crate) filters: Filters,
}
