//! What a section or a folder holds for its readers.

use super::parts::Parts;
use super::post_lists::Topic;
use super::resource::{Child, Resource};
use super::visible::{Reader, Visible};
use crate::path::CapsulePath;

/// What a section holds for readers: pages and folders of them below its path, and pages that are
/// elsewhere by their own word or their folder's.
pub(super) fn for_readers<'c>(
    parts: Parts<'c>,
    section: &CapsulePath,
) -> impl Iterator<Item = Child<'c>> {
    let seen = Visible::of(parts.contents, Reader::Page(section));
    let below = seen.children(section).filter(move |child| is_for_readers(parts, seen, child));
    let mut elsewhere: Vec<Child<'c>> = seen
        .pages()
        .filter(|page| page.parent.as_ref() == Some(section) && page.format.menu().is_none())
        .filter(|page| !page.path.is_child_of(section))
        .filter_map(|page| {
            let (path, resource) = parts.contents.entry(&page.path)?;
            Some(Child { path, resource })
        })
        .collect();
    elsewhere.sort_by_key(|child| child.path);
    below.chain(elsewhere)
}

/// True if a child is something to read: style sheets and pictures lie beside pages, too.
fn is_for_readers(parts: Parts<'_>, seen: Visible<'_, '_>, child: &Child<'_>) -> bool {
    let sections = parts.source.generator.sections();
    let is_section = sections.is_some_and(|sections| sections.contains_key(child.path));
    let is_whole_list =
        || parts.contents.list(child.path).is_some_and(|list| list.topic == Topic::All);
    let holds = |is_readable: fn(&Resource) -> bool| {
        seen.below(child.path).any(|it| is_readable(it.resource))
    };
    let is_page = |resource: &Resource| matches!(resource, Resource::Page(_));
    match child.resource {
        Resource::Page(_) => true,
        // Start pages lead to the list of all posts in any case.
        Resource::Posts => is_section || !is_whole_list() || holds(is_page),
        Resource::Folder => {
            is_section || holds(|it| matches!(it, Resource::Page(_) | Resource::Posts))
        }
        Resource::File(_)
        | Resource::Feed
        | Resource::Search
        | Resource::Redirection(_)
        | Resource::Robots => false,
    }
}
