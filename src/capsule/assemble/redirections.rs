//! Paths that lead to others: by front matter, and by the operator's rules.

use std::collections::btree_map::Entry;

use super::built::{Built, Redirect};
use crate::access::Zones;
use crate::capsule::resource::Resource;
use crate::content::rules::Rules;
use crate::diagnostic::Diagnostic;
use crate::exchange::Redirection;
use crate::generator::ConfiguredRedirection;
use crate::path::CapsulePath;

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

    /// Adds the addresses that the site's configuration sends elsewhere; what is served there
    /// already stays.
    pub(super) fn add_redirections(
        &mut self,
        redirections: &[ConfiguredRedirection],
        zones: &Zones,
        warnings: &mut Vec<Diagnostic>,
    ) {
        for ConfiguredRedirection { from, redirection, file } in redirections {
            let mut redirection = redirection.clone();
            if let Redirection::Path { to, .. } = &mut redirection {
                let Some(served) = self.served(to) else {
                    let what = format!("the redirect of {from}: nothing is served at {to}");
                    warnings.push(Diagnostic::whole(what).in_file(*file));
                    continue;
                };
                *to = served;
                if zones.hide(to, from) {
                    self.routes.addresses_of_hidden.insert(from.clone(), to.clone());
                    continue;
                }
            }
            let resource = Resource::Redirection(redirection);
            self.routes.resources.entry(from.clone()).or_insert(resource);
        }
    }

    /// The path at which something is served that another names: the index of a folder, or a
    /// folder without its slash.
    fn served(&self, path: &CapsulePath) -> Option<CapsulePath> {
        let is_index = matches!(path.name(), "index.html" | "index.md" | "README.md");
        let folder = if is_index { path.parent() } else { path.as_folder() };
        [path.clone(), folder].into_iter().find(|path| self.routes.resources.contains_key(path))
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
