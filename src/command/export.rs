//! `propus export`: the whole site as files that another server can serve, for people on a pubnix.
//!
//! A page becomes its folder's `index.gmi` or `gophermap`, whatever its path ends in: every server
//! sends a client that asks for `/talks` on to `/talks/`, so the links on the pages need no change.
//! The files hold the bytes that `propus serve` would send.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::error::{CommandError, at};
use super::export_target::Target;
use super::rebase::Base;
use crate::capsule::{self, Capsule, Lookup, Reader, Resource};
use crate::cli::{Export, ExportAs};
use crate::config;
use crate::content::Folder;
use crate::document::{self, Block, Document, Entry, Inline};
use crate::exchange::{Form, Protocol, Redirection, Request, Response, View};
use crate::origin::Origin;
use crate::path::CapsulePath;
use crate::progress::Progress;
use crate::render::{self, MenuStyle, wire_menu};
use crate::site::Site;

/// Writes a site into a folder, all of it or nothing.
///
/// # Errors
/// Fails when the site can't be read, or the folder can't be replaced.
pub fn export(arguments: &Export, out: &mut dyn Write) -> Result<(), CommandError> {
    if arguments.host.is_none() && arguments.form == ExportAs::Gopher {
        return Err(CommandError::HostMissing);
    }
    let host = arguments.host.as_deref().map_or(Ok("localhost".to_owned()), config::host)?;
    let protocol = protocol(arguments.form);
    let port = match arguments.form {
        ExportAs::Gemini => protocol.default_port(),
        ExportAs::Gopher => arguments.port.unwrap_or(protocol.default_port()),
    };
    let origin = Origin::new(host, [(protocol, port)]);
    check_outside(&arguments.to, &arguments.folder)?;
    let target = Target::new(&arguments.to)?;
    let options = config::options(&arguments.site.0);
    let (capsule, _) = Folder::open_with_links_to(&arguments.folder, &options.links_to)
        .and_then(|folder| {
            let folder = Arc::new(folder);
            let _shown = folder.reading();
            capsule::load(&folder, &options, None)
        })
        .map_err(at(&arguments.folder))?;
    if let Some(fault) = capsule.config_fault().cloned() {
        return Err(CommandError::Configuration { folder: arguments.folder.clone(), fault });
    }
    let site = Site::new(Arc::clone(&capsule), origin.clone(), config::style(&arguments.site.0));
    let base = Base::new(&arguments.base, &origin);
    let draft = target.begin()?;
    let tree = Tree { site: &site, base, form: arguments.form, root: draft.folder() };
    let written = tree.write(&capsule)?;
    draft.publish()?;
    writeln!(out, "{written} files written to {}", arguments.to.display())
        .map_err(CommandError::Output)?;
    for page in capsule.too_large() {
        let what = "it is larger than --largest-page allows, and left out";
        writeln!(out, "{}: {what}", page.source).map_err(CommandError::Output)?;
    }
    if arguments.host.is_none()
        && capsule
            .visible_to(Reader::Author)
            .resources()
            .any(|(_, resource)| *resource == Resource::Feed)
    {
        let what =
            "--host was not given, so the feeds name localhost: nobody can subscribe to them";
        writeln!(out, "{what}").map_err(CommandError::Output)?;
    }
    Ok(())
}

/// A copy inside of the site would be copied the next time.
fn check_outside(to: &Path, site: &Path) -> Result<(), CommandError> {
    let site = site.canonicalize().map_err(at(site))?;
    let above = to.ancestors().find_map(|folder| {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        folder.canonicalize().ok()
    });
    if above.is_some_and(|above| above.starts_with(&site)) {
        return Err(CommandError::InsideSite(to.to_owned()));
    }
    Ok(())
}

/// The files of an export.
struct Tree<'a> {
    site: &'a Site,
    base: Base<'a>,
    form: ExportAs,
    root: &'a Path,
}

