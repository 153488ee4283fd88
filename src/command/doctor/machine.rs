//! The limits of this machine: descriptors, memory, watches on folders. Each service may have
//! others, which systemd and containers set.

use std::fs;
use std::path::Path;

use super::finding::Finding;
use crate::config::Config;
use crate::quantity::{bytes, thousands};

/// Descriptors of a server besides two for each connection.
const OWN_DESCRIPTORS: u64 = 256;
/// Memory below which a machine with much to do has none left.
const LITTLE_MEMORY: u64 = 64 << 20;
/// The most folders that are counted.
const MOST_FOLDERS: u64 = 1_000_000;
/// Settings of inotify.
const WATCHES: &str = "/proc/sys/fs/inotify/max_user_watches";

/// What is found of the machine; nothing of what it does not tell.
pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let folders = || config.hosts().map(|host| folders_below(&host.folder)).sum::<u64>();
    let watches = number_in(WATCHES).map(|most| watches(folders(), most));
    let descriptors = rlimit::getrlimit(rlimit::Resource::NOFILE).ok();
    let wanted = config.limits.connections;
    let descriptors = descriptors.map(|(_, most)| descriptors_for(wanted, most));
    [descriptors, free_memory().map(memory), watches].into_iter().flatten().collect()
}

fn descriptors_for(connections: usize, most: u64) -> Finding {
    let connections = u64::try_from(connections).unwrap_or(u64::MAX);
    let needed = connections.saturating_mul(2).saturating_add(OWN_DESCRIPTORS);
    let what = format!(
        "a process may open {} files; {} connections take {}",
        thousands(most),
        thousands(connections),
        thousands(needed)
    );
    if most >= needed {
        return Finding::tick("descriptors", what);
    }
    let advice = "Give it more, by systemd's LimitNOFILE= or `ulimit -n`; or make --max-connections \
                  smaller";
    Finding::cross("descriptors", what, advice)
}

fn memory(free: u64) -> Finding {
    let what = format!("{} free", bytes(free));
    if free >= LITTLE_MEMORY {
        return Finding::tick("memory", what);
    }
    let advice = "A server takes 20 to 60 MB, and more while it converts large pages. End something \
                  else, or add swap";
    Finding::cross("memory", what, advice)
}

/// Bytes that are to be had (proc_meminfo(5)), or that the control group leaves.
fn free_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let free = line.split_whitespace().next()?.parse::<u64>().ok()?.saturating_mul(1024);
    let group = number_in("/sys/fs/cgroup/memory.max");
    let used = number_in("/sys/fs/cgroup/memory.current").unwrap_or(0);
    Some(group.map_or(free, |most| free.min(most.saturating_sub(used))))
}

fn watches(folders: u64, most: u64) -> Finding {
    let what = format!("{} to watch, of {} at most", thousands(folders), thousands(most));
    if folders < most {
        return Finding::tick("watches", what + " for each user");
    }
    let advice = format!(
        "Changes would be seen by looking every two seconds. Allow more: sysctl \
         fs.inotify.max_user_watches={}",
        folders.saturating_mul(2)
    );
    Finding::cross("watches", what, advice)
}

/// Number of a folder and those below it, which are watched each by itself.
fn folders_below(folder: &Path) -> u64 {
    let mut number = 0;
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        number += 1;
        if number >= MOST_FOLDERS {
            break;
        }
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        // A link is no folder here, so that there is no end without one.
        let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|it| it.is_dir());
        open.extend(entries.filter(is_folder).map(|entry| entry.path()));
    }
    number
}

fn number_in(file: &str) -> Option<u64> {
    fs::read_to_string(file).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::finding::Mark;
    use super::*;

    #[test]
    fn limits_are_enough_or_not() {
        let check = |finding: Finding, mark, words: &str| {
            assert!(finding.mark == mark && finding.what.contains(words), "{finding:?}");
        };
        check(descriptors_for(384, 1024), Mark::Tick, "1,024 files; 384 connections take 1,024");
        check(descriptors_for(385, 1024), Mark::Cross, "take 1,026");
        check(memory(LITTLE_MEMORY), Mark::Tick, "67.1 MB free");
        check(memory(LITTLE_MEMORY - 1), Mark::Cross, "free");
        check(watches(7, 8), Mark::Tick, "7 to watch, of 8 at most");
        check(watches(8, 8), Mark::Cross, "8 to watch");
    }

    #[test]
    fn each_folder_takes_a_watch() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        fs::write(folder.path().join("a/file"), "").unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/b/loop")).unwrap();
        assert_eq!(folders_below(folder.path()), 3);
    }
}
