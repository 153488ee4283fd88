//! `propus check --explain`: the account of one path, on lines of a name and its words.

use std::fmt::Write;

use crate::capsule::{Capsule, Explanation};
use crate::path::CapsulePath;

/// The account of what a path leads to, ready to be printed.
pub(super) fn explain(capsule: &Capsule, path: &CapsulePath) -> String {
    let Explanation {
        generator,
        source,
        rule,
        tried,
        answer,
        zone,
        new_source,
        kept_back,
        kept_back_until,
    } = capsule.explain(path);
    let mut lines = vec![("generator", generator.to_string())];
    lines.extend(source.map(|source| ("file", source.to_string())));
    lines.extend(rule.map(|rule| ("rule", rule)));
    if let Some(source) = kept_back {
        let until = kept_back_until.map(|day| format!(" before {day}")).unwrap_or_default();
        lines.push(("kept back", format!("{source}, which is there and is not served{until}")));
    }
    lines.extend(new_source.map(|source| ("would be", source.to_string())));
    lines.push(("tried", tried.join(", ")));
    lines.extend(zone.map(|zone| ("zone", format!("{zone}, which wants a certificate"))));
    lines.push(("answers", answer));
    let mut text = format!("{path}\n");
    for (name, words) in lines {
        // Writing to a text never fails.
        let _ = writeln!(text, "  {name:<9}  {words}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::capsule;
    use crate::content::Folder;
    use crate::generator::Options;
    use crate::tests::folder_of;

    /// The account of a path of a site.
    fn account(files: &[(&str, &str)], path: &str) -> String {
        let folder = folder_of(files);
        let opened = Arc::new(Folder::open(folder.path()).unwrap());
        let (capsule, _) = capsule::load(&opened, &Options::default(), None).unwrap();
        explain(&capsule, &CapsulePath::literal(path).unwrap())
    }

    #[test]
    fn what_is_known_of_a_path_stands_on_lines() {
        let text = account(&[("a.md", "# A\n")], "/a");
        let names: Vec<&str> =
            text.lines().filter_map(|line| line.get(..11).or(Some(line)).map(str::trim)).collect();
        assert_eq!(names, ["/a", "generator", "file", "rule", "tried", "answers"], "{text}");
        assert!(text.starts_with("/a\n  generator  plain\n  file       a.md\n"), "{text}");
        assert!(text.ends_with('\n'), "{text}");
    }

    #[test]
    fn the_day_on_which_a_post_appears_is_named() {
        let files = [("2999-01-31-a.md", "# A\n"), ("b.md", "---\ndraft: true\n---\n")];
        for (path, expected) in [
            (
                "/2999-01-31-a",
                "2999-01-31-a.md, which is there and is not served before 2999-01-31",
            ),
            ("/b", "b.md, which is there and is not served"),
        ] {
            let text = account(&files, path);
            assert!(text.contains(&format!("\n  kept back  {expected}\n")), "{text}");
        }
    }

    #[test]
    fn the_rule_that_gave_a_page_its_path_is_named() {
        let files = [
            (
                "_config.yml",
                "collections: {notes: {output: true}, \
                 other: {output: true, permalink: '/o/:title/'}}\n",
            ),
            ("a.md", "---\npermalink: /x/\n---\nA\n"),
            ("b.md", "---\n---\nB\n"),
            ("_posts/2020-01-02-p.md", "---\n---\nP\n"),
            ("_notes/n.md", "---\n---\nN\n"),
            ("_other/m.md", "---\n---\nM\n"),
            ("docs/index.md", "---\n---\nI\n"),
        ];
        for (path, rule) in [
            ("/x/", "permalink \"/x/\" in its front matter"),
            ("/b.html", "the path of its file, \"/:path/:basename"),
            ("/2020/01/02/p.html", "the permalink of posts, \""),
            ("/notes/n.html", "the path of its file, \"/:collection/:path"),
            ("/o/m/", "the permalink of the collection other, \"/o/:title/\""),
            ("/docs/", "the page of its folder, by the file's name"),
        ] {
            let text = account(&files, path);
            assert!(text.contains(&format!("\n  rule       {rule}")), "{text}");
        }
        let pretty = [("_config.yml", "permalink: pretty\n"), ("b.md", "---\n---\nB\n")];
        let text = account(&pretty, "/b/");
        assert!(
            text.contains("\n  rule       the path of its file, \"/:path/:basename/\"\n"),
            "{text}"
        );
    }
}
