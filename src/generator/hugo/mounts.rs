//! `Mounts`: the folders of a Hugo site whose files are published, and which of their files are.

use regex::Regex;
use serde_json::Value;

use crate::content::front_matter::Fields;
use crate::content::page_head::{list_of, text_of};
use crate::content::source_path::SourcePath;
use crate::generator::fields::{inside, list, text};
use crate::generator::settings::is_below;
use crate::generator::wildcards::Wildcards;

/// The folders of a site whose files are published, of each kind the longest names first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mounts {
    /// Those with pages, and the files beside them.
    pub content: Vec<Mount>,
    /// Those with files that are served as they are.
    pub statics: Vec<Mount>,
}

/// A folder of the site, and where its files are found.
#[derive(Clone, Debug)]
pub(crate) struct Mount {
    /// Its source path.
    pub folder: String,
    /// The folder that its files are found in, below the one of all pages, or of all files: empty
    /// for that itself.
    pub target: String,
    /// The language that it is for, if it is for one only.
    pub language: Option<String>,
    /// Which of its files count; the first rule that fits decides.
    rules: Vec<Rule>,
}

/// A pattern of `files`, `includeFiles` or `excludeFiles`.
#[derive(Clone, Debug)]
struct Rule {
    effect: Effect,
    fits: Regex,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Effect {
    Include,
    /// Only for a folder on the way to what is included.
    Pass,
    Exclude,
}

impl Mounts {
    /// Those that `module.mounts` names, and the usual ones where it names none. The second value
    /// is a pattern that can't be read.
    pub(super) fn of(fields: &Fields) -> (Self, Option<String>) {
        let named = inside(fields, "module", &["mounts"]).and_then(Value::as_array);
        let (mut mounts, mut fault) = (Self::default(), None);
        for (about, target) in named.into_iter().flatten().filter_map(with_target) {
            let (component, below) = target.split_once('/').unwrap_or((&target, ""));
            let list = match component {
                "content" => &mut mounts.content,
                "static" => &mut mounts.statics,
                _ => continue,
            };
            match Mount::of(about, below) {
                Ok(mount) => list.extend(mount),
                Err(pattern) => fault = fault.or(Some(pattern)),
            }
        }
        let names = |component: &str| {
            let mut targets = named.into_iter().flatten().filter_map(with_target);
            targets.any(|(_, target)| target.split('/').next() == Some(component))
        };
        if !names("content") {
            mounts.content = usual_content(fields);
        }
        if !names("static") {
            mounts.statics = usual_statics(fields);
        }
        for list in [&mut mounts.content, &mut mounts.statics] {
            list.sort_by_key(|mount| std::cmp::Reverse(mount.folder.len()));
        }
        (mounts, fault)
    }

    /// The content folder that a file counts in, and its path below that.
    #[must_use]
    pub(crate) fn content_of<'p>(&self, source: &'p SourcePath) -> Option<(&Mount, &'p str)> {
        of_file(&self.content, source)
    }

    /// The folder that a file is served from as it is, and its path below that.
    #[must_use]
    pub(crate) fn static_of<'p>(&self, source: &'p SourcePath) -> Option<(&Mount, &'p str)> {
        of_file(&self.statics, source)
    }

    /// The folder of the pages in all languages.
    #[must_use]
    pub(crate) fn content_folder(&self) -> &str {
        let folders = self.content.iter().map(|mount| mount.folder.as_str());
        folders.min_by_key(|folder| folder.len()).unwrap_or("content")
    }

    /// True if nothing at or below a source path is published.
    #[must_use]
    pub(crate) fn pass_over(&self, source: &str) -> bool {
        let mut folders = self.content.iter().chain(&self.statics).map(|mount| &mount.folder);
        !folders.any(|root| is_below(source, root) || is_below(root, source))
    }
}

impl Mount {
    fn usual(folder: String, language: Option<String>) -> Self {
        Self { folder, target: String::new(), language, rules: Vec::new() }
    }

