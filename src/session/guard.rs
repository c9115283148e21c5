//! What stops a run from outside: somebody, a time, or the memory that the process holds.
//!
//! In: limits. Out: a flag that every long stage looks at, and why it was set. Memory is what the
//! system says the process has resident, so all of it counts: rows, indices, texts, reports.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::time::{Duration, Instant};

/// How often time and memory are looked at.
const PAUSE: Duration = Duration::from_millis(20);

/// Why a run was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Somebody asked for it.
    Interrupt,
    /// It took too long.
    Time,
    /// The process held too much memory.
    Memory,
    /// More rows were loaded than there may be facts.
    Facts,
}

impl Cause {
    const ALL: [Self; 4] = [Self::Interrupt, Self::Time, Self::Memory, Self::Facts];
}

/// Stops a run; clones share one flag.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    stop: Arc<AtomicBool>,
    /// One more than the place in `Cause::ALL`; 0 while nothing stopped it.
    cause: Arc<AtomicU8>,
}

impl Guard {
    /// The flag that is set to stop.
    #[must_use]
    pub fn flag(&self) -> &Arc<AtomicBool> {
        &self.stop
    }

    /// Why it was stopped, if it was.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        let place = usize::from(self.cause.load(Ordering::SeqCst)).checked_sub(1)?;
        Cause::ALL.get(place).copied()
    }

    /// Stops the run; the first cause stands. Whether it was stopped before.
    pub fn stop(&self, cause: Cause) -> bool {
        let place = Cause::ALL.iter().position(|c| *c == cause).map_or(0, |place| place as u8 + 1);
        let _ = self.cause.compare_exchange(0, place, Ordering::SeqCst, Ordering::SeqCst);
        self.stop.swap(true, Ordering::SeqCst)
    }

    /// What bounds the work on what is kept at a stop: this guard if it was not what stopped it,
    /// else a new one with so much time, and a quarter more memory than there was.
    #[must_use]
    pub fn after_stop(&self, time: Duration, memory: Option<u64>) -> Self {
        if self.cause().is_none() {
            return self.clone();
        }
        let guard = Self::default();
        guard.watch(Some(time), memory.map(|most| most.saturating_add(most / 4)));
        guard
    }

    /// Watches time and memory on a thread of its own from now on, until the guard is gone.
    /// Memory, in bytes, is watched where the system tells it (`/proc/self/status`).
    pub fn watch(&self, time: Option<Duration>, memory: Option<u64>) {
        if time.is_none() && memory.is_none() {
            return;
        }
        let (stop, cause) = (Arc::downgrade(&self.stop), Arc::downgrade(&self.cause));
        let start = Instant::now();
        std::thread::spawn(move || {
            while let (Some(stop), Some(cause)) = (stop.upgrade(), cause.upgrade()) {
                let guard = Self { stop, cause };
                if time.is_some_and(|most| start.elapsed() >= most) {
                    guard.stop(Cause::Time);
                }
                if memory.is_some_and(|most| resident().is_some_and(|held| held > most)) {
                    guard.stop(Cause::Memory);
                }
                drop(guard);
                std::thread::sleep(PAUSE);
            }
        });
    }
}

/// Bytes of memory that the process has resident, where the system tells.
#[must_use]
pub fn resident() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_cause_stands() {
        let guard = Guard::default();
        assert_eq!(guard.cause(), None);
        assert!(!guard.stop(Cause::Memory));
        assert!(guard.stop(Cause::Interrupt));
        assert_eq!(guard.cause(), Some(Cause::Memory));
        assert!(guard.flag().load(Ordering::SeqCst));
    }

    #[test]
    fn what_is_kept_at_a_stop_is_bounded_too() {
        let guard = Guard::default();
        assert!(Arc::ptr_eq(&guard.after_stop(Duration::ZERO, None).stop, &guard.stop));
        guard.stop(Cause::Interrupt);
        let after = guard.after_stop(Duration::from_secs(3600), None);
        assert_eq!(after.cause(), None);
        let after = guard.after_stop(Duration::ZERO, None);
        let start = Instant::now();
        while after.cause().is_none() && start.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(PAUSE);
        }
        assert_eq!((after.cause(), guard.cause()), (Some(Cause::Time), Some(Cause::Interrupt)));
    }

    #[test]
    fn time_runs_out() {
        let guard = Guard::default();
        guard.watch(Some(Duration::ZERO), None);
        let start = Instant::now();
        while guard.cause().is_none() && start.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(PAUSE);
        }
        assert_eq!(guard.cause(), Some(Cause::Time));
    }
}
