//! The files of an export, written by as many threads as there are processors. What is in a file
//! depends on nothing but the site, so the order makes no difference.

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

use crate::cli::ExportAs;
use crate::command::error::{CommandError, at};
use crate::command::rebase::Base;
use crate::document::{self, Block, Document, Entry, Inline};
use crate::exchange::{Form, Protocol, Redirection, Request, Response, View};
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::render::{self, MenuStyle, wire_menu};
use crate::site::Site;

/// The stack of a thread that converts pages, as the first of a process has it.
const STACK: usize = 8 << 20;

/// The files of an export.
pub(super) struct Tree<'a> {
    pub(super) site: &'a Site,
    pub(super) base: Base<'a>,
    pub(super) form: ExportAs,
    pub(super) root: &'a Path,
    /// The number of files that were looked at, for who waits.
    pub(super) done: &'a AtomicUsize,
}

impl Tree<'_> {
    /// Writes files with what clients get for paths. Returns how many files that were.
    ///
    /// # Errors
    /// The first of those that can't be read or written.
    pub(super) fn write(
        &self,
        files: &[(&CapsulePath, &CapsulePath)],
    ) -> Result<usize, CommandError> {
        let next = AtomicUsize::new(0);
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| {
            let work = || self.work(files, &next);
            let mut started = Vec::new();
            for _ in 1..threads.min(files.len()) {
                let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
                // Where there are no more threads those that there are do it.
                started.extend(thread.ok());
            }
            let outcomes = std::iter::once(work()).chain(started.into_iter().map(joined));
            let outcomes: Vec<Outcome> = outcomes.collect();
            let written = outcomes.iter().map(|it| it.written).sum();
            let failures = outcomes.into_iter().filter_map(|it| it.failure);
            failures.min_by_key(|(at, _)| *at).map_or(Ok(written), |(_, error)| Err(error))
        })
    }

    /// Writes one file after the other until none is left, or one fails.
    fn work(&self, files: &[(&CapsulePath, &CapsulePath)], next: &AtomicUsize) -> Outcome {
        let mut written = 0;
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((file, path)) = files.get(at) else {
                return Outcome { written, failure: None };
            };
            self.done.fetch_add(1, Ordering::Relaxed);
            match self.put(&self.root.join(below_root(file)), path) {
                Ok(is_written) => written += usize::from(is_written),
                Err(error) => {
                    next.store(files.len(), Ordering::Relaxed);
                    return Outcome { written, failure: Some((at, error)) };
                }
            }
        }
    }

    /// Writes what a client gets for a path. Returns whether there was anything.
    fn put(&self, file: &Path, path: &CapsulePath) -> Result<bool, CommandError> {
        let request = Request { paths: vec![path.clone()], form: form(self.form), query: None };
        let bytes = match self.site.handle(&request, None) {
            Response::Page(page) => {
                let text = String::from_utf8_lossy(&page.text);
                match page.form.view {
                    View::Page | View::Links => self.base.gemtext(&text),
                    View::Menu => self.base.menu(&text),
                    View::Text | View::Feed | View::Web | View::WebFeed => self.base.urls(&text),
                }
                .into_bytes()
            }
            Response::Stream(stream) => stream.body.read_whole().map_err(at(file))?,
            Response::Redirection(redirection) => match self.pointer(path, &redirection) {
                Some(pointer) => pointer.into_bytes(),
                None => return Ok(false),
            },
            Response::Prompt(_) | Response::Refused(_) => return Ok(false),
        };
        put(file, &bytes)?;
        Ok(true)
    }

    /// The page that points onward: files know no redirects. `None` where there is nowhere to point
    /// to.
    fn pointer(&self, path: &CapsulePath, redirection: &Redirection) -> Option<String> {
        match (redirection, self.form) {
            (Redirection::Gone | Redirection::Notice(_), _) => None,
            (Redirection::Path { .. } | Redirection::Url { .. }, ExportAs::Html) => {
                let page = self.site.moved_on_web(path, redirection, MOVED)?;
                Some(self.base.urls(&page))
            }
            (Redirection::Path { to, .. }, ExportAs::Gemini | ExportAs::Gopher | ExportAs::Nex) => {
                Some(self.base.gemtext(&pointer(&to.encoded())))
            }
            (Redirection::Url { to, .. }, ExportAs::Gemini | ExportAs::Nex) => Some(pointer(to)),
            (Redirection::Url { to, .. }, ExportAs::Gopher) => {
                Some(menu_pointer(to, self.site.origin()))
            }
        }
    }
}

/// The work of one thread.
struct Outcome {
    /// The number of files that it has written.
    written: usize,
    /// The number of the file that it could not write, and why.
    failure: Option<(usize, CommandError)>,
}

fn joined(thread: ScopedJoinHandle<'_, Outcome>) -> Outcome {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Writes one file, and the folders that it lies in.
///
/// # Errors
/// Fails when it can't be written.
pub(super) fn put(file: &Path, bytes: &[u8]) -> Result<(), CommandError> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(at(folder))?;
    }
    fs::write(file, bytes).map_err(at(file))
}

/// The form of what is exported.
fn form(form: ExportAs) -> Form {
    match form {
        ExportAs::Gemini => Form::of(Protocol::Gemini),
        ExportAs::Gopher => Form::of(Protocol::Gopher),
        ExportAs::Nex => Form::of(Protocol::Nex),
        ExportAs::Html => Form::web(Protocol::Gemini),
    }
}

/// The words where a page was.
const MOVED: &str = "This page has moved.";
/// The most columns of a line there: what every client shows.
const MOVED_WIDTH: usize = 67;

/// A page that says where its content has gone.
fn pointer(to: &str) -> String {
    format!("{MOVED}\n\n=> {to}\n")
}

/// The same as a menu.
fn menu_pointer(to: &str, origin: &Origin) -> String {
    let words = vec![Inline::Text(MOVED.to_owned())];
    let target = document::Target::External(to.to_owned());
    let entry = Entry { label: to.to_owned(), date: None, target };
    let blocks = vec![Block::Paragraph(words), Block::Entries(vec![entry])];
    let document = Document { blocks, ..Document::default() };
    let mut menu = String::new();
    let mut write = |item| wire_menu::write_item(&item, &mut menu);
    render::write_menu(
        &document,
        origin,
        MenuStyle { width: MOVED_WIDTH, ascii: false },
        &mut write,
    );
    menu
}

/// A path as a place below the folder that is written. Harmless, as every [`CapsulePath`] is.
pub(super) fn below_root(path: &CapsulePath) -> PathBuf {
    path.as_str().split('/').filter(|name| !name.is_empty()).collect()
}