    /// A mount of the configuration; nothing for a folder outside of the site, or for one that is
    /// a file. The error is a pattern that can't be read.
    fn of(about: &Value, target: &str) -> Result<Option<Self>, String> {
        let source = about.get("source").and_then(text_of).map(|source| clean(&source));
        let Some(folder) = source.filter(|source| SourcePath::new(source).is_some()) else {
            return Ok(None);
        };
        let languages = about.get("sites").and_then(|it| it.get("matrix")?.get("languages"));
        let language = about.get("lang").or(languages).map_or_else(Vec::new, list_of);
        let patterns = |name: &str| about.get(name).map_or_else(Vec::new, patterns_of);
        let exclude = patterns("excludefiles").into_iter().map(|it| format!("! {it}"));
        let all = exclude.chain(patterns("files")).chain(patterns("includefiles"));
        let rules = all.map(|pattern| rules_of(&pattern).ok_or(pattern));
        Ok(Some(Self {
            folder,
            target: target.to_owned(),
            language: language.into_iter().next().map(|it| it.to_lowercase()),
            rules: rules.collect::<Result<Vec<_>, _>>()?.concat(),
        }))
    }

    /// The path of a file below the folder, if it is there and counts.
    #[must_use]
    pub(crate) fn inner<'p>(&self, source: &'p SourcePath) -> Option<&'p str> {
        let inner = source.as_str().strip_prefix(self.folder.as_str())?.strip_prefix('/')?;
        let folders = inner.match_indices('/').filter_map(|(at, _)| inner.get(..at));
        let counts = folders.into_iter().all(|it| self.admits(it, true));
        (counts && self.admits(inner, false)).then_some(inner)
    }

    /// The inverse of [`Self::inner`] and the target: the source path of a file that is found at a
    /// path.
    #[must_use]
    pub(crate) fn source(&self, path: &str) -> Option<String> {
        let inner = match path.strip_prefix(self.target.as_str())? {
            rest if self.target.is_empty() => rest,
            rest => rest.strip_prefix('/').or(rest.is_empty().then_some(rest))?,
        };
        Some(format!("{}/{inner}", self.folder))
    }

    fn admits(&self, inner: &str, is_folder: bool) -> bool {
        if self.rules.is_empty() {
            return true;
        }
        let inner = inner.to_lowercase();
        let applies =
            |rule: &&Rule| (is_folder || rule.effect != Effect::Pass) && rule.fits.is_match(&inner);
        match self.rules.iter().find(applies) {
            Some(rule) => rule.effect != Effect::Exclude,
            None => self.rules.iter().all(|rule| rule.effect == Effect::Exclude),
        }
    }
}

fn of_file<'m, 'p>(mounts: &'m [Mount], source: &'p SourcePath) -> Option<(&'m Mount, &'p str)> {
    mounts.iter().find_map(|mount| Some((mount, mount.inner(source)?)))
}

/// A mount with its cleaned target.
fn with_target(mount: &Value) -> Option<(&Value, String)> {
    Some((mount, clean(&text_of(mount.get("target")?)?)))
}

/// The patterns of a list, or of a single text, which may have blanks.
fn patterns_of(value: &Value) -> Vec<String> {
    value.as_str().map_or_else(|| list_of(value), |one| vec![one.to_owned()])
}

/// The rule that a pattern makes, and those for the folders on the way to what it includes.
fn rules_of(pattern: &str) -> Option<Vec<Rule>> {
    let rule = |pattern: &str, effect| {
        let fits = Wildcards::Glob.regex(&pattern.trim_start_matches('/').to_lowercase())?;
        Some(Rule { effect, fits })
    };
    if let Some(excluded) = pattern.strip_prefix("! ") {
        return Some(vec![rule(excluded, Effect::Exclude)?]);
    }
    let pattern = pattern.trim_start_matches('/');
    let ways = pattern.match_indices('/').filter_map(|(at, _)| pattern.get(..at));
    // A way that ends in the middle of alternatives is no pattern, and leads nowhere.
    let passes = ways.filter_map(|way| rule(way, Effect::Pass));
    Some(std::iter::once(rule(pattern, Effect::Include)?).chain(passes).collect())
}

