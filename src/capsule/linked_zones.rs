//! Symbolic links that lead into a zone from outside: a second way to what the zone closes, and one
//! that nobody guards. Nothing is served by them.

use std::collections::HashMap;

use crate::access::{Zone, Zones};
use crate::content::source_path::SourcePath;
use crate::diagnostic::Diagnostic;
use crate::generator::{Generator, Routed};
use crate::path::CapsulePath;

/// Takes out what links lead to from outside of the zone that it is in, and reports it.
pub(super) fn remove(
    routed: &mut Vec<Routed<'_>>,
    zones: &Zones,
    generator: &dyn Generator,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if zones.is_empty() {
        return;
    }
    let owners = Owners::of(routed, zones, generator);
    routed.retain(|it| {
        let source = &it.source.path;
        let Some(zone) = owners.closing(source, zones.of(&it.path)) else { return true };
        let what = format!(
            "symbolic links lead to it from outside of the zone {}; it is not served here",
            zone.path
        );
        diagnostics.push(Diagnostic::whole(what).in_file(source));
        false
    });
}

/// The zones of files, by where these are.
struct Owners<'z> {
    zones: &'z Zones,
    generator: &'z dyn Generator,
    /// Those of the files themselves; `None` for one that is open.
    plain: HashMap<String, Option<&'z Zone>>,
    /// Those of links to files that have no name of their own, where there are any.
    linked: HashMap<String, &'z Zone>,
}

impl<'z> Owners<'z> {
    fn of(routed: &[Routed<'_>], zones: &'z Zones, generator: &'z dyn Generator) -> Self {
        let (mut plain, mut linked) = (HashMap::new(), HashMap::new());
        for it in routed {
            let zone = zones.of(&it.path);
            let source = &it.source.path;
            match (source.behind_links(), zone) {
                (None, _) => drop(plain.insert(source.as_str().to_owned(), zone)),
                (Some(real), Some(zone)) => drop(linked.insert(real.to_string(), zone)),
                (Some(_), None) => {}
            }
        }
        Self { zones, generator, plain, linked }
    }

    /// The zone that keeps a link at a path of another, or of none, from being served.
    fn closing(&self, source: &SourcePath, own: Option<&Zone>) -> Option<&'z Zone> {
        let real = source.behind_links()?;
        let file = real.in_site().and_then(|path| self.plain.get(path).copied());
        match file {
            Some(zone) => zone.filter(|zone| Some(*zone) != own),
            None => match real.in_site().and_then(|path| self.named(path)) {
                Some(zone) => Some(zone).filter(|zone| Some(*zone) != own),
                None => self.linked.get(&real.to_string()).copied().filter(|_| own.is_none()),
            },
        }
    }

    /// The zone that a file which is served nowhere lies in: the folder of all pages is in no URL,
    /// so zones are named after what is below it.
    fn named(&self, source: &str) -> Option<&'z Zone> {
        let names = self.generator.in_content_folder(source).into_iter().chain([source]);
        let paths = names.filter_map(|it| CapsulePath::literal(&format!("/{it}")).ok());
        paths.into_iter().find_map(|path| self.zones.of(&path))
    }
}
