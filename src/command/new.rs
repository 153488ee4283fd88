//! `propus new`: a file for a new page where the site's generator wants it, with front matter, to be
//! opened in an editor.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use jiff::Zoned;

use super::error::{CommandError, at};
use super::host_place::ChosenHost;
use super::usual_folder::usual_folder;
use crate::capsule::{self, Capsule, Reader};
use crate::cli::{HostPlace, New};
use crate::config::HostConfig;
use crate::content::{Folder, Lasting, SourcePath};
use crate::generator::{GeneratorName, namesakes, slug};
use crate::path::CapsulePath;
use crate::upload;

/// Writes the file and prints its path.
///
/// # Errors
/// Fails when the folder can't be read or the file can't be written.
pub fn new(
    arguments: &New,
    out: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Result<(), CommandError> {
    let New { title, tags, draft, .. } = arguments;
    let HostConfig { folder: place, options, .. } = &host(arguments)?;
    let folder = Folder::open_with_links_to(place, &options.links_to).map_err(at(place))?;
    let folder = Arc::new(folder);
    let (capsule, _) = capsule::load(&folder, options, None).map_err(at(place))?;
    if let Some(fault) = capsule.config_fault().cloned() {
        return Err(CommandError::Configuration { folder: place.clone(), fault });
    }
    let now = Zoned::now();
    let name = match slug(title) {
        name if name.is_empty() => "page".to_owned(),
        name => name,
    };
    for name in namesakes(&name) {
        let source = source(&capsule, &name, &now, *draft).ok_or_else(|| nowhere(place))?;
        let text = upload::new_page(&folder, &source, title, &now, tags, *draft);
        match folder.create(&source, text.as_bytes()) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            written => {
                let file = place.join(source.as_str());
                written.and_then(Lasting::confirmed).map_err(at(&file))?;
                writeln!(out, "{}", file.display()).map_err(CommandError::Output)?;
                return remark(&capsule, &source, title, remarks).map_err(CommandError::Output);
            }
        }
    }
    Err(nowhere(place))
}

/// The host that is written for.
fn host(New { config, host, capsule, .. }: &New) -> Result<HostConfig, CommandError> {
    let (config, host, capsule) = (config.clone(), host.clone(), capsule.clone());
    let place = HostPlace { config, host, capsule, state: None };
    let ChosenHost { host, has_file, .. } = ChosenHost::of(&place)?;
    if place.capsule.is_none() && !has_file {
        usual_folder("propus new TITLE --capsule")?;
    }
    Ok(host)
}

/// Tells what is left to do: a book has the chapters that its table of contents names.
fn remark(
    capsule: &Capsule,
    source: &SourcePath,
    title: &str,
    remarks: &mut dyn Write,
) -> io::Result<()> {
    match capsule.generator() {
        GeneratorName::Plain
        | GeneratorName::Jekyll
        | GeneratorName::Hugo
        | GeneratorName::Zola => Ok(()),
        GeneratorName::Mdbook => writeln!(
            remarks,
            "it is a chapter when SUMMARY.md beside it has the line: - [{title}]({})",
            source.as_str().trim_start_matches(source.folder())
        ),
    }
}

fn nowhere(place: &Path) -> CommandError {
    at(place)(io::Error::other("there is no place for a page of that title"))
}

