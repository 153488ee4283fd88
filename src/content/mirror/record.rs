//! `Record`: all files of a tree at one version. A copy shares with the one that it was made from
//! whatever both have, and what is known of the whole is known of its buckets: so a version costs
//! what it changes, and not what the tree has.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bucket::{BUCKETS, Bucket, bucket_of};
use super::digest::Digest;
use super::entry::{Edits, Entry, is_fit};

/// The files of a tree at one version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// Number of the version; 0 is the empty tree before the first.
    pub version: u64,
    /// All of them, always.
    buckets: Vec<Arc<Bucket>>,
}

impl Default for Record {
    fn default() -> Self {
        Self { version: 0, buckets: vec![Arc::default(); BUCKETS] }
    }
}

impl Record {
    /// The tree of some files; `None` where there can be none.
    #[must_use]
    pub fn of(version: u64, files: BTreeMap<String, Entry>) -> Option<Self> {
        let edits = files.into_iter().map(|(path, entry)| (path, Some(entry))).collect();
        Self::default().with(version, &edits)
    }

    /// The files, in no order that means anything.
    pub fn files(&self) -> impl Iterator<Item = (&String, &Entry)> {
        self.buckets.iter().flat_map(|bucket| &bucket.files)
    }

    /// A file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.bucket(path)?.files.get(path)
    }

    /// Number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.buckets.iter().map(|bucket| bucket.files.len()).sum()
    }

    /// True where there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What makes another tree of this one.
    #[must_use]
    pub fn edits_to(&self, other: &Self) -> Edits {
        let pairs = self.buckets.iter().zip(&other.buckets);
        let changed = pairs.filter(|(ours, theirs)| !Arc::ptr_eq(ours, theirs));
        let edits = changed.flat_map(|(ours, theirs)| {
            let gone = ours.files.keys().filter(|path| !theirs.files.contains_key(*path));
            let gone = gone.map(|path| (path.clone(), None));
            let news =
                theirs.files.iter().filter(|(path, entry)| ours.files.get(*path) != Some(entry));
            gone.chain(news.map(|(path, entry)| (path.clone(), Some(entry.clone()))))
        });
        edits.collect()
    }

    /// The tree that some edits make of this one; `None` where there can be none: a path would lead
    /// elsewhere, or a file lie where a folder has to.
    #[must_use]
    pub fn with(mut self, version: u64, edits: &Edits) -> Option<Self> {
        self.version = version;
        for (path, entry) in edits {
            self.put(path, entry.as_ref());
        }
        let numbers: BTreeSet<usize> = edits.keys().map(|path| bucket_of(path)).collect();
        for number in numbers {
            Arc::make_mut(self.buckets.get_mut(number)?).seal();
        }
        // What was not touched was sound before.
        let is_sound = |(path, entry): (&String, &Option<Entry>)| {
            entry.as_ref().is_none_or(|entry| self.is_sound(path, entry))
        };
        edits.iter().all(is_sound).then_some(self)
    }

    fn put(&mut self, path: &str, entry: Option<&Entry>) {
        let Some(bucket) = self.buckets.get_mut(bucket_of(path)) else { return };
        let files = &mut Arc::make_mut(bucket).files;
        let before = match entry {
            Some(entry) => files.insert(path.to_owned(), entry.clone()),
            None => files.remove(path),
        };
        if before.is_some() == entry.is_some() {
            return;
        }
        for folder in folders(path) {
            if let Some(bucket) = self.buckets.get_mut(bucket_of(folder)) {
                Arc::make_mut(bucket).count(folder, entry.is_some());
            }
        }
    }

    fn is_sound(&self, path: &str, entry: &Entry) -> bool {
        let is_folder = self.bucket(path).is_some_and(|it| it.folders.contains_key(path));
        let is_below_a_file = folders(path).any(|folder| self.get(folder).is_some());
        is_fit(path) && entry.is_sound() && !is_folder && !is_below_a_file
    }

    fn bucket(&self, path: &str) -> Option<&Bucket> {
        self.buckets.get(bucket_of(path)).map(|bucket| &**bucket)
    }

    /// Sum of the sizes, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.buckets.iter().map(|bucket| bucket.bytes).sum()
    }

    /// Digest of the tree, whatever its version: of two that are alike it is the same.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let digests: Vec<u8> =
            self.buckets.iter().flat_map(|bucket| bucket.digest().as_bytes()).copied().collect();
        Digest::of(&digests)
    }

    /// As it is kept: its version on the first line, then a line for each file.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n", self.version);
        self.buckets.iter().for_each(|bucket| text.push_str(&bucket.lines()));
        text
    }

    /// Reads what [`Record::to_text`] wrote; `None` for anything else, and for a tree that may not be.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (version, lines) = text.split_once('\n')?;
        let files = lines.lines().map(|line| serde_json::from_str::<(String, Entry)>(line).ok());
        Self::of(version.parse().ok()?, files.collect::<Option<_>>()?)
    }
}

