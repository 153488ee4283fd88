//! Sites of films, by the names that calls and tags have for them.

use crate::phrases::{Phrases, filled};

/// A site of films.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FilmSite {
    /// The name in calls and their arguments.
    pub word: &'static str,
    /// The name that readers know.
    name: &'static str,
    /// The beginning of a film's address: its number or key follows.
    pub address: &'static str,
}

/// The sites.
pub(crate) const SITES: [FilmSite; 3] = [
    FilmSite { word: "youtube", name: "YouTube", address: "https://www.youtube.com/watch?v=" },
    FilmSite { word: "vimeo", name: "Vimeo", address: "https://vimeo.com/" },
    FilmSite { word: "streamable", name: "Streamable", address: "https://streamable.com/" },
];

impl FilmSite {
    /// The site of a call of that name.
    #[must_use]
    pub(crate) fn of(call: &str) -> Option<Self> {
        SITES.into_iter().find(|site| site.word == call)
    }

    /// The words for a film without a title.
    #[must_use]
    pub(crate) fn words(self, phrases: &Phrases) -> String {
        filled(phrases.video_on, self.name)
    }
}
