//! A set with its schedule, as the simulation of its cluster moves it.

use super::Task;
use crate::analyze::backup::queue::Job;
use crate::analyze::backup::schedule::Schedule;
use crate::analyze::rpo::worst_case::WorstCase;

/// One set in the simulation of its cluster.
#[derive(Clone)]
pub(super) struct Placed<'s> {
    pub(super) set: usize,
    pub(super) task: Task<'s>,
    /// What it asks for as long as nothing waits.
    pub(super) job: Job,
    /// Whether its promise holds without other sets on the cluster, so that a wait may break it.
    pub(super) sound: bool,
    /// Whether its own line keeps out of its windows.
    pub(super) quiet: bool,
    /// The same as long as nothing waits.
    pub(super) worst_case: WorstCase,
    pub(super) schedule: Schedule,
}
