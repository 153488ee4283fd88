//! `Build`: what a page of a Hugo site says of its own building (`build`, `headless`).

use crate::content::front_matter::Fields;
use crate::content::page_head::text_of;
use crate::generator::fields::is_true;

/// The options of a page for its own building.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Build {
    /// True if the page itself is published.
    pub render: bool,
    /// True if lists lead to it.
    pub list: bool,
    /// True if the files beside it are published.
    pub resources: bool,
}

impl Build {
    pub(super) fn of(fields: &Fields) -> Self {
        let build = fields.get("build").or_else(|| fields.get("_build"));
        let word = |name: &str| {
            let word = build.and_then(|build| build.get(name)).and_then(text_of)?;
            Some(word.to_lowercase())
        };
        let never =
            |word: Option<String>| matches!(word.as_deref(), Some("never" | "false" | "no" | "0"));
        let headless = is_true(fields, "headless");
        Self {
            render: !headless
                && !never(word("render"))
                && word("render").as_deref() != Some("link"),
            list: !headless && !never(word("list")),
            resources: !never(word("publishresources")),
        }
    }
}
