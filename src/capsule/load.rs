//! Reading a folder into a snapshot: scan, classify, route, assemble.

use std::io;
use std::sync::Arc;

use super::snapshot::{Access, Capsule, SourceFolder, Templates};
use super::{assemble, liquid_scope, next_change};
use crate::content::folder::{self, Content, Folder};
use crate::diagnostic::{Diagnostic, Severity};
use crate::generator::settings::{Options, Settings};
use crate::generator::{self, Generator, Routing};

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
    let mut diagnostics = Vec::new();
    let mut site = Site::configured(folder, options, &mut diagnostics);
    let content = scan(folder, &*site.generator, options, previous);
    let mut routing = Routing { settings: &site.settings, options, diagnostics: &mut diagnostics };
    let placed = site.generator.route(&content.sources, &mut routing);
    diagnostics.extend(content.warnings.iter().cloned());
    let next_change = next_change::next_change(&content, &placed, &site.settings);
    let built = assemble::build(
        placed,
        &content.folder_settings,
        &site.settings,
        options,
        &mut diagnostics,
    );
    let source = SourceFolder {
        folder: folder.clone(),
        generator: Arc::from(site.generator),
        settings: site.settings,
        folder_settings: content.folder_settings,
        known: content.sources.into_iter().map(|file| (file.path.clone(), file)).collect(),
        fault: site.fault,
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
    diagnostics.extend(capsule.zone_warnings());
    if capsule.source.generator.has_data_files() {
        diagnostics.extend(liquid_scope::data::diagnostics(&capsule));
    }
    diagnostics.sort();
    (capsule, diagnostics)
}

/// A site's generator and settings.
struct Site {
    generator: Box<dyn Generator>,
    settings: Settings,
    /// Error of a configuration that can't be read.
    fault: Option<Diagnostic>,
}

impl Site {
    fn configured(folder: &Folder, options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let name = options.kind.unwrap_or_else(|| generator::detect(folder));
        let (generator, mut settings) = generator::read(name, folder, diagnostics);
        let fault = diagnostics.iter().find(|it| it.severity == Severity::Error).cloned();
        if let Some(language) = &options.language {
            settings.language = Some(language.clone());
        }
        Self { generator, settings, fault }
    }
}

/// The files of a folder that may be served.
fn scan(
    folder: &Folder,
    generator: &dyn Generator,
    options: &Options,
    previous: Option<&Capsule>,
) -> Content {
    let nothing = folder::Known::new();
    let known = previous.map_or(&nothing, |capsule| &capsule.source.known);
    let skips = |source: &str| generator.skips(source) || options.keeps_back(source);
    let mut content = folder.scan(&skips, known);
    content.remove_restricted(&options.zones);
    content.remove_unreadable();
    content
}
