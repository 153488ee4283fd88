//! One page of a capsule, as it was named, and what a client would get for it.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::capsule::{Capsule, Lookup, Reader, Resource};
use crate::cli::{Render, RenderAs};
use crate::command::error::{CommandError, at};
use crate::content::Folder;
use crate::diagnostic::Diagnostic;
use crate::exchange::{Form, Protocol, Redirection, Refusal, Request, Response, View};
use crate::generator;
use crate::path::CapsulePath;
use crate::render::wire_menu;
use crate::site::Site;

/// What the page at a path becomes in a form.
///
/// # Errors
/// Fails when there is no such page.
pub(super) fn rendered(
    site: &Site,
    path: &CapsulePath,
    wanted: RenderAs,
    arguments: &Render,
) -> Result<Vec<u8>, CommandError> {
    match form(wanted) {
        Some(form) => answer(site, path.clone(), form, arguments),
        None => site.with_capsule(|capsule| tree(capsule, path, arguments)).map(String::into_bytes),
    }
}

/// The form that a client asks for; `None` for the parts of a page, which no client gets.
pub(super) fn form(wanted: RenderAs) -> Option<Form> {
    match wanted {
        RenderAs::Gemtext => Some(Form::of(Protocol::Gemini)),
        RenderAs::Menu => Some(Form::of(Protocol::Gopher)),
        RenderAs::Text => Some(Form::text(Protocol::Gopher)),
        RenderAs::Html => Some(Form::web(Protocol::Gemini)),
        RenderAs::Spartan => Some(Form::of(Protocol::Spartan)),
        RenderAs::Nex => Some(Form::of(Protocol::Nex)),
        RenderAs::Finger => Some(Form::of(Protocol::Finger)),
        RenderAs::Tree => None,
    }
}

/// The parts of the page or the listing at a path.
fn tree(
    capsule: &Arc<Capsule>,
    path: &CapsulePath,
    arguments: &Render,
) -> Result<String, CommandError> {
    let found = match capsule.find(path, Reader::Author) {
        Ok(Lookup::Slashless(to)) => capsule.find(to, Reader::Author),
        other => other,
    };
    let Ok(Lookup::Found(found)) = found else {
        return Err(page_error(arguments, "nothing is served there"));
    };
    let document = match found.resource {
        Resource::Page(number) => {
            let page = capsule
                .page_entry(*number)
                .ok_or_else(|| page_error(arguments, "nothing is served there"))?;
            let file = Path::new(&arguments.page);
            capsule.page(page).map_err(at(file))?.document
        }
        Resource::Folder => capsule.listing(found.path),
        Resource::Posts => capsule.post_list(found.path),
        Resource::File(_)
        | Resource::Feed
        | Resource::Search
        | Resource::Redirection(_)
        | Resource::Robots => return Err(page_error(arguments, "it is no page")),
    };
    Ok(document.notation())
}

/// The bytes that a client gets for a path.
fn answer(
    site: &Site,
    path: CapsulePath,
    form: Form,
    arguments: &Render,
) -> Result<Vec<u8>, CommandError> {
    let mut response = ask(site, path, form);
    if let Response::Redirection(Redirection::Path { to, .. }) = response {
        // A client goes where it is sent, `/talks` to `/talks/`.
        response = ask(site, to, form);
    }
    match response {
        Response::Page(page) if form.view == View::Menu => {
            Ok([&page.text, wire_menu::END].concat())
        }
        Response::Page(page) => Ok(page.text.to_vec()),
        Response::Stream(_) => {
            Err(page_error(arguments, "it is no page but a file, and served as it is"))
        }
        Response::Redirection(redirection) => Err(page_error(arguments, &refusal(&redirection))),
        Response::Prompt(_) => Err(page_error(arguments, "it answers what a client types")),
        Response::Refused(Refusal::TooLarge) => {
            Err(page_error(arguments, "it is larger than --largest-page allows"))
        }
        Response::Refused(_) => Err(page_error(arguments, "nothing is served there")),
    }
}

fn ask(site: &Site, path: CapsulePath, form: Form) -> Response {
    site.handle(&Request { paths: vec![path], form, query: None }, None)
}

