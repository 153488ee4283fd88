//! A snapshot that follows another one, where it is told which files may have changed: these are
//! looked at, and what does not depend on them is shared.
//!
//! Paths, titles, lists and feeds follow from the names of files and from their heads. Where all of
//! these are as they were, the new snapshot holds the same maps, and only texts are read anew.

use std::sync::Arc;

use jiff::Timestamp;

use super::parts::{Capsule, ScanFacts, SourceFolder, Templates};
use super::passed_over::{holds_letters, is_passed_over};
use crate::content::Named;
use crate::content::folder::Folder;
use crate::content::scan::ScanRules;
use crate::content::scan::look::Look;
use crate::content::source::{Content, Source};
use crate::content::source_path::SourcePath;
use crate::content::sources::Sources;
use crate::generator::{Options, is_below};

/// What has become of the files that were named.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Files that are there, as they are now.
    found: Vec<Source>,
    /// Names at which no file is any more.
    gone: Vec<SourcePath>,
}

/// Looks at the files that were named; `None` where only a walk over the folder can tell what has
/// changed.
pub(super) fn look(
    previous: &Capsule,
    folder: &Folder,
    options: &Options,
    named: &Named,
) -> Option<Looked> {
    let Named::These(names) = named else { return None };
    let source = &previous.source;
    let asked = source.scan.asked.as_ref().filter(|_| source.scan.is_straight)?;
    let keep_back = |it: &SourcePath| options.keeps_back(it);
    let skip = |it: &SourcePath| is_passed_over(&*source.generator, options, it);
    let rules = ScanRules { skip: &skip, keep_back: &keep_back, known: &source.known };
    let mut looked = Looked::default();
    for name in names {
        if asked.contains(name) || source.scan.reports(name) {
            return None;
        }
        match folder.look_at(name, rules)? {
            Look::Passed => {}
            Look::Found(file) => looked.found.push(file),
            // A folder that has gone had files in it.
            Look::Gone(path)
                if source.known.beginning_with(&format!("{path}/")).next().is_none() =>
            {
                looked.gone.push(path);
            }
            Look::Gone(_) => return None,
        }
    }
    Some(looked)
}

impl Looked {
    /// The snapshot in which nothing but the texts of some files is another; `None` where more is.
    pub(super) fn of_texts(
        &self,
        previous: &Capsule,
        folder: &Arc<Folder>,
        options: &Options,
    ) -> Option<Capsule> {
        let source = &previous.source;
        let is_due = source.next_change.is_some_and(|moment| moment <= Timestamp::now());
        let was_there = |path: &SourcePath| source.known.contains(path.as_str());
        if is_due || source.fault.is_some() || self.gone.iter().any(was_there) {
            return None;
        }
        let changed = self.found.iter().map(|now| {
            let before = source.known.get(now.path.as_str())?;
            let is_other = before.stamp != now.stamp;
            let counts = is_other
                && (!now.differs_in_text_only(before)
                    || now.stamp.size.max(before.stamp.size) > source.largest_page
                    || source.generator.takes_time_of(&now.path)
                    || holds_letters(&*source.generator, options, &now.path));
            // Its head stays the one that entries hold, too.
            let content = before.content.clone();
            (!counts).then(|| is_other.then(|| Source { content, ..now.clone() }))
        });
        let changed: Vec<Option<Source>> = changed.collect::<Option<_>>()?;
        let known = source.known.with(changed.into_iter().flatten());
        Some(Capsule {
            source: SourceFolder { folder: Arc::clone(folder), known, ..source.clone() },
            contents: Arc::clone(&previous.contents),
            templates: Templates {
                data: previous.templates.data.clone(),
                ..Templates::new(source.settings.editions.len())
            },
            letters: Arc::clone(&previous.letters),
            robots: previous.robots,
            checks: Arc::clone(&previous.checks),
        })
    }

    /// What a walk would find now.
    pub(super) fn content(self, previous: &Capsule) -> Content {
        let known = &previous.source.known;
        let (news, again): (Vec<Source>, Vec<Source>) =
            self.found.into_iter().partition(|it| !known.contains(it.path.as_str()));
        let known = known.with(again);
        let is_gone = |it: &&Source| self.gone.iter().any(|gone| gone == &it.path);
        let mut sources: Vec<Source> = known.iter().filter(|it| !is_gone(it)).cloned().collect();
        sources.extend(news);
        content(sources, previous)
    }
}

/// What the walk found that a snapshot was made of; `None` where some of that has been taken out.
pub(super) fn content_of(previous: &Capsule) -> Option<Content> {
    let source = &previous.source;
    source.scan.is_straight.then(|| content(source.known.iter().cloned().collect(), previous))
}

fn content(sources: Vec<Source>, previous: &Capsule) -> Content {
    let source = &previous.source;
    Content {
        sources: Sources::sorted(sources),
        folder_settings: (*source.folder_settings).clone(),
        diagnostics: source.scan.diagnostics.to_vec(),
        is_straight: source.scan.is_straight,
        ..Content::default()
    }
}

impl ScanFacts {
    /// True if the scan had something to say of a file, or of one in a folder of that name.
    fn reports(&self, name: &str) -> bool {
        self.diagnostics.iter().any(|it| is_below(&it.file, name))
    }
}
