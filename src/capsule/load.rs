//! Reading a folder into a snapshot.

use std::io;
use std::sync::Arc;

use super::snapshot::{Access, Capsule, SourceFolder, Templates};
use super::{assemble, liquid_scope, next_change};
use crate::content::folder::{self, Folder};
use crate::diagnostic::{Diagnostic, Severity};
use crate::generator::config::Config;
use crate::generator::kind::Kind;
use crate::generator::settings::Options;

/// Reads a folder. What `previous` knows of unchanged files is not read again.
///
/// # Errors
/// When the system has too few descriptors to read it whole. All else that can't be read is a
/// warning.
pub fn load(
    folder: &Arc<Folder>,
    options: &Options,
    previous: Option<&Capsule>,
) -> io::Result<(Arc<Capsule>, Vec<Diagnostic>)> {
    let loaded = folder.whole(|| Ok(read(folder, options, previous)))?;
    folder.serve();
    Ok(loaded)
}

fn read(
    folder: &Arc<Folder>,
    options: &Options,
    previous: Option<&Capsule>,
) -> (Arc<Capsule>, Vec<Diagnostic>) {
    let kind = options.kind.unwrap_or_else(|| Kind::detect(folder));
    let nothing = folder::Known::new();
    let known = previous.map_or(&nothing, |capsule| &capsule.source.known);
    let mut warnings = Vec::new();
    let (config, mut settings) = Config::read(kind, folder, &mut warnings);
    let fault = warnings.iter().find(|it| it.severity == Severity::Error).cloned();
    if let Some(language) = &options.language {
        settings.language = Some(language.clone());
    }
    let mut content =
        folder.scan(&|source| config.skips(source) || options.keeps_back(source), known);
    content.remove_restricted(&options.zones);
    content.remove_unreadable();
    let (placed, particulars) = config.route(&content, folder, &settings, options, &mut warnings);
    warnings.extend(content.warnings.iter().cloned());
    let next_change = next_change::next_change(&content, &placed, &settings);
    let built =
        assemble::build(placed, &content.folder_settings, &settings, options, &mut warnings);
    let known = content.sources.into_iter().map(|file| (file.path.clone(), file)).collect();
    let source = SourceFolder {
        folder: folder.clone(),
        kind,
        settings,
        folder_settings: content.folder_settings,
        particulars,
        known,
        fault,
        next_change,
    };
    let access = Access {
        zones: options.zones.clone(),
        applications: options.applications.clone(),
        rules: Arc::clone(&options.rules),
    };
    let capsule = Arc::new(Capsule {
        source,
        routes: built.routes,
        posts: built.posts,
        access,
        templates: Templates::default(),
    });
    if let Some(zones) = capsule.zones_led_to_pages() {
        // Lists and feeds were made without these.
        return read(folder, &Options { zones, ..options.clone() }, Some(&capsule));
    }
    warnings.extend(capsule.zone_warnings());
    if kind == Kind::Jekyll {
        warnings.extend(liquid_scope::data::problems(&capsule));
    }
    warnings.sort();
    (capsule, warnings)
}