/// The folders that a path is in.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(end, _)| path.get(..end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(version: u64, files: &[(&str, &str)]) -> Record {
        let entry = |text: &str| Entry::of(text.as_bytes(), 0o644, 7);
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), entry(text)));
        Record::of(version, files.collect()).unwrap()
    }

    fn edits(edits: &[(&str, bool)]) -> Edits {
        let entry = |is_there: bool| is_there.then(|| Entry::of(b"x", 0o644, 7));
        edits.iter().map(|(path, is_there)| ((*path).to_owned(), entry(*is_there))).collect()
    }

    #[test]
    fn edits_lead_from_one_tree_to_another() {
        let before = record(1, &[("a", "1"), ("b", "2"), ("c/d", "3")]);
        let after = record(2, &[("a", "1"), ("b", "two"), ("e", "5")]);
        let edits = before.edits_to(&after);
        let paths: Vec<_> = edits.iter().map(|(path, it)| (path.as_str(), it.is_some())).collect();
        assert_eq!(paths, [("b", true), ("c/d", false), ("e", true)]);
        assert_eq!(before.clone().with(2, &edits), Some(after.clone()));
        assert_ne!(before.digest(), after.digest());
        assert_eq!(record(9, &[("a", "1")]).digest(), record(1, &[("a", "1")]).digest());
        assert_eq!((after.bytes(), after.len()), (5, 3));
        assert!(!after.is_empty() && Record::default().is_empty());
    }

    #[test]
    fn whatever_way_led_to_a_tree_it_is_the_same() {
        let names: Vec<String> = (0..2000).map(|it| format!("d{}/p{it}", it % 7)).collect();
        let all: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "x")).collect();
        let whole = record(3, &all);
        let (odd, even): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(|it| it.0 % 2 == 1);
        let named = |some: &[(usize, &(&str, &str))], is_there| {
            edits(&some.iter().map(|it| (it.1.0, is_there)).collect::<Vec<_>>())
        };
        let half = record(1, &[]).with(2, &named(&odd, true)).unwrap();
        assert_eq!(half.clone().with(3, &named(&even, true)), Some(whole.clone()));
        assert_eq!(whole.clone().with(2, &named(&even, false)), Some(half.clone()));
        // All goes, and nothing is left of it.
        let nothing = half.with(0, &named(&odd, false)).unwrap();
        assert_eq!((nothing.digest(), nothing), (Record::default().digest(), Record::default()));
        assert_eq!(Record::parse(&whole.to_text()), Some(whole));
    }

    #[test]
    fn a_version_shares_with_the_one_before_what_it_has_not_changed() {
        let names: Vec<String> = (0..2000).map(|it| format!("d/p{it}")).collect();
        let all: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "y")).collect();
        let before = record(1, &all);
        let after = before.clone().with(2, &edits(&[("d/p7", true)])).unwrap();
        let pairs = before.buckets.iter().zip(&after.buckets);
        assert_eq!(pairs.filter(|(one, other)| !Arc::ptr_eq(one, other)).count(), 1);
        assert_ne!(before.digest(), after.digest());
    }

    #[test]
    fn no_file_lies_where_a_folder_has_to() {
        let tree = record(1, &[("a", "1"), ("c/d/e", "3")]);
        for (given, may_be) in [
            (&[("b", true)][..], true),
            (&[("a/b", true)], false),
            (&[("a", false), ("a/b", true)], true),
            (&[("c", true)], false),
            (&[("c/d", true)], false),
            (&[("c/d", true), ("c/d/e", false)], true),
            (&[("c/d/f", true), ("c", true), ("c/d/e", false)], false),
            (&[("../x", true)], false),
            (&[("../x", false)], true),
        ] {
            assert_eq!(tree.clone().with(2, &edits(given)).is_some(), may_be, "{given:?}");
        }
        let odd = Entry { size: 99 << 20, ..Entry::of(b"", 0o644, 7) };
        assert_eq!(tree.with(2, &Edits::from([("x".to_owned(), Some(odd))])), None);
    }

    #[test]
    fn a_record_is_read_as_it_is_written_and_nothing_odd_is() {
        let record = record(3, &[("a \"b\" ü", "1"), ("c/d", "")]);
        let text = record.to_text();
        assert_eq!(Record::parse(&text), Some(record));
        assert_eq!(Record::parse("0\n"), Some(Record::default()));
        let climbing = text.replace("c/d", "../d");
        let under_a_file = text.replace("c/d", "a \\\"b\\\" ü/d");
        for odd in [
            "",
            "x\n",
            "3\n[]\n",
            &climbing,
            &under_a_file,
            &text.replace("\"s\":1", "\"s\":99999999"),
        ] {
            assert_eq!(Record::parse(odd), None, "{odd}");
        }
    }
}
