//! The pages of the manual, as they were written, for `propus help`. To show them is for `command`.

/// A page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Page {
    /// The name that it is asked for by: that of its file without the ending.
    pub name: &'static str,
    /// Its text: Markdown below front matter.
    pub source: &'static str,
}

/// All pages, by their names.
pub const PAGES: &[Page] = include!(concat!(env!("OUT_DIR"), "/manual.rs"));

impl Page {
    /// The page of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        PAGES.iter().copied().find(|page| page.name == name)
    }

    /// Its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        self.field("title").unwrap_or(self.name)
    }

    /// Its place among the chapters, from 0; `None` of one that leads to others only.
    #[must_use]
    pub fn order(self) -> Option<u32> {
        self.field("order")?.parse().ok()
    }

    fn field(self, name: &str) -> Option<&'static str> {
        let lines = self.source.lines().skip(1).take_while(|line| *line != "---");
        let fields = lines.filter_map(|line| line.split_once(": "));
        fields.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value.trim_matches('"'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_title() {
        assert!(PAGES.len() > 20);
        for page in PAGES {
            assert!(page.source.starts_with("---\ntitle: "), "{}", page.name);
            assert_ne!(page.title(), page.name);
        }
        let gopher = Page::of_name("gopher").unwrap();
        assert_eq!(gopher.title(), "Gopher");
        assert_eq!(Page::of_name("gophr"), None);
    }
}
