//! `propus export`: the whole site as files that another server can serve, for people on a pubnix and
//! for readers on the web.
//!
//! A page becomes its folder's `index.gmi`, `gophermap`, `index` or `index.html`, whatever its path ends
//! in: every server sends a client that asks for `/talks` on to `/talks/`. The links in gemtext and menus
//! need no change; those of web pages are relative and name the file. The files hold the bytes that
//! `propus serve` would send, or would if it spoke the web's protocol.

mod plan;
mod tree;
mod web;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use self::tree::{Tree, below_root, put};
use super::error::{CommandError, at};
use super::export_target::Target;
use super::rebase::Base;
use super::usual_folder::usual_folder;
use crate::capsule::{self, Capsule, Reader, Resource};
use crate::cli::{Export, ExportAs, Serve, ServeSettings};
use crate::config::{self, Config, HostConfig};
use crate::content::Folder;
use crate::exchange::Protocol;
use crate::generator::Options;
use crate::origin::Origin;
use crate::progress::Progress;
use crate::site::{Site, Style, WebSheet};

/// Writes a site into a folder, all of it or nothing.
///
/// # Errors
/// Fails when the site can't be read, or the folder can't be replaced.
pub fn export(arguments: &Export, out: &mut dyn Write) -> Result<(), CommandError> {
    let Source { host, folder, options, style } = Source::of(arguments)?;
    if host.is_none() && arguments.form == ExportAs::Gopher {
        return Err(CommandError::HostMissing);
    }
    check_outside(&arguments.to, &folder)?;
    let target = Target::new(&arguments.to)?;
    let capsule = loaded(&folder, &options)?;
    let web = match arguments.form {
        ExportAs::Gemini | ExportAs::Gopher | ExportAs::Nex => None,
        ExportAs::Html => web::address(arguments, &capsule),
    };
    let ports = ports(arguments, host.is_some());
    let has_host = host.is_some();
    let host = host.unwrap_or_else(|| "localhost".to_owned());
    let origin = Origin::new(host, ports).on_web(web.as_deref());
    let style = Style { sheet: WebSheet::File, ..style };
    let site = Site::new(Arc::clone(&capsule), origin.clone(), style);
    let base = Base::new(&arguments.base, &origin);
    let draft = target.begin()?;
    let (plan, moved) = plan::plan(&capsule, arguments.form);
    let files: Vec<_> = plan.iter().collect();
    let done = Arc::new(AtomicUsize::new(0));
    let mut written = {
        let shown = Arc::clone(&done);
        let looked_at = move || shown.load(Ordering::Relaxed);
        let _shown = Progress::part_of(files.len(), "addresses", looked_at);
        let (form, root) = (arguments.form, draft.folder());
        Tree { site: &site, base, form, root, done: &done }.write(&files)?
    };
    let mut remarks = Vec::new();
    if arguments.form == ExportAs::Html {
        let sheet = web::style_sheet(arguments.css.as_deref(), &plan)?;
        let map = web::map(&capsule, &plan, web.as_deref());
        for (path, bytes) in sheet.into_iter().chain(map) {
            // The one that was named takes the place of one that the site has.
            written += usize::from(!plan.contains_key(&path));
            put(&draft.folder().join(below_root(&path)), &bytes)?;
        }
        remarks = web::remarks(&capsule, &plan, web.as_deref());
    } else if !has_host && has_feeds(&capsule) {
        remarks.push(
            "--host was not given, so the feeds name localhost: nobody can subscribe to them",
        );
    }
    draft.publish()?;
    writeln!(out, "{written} files written to {}", arguments.to.display())
        .map_err(CommandError::Output)?;
    for page in capsule.too_large() {
        let what = "it is larger than --largest-page allows, and left out";
        writeln!(out, "{}: {what}", page.source).map_err(CommandError::Output)?;
    }
    for page in moved {
        writeln!(out, "{page}").map_err(CommandError::Output)?;
    }
    for remark in remarks {
        writeln!(out, "{remark}").map_err(CommandError::Output)?;
    }
    Ok(())
}

/// What is exported, and how its pages are written.
struct Source {
    /// The public name, where one was given.
    host: Option<String>,
    folder: PathBuf,
    options: Options,
    style: Style,
}

