//! `Lanes`: permits to convert pages. Pages that are converted in no time have a lane of their own,
//! so that those that take long, or much memory, hold up only each other.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The fewest quick conversions at a time: one may wait for a disk.
const FEWEST: usize = 4;
/// The most quick conversions at a time, each on a thread of its own.
const MOST: usize = 32;

/// The most bytes of memory that a quick conversion takes: as much as any page of up to 800 KB, so
/// that the number of processors does not decide what is quick.
const MOST_QUICK: u64 = 32 << 20;
/// The most mebibytes of memory that quick conversions take, all together.
const QUICK_MEMORY: u32 = 96;
/// The most mebibytes of memory that slow conversions take, all together, unless one is alone: as
/// many as the largest page takes by default.
const SLOW_MEMORY: u32 = 160;

/// What is known of a conversion before it begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Load {
    /// The most bytes of memory that it takes.
    pub(super) memory: u64,
    /// True if it may take long.
    pub(super) slow: bool,
}

/// The permits for all conversions of a server.
#[derive(Debug)]
pub(super) struct Lanes {
    quick: Lane,
    slow: Lane,
}

/// The permits for conversions of one kind.
#[derive(Debug)]
struct Lane {
    conversions: Arc<Semaphore>,
    /// A permit for each mebibyte of memory.
    memory: Arc<Semaphore>,
    mebibytes: u32,
}

/// The right to convert one page, until it is dropped.
#[derive(Debug)]
pub(super) struct LanePermit {
    _conversion: OwnedSemaphorePermit,
    _memory: OwnedSemaphorePermit,
}

impl Lanes {
    /// Lanes for a machine of so many processors.
    pub(super) fn new(processors: usize) -> Self {
        let (quick, slow) = sizes(processors);
        Self { quick: Lane::new(quick, QUICK_MEMORY), slow: Lane::new(slow, SLOW_MEMORY) }
    }

    /// The most conversions at a time.
    pub(super) fn most(processors: usize) -> usize {
        let (quick, slow) = sizes(processors);
        quick.saturating_add(slow)
    }

    /// Waits for the turn of a conversion; in each lane who came first is first. The semaphores are
    /// never closed, so there is always one.
    pub(super) async fn permit(&self, load: Load) -> Option<LanePermit> {
        let is_quick = !load.slow && load.memory <= MOST_QUICK;
        let lane = if is_quick { &self.quick } else { &self.slow };
        lane.permit(load.memory).await
    }
}

impl Lane {
    fn new(conversions: usize, mebibytes: u32) -> Self {
        Self {
            conversions: Arc::new(Semaphore::new(conversions)),
            memory: Arc::new(Semaphore::new(mebibytes as usize)),
            mebibytes,
        }
    }

    async fn permit(&self, bytes: u64) -> Option<LanePermit> {
        let conversion = Arc::clone(&self.conversions).acquire_owned().await.ok()?;
        let mebibytes = u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
        let memory = Arc::clone(&self.memory).acquire_many_owned(mebibytes.min(self.mebibytes));
        Some(LanePermit { _conversion: conversion, _memory: memory.await.ok()? })
    }
}

/// The widths of the quick and the slow lane.
fn sizes(processors: usize) -> (usize, usize) {
    let quick = processors.clamp(FEWEST, MOST);
    (quick, quick / 2)
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    use tokio::task::unconstrained;

    use super::*;
    use crate::parse::estimated_memory;

    const SMALL: Load = Load { memory: 1 << 20, slow: false };
    const SLOW: Load = Load { slow: true, ..SMALL };

    /// The permit for a load, if its turn is now.
    async fn now(lanes: &Lanes, load: Load) -> Option<LanePermit> {
        // Else after a hundred permits it is the test that waits for its turn.
        let mut permit = pin!(unconstrained(lanes.permit(load)));
        poll_fn(|context| match permit.as_mut().poll(context) {
            Poll::Ready(permit) => Poll::Ready(permit),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }

    fn large(mebibytes: u64) -> Load {
        Load { memory: mebibytes << 20, slow: false }
    }

    #[tokio::test]
    async fn slow_pages_hold_up_each_other_and_nobody_else() {
        for processors in [1, 2, 16, 64, 1000] {
            let lanes = Lanes::new(processors);
            let mut slow = Vec::new();
            while let Some(permit) = now(&lanes, SLOW).await {
                slow.push(permit);
            }
            let mut quick = Vec::new();
            while let Some(permit) = now(&lanes, SMALL).await {
                quick.push(permit);
            }
            assert!(quick.len() >= 4 && quick.len() > slow.len(), "{processors}");
            assert_eq!(quick.len() + slow.len(), Lanes::most(processors));
            drop(slow.pop());
            assert!(now(&lanes, SMALL).await.is_none() && now(&lanes, SLOW).await.is_some());
        }
    }

    #[tokio::test]
    async fn a_page_of_100_kilobytes_is_quick_on_any_machine() {
        let page = Load { memory: estimated_memory(100 << 10), slow: false };
        for processors in [1, 4, 32] {
            let lanes = Lanes::new(processors);
            let mut slow = Vec::new();
            while let Some(permit) = now(&lanes, SLOW).await {
                slow.push(permit);
            }
            assert!(now(&lanes, page).await.is_some(), "{processors}");
        }
    }

    #[tokio::test]
    async fn conversions_under_way_take_no_more_than_256_mebibytes() {
        const MOST_MEMORY: u64 = 256 << 20;
        for processors in [1, 2, 16, 64] {
            for mebibytes in [1, 2, 15, 16, 17, 32, 33, 40, 160, 192] {
                let (lanes, load) = (Lanes::new(processors), large(mebibytes));
                let mut held = Vec::new();
                for load in [load, Load { slow: true, ..load }] {
                    while let Some(permit) = now(&lanes, load).await {
                        held.push(permit);
                    }
                }
                let taken = held.len() as u64 * load.memory;
                assert!((1..=MOST_MEMORY).contains(&taken), "{processors}, {mebibytes}: {taken}");
            }
        }
    }

    #[tokio::test]
    async fn a_page_that_is_larger_than_all_is_converted_alone() {
        let lanes = Lanes::new(2);
        let alone = now(&lanes, large(4096)).await;
        assert!(alone.is_some() && now(&lanes, SLOW).await.is_none());
        drop(alone);
        assert!(now(&lanes, SLOW).await.is_some());
    }
}