impl Tree<'_> {
    /// Writes everything that the capsule serves. Returns how many files that were.
    fn write(&self, capsule: &Capsule) -> Result<usize, CommandError> {
        let mut written = 0;
        let done = Arc::new(AtomicUsize::new(0));
        let shown = Arc::clone(&done);
        let whole = capsule.visible_to(Reader::Author).resources().count();
        let _shown = Progress::part_of(whole, "addresses", move || shown.load(Ordering::Relaxed));
        for (path, resource) in capsule.visible_to(Reader::Author).resources() {
            done.fetch_add(1, Ordering::Relaxed);
            match resource {
                // Files can't search.
                Resource::Search => {}
                Resource::File(_) | Resource::Feed | Resource::Robots => {
                    written += usize::from(self.put(&self.root.join(below_root(path)), path)?);
                }
                // A subscriber follows no pointer.
                Resource::Redirection(Redirection::Path { to, .. }) if is_feed(capsule, to) => {
                    written += usize::from(self.put(&self.root.join(below_root(path)), to)?);
                }
                Resource::Page(_)
                | Resource::Posts
                | Resource::Folder
                | Resource::Redirection(Redirection::Path { .. } | Redirection::Url { .. }) => {
                    let file = self.root.join(below_root(path)).join(self.index_name());
                    // Of a page and a listing that share a folder the page is the one that was
                    // written.
                    if *resource != Resource::Folder || !file.exists() {
                        written += usize::from(self.put(&file, path)?);
                    }
                    written += usize::from(self.put_text(path, resource)?);
                }
                // Files can't say it.
                Resource::Redirection(Redirection::Gone | Redirection::Notice(_)) => {}
            }
        }
        Ok(written)
    }

    fn index_name(&self) -> &'static str {
        match self.form {
            ExportAs::Gemini => "index.gmi",
            ExportAs::Gopher => "gophermap",
        }
    }

    /// The plain text form, which Gopher menus link to.
    fn put_text(&self, path: &CapsulePath, resource: &Resource) -> Result<bool, CommandError> {
        let readable = matches!(resource, Resource::Page(_) | Resource::Posts | Resource::Folder);
        let text = path.as_text();
        if readable && self.form == ExportAs::Gopher {
            self.put(&self.root.join(below_root(&text)), &text)
        } else {
            Ok(false)
        }
    }

    /// Writes what a client gets for a path. Returns whether there was anything.
    fn put(&self, file: &Path, path: &CapsulePath) -> Result<bool, CommandError> {
        let form = Form::of(protocol(self.form));
        let bytes =
            match self.site.handle(&Request { paths: vec![path.clone()], form, query: None }, None)
            {
                Response::Page(page) => {
                    let text = String::from_utf8_lossy(&page.text);
                    match page.form.view {
                        View::Page => self.base.gemtext(&text),
                        View::Menu => self.base.menu(&text),
                        View::Text | View::Feed => self.base.urls(&text),
                    }
                    .into_bytes()
                }
                Response::Stream(stream) => stream.body.read_whole().map_err(at(file))?,
                // Files know no redirects: a page that points onward takes their place.
                Response::Redirection(Redirection::Path { to, .. }) => {
                    self.base.gemtext(&pointer(&to.encoded())).into_bytes()
                }
                Response::Redirection(Redirection::Url { to, .. }) => match self.form {
                    ExportAs::Gemini => pointer(&to).into_bytes(),
                    ExportAs::Gopher => menu_pointer(&to, self.site.origin()).into_bytes(),
                },
                Response::Prompt(_)
                | Response::Redirection(Redirection::Gone | Redirection::Notice(_))
                | Response::Refused(_) => return Ok(false),
            };
        let folder = file.parent().unwrap_or(self.root);
        fs::create_dir_all(folder).map_err(at(folder))?;
        fs::write(file, bytes).map_err(at(file))?;
        Ok(true)
    }
}

/// The protocol that an export is for.
fn protocol(form: ExportAs) -> Protocol {
    match form {
        ExportAs::Gemini => Protocol::Gemini,
        ExportAs::Gopher => Protocol::Gopher,
    }
}