/// The reason why there is no page.
pub(super) fn refusal(redirection: &Redirection) -> String {
    match redirection {
        Redirection::Path { to, .. } => format!("it is at {to}"),
        Redirection::Url { to, .. } => format!("it is at {to}"),
        Redirection::Gone => "nothing is served there".to_owned(),
        Redirection::Notice(notice) => {
            format!("a file says what is answered: {} {}", notice.status, notice.text)
        }
    }
}

/// Warnings of the page at a path, for its author.
pub(super) fn warnings(capsule: &Arc<Capsule>, path: &CapsulePath) -> Vec<Diagnostic> {
    let Ok(Lookup::Found(found)) = capsule.find(path, Reader::Author) else { return Vec::new() };
    let pages = capsule.visible_to(Reader::Author).pages().filter(|page| page.path == *found.path);
    pages
        .filter_map(|page| capsule.page(page).ok())
        .flat_map(|converted| converted.warnings)
        .collect()
}

fn page_error(arguments: &Render, why: &str) -> CommandError {
    CommandError::Page { page: arguments.page.clone(), why: why.to_owned() }
}

/// The capsule's folder, and the page in it: the path that a client would ask for, or the
/// source path of a file.
pub(super) fn find(arguments: &Render) -> Result<(PathBuf, Wanted), CommandError> {
    let file = Path::new(&arguments.page);
    if arguments.capsule.is_none() && file.is_dir() {
        return Err(page_error(
            arguments,
            "it is a folder; name one of its pages, or give it as \
                                          --capsule",
        ));
    }
    if !file.is_file() {
        let folder = arguments.capsule.clone().ok_or_else(|| {
            page_error(
                arguments,
                "there is no such file; for a path, give \
                                                  --capsule",
            )
        })?;
        let absolute = format!("/{}", arguments.page.trim_start_matches('/'));
        let path = CapsulePath::decode(&absolute)
            .map_err(|error| page_error(arguments, &error.to_string()))?
            .path;
        return Ok((folder, Wanted::Path(path)));
    }
    let file = file.canonicalize().map_err(at(file))?;
    let folder = match &arguments.capsule {
        Some(folder) => folder.canonicalize().map_err(at(folder))?,
        None => folder_of(&file),
    };
    let below = file
        .strip_prefix(&folder)
        .map_err(|_| page_error(arguments, "the file is not below the capsule's folder"))?;
    let names = below.components().map(|name| match name {
        Component::Normal(name) => name.to_str().ok_or_else(|| {
            page_error(
                arguments,
                "its name is \
            not UTF-8",
            )
        }),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => {
            Err(page_error(arguments, "the file is not below the capsule's folder"))
        }
    });
    Ok((folder, Wanted::Source(names.collect::<Result<Vec<_>, _>>()?.join("/"))))
}

/// Page to render, as it was named.
pub(super) enum Wanted {
    Path(CapsulePath),
    Source(String),
}

impl Wanted {
    /// Path at which it is served.
    ///
    /// # Errors
    /// Fails for a source without a route.
    pub(super) fn path(
        &self,
        capsule: &Capsule,
        arguments: &Render,
    ) -> Result<CapsulePath, CommandError> {
        let path = match self {
            Self::Path(path) => Some(path),
            Self::Source(source_path) => capsule.path_of(source_path),
        };
        path.cloned()
            .ok_or_else(|| page_error(arguments, "no page of this capsule is made of that file"))
    }
}

/// The nearest folder above a file that is configured as a site, else the nearest that looks like
/// one, else the file's own.
pub(super) fn folder_of(file: &Path) -> PathBuf {
    nearest(file, generator::is_configured)
        .or_else(|| nearest(file, generator::is_site))
        .or_else(|| file.parent())
        .unwrap_or(Path::new("/"))
        .to_owned()
}

/// The nearest folder above a file that can be opened and is such a site.
fn nearest(file: &Path, is_site: fn(&Folder) -> bool) -> Option<&Path> {
    file.ancestors()
        .skip(1)
        .find(|folder| Folder::open(folder).is_ok_and(|folder| is_site(&folder)))
}
