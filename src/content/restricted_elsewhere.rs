//! What another server would have kept from some readers, or from all, in a way that propus does
//! not take for its own: it is served to nobody, and told. A page that was closed must not be open
//! because its folder has moved.

use std::collections::BTreeMap;

use super::folder::Content;
use crate::access::Zones;
use crate::diagnostic::Diagnostic;
use crate::path::CapsulePath;

impl Content {
    /// Takes out what authors closed to some readers in a way that only another server understands,
    /// and tells it. What the operator's own zones decide about stays.
    pub(crate) fn remove_restricted(&mut self, zones: &Zones) {
        let mut closed: BTreeMap<(String, usize), usize> = BTreeMap::new();
        let foreign = &self.folder_settings.foreign;
        self.sources.retain(|file| {
            let Some(Diagnostic { file: by, line, .. }) = foreign.restricted_by(&file.path) else {
                return true;
            };
            let path = CapsulePath::literal(&format!("/{}", file.path));
            if path.is_ok_and(|path| zones.of(&path).is_some()) {
                return true;
            }
            *closed.entry((by, line)).or_default() += 1;
            false
        });
        for ((by, line), files) in closed {
            let what = format!(
                "this closes {files} of the files here to some readers. propus takes zones from its configuration only, so \
                 they are not served at all until a [[host.zone]] there says who may read them"
            );
            self.warnings.push(Diagnostic::at_line(line, what).in_file(&by));
        }
    }

    /// Takes out the files that not every user of the machine may read, where files say that the
    /// folder was made for a server that serves no others, and tells it.
    pub(crate) fn remove_unreadable(&mut self) {
        let Some(server) = self.folder_settings.foreign.serves_only_what_all_may_read() else {
            return;
        };
        let Self { sources, not_for_all, warnings, .. } = self;
        sources.retain(|file| {
            if !not_for_all.contains(&file.path) {
                return true;
            }
            let what = format!(
                "not every user of the machine may read it, so {server} would not serve it, and propus does not; chmod o+r \
                 makes it public"
            );
            warnings.push(Diagnostic::whole(what).in_file(&file.path));
            false
        });
    }
}