/// The file of a new page: in the site's folder of posts, else beside its newest post and named as
/// that is, else below posts; a chapter beside the others of a book.
fn source(capsule: &Capsule, name: &str, now: &Zoned, draft: bool) -> Option<SourcePath> {
    if let Some(post) = capsule.post_source(name, now.date(), draft) {
        return Some(post);
    }
    if let Some(newest) = capsule.visible_to(Reader::Author).posts().next() {
        let source = &newest.source;
        // A bundle has a folder of its own.
        let folder = match source.folder().strip_suffix('/') {
            Some(bundle) if source.name().is_index() => {
                bundle.rsplit_once('/').map_or(String::new(), |(above, _)| format!("{above}/"))
            }
            Some(_) | None => source.folder().to_owned(),
        };
        let date = match source.name().dated() {
            Some(_) => format!("{}-", now.date()),
            None => String::new(),
        };
        return SourcePath::new(&format!("{folder}{date}{name}.md"));
    }
    let path = match capsule.generator() {
        GeneratorName::Plain
        | GeneratorName::Jekyll
        | GeneratorName::Hugo
        | GeneratorName::Zola => {
            format!("/posts/{name}")
        }
        GeneratorName::Mdbook => format!("/{name}.html"),
    };
    capsule.source_for(&CapsulePath::literal(&path).ok()?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::tests::folder_of;

    /// The files that are there afterwards and were not before, by their names below the folder,
    /// with their texts.
    fn made(files: &[(&str, &str)], draft: bool) -> (String, String) {
        let dir = folder_of(files);
        let arguments = New {
            title: "First \"light\"".to_owned(),
            tags: vec!["sky".to_owned()],
            draft,
            config: None,
            host: None,
            capsule: Some(dir.path().to_owned()),
        };
        let (mut out, mut remarks) = (Vec::new(), Vec::new());
        new(&arguments, &mut out, &mut remarks).unwrap();
        let remarks = String::from_utf8(remarks).unwrap();
        let is_book = files.iter().any(|(name, _)| *name == "book.toml");
        assert_eq!(remarks.contains("- [First \"light\"](first-light.md)"), is_book, "{remarks}");
        let file = String::from_utf8(out).unwrap();
        let text = fs::read_to_string(file.trim_end()).unwrap();
        let name = Path::new(file.trim_end()).strip_prefix(dir.path()).unwrap();
        (name.to_str().unwrap().replace(&Zoned::now().date().to_string(), "TODAY"), text)
    }

    fn check(files: &[(&str, &str)], draft: bool, expected: &str) {
        assert_eq!(made(files, draft).0, expected, "{files:?}");
    }

    #[test]
    fn a_new_page_lies_where_the_generator_wants_it() {
        let post = "---\ntitle: T\ndate: 2026-01-02\n---\n";
        check(&[("_config.yml", "")], false, "_posts/TODAY-first-light.md");
        check(&[("_config.yml", "")], true, "_drafts/first-light.md");
        check(&[("log/2026-01-02-a.md", post)], false, "log/TODAY-first-light.md");
        check(&[("index.md", "# Home\n")], false, "posts/first-light.md");
        let hugo = ("hugo.toml", "title = 'x'\n");
        check(&[hugo, ("content/blog/a.md", post)], false, "content/blog/first-light.md");
        check(&[hugo, ("content/blog/a/index.md", post)], false, "content/blog/first-light.md");
        check(&[hugo, ("content/.keep", "")], false, "content/posts/first-light.md");
        let book = [("book.toml", ""), ("src/SUMMARY.md", "- [A](a.md)\n"), ("src/a.md", "# A\n")];
        check(&book, false, "src/first-light.md");
    }

    #[test]
    fn a_new_page_has_front_matter() {
        let (_, text) = made(&[("index.md", "# Home\n")], true);
        assert!(text.starts_with("---\ntitle: \"First \\\"light\\\"\"\ndate: 2"), "{text}");
        assert!(text.ends_with("\ntags: [\"sky\"]\ndraft: true\n---\n\n"), "{text}");
        let template = ("archetypes/default.md", "+++\ntitle = '{{title}}'\ntags = []\n+++\nHi\n");
        let (_, text) = made(&[("hugo.toml", ""), ("content/.keep", ""), template], true);
        assert_eq!(
            text,
            "+++\ntitle = 'First \"light\"'\ntags = [\"sky\"]\ndraft = true\n+++\nHi\n"
        );
    }

    #[test]
    fn a_new_page_is_for_the_host_of_the_configuration() {
        let config = "[[host]]\nname = \"a\"\ncapsule = \"one\"\n\
                      [[host]]\nname = \"b\"\ncapsule = \"two\"\n";
        let dir = folder_of(&[
            ("propus.toml", config),
            ("one/index.md", "# One\n"),
            ("two/_config.yml", ""),
        ]);
        let file = |host: Option<&str>| {
            let arguments = New {
                title: "T".to_owned(),
                tags: Vec::new(),
                draft: true,
                config: Some(dir.path().join("propus.toml")),
                host: host.map(str::to_owned),
                capsule: None,
            };
            let mut out = Vec::new();
            new(&arguments, &mut out, &mut Vec::new()).map(|()| String::from_utf8(out).unwrap())
        };
        assert!(file(None).unwrap().trim_end().ends_with("/one/posts/t.md"));
        assert!(file(Some("b")).unwrap().trim_end().ends_with("/two/_drafts/t.md"));
        assert!(file(Some("c")).is_err());
    }

    #[test]
    fn a_page_of_the_same_title_replaces_none() {
        let files = [("index.md", "# Home\n"), ("posts/first-light.md", "mine\n")];
        check(&files, false, "posts/first-light-2.md");
    }
}
