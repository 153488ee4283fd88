//! `propus store`: what several boxes serve is pushed, pulled and looked at. How that is done is for
//! the room `store`.

mod begin;
mod meant;

use std::io::Write;
use std::sync::Arc;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use self::begin::begin;
use self::meant::Meant;
use super::error::CommandError;
use crate::cli::{Store, StorePull, StorePush};
use crate::content::mirror::Mirror;
use crate::quantity::{bytes, count};
use crate::store::{
    BoxReport, FollowState, Follower, MOST_BYTES, Overview, StoreError, Versions, collect, follow,
    overview, pull, push,
};

/// A box that has been silent for so many seconds is not taken for one that runs.
const SILENT: i64 = 180;

/// Does what was asked for. False where `status` shows that something is amiss.
///
/// # Errors
/// Fails when the configuration names no store, or that can't do it.
pub fn store(
    arguments: &Store,
    out: &mut dyn Write,
    remarks: &mut dyn Write,
) -> Result<bool, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(CommandError::Output)?;
    runtime.block_on(async {
        let (said, is_well) = match arguments {
            Store::Init(init) => (begin(&Meant::of(&init.place)?, init.replace_key).await?, true),
            Store::Push(push) => (pushed(push, remarks).await?, true),
            Store::Pull(pull) => (pulled(pull).await?, true),
            Store::Gc(place) => (collected(&Meant::of(place)?.versions).await?, true),
            Store::Status(place) => {
                let found = overview(&Meant::of(place)?.versions).await?;
                shown(&found, Timestamp::now().as_second())
            }
        };
        out.write_all(said.as_bytes()).map_err(CommandError::Output)?;
        Ok(is_well)
    })
}

async fn pushed(arguments: &StorePush, remarks: &mut dyn Write) -> Result<String, CommandError> {
    let versions = Meant::of(&arguments.place)?.versions;
    let pushed = push(&versions, &arguments.folder, arguments.force).await?;
    for it in &pushed.passed_over {
        // What is written to standard error is for nobody if that is closed.
        let _ = writeln!(remarks, "{}: {}; it is not pushed", it.path, it.why);
    }
    for path in &pushed.overwritten {
        let _ = writeln!(remarks, "{path}: what somebody else had written was overwritten");
    }
    Ok(match pushed.changed {
        0 => format!("version {} has all of it; nothing was changed\n", pushed.version),
        changed => format!(
            "version {}: {}, {} sent\n",
            pushed.version,
            count(changed, "file"),
            bytes(pushed.sent)
        ),
    })
}

async fn pulled(arguments: &StorePull) -> Result<String, CommandError> {
    let versions = Meant::of(&arguments.place)?.versions;
    let folder = arguments.folder.clone();
    if arguments.follow {
        // It ends with the process; what is under way then is ended by the next one.
        let state = Arc::new(FollowState::default());
        follow(Follower { versions, folder, state, asks: None }, CancellationToken::new()).await;
        return Ok(String::new());
    }
    let mut mirror = Mirror::claim(&folder).map_err(super::error::at(&folder))?;
    mirror.look();
    let pulled = pull(&versions, &mut mirror).await?;
    Ok(format!(
        "version {}: {} changed, {} fetched\n",
        pulled.seen.head.version,
        count(pulled.changed, "file"),
        bytes(pulled.fetched)
    ))
}

async fn collected(versions: &Versions) -> Result<String, CommandError> {
    let collected = collect(versions, Timestamp::now().as_second()).await?;
    Ok(format!(
        "{} removed, and the changes of {}; {} may be on their way to a version, and stay for a \
         day\n",
        count(collected.pieces, "piece"),
        count(collected.versions, "old version"),
        count(collected.young, "piece"),
    ))
}

/// An overview in words, and whether all is well.
fn shown(overview: &Overview, now: i64) -> (String, bool) {
    let head = &overview.head;
    let digest: String = head.digest.to_string().chars().take(12).collect();
    let share = head.bytes.saturating_mul(100) / MOST_BYTES;
    let mut text = format!(
        "version {}, {}, {} ({share} % of what may be), tree {digest}\n",
        head.version,
        count(head.files, "file"),
        bytes(head.bytes)
    );
    let mut is_well = true;
    for it in &overview.boxes {
        let (what, well) = state_of(it, overview, now);
        is_well &= well;
        text.push_str(&format!("box {}: {what}\n", it.name));
    }
    for (address, state) in &overview.members {
        match state {
            Ok(size) => text.push_str(&format!("member {address}: {} on disk\n", bytes(*size))),
            Err(why) => {
                is_well = false;
                text.push_str(&format!("member {address}: {why}\n"));
            }
        }
    }
    (text, is_well)
}

fn state_of(it: &BoxReport, overview: &Overview, now: i64) -> (String, bool) {
    let head = &overview.head;
    let age = now - it.when;
    let shown = match head.version.saturating_sub(it.version) {
        0 if it.digest == head.digest => "shows it".to_owned(),
        0 => "shows another tree under that number".to_owned(),
        behind => format!("is {} behind", count(behind, "version")),
    };
    let is_current = it.version == head.version && it.digest == head.digest;
    if age > SILENT {
        return (format!("{shown}; it has said nothing for {} minutes", age / 60), false);
    }
    (shown, is_current)
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        Self::Store(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::mirror::Digest;
    use crate::store::Head;

    #[test]
    fn an_overview_says_who_is_behind() {
        let digest = Digest::of(b"tree");
        let head = Head { version: 7, digest, files: 3, bytes: 2_500_000, when: 0 };
        let report =
            |name: &str, version, when| BoxReport { name: name.to_owned(), version, digest, when };
        let overview = |boxes, member| Overview {
            head: head.clone(),
            boxes,
            members: vec![("127.0.0.1:2379".to_owned(), member)],
        };
        let (text, is_well) = shown(&overview(vec![report("a", 7, 990)], Ok(20_480)), 1000);
        assert!(is_well);
        assert_eq!(
            text,
            format!(
                "version 7, 3 files, 2.5 MB (2 % of what may be), tree {digest:.12}\n\
                 box a: shows it\n\
                 member 127.0.0.1:2379: 20.5 kB on disk\n",
                digest = digest.to_string()
            )
        );
        for (boxes, member, words) in [
            (vec![report("a", 6, 990)], Ok(1), "box a: is 1 version behind\n"),
            (
                vec![report("a", 7, 0)],
                Ok(1),
                "box a: shows it; it has said nothing for 16 minutes\n",
            ),
            (vec![], Err("no".to_owned()), "member 127.0.0.1:2379: no\n"),
        ] {
            let (text, is_well) = shown(&overview(boxes, member), 1000);
            assert!(!is_well && text.contains(words), "{text}");
        }
    }
}
