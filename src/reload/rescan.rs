//! `Rescan`: what is asked for before a folder is read again, by whom ever.

use std::path::Path;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use notify::{Event, EventKind};

use crate::content::Named;

/// The way to have a folder read again. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Rescan {
    wake: SyncSender<()>,
    asked: Arc<Mutex<Asked>>,
}

/// How a folder is to be read again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// What is known of all files but these counts.
    Changes(Named),
    /// Nothing that is known counts.
    Anew,
}

impl Rescan {
    /// Wakes somebody at each request. Nobody has told yet what happened since the folder was read.
    pub(super) fn new(wake: SyncSender<()>) -> Self {
        Self { wake, asked: Arc::new(Mutex::new(Asked::Changes(Named::Any))) }
    }

    /// Asks for the folder to be read again soon, whatever has changed; what is known of unchanged
    /// files counts.
    pub(super) fn request(&self) {
        self.any();
        self.wake();
    }

    /// The same for what an event names, below a folder.
    pub(super) fn follow(&self, folder: &Path, event: notify::Result<Event>) {
        match event {
            // Some events were lost.
            Ok(event) if event.need_rescan() => self.any(),
            Ok(event) if !is_change(event.kind) => return,
            Ok(event) if !event.paths.is_empty() => self.add(folder, &event),
            Ok(_) | Err(_) => self.any(),
        }
        self.wake();
    }

    /// Lets nothing count that is known, the next time.
    pub(super) fn forget(&self) {
        *self.asked() = Asked::Anew;
    }

    /// What is asked for; what changes from here on is for the next time.
    pub(super) fn take(&self) -> Asked {
        std::mem::replace(&mut *self.asked(), Asked::Changes(Named::default()))
    }

    /// Says that what was asked for has not been done.
    pub(super) fn stands(&self, asked: &Asked) {
        match asked {
            Asked::Anew => self.forget(),
            Asked::Changes(_) => self.any(),
        }
    }

    /// Says that nobody tells what has changed until now.
    pub(super) fn any(&self) {
        if let Asked::Changes(named) = &mut *self.asked() {
            *named = Named::Any;
        }
    }

    fn add(&self, folder: &Path, event: &Event) {
        if let Asked::Changes(named) = &mut *self.asked() {
            for path in &event.paths {
                named.add(path.strip_prefix(folder).ok().and_then(Path::to_str));
            }
        }
    }

    fn wake(&self) {
        // One request that waits is as good as many; and when the watcher is gone the server is
        // about to stop.
        let _ = self.wake.try_send(());
    }

    /// It is whole after each step, so a panic elsewhere doesn't make it useless.
    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// True when an event is a change: `notify` also reports our own reading.
pub(super) fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Any => true,
        EventKind::Access(_) | EventKind::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::sync_channel;

    use notify::event::{AccessKind, CreateKind, Flag, ModifyKind};

    use super::*;

    fn event(kind: EventKind, paths: &[&str]) -> notify::Result<Event> {
        Ok(paths.iter().fold(Event::new(kind), |event, path| event.add_path(path.into())))
    }

    fn these(names: &[&str]) -> Asked {
        Asked::Changes(Named::These(names.iter().map(|it| (*it).to_owned()).collect()))
    }

    #[test]
    fn events_name_what_is_to_be_looked_at() {
        let (wake, woken) = sync_channel(1);
        let (rescan, folder) = (Rescan::new(wake), Path::new("/site"));
        assert_eq!(rescan.take(), Asked::Changes(Named::Any), "nobody has told what went before");
        rescan.follow(folder, event(EventKind::Access(AccessKind::Any), &["/site/a"]));
        assert!(woken.try_recv().is_err() && rescan.take() == these(&[]));
        let modified = EventKind::Modify(ModifyKind::Any);
        rescan.follow(folder, event(EventKind::Create(CreateKind::Any), &["/site/a"]));
        rescan.follow(folder, event(modified, &["/site/b/c", "/site/d"]));
        assert!(woken.try_recv().is_ok() && rescan.take() == these(&["a", "b/c", "d"]));
        assert_eq!(rescan.take(), these(&[]));
    }

    #[test]
    fn whatever_names_nothing_may_be_anything() {
        let (wake, woken) = sync_channel(1);
        let (rescan, folder) = (Rescan::new(wake), Path::new("/site"));
        let modified = EventKind::Modify(ModifyKind::Any);
        let overflow = Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan));
        let lost = Err(notify::Error::generic("lost"));
        for it in [overflow, lost, event(modified, &[]), event(modified, &["/other/a"])] {
            rescan.take();
            rescan.follow(folder, it);
            rescan.follow(folder, event(modified, &["/site/a"]));
            assert_eq!(rescan.take(), Asked::Changes(Named::Any));
            assert!(woken.try_recv().is_ok());
        }
    }

    #[test]
    fn what_has_not_been_done_is_asked_for_again() {
        let (wake, _woken) = sync_channel(1);
        let rescan = Rescan::new(wake);
        rescan.stands(&these(&["a"]));
        assert_eq!(rescan.take(), Asked::Changes(Named::Any));
        rescan.forget();
        rescan.request();
        rescan.follow(Path::new("/"), event(EventKind::Any, &["/a"]));
        let asked = rescan.take();
        assert_eq!(asked, Asked::Anew);
        rescan.stands(&asked);
        assert_eq!(rescan.take(), Asked::Anew);
    }
}
