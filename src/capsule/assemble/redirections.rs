//! Paths that lead to others: by front matter, and by the operator's rules.

use std::collections::btree_map::Entry;

use super::built::{Built, Redirect};
use crate::access::Zones;
use crate::capsule::resource::Resource;
use crate::content::rules::Rules;
use crate::diagnostic::Diagnostic;
use crate::exchange::Redirection;

impl Built {
    /// Adds the paths that lead to a page; what is served there already stays.
    pub(super) fn add_redirects(
        &mut self,
        redirects: Vec<Redirect>,
        zones: &Zones,
        warnings: &mut Vec<Diagnostic>,
    ) {
        for (from, to, source) in redirects {
            if zones.hide(&to, &from) {
                self.routes.addresses_of_hidden.insert(from, to);
                continue;
            }
            match self.routes.resources.entry(from) {
                Entry::Vacant(free) => {
                    free.insert(Resource::Redirection(Redirection::Path { to, permanent: true }));
                }
                Entry::Occupied(taken) if *taken.key() == to || *taken.get() == Resource::Posts => {
                }
                Entry::Occupied(taken) => {
                    let what =
                        format!("redirect_from {}: something else is served there", taken.key());
                    warnings.push(Diagnostic::whole(what).in_file(&source));
                }
            }
        }
    }

    /// Adds what the operator's rules say of single paths; what is served there already stays.
    pub(super) fn add_rules(&mut self, rules: &Rules, warnings: &mut Vec<Diagnostic>) {
        let redirects = rules.redirects.iter().filter_map(|it| {
            Some((it.from.exact()?, Redirection::to(&it.to, it.permanent), &it.location))
        });
        let gone = rules
            .gone
            .iter()
            .filter_map(|it| Some((it.from.exact()?, Redirection::Gone, &it.location)));
        for (from, redirection, location) in redirects.chain(gone) {
            match self.routes.resources.entry(from) {
                Entry::Vacant(free) => {
                    free.insert(Resource::Redirection(redirection));
                }
                Entry::Occupied(taken) => {
                    warnings.push(location.diagnostic(format!(
                        "{}: something is served there, so this does not count",
                        taken.key()
                    )));
                }
            }
        }
    }
}
