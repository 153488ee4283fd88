//! Files that another server would have kept from some readers, or from all, in a way that propus
//! does not take for its own: they are served to nobody, and reported. A page that was restricted
//! must not be open because its folder has moved.

use std::collections::BTreeMap;

use super::location::Location;
use super::source::{Content, Source};
use crate::access::Zones;
use crate::diagnostic::Diagnostic;
use crate::path::CapsulePath;

impl Content {
    /// Takes out the files that authors restricted to some readers in a way that only another
    /// server understands, and reports it. Files in the operator's own zones stay.
    pub(crate) fn remove_restricted(&mut self, zones: &Zones) {
        let mut removed: BTreeMap<Location, usize> = BTreeMap::new();
        let foreign = &self.folder_settings.foreign;
        self.sources.retain(|source| {
            let Some(location) = foreign.restriction_of(source.path.as_str()) else { return true };
            if is_in_a_zone(source, zones) {
                return true;
            }
            *removed.entry(location).or_default() += 1;
            false
        });
        for (location, files) in removed {
            self.diagnostics.push(location.diagnostic(format!(
                "this closes {files} of the files here to some readers. propus takes zones from \
                 its configuration only, so they are not served at all until a [[host.zone]] there \
                 says who may read them"
            )));
        }
    }

    /// Takes out the files that not every user of the machine may read, where settings say that
    /// the folder was made for a server that serves no others, and reports it.
    pub(crate) fn remove_unreadable(&mut self) {
        let foreign = &self.folder_settings.foreign;
        let Some(server) = foreign.serves_only_what_all_may_read() else { return };
        let Self { sources, not_for_all, diagnostics, .. } = self;
        sources.retain(|source| {
            let removed = not_for_all.contains(&source.path);
            if removed {
                let text = format!(
                    "not every user of the machine may read it, so {server} would not serve it, \
                     and propus does not; chmod o+r makes it public"
                );
                diagnostics.push(Diagnostic::whole(text).in_file(&source.path));
            }
            !removed
        });
    }
}

fn is_in_a_zone(source: &Source, zones: &Zones) -> bool {
    CapsulePath::literal(&format!("/{}", source.path)).is_ok_and(|path| zones.of(&path).is_some())
}