impl Source {
    /// A folder as it was typed, or the host of a configuration.
    fn of(arguments: &Export) -> Result<Self, CommandError> {
        let host = arguments.host.as_deref().map(config::host).transpose()?;
        let typed = &arguments.site.0;
        let Some(file) = &arguments.config else {
            let folder = match &arguments.folder {
                Some(folder) => folder.clone(),
                None => usual_folder("propus export --to DIR --as FORM")?,
            };
            let (options, style) = (without_readers(config::options(typed)), config::style(typed));
            return Ok(Self { host, folder, options, style });
        };
        let settings = ServeSettings(typed.clone());
        let config = Config::new(&Serve { config: Some(file.clone()), settings })?;
        let is_meant = |own: &&HostConfig| {
            host.as_ref().is_none_or(|host| own.names().any(|name| name == host))
        };
        let Some(own) = config.hosts().find(is_meant) else {
            return Err(CommandError::NoSuchHost {
                file: file.clone(),
                host: host.unwrap_or_default(),
            });
        };
        Ok(Self {
            host: host.or_else(|| own.named.then(|| own.name.clone())),
            folder: arguments.folder.clone().unwrap_or_else(|| own.folder.clone()),
            options: without_readers(own.options.clone()),
            style: own.style,
        })
    }
}

/// Options for a copy that nobody can type words into: files can't search, and take no letters.
fn without_readers(options: Options) -> Options {
    Options { search: false, letters: false, ..options }
}

/// The capsule in a folder.
fn loaded(folder: &Path, options: &Options) -> Result<Arc<Capsule>, CommandError> {
    let (capsule, _) = Folder::open_with_links_to(folder, &options.links_to)
        .and_then(|opened| {
            let opened = Arc::new(opened);
            let _shown = opened.reading();
            capsule::load(&opened, options, None)
        })
        .map_err(at(folder))?;
    match capsule.config_fault().cloned() {
        Some(fault) => Err(CommandError::Configuration { folder: folder.to_owned(), fault }),
        None => Ok(capsule),
    }
}

/// The protocols by which the same capsule is reached, and their ports. Web pages say where else they
/// are as far as that was typed.
fn ports(arguments: &Export, has_host: bool) -> Vec<(Protocol, u16)> {
    let gemini = (Protocol::Gemini, Protocol::Gemini.default_port());
    let gopher = |port| (Protocol::Gopher, port);
    match arguments.form {
        ExportAs::Gemini => vec![gemini],
        ExportAs::Gopher => {
            vec![gopher(arguments.port.unwrap_or(Protocol::Gopher.default_port()))]
        }
        ExportAs::Nex => vec![(Protocol::Nex, Protocol::Nex.default_port())],
        ExportAs::Html if !has_host => Vec::new(),
        ExportAs::Html => std::iter::once(gemini).chain(arguments.port.map(gopher)).collect(),
    }
}

fn has_feeds(capsule: &Capsule) -> bool {
    let seen = capsule.visible_to(Reader::Author);
    seen.resources().any(|(_, resource)| *resource == Resource::Feed)
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

#[cfg(test)]
mod tests {
    use std::fs;

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
    fn an_export_names_the_ports_of_the_form_that_it_has() {
        let of = |typed: &str, has_host| {
            let typed = format!("propus export site --to out --as {typed}");
            let Some(Command::Export(arguments)) = Cli::parse_from(typed.split(' ')).command else {
                panic!("no export")
            };
            ports(&arguments, has_host)
        };
        let (gemini, gopher) = ((Protocol::Gemini, 1965), |port| (Protocol::Gopher, port));
        for has_host in [false, true] {
            assert_eq!(of("gemini --port 7070", has_host), [gemini]);
            assert_eq!(of("gopher", has_host), [gopher(70)]);
            assert_eq!(of("gopher --port 7070", has_host), [gopher(7070)]);
            assert_eq!(of("nex", has_host), [(Protocol::Nex, 1900)]);
        }
        assert_eq!(of("html --port 7070", false), []);
        assert_eq!(of("html", true), [gemini]);
        assert_eq!(of("html --port 7070", true), [gemini, gopher(7070)]);
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
        run(&site, &to, "nex").unwrap();
        assert_eq!(read("index"), "Home\n====\n\n=> /notes/one/ one\n");
        assert!(read("notes/one/index").starts_with("One\n===\n"));
        assert_eq!(fs::read(to.join("a.png")).unwrap(), b"\x89PNG");
        assert!(!to.join("gophermap").exists() && !to.join("notes/one.txt").exists());
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
    fn who_exports_to_the_web_hears_what_readers_there_should_not_miss() {
        let dir = tempfile::tempdir().unwrap();
        let (site, to) = (dir.path().join("site"), dir.path().join("out"));
        fs::create_dir_all(&site).unwrap();
        fs::write(site.join("index.md"), "# Home\n").unwrap();
        let heard = |form| {
            let said = run(&site, &to, form).unwrap();
            ["--url was not given", "robots.txt asks"].map(|it| said.contains(it))
        };
        assert_eq!(heard("html"), [true, false]);
        fs::write(site.join("robots.txt"), "User-agent: webproxy\nDisallow: /\n").unwrap();
        assert_eq!(heard("html"), [true, true]);
        assert_eq!(heard("gemini"), [false, false]);
        fs::write(site.join("_config.yml"), "url: https://a.example\n").unwrap();
        assert_eq!(heard("html"), [false, true]);
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