fn usual_content(fields: &Fields) -> Vec<Mount> {
    let usual = text(fields, "contentdir").map_or_else(|| "content".to_owned(), |it| clean(&it));
    let languages = fields.get("languages").and_then(Value::as_object).into_iter().flatten();
    let own = languages.filter_map(|(language, about)| {
        let folder = about.get("contentdir").and_then(text_of)?;
        Some(Mount::usual(clean(&folder), Some(language.clone())))
    });
    own.chain([Mount::usual(usual, None)]).collect()
}

fn usual_statics(fields: &Fields) -> Vec<Mount> {
    let mut named = list(fields, "staticdir");
    if !fields.contains_key("staticdir") {
        named.push("static".to_owned());
    }
    named.iter().map(|name| Mount::usual(clean(name), None)).collect()
}

/// A path without `./` before it and slashes around it.
fn clean(path: &str) -> String {
    path.trim_start_matches("./").trim_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::front_matter;

    fn mounts(text: &str) -> Mounts {
        let (mounts, fault) = Mounts::of(&front_matter::toml(text).unwrap());
        assert_eq!(fault, None);
        mounts
    }

    #[test]
    fn without_mounts_there_are_the_usual_folders() {
        let mounts = mounts("contentdir = './pages/'\nstaticdir = ['a', 'b']");
        let folders = |list: &[Mount]| list.iter().map(|it| it.folder.clone()).collect::<Vec<_>>();
        assert_eq!(
            (folders(&mounts.content), folders(&mounts.statics)),
            (vec!["pages".to_owned()], vec!["a".to_owned(), "b".to_owned()])
        );
        assert!(mounts.pass_over("content") && !mounts.pass_over("pages/a"));
    }

    #[test]
    fn a_mount_takes_the_place_of_the_usual_folder_of_its_kind() {
        let mounts = mounts(
            "[[module.mounts]]\nsource = 'docs'\ntarget = 'content/d'\n[[module.mounts]]\nsource = '../x'\ntarget = 'content'",
        );
        assert!(mounts.pass_over("content") && !mounts.pass_over("static"));
        let [mount] = &mounts.content[..] else { panic!("{mounts:?}") };
        assert_eq!(mount.source("d/a.md").as_deref(), Some("docs/a.md"));
        assert_eq!(mount.source("da.md"), None);
    }

    #[test]
    fn a_language_is_compared_as_the_site_has_it() {
        let text = "[[module.mounts]]\nsource = 'c'\ntarget = 'content'\nlang = 'pt-BR'";
        assert_eq!(mounts(text).content[0].language.as_deref(), Some("pt-br"));
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        let check = |rules: &str, counting: &[&str], others: &[&str]| {
            let text = format!("[[module.mounts]]\nsource = 'c'\ntarget = 'content'\n{rules}");
            let mount = &mounts(&text).content[0];
            let counts =
                |it: &&str| mount.inner(&SourcePath::new(&format!("c/{it}")).unwrap()).is_some();
            assert!(counting.iter().all(counts), "{rules} {counting:?}");
            assert!(!others.iter().any(counts), "{rules} {others:?}");
        };
        check(
            "excludefiles = ['drafts/**', 'CaSe/*', 'dir']",
            &["a.md", "drafts.md"],
            &["drafts/a/b.md", "CASE/y.md", "dir/x.md"],
        );
        check(
            "includefiles = ['**.md', 'pics/*']\nexcludefiles = 'x.md'",
            &["a.md", "pics/x.png"],
            &["x.md", "a.txt", "deep/b.md"],
        );
        check(
            "files = ['! no/**', '*.md', 'yes/**']",
            &["a.md", "yes/a.txt"],
            &["no/a.md", "z.txt"],
        );
    }

    #[test]
    fn a_pattern_that_can_not_be_read_is_told() {
        let text = "[[module.mounts]]\nsource = 'c'\ntarget = 'content'\nexcludefiles = ['{a']";
        assert_eq!(Mounts::of(&front_matter::toml(text).unwrap()).1.as_deref(), Some("! {a"));
    }
}
