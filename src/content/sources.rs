//! `Sources`: the files of a site by their source paths. What has changed in one of them costs no
//! more than that one: the others are shared with the state before.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::source::Source;
use super::source_path::SourcePath;

/// The most files that are kept beside the walk that found them: one more, and all are put together.
const MOST_BESIDE: usize = 1000;

/// All files of a scan, in the order of their source paths. A clone shares them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// As they were found.
    found: Arc<Vec<Source>>,
    /// Those of them that have been read again since.
    again: BTreeMap<SourcePath, Source>,
}

impl Sources {
    /// Files in any order, each once.
    pub(crate) fn of(found: Vec<Source>) -> Self {
        let mut found = Self::sorted(found);
        found.shrink_to_fit();
        Self { found: Arc::new(found), again: BTreeMap::new() }
    }

    /// Files in the order of their source paths.
    pub(crate) fn sorted(mut files: Vec<Source>) -> Vec<Source> {
        if !files.is_sorted_by(|a, b| a.path < b.path) {
            files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        files
    }

    /// The number of files.
    pub(crate) fn len(&self) -> usize {
        self.found.len()
    }

    /// The file at a source path.
    pub(crate) fn get(&self, path: &str) -> Option<&Source> {
        if let Some(again) = self.again.get(path) {
            return Some(again);
        }
        let at = self.found.binary_search_by(|it| it.path.as_str().cmp(path)).ok()?;
        self.found.get(at)
    }

    /// True if there is a file at a source path.
    pub(crate) fn contains(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// All files.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Source> {
        self.newest(&self.found)
    }

    /// The files whose paths begin with a text.
    pub(crate) fn beginning_with(&self, text: &str) -> impl Iterator<Item = &Source> {
        let begin = self.found.partition_point(|it| it.path.as_str() < text);
        let behind = self.found.split_at_checked(begin).unwrap_or_default().1;
        let count = behind.partition_point(|it| it.path.as_str().starts_with(text));
        self.newest(behind.split_at_checked(count).unwrap_or_default().0)
    }

    fn newest<'s>(&'s self, found: &'s [Source]) -> impl Iterator<Item = &'s Source> {
        let has_again = !self.again.is_empty();
        found.iter().map(move |it| {
            if has_again { self.again.get(it.path.as_str()).unwrap_or(it) } else { it }
        })
    }

    /// The same files, some of which have been read again; what is not among them is left out.
    pub(crate) fn with(&self, again: impl IntoIterator<Item = Source>) -> Self {
        let mut files = self.clone();
        let known = again.into_iter().filter(|it| self.contains(it.path.as_str()));
        files.again.extend(known.map(|it| (it.path.clone(), it)));
        if files.again.len() > MOST_BESIDE {
            Self::of(files.iter().cloned().collect())
        } else {
            files
        }
    }

    /// The paths of the files that are not as they were in an earlier state, or were not there.
    pub(crate) fn changed_since<'s>(&'s self, earlier: &Self) -> Vec<&'s SourcePath> {
        let is_other = |it: &&Source| {
            earlier.get(it.path.as_str()).is_none_or(|before| before.stamp != it.stamp)
        };
        if Arc::ptr_eq(&self.found, &earlier.found) {
            let again: BTreeSet<&SourcePath> =
                self.again.keys().chain(earlier.again.keys()).collect();
            let again = again.into_iter().filter_map(|path| self.get(path.as_str()));
            return again.filter(is_other).map(|it| &it.path).collect();
        }
        // Both are in the same order.
        let mut earlier = earlier.iter().peekable();
        let is_other = |it: &&Source| {
            while earlier.next_if(|before| before.path < it.path).is_some() {}
            let before = earlier.next_if(|before| before.path == it.path);
            before.is_none_or(|before| before.stamp != it.stamp)
        };
        self.iter().filter(is_other).map(|it| &it.path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::source::{SourceContent, Stamp};
    use crate::media::Media;

    fn source(path: &str, size: u64) -> Source {
        let stamp = Stamp { size, ..Stamp::NONE };
        let path = SourcePath::new(path).unwrap();
        Source { path, stamp, content: SourceContent::Other(Media::PLAIN) }
    }

    fn sizes<'s>(files: impl Iterator<Item = &'s Source>) -> Vec<(&'s str, u64)> {
        files.map(|it| (it.path.as_str(), it.stamp.size)).collect()
    }

    #[test]
    fn what_was_read_again_stands_in_the_place_of_what_was_found() {
        let before = Sources::of(vec![source("b", 1), source("a/c", 1), source("a-", 1)]);
        assert_eq!(sizes(before.iter()), [("a-", 1), ("a/c", 1), ("b", 1)]);
        let after = before.with([source("a/c", 2), source("new", 2)]);
        assert_eq!(sizes(after.iter()), [("a-", 1), ("a/c", 2), ("b", 1)]);
        assert_eq!(sizes(after.beginning_with("a/")), [("a/c", 2)]);
        assert_eq!(sizes(after.beginning_with("c")), []);
        assert_eq!((after.len(), after.get("a/c").unwrap().stamp.size), (3, 2));
        assert!(after.contains("b") && !after.contains("new") && !after.contains("a"));
        assert_eq!(sizes(before.iter()), [("a-", 1), ("a/c", 1), ("b", 1)]);
    }

    #[test]
    fn changes_are_told_whether_files_are_shared_or_not() {
        let first = Sources::of(vec![source("a", 1), source("b", 1)]);
        let second = first.with([source("a", 2)]);
        let third = second.with([source("b", 2)]);
        let apart = Sources::of(third.iter().cloned().collect());
        let changed = |now: &Sources, then: &Sources| {
            now.changed_since(then).iter().map(ToString::to_string).collect::<Vec<_>>().concat()
        };
        assert_eq!(changed(&second, &first), "a");
        assert_eq!((changed(&first, &third), changed(&first, &second)), ("ab".into(), "a".into()));
        for now in [&third, &apart] {
            assert_eq!((changed(now, &first), changed(now, &second)), ("ab".into(), "b".into()));
            assert_eq!(
                (changed(now, &third), changed(now, &apart)),
                (String::new(), String::new())
            );
        }
        let larger = Sources::of(vec![source("a", 1), source("b", 1), source("c", 1)]);
        assert_eq!(changed(&larger, &first), "c");
    }

    #[test]
    fn what_is_kept_beside_is_put_together_in_time() {
        let all = |size| (0..=MOST_BESIDE).map(move |it| source(&format!("{it:04}"), size));
        let before = Sources::of(all(1).collect());
        let after = before.with(all(2));
        assert!(after.again.is_empty() && after.iter().all(|it| it.stamp.size == 2));
        assert_eq!(after.len(), before.len());
    }
}
