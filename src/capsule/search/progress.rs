//! `Progress`: how much of a capsule is in its index.

/// The pages that are in an index, and all that there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Progress {
    pub indexed: usize,
    pub all: usize,
}

impl Progress {
    /// True when none is missing.
    pub(super) fn is_complete(self) -> bool {
        self.indexed >= self.all
    }
}

/// The same for each group of pages that the same readers may see: of others they hear nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Progresses(Vec<Progress>);

impl Progresses {
    /// Counts a page of a group.
    pub(super) fn add(&mut self, group: u32, is_indexed: bool) {
        self.change(group, |progress| {
            progress.all += 1;
            progress.indexed += usize::from(is_indexed);
        });
    }

    /// Counts a page of a group that was there already as indexed.
    pub(super) fn index(&mut self, group: u32) {
        self.change(group, |progress| progress.indexed += 1);
    }

    /// That of the groups that a reader sees.
    pub(super) fn seen(&self, sees: &dyn Fn(u32) -> bool) -> Progress {
        let seen = (0..).zip(&self.0).filter(|(group, _)| sees(*group));
        seen.fold(Progress::default(), |sum, (_, it)| Progress {
            indexed: sum.indexed + it.indexed,
            all: sum.all + it.all,
        })
    }

    fn change(&mut self, group: u32, change: impl FnMut(&mut Progress)) {
        let Ok(at) = usize::try_from(group) else { return };
        if self.0.len() <= at {
            self.0.resize(at + 1, Progress::default());
        }
        self.0.get_mut(at).into_iter().for_each(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_hears_of_what_he_sees() {
        let mut progress = Progresses::default();
        progress.add(0, true);
        progress.add(2, false);
        progress.add(0, false);
        let seen = |sees: &dyn Fn(u32) -> bool| {
            let Progress { indexed, all } = progress.seen(sees);
            (indexed, all)
        };
        assert_eq!((seen(&|group| group == 0), seen(&|_| true)), ((1, 2), (1, 3)));
        progress.index(0);
        assert!(progress.seen(&|group| group == 0).is_complete());
        assert!(!progress.seen(&|_| true).is_complete());
    }
}
