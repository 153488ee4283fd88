//! Reading a folder into a snapshot: scan, classify, route, assemble.

use std::io;
use std::sync::Arc;

use super::assemble::Built;
use super::letters;
use super::parts::{Capsule, Parts, ScanFacts, SourceFolder, Templates};
use super::passed_over::{holds_letters, is_passed_over};
use super::visible::{Contents, zones};
use super::{again, assemble, check, linked_zones, liquid_scope, next_change};
use crate::content::Named;
use crate::content::folder::Folder;
use crate::content::scan::ScanRules;
use crate::content::source::{Content, Source};
use crate::content::source_path::SourcePath;
use crate::content::sources::Sources;
use crate::diagnostic::{Diagnostic, Severity};
use crate::generator::{self, Classified, Generator, Options, Routed, Routing, Settings};

/// Reads a folder. What `previous` knows of unchanged files is not read again.
///
/// # Errors
/// Fails when the system has too few descriptors to read it whole. All else that can't be read is a
/// warning.
pub fn load(
    folder: &Arc<Folder>,
    options: &Options,
    previous: Option<&Capsule>,
) -> io::Result<(Arc<Capsule>, Vec<Diagnostic>)> {
    let loaded = folder.whole(|| Ok(read(folder, options, previous, None)))?;
    folder.serve();
    Ok(loaded)
}

/// Reads a folder again, by the same options, of which it is told what may have changed since it was
/// read into `previous`. The diagnostics are `None` where they are those of that time.
///
/// # Errors
/// As [`load`].
pub fn load_again(
    folder: &Arc<Folder>,
    options: &Options,
    previous: &Capsule,
    named: &Named,
) -> io::Result<(Arc<Capsule>, Option<Vec<Diagnostic>>)> {
    let loaded = folder.whole(|| {
        let looked = again::look(previous, folder, options, named);
        let of_texts = looked.as_ref().and_then(|it| it.of_texts(previous, folder, options));
        if let Some(capsule) = of_texts {
            return Ok((Arc::new(capsule), None));
        }
        let content = looked.map(|it| it.content(previous));
        let (capsule, diagnostics) = read(folder, options, Some(previous), content);
        Ok((capsule, Some(diagnostics)))
    })?;
    folder.serve();
    Ok(loaded)
}

/// `content` is what a walk over the folder would find, where that is known.
fn read(
    folder: &Arc<Folder>,
    options: &Options,
    previous: Option<&Capsule>,
    content: Option<Content>,
) -> (Arc<Capsule>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut site = Site::configured(folder, options, &mut diagnostics);
    let content = content.unwrap_or_else(|| scan(&site, previous));
    let sources = generator::classify(content.sources.iter().filter(|it| is_routed(&site, it)));
    let routed = route(&mut site, &sources, &mut diagnostics);
    let built = assemble(&site, routed, &content, &mut diagnostics);
    diagnostics.extend(content.diagnostics.iter().cloned());
    let mut capsule = snapshot(site, content, built, previous);
    if let Some(zones) = zones::led_to_pages(Parts::of(&capsule)) {
        // Lists and feeds were made without these.
        let options = Options { zones, ..options.clone() };
        return read(folder, &options, Some(&capsule), again::content_of(&capsule));
    }
    if options.letters {
        let (letters, faults) = letters::gather(Parts::of(&capsule));
        capsule.letters = Arc::new(letters);
        diagnostics.extend(faults);
    }
    diagnostics.extend(zones::diagnostics(Parts::of(&capsule)));
    if capsule.source.generator.has_templates() {
        let (data, faults) = liquid_scope::data::read(&capsule.source);
        capsule.templates.data = data;
        diagnostics.extend(faults);
    }
    diagnostics.extend(check::size_warnings(Parts::of(&capsule)));
    diagnostics.sort();
    // What has been asked for until now is what it was made with.
    capsule.source.scan.asked = folder.asked().map(Arc::new);
    (Arc::new(capsule), diagnostics)
}

/// A folder with what its generator's configuration and its operator say of it.
struct Site<'s> {
    folder: &'s Arc<Folder>,
    options: &'s Options,
    generator: Box<dyn Generator>,
    settings: Settings,
    /// Error of a configuration that can't be read.
    fault: Option<Diagnostic>,
}

impl<'s> Site<'s> {
    fn configured(
        folder: &'s Arc<Folder>,
        options: &'s Options,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let name = options.generator.unwrap_or_else(|| generator::detect(folder));
        let (generator, mut settings) = generator::read(name, folder, diagnostics);
        let fault = diagnostics.iter().find(|it| it.severity == Severity::Error).cloned();
        if let Some(language) = &options.language {
            settings.language = Some(language.clone());
        }
        Self { folder, options, generator, settings, fault }
    }
}

/// The files of a folder that may be served.
fn scan(site: &Site<'_>, previous: Option<&Capsule>) -> Content {
    let nothing = Sources::default();
    let known = previous.map_or(&nothing, |capsule| &capsule.source.known);
    let keep_back = |source: &SourcePath| site.options.keeps_back(source);
    let skip = |source: &SourcePath| is_passed_over(&*site.generator, site.options, source);
    let rules = ScanRules { skip: &skip, keep_back: &keep_back, known };
    let mut content = site.folder.scan(rules);
    content.remove_restricted(&site.options.zones);
    content.remove_unreadable();
    content
}

/// True for a source that its generator is asked about: letters it may never come to itself.
fn is_routed(site: &Site<'_>, source: &Source) -> bool {
    let passed_over = || source.path.upwards().any(|folder| site.generator.skips(&folder));
    !holds_letters(&*site.generator, site.options, &source.path) || !passed_over()
}

/// The path of each source that is served.
fn route<'a>(
    site: &mut Site<'_>,
    sources: &Classified<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Routed<'a>> {
    let mut routing = Routing { settings: &site.settings, options: site.options, diagnostics };
    let mut routed = site.generator.route(sources, &mut routing);
    linked_zones::remove(&mut routed, &site.options.zones, &*site.generator, diagnostics);
    routed
}

/// The maps of the snapshot.
fn assemble(
    site: &Site<'_>,
    routed: Vec<Routed<'_>>,
    content: &Content,
    diagnostics: &mut Vec<Diagnostic>,
) -> Built {
    let next_change = next_change::next_change(content, &routed, &site.settings);
    let built = assemble::build(
        routed,
        &content.folder_settings,
        &site.settings,
        site.options,
        site.generator.sections(),
        diagnostics,
    );
    Built { next_change, ..built }
}

/// All parts together.
fn snapshot(site: Site<'_>, content: Content, built: Built, previous: Option<&Capsule>) -> Capsule {
    let Site { folder, options, generator, settings, fault } = site;
    let templates = Templates::new(settings.editions.len());
    Capsule {
        source: SourceFolder {
            folder: Arc::clone(folder),
            generator: Arc::from(generator),
            settings: Arc::new(settings),
            folder_settings: Arc::new(content.folder_settings),
            rules: Arc::clone(&options.rules),
            kept_back: options.kept_back.clone(),
            known: Sources::of(content.sources),
            scan: ScanFacts {
                diagnostics: content.diagnostics.into(),
                is_straight: content.is_straight,
                asked: None,
            },
            largest_page: options.largest_page,
            fault,
            next_change: built.next_change,
        },
        contents: Arc::new(Contents::new(
            built.routes,
            built.posts,
            options.zones.clone(),
            options.applications.clone(),
        )),
        templates,
        letters: Arc::default(),
        robots: options.robots_text().unwrap_or_default(),
        checks: previous.map_or_else(check::room, |capsule| Arc::clone(&capsule.checks)),
    }
}
