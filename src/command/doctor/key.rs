//! The key, without which a capsule is a stranger to its readers: whether it is there, and whether
//! there is a copy elsewhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::finding::Finding;
use super::patient::Patient;
use crate::net::certs::Files;
use crate::quantity::count;

const SECONDS_OF_A_DAY: u64 = 86_400;

/// What is found about the key's copy; nothing for a host that is not configured here.
pub(super) fn findings(patient: &Patient<'_>) -> Vec<Finding> {
    let Some(own) = &patient.own else { return Vec::new() };
    let key = Files::of_host(&own.config.certs, &own.host.name).key;
    let shown = key.display();
    let bytes = match fs::read(&key) {
        Ok(bytes) => bytes,
        Err(error) => {
            let advice = "It is made at the first start; or --certs is another folder, or you may \
                          not read it";
            return vec![Finding::note("key", format!("{shown}: {error}"), advice)];
        }
    };
    let Some(place) = &patient.arguments.key_copy else {
        let what = "whether there is a copy is not known";
        let advice = format!(
            "Copy {shown} to another machine, and say here where that is: --key-copy FILE. Clients \
             know the capsule by it"
        );
        return vec![Finding::note("key copy", what, &advice)];
    };
    vec![copy(&bytes, &copy_in(place, &key), SystemTime::now())]
}

/// The copy: the file itself, or that of the same name in a folder.
fn copy_in(place: &Path, key: &Path) -> PathBuf {
    match key.file_name() {
        Some(name) if place.is_dir() => place.join(name),
        Some(_) | None => place.to_owned(),
    }
}

/// Judges a copy.
fn copy(key: &[u8], file: &Path, now: SystemTime) -> Finding {
    let shown = file.display();
    let again = "Copy the key once more";
    match fs::read(file) {
        Err(error) => Finding::cross("key copy", format!("{shown}: {error}"), again),
        Ok(copied) if copied.trim_ascii() != key.trim_ascii() => {
            Finding::cross("key copy", format!("{shown} is another key, or none"), again)
        }
        Ok(_) => {
            let written = fs::metadata(file).and_then(|it| it.modified()).unwrap_or(now);
            let days = now.duration_since(written).unwrap_or_default().as_secs() / SECONDS_OF_A_DAY;
            let age = if days == 0 { "of today".to_owned() } else { count(days, "day") + " old" };
            Finding::tick("key copy", format!("{shown}, {age}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::finding::Mark;
    use super::*;

    #[test]
    fn a_copy_is_the_same_key_and_has_an_age() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.org.key.pem");
        let now = SystemTime::now();
        assert_eq!(copy(b"key", &file, now).mark, Mark::Cross);
        fs::write(&file, "key\n").unwrap();
        let today = copy(b"key", &file, now);
        assert!(today.mark == Mark::Tick && today.what.ends_with(", of today"), "{today:?}");
        let later = now + Duration::from_secs(SECONDS_OF_A_DAY * 3 + 60);
        assert!(copy(b"key", &file, later).what.ends_with(", 3 days old"));
        assert!(copy(b"other", &file, now).what.ends_with("is another key, or none"));
        assert_eq!(copy_in(folder.path(), Path::new("/certs/a.org.key.pem")), file);
        assert_eq!(copy_in(&file, Path::new("/certs/b.org.key.pem")), file);
    }
}
