//! Drafts that a process left which was killed, in folders that nobody else looks after.

use std::fs;
use std::path::Path;

use super::draft::make_way;

/// The deepest folder that is looked into.
const DEEPEST: usize = 64;

/// Removes the drafts with an ending of their own, `.NAME.ENDING`, in a folder and all below it. One
/// that somebody writes just now stays; no link is followed, and what can't be read is passed over.
pub fn sweep(folder: &Path, ending: &str) {
    sweep_below(folder, &format!(".{ending}"), DEEPEST);
}

fn sweep_below(folder: &Path, ending: &str, depth: usize) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let (Some(name), Ok(kind)) = (name.to_str(), entry.file_type()) else { continue };
        if kind.is_file() && name.starts_with('.') && name.ends_with(ending) {
            // The next start tries again.
            let _ = make_way(&path, |it| fs::remove_file(it));
        } else if kind.is_dir() && !name.starts_with('.') && depth > 0 {
            sweep_below(&path, ending, depth - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::durable::Draft;

    #[test]
    fn what_was_left_over_goes_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a/b")).unwrap();
        for name in [".x.md.mine", "a/b/.y.md.mine", "x.mine", ".x.other", "a/.mine.md"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        let draft = Draft::write_as(&dir.path().join("z.md"), "mine", b"text", 0o644).unwrap();
        sweep(dir.path(), "mine");
        let has = |name: &str| dir.path().join(name).exists();
        assert!(!has(".x.md.mine") && !has("a/b/.y.md.mine"));
        assert!(has("x.mine") && has(".x.other") && has("a/.mine.md") && has(".z.md.mine"));
        draft.commit_new().unwrap();
        assert!(has("z.md") && !has(".z.md.mine"));
        let again = Draft::write_as(&dir.path().join("z.md"), "mine", b"other", 0o644).unwrap();
        assert_eq!(again.commit_new().unwrap_err().kind(), std::io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(dir.path().join("z.md")).unwrap(), b"text");
        assert!(!has(".z.md.mine"));
    }
}
