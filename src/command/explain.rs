//! `propus check --explain`: the account of one path, on lines of a name and its words.

use std::fmt::Write;

use crate::capsule::{Capsule, Explanation};
use crate::path::CapsulePath;

/// The account of what a path leads to, ready to be printed.
pub(super) fn explain(capsule: &Capsule, path: &CapsulePath) -> String {
    let Explanation { generator, source, rule, tried, answer, zone, new_source, kept_back } =
        capsule.explain(path);
    let mut lines = vec![("generator", generator.to_string())];
    lines.extend(source.map(|source| ("file", source.to_string())));
    lines.extend(rule.map(|rule| ("rule", rule)));
    if let Some(source) = kept_back {
        lines.push(("kept back", format!("{source}, which is there and is not served")));
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