/// True when a feed is served at a path.
fn is_feed(capsule: &Capsule, path: &CapsulePath) -> bool {
    let found = capsule.find(path, Reader::Author);
    matches!(found, Ok(Lookup::Found(found)) if *found.resource == Resource::Feed)
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
fn below_root(path: &CapsulePath) -> PathBuf {
    path.as_str().split('/').filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command};

    fn run(site: &Path, to: &Path, form: &str) -> Result<String, CommandError> {
        let typed = [
            "propus".as_ref(),
            "export".as_ref(),
            site.as_os_str(),
            "--to".as_ref(),
            to.as_os_str(),
        ];
        let typed = typed.into_iter().chain([
            "--as".as_ref(),
            form.as_ref(),
            "--host".as_ref(),
            "h".as_ref(),
        ]);
        let Some(Command::Export(arguments)) = Cli::parse_from(typed).command else {
            panic!("no export")
        };
        let mut out = Vec::new();
        export(&arguments, &mut out).map(|()| String::from_utf8(out).unwrap())
    }

    /// The files of an export, without those that say what it is.
    fn files_in(folder: &Path) -> usize {
        let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
        let shown = entries.filter(|it| !it.file_name().to_string_lossy().starts_with('.'));
        shown.map(|it| if it.path().is_dir() { files_in(&it.path()) } else { 1 }).sum()
    }

    #[test]
    fn pages_become_the_index_of_their_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (site, to) = (dir.path().join("site"), dir.path().join("out"));
        fs::create_dir_all(site.join("notes")).unwrap();
        fs::write(site.join("index.md"), "# Home\n\n[one](notes/one.md)\n").unwrap();
        fs::write(site.join("notes/one.md"), "# One\n").unwrap();
        fs::write(site.join("a.png"), b"\x89PNG").unwrap();
        let said = run(&site, &to, "gemini").unwrap();
        assert!(said.starts_with(&format!("{} files written", files_in(&to))), "{said}");
        let read = |name: &str| fs::read_to_string(to.join(name)).unwrap();
        assert_eq!(read("index.gmi"), "# Home\n\n=> /notes/one one\n");
        assert!(read("notes/one/index.gmi").starts_with("# One\n"));
        assert!(read("notes/index.gmi").contains("=> /notes/one One\n"));
        assert_eq!(fs::read(to.join("a.png")).unwrap(), b"\x89PNG");
        run(&site, &to, "gopher").unwrap();
        assert!(read("gophermap").contains("1one\t/notes/one\th\t70\r\n"));
        assert!(read("notes/one.txt").starts_with("One\r\n===\r\n"));
        assert!(!to.join("index.gmi").exists());
    }

    #[test]
    fn a_feed_stands_at_its_old_addresses_too() {
        let dir = tempfile::tempdir().unwrap();
        let (site, to) = (dir.path().join("site"), dir.path().join("out"));
        fs::create_dir_all(site.join("content/posts")).unwrap();
        fs::write(site.join("hugo.toml"), "title = 'T'\n").unwrap();
        fs::write(site.join("content/posts/a.md"), "---\ntitle: A\ndate: 2024-01-01\n---\nText.\n")
            .unwrap();
        let said = run(&site, &to, "gemini").unwrap();
        assert!(said.starts_with(&format!("{} files written", files_in(&to))), "{said}");
        let read = |name: &str| fs::read_to_string(to.join(name)).unwrap();
        assert!(read("feed.xml").contains("<feed"));
        assert_eq!(read("index.xml"), read("feed.xml"));
    }

    #[test]
    fn what_has_moved_away_is_a_pointer_in_every_form() {
        let dir = tempfile::tempdir().unwrap();
        let (site, to) = (dir.path().join("site"), dir.path().join("out"));
        fs::create_dir_all(&site).unwrap();
        fs::write(site.join("_config.yml"), "").unwrap();
        fs::write(site.join("a.md"), "---\nredirect_to: https://example.org/x\n---\n").unwrap();
        run(&site, &to, "gemini").unwrap();
        let read = |name: &str| fs::read_to_string(to.join(name)).unwrap();
        assert_eq!(read("a.html/index.gmi"), "This page has moved.\n\n=> https://example.org/x\n");
        run(&site, &to, "gopher").unwrap();
        let menu = read("a.html/gophermap");
        assert!(menu.contains("\tURL:https://example.org/x\th\t70\r\n"), "{menu}");
    }

    #[test]
    fn what_is_no_export_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (site, to) = (dir.path().join("site"), dir.path().join("out"));
        fs::create_dir_all(&site).unwrap();
        fs::create_dir_all(&to).unwrap();
        fs::write(to.join("precious"), "").unwrap();
        assert!(matches!(run(&site, &to, "gemini"), Err(CommandError::NotAnExport(_))));
        assert!(to.join("precious").exists());
    }

    #[test]
    fn a_page_that_is_too_large_is_named_and_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let (site, to) = (dir.path().join("site"), dir.path().join("out"));
        fs::create_dir(&site).unwrap();
        fs::write(site.join("a.md"), "# A\n").unwrap();
        fs::write(site.join("b.md"), "b ".repeat(3 << 20)).unwrap();
        let said = run(&site, &to, "gemini").unwrap();
        let expected = "\nb.md: it is larger than --largest-page allows, and left out\n";
        assert!(said.ends_with(expected), "{said}");
        assert!(to.join("a/index.gmi").exists() && !to.join("b").exists());
    }
}
