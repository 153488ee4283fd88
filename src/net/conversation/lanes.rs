//! `Lanes`: permits to convert pages. Small pages that are converted in no time have a lane of
//! their own, so that those that take long, or much memory, hold up only each other.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The fewest quick conversions at a time: one may wait for a disk.
const FEWEST: usize = 4;
/// The most quick conversions at a time, so that there is memory for each.
const MOST: usize = 32;

/// The most bytes of memory that quick conversions take, all together.
const QUICK_MEMORY: u64 = 64 << 20;
/// The most bytes of memory that slow conversions take, all together, unless one is alone.
const SLOW_MEMORY: u64 = 192 << 20;
/// The bytes of memory that one permit stands for.
const UNIT: u64 = 64 << 10;
/// The permits for the memory of slow conversions.
const UNITS: u32 = (SLOW_MEMORY / UNIT) as u32;

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
    quick: Arc<Semaphore>,
    slow: Arc<Semaphore>,
    memory: Arc<Semaphore>,
    /// The most bytes of memory that a conversion in the quick lane takes.
    most_quick: u64,
}

/// The right to convert one page, until it is dropped.
#[derive(Debug)]
pub(super) struct LanePermit {
    _lane: OwnedSemaphorePermit,
    _memory: Option<OwnedSemaphorePermit>,
}

impl Lanes {
    /// Lanes for a machine of so many processors.
    pub(super) fn new(processors: usize) -> Self {
        let (quick, slow) = sizes(processors);
        Self {
            quick: Arc::new(Semaphore::new(quick)),
            slow: Arc::new(Semaphore::new(slow)),
            memory: Arc::new(Semaphore::new(UNITS as usize)),
            most_quick: QUICK_MEMORY / quick as u64,
        }
    }

    /// The most conversions at a time.
    pub(super) fn most(processors: usize) -> usize {
        let (quick, slow) = sizes(processors);
        quick.saturating_add(slow)
    }

    /// Waits for the turn of a conversion; who came first is first. The semaphores are never closed,
    /// so there is always one.
    pub(super) async fn permit(&self, load: Load) -> Option<LanePermit> {
        if !load.slow && load.memory <= self.most_quick {
            let lane = Arc::clone(&self.quick).acquire_owned().await.ok()?;
            return Some(LanePermit { _lane: lane, _memory: None });
        }
        let lane = Arc::clone(&self.slow).acquire_owned().await.ok()?;
        let units = u32::try_from(load.memory.div_ceil(UNIT)).unwrap_or(UNITS).min(UNITS);
        let memory = Arc::clone(&self.memory).acquire_many_owned(units).await.ok()?;
        Some(LanePermit { _lane: lane, _memory: Some(memory) })
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
    async fn conversions_under_way_take_no_more_than_256_mebibytes() {
        const MOST_MEMORY: u64 = 256 << 20;
        for processors in [1, 2, 16, 64] {
            for mebibytes in [1, 2, 15, 16, 17, 40, 160, 192] {
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
