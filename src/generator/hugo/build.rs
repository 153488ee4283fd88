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

#[cfg(test)]
mod tests {
    use super::*;

    /// What a page with such front matter is good for: `r`, `l` and `p` for what is rendered,
    /// listed, and publishes the files beside it.
    fn check(fields: &str, expected: &str) {
        let build = Build::of(&serde_json::from_str(fields).unwrap());
        let letters = [(build.render, 'r'), (build.list, 'l'), (build.resources, 'p')];
        let letters: String =
            letters.into_iter().filter_map(|(is_on, letter)| is_on.then_some(letter)).collect();
        assert_eq!(letters, expected, "{fields}");
    }

    #[test]
    fn each_option_says_what_a_page_is_good_for() {
        check("{}", "rlp");
        check(r#"{"build": {"render": "always", "list": "always"}}"#, "rlp");
        for never in [r#""never""#, r#""Never""#, "false", r#""no""#] {
            check(&format!(r#"{{"build": {{"render": {never}}}}}"#), "lp");
            check(&format!(r#"{{"build": {{"list": {never}}}}}"#), "rp");
            check(&format!(r#"{{"_build": {{"publishresources": {never}}}}}"#), "rl");
        }
        check(r#"{"build": {"render": "link"}}"#, "lp");
        check(r#"{"build": {"list": "local"}}"#, "rlp");
        check(r#"{"headless": true}"#, "p");
        check(r#"{"headless": true, "build": {"list": "always"}}"#, "p");
        check(r#"{"headless": false}"#, "rlp");
    }
}
