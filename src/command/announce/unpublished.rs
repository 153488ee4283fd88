//! What a folder holds that is not published: drafts, and posts to come. A server that was told to
//! shows them to its author, who looks at them by the same feed.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::capsule::{self, Capsule, Reader};
use crate::command::error::{CommandError, at};
use crate::config::HostConfig;
use crate::content::Folder;
use crate::generator::Options;

/// The paths of a host's posts, percent-encoded, that it serves only where drafts and posts to come
/// are asked for.
///
/// # Errors
/// Fails when the folder can't be read.
pub(super) fn paths(host: &HostConfig) -> Result<BTreeSet<String>, CommandError> {
    let failed = || at(&host.folder);
    let folder = Folder::open_with_links_to(&host.folder, &host.options.links_to);
    let folder = Arc::new(folder.map_err(failed())?);
    let _shown = folder.reading();
    let load = |all: bool, before: Option<&Capsule>| {
        let options = Options { drafts: all, future: all, ..host.options.clone() };
        capsule::load(&folder, &options, before).map_err(failed())
    };
    let (published, _) = load(false, None)?;
    let (all, _) = load(true, Some(&published))?;
    let published = posts(&published);
    Ok(posts(&all).into_iter().filter(|path| !published.contains(path)).collect())
}

fn posts(capsule: &Capsule) -> BTreeSet<String> {
    let visible = capsule.visible_to(Reader::Author);
    visible.posts().map(|post| post.path.encoded()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Serve;
    use crate::config::Config;
    use crate::tests::folder_of;

    #[test]
    fn drafts_and_posts_to_come_are_not_published_whatever_the_server_shows() {
        let post = |more: &str| format!("---\ntitle: T\ndate: 2026-01-02\n{more}---\n");
        let folder = folder_of(&[
            ("site/index.md", "# Home\n"),
            ("site/log/old.md", &post("")),
            ("site/log/a draft.md", &post("draft: true\n")),
            ("site/log/later.md", "---\ntitle: T\ndate: 2999-01-02\n---\n"),
            (
                "propus.toml",
                "[content]\ndrafts = true\nfuture = true\n[[host]]\ncapsule = 'site'\n",
            ),
        ]);
        let file = folder.path().join("propus.toml");
        let config = Config::new(&Serve { config: Some(file), ..Serve::default() }).unwrap();
        let found: Vec<String> = paths(&config.first).unwrap().into_iter().collect();
        assert_eq!(found, ["/log/a%20draft", "/log/later"]);
    }
}
