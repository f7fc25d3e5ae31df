//! How many changes of a plan are tried for the advice of all its findings.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What the trials of one plan may cost in all, as [`Cost`] counts. The first broken promises of a plan get advice that
/// was tried; where dozens are broken, the cause is one, and trials for each of them would take minutes.
const MOST: usize = 160;

/// What is left for trials. It only counts down, in the order in which advice is asked for.
#[derive(Debug)]
pub struct Trials(AtomicUsize);

/// What a trial costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cost {
    /// A change of which it is asked whether a little moving of lines is enough.
    Tried,
    /// A change of which all lines are chosen again.
    Whole,
}

impl Cost {
    fn units(self) -> usize {
        match self {
            Self::Tried => 1,
            Self::Whole => 4,
        }
    }
}

impl Default for Trials {
    fn default() -> Self {
        Self(AtomicUsize::new(MOST))
    }
}

impl Trials {
    /// Takes a trial, where one is left.
    pub(super) fn take(&self, cost: Cost) -> bool {
        let units = cost.units();
        let left = |left: usize| left.checked_sub(units);
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
        taken.is_ok()
    }
}
