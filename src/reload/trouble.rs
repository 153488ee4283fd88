//! `Trouble`: what is wrong with a folder, so that it is said once, and once that it is over.

/// The trouble that there is, in the words in which it was said.
#[derive(Default, Debug)]
pub(super) struct Trouble(Option<String>);

impl Trouble {
    /// True of trouble that has not been said yet, or not since something else was wrong.
    pub(super) fn begin(&mut self, what: &str) -> bool {
        let is_news = self.0.as_deref() != Some(what);
        if is_news {
            self.0 = Some(what.to_owned());
        }
        is_news
    }

    /// True when there was trouble; from now on there is none.
    pub(super) fn end(&mut self) -> bool {
        self.0.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_trouble_is_news_once_and_again_after_its_end() {
        let mut trouble = Trouble::default();
        assert!(!trouble.end());
        assert_eq!(["a", "a", "b", "a"].map(|what| trouble.begin(what)), [true, false, true, true]);
        assert!(trouble.end() && !trouble.end());
        assert!(trouble.begin("a"));
    }
}
