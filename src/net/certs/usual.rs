//! The folder of certificates when no other one is named: the same from wherever propus is started,
//! and in nobody's site, where a key might be given away with the pages.

use std::fs;
use std::path::{Path, PathBuf};

use super::files::is_of_pair;
use crate::xdg;

/// Name of the folder in the one where propus is started.
const HERE: &str = "certs";
/// Folder below where programs keep their data.
const IN_DATA: &str = "propus/certs";
/// Where programs of the superuser keep their data.
const DATA_OF_ROOT: &str = "/var/lib";

/// The folder of certificates when no other one is named: `certs` below `here`, if it holds a
/// key or a certificate or lies beside the sources of propus; else `propus/certs` where the
/// user's programs keep their data (`XDG_DATA_HOME`, else `~/.local/share`, for root `/var/lib`).
#[must_use]
pub fn usual_folder(here: &Path) -> PathBuf {
    let home = if rustix::process::geteuid().is_root() {
        Some(PathBuf::from(DATA_OF_ROOT))
    } else {
        xdg::folder("HOME").map(|home| home.join(".local/share"))
    };
    let data = xdg::folder("XDG_DATA_HOME").or(home);
    let beside = here.join(HERE);
    match data {
        Some(data) if !holds_keys(&beside) && !are_sources(here) => data.join(IN_DATA),
        Some(_) | None => beside,
    }
}

/// True of a folder with half a pair, too: it is better to hear of that than to get another key.
fn holds_keys(folder: &Path) -> bool {
    fs::read_dir(folder)
        .is_ok_and(|entries| entries.flatten().any(|entry| is_of_pair(&entry.file_name())))
}

fn are_sources(folder: &Path) -> bool {
    fs::read_to_string(folder.join("Cargo.toml"))
        .is_ok_and(|text| text.lines().any(|line| line.trim() == "name = \"propus\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::certs::load_or_make;

    #[test]
    fn a_folder_counts_that_holds_keys_or_lies_beside_the_sources() {
        let folder = tempfile::tempdir().unwrap();
        let (here, certs) = (folder.path(), folder.path().join("certs"));
        assert!(usual_folder(here).ends_with("propus/certs"));
        fs::create_dir(&certs).unwrap();
        assert!(usual_folder(here).ends_with("propus/certs"), "it is somebody's own");
        load_or_make(&certs, "example.org", &[]).unwrap();
        assert_eq!(usual_folder(here), certs);
        fs::remove_dir_all(&certs).unwrap();
        assert!(usual_folder(here).ends_with("propus/certs"));
        fs::write(here.join("Cargo.toml"), "[package]\nname = \"propus\"\n").unwrap();
        assert_eq!(usual_folder(here), certs);
    }
}
