//! What only some verbs ask for: it is computed at the first question, once.

use super::guarantees::Guarantee;
use super::handover::Next;
use super::recovery::RecoverySide;
use super::rpo::remedies::Trials;
use super::rto::Recovery;
use std::sync::{Arc, OnceLock};

/// What follows from an analysis.
#[derive(Debug, Default)]
pub(super) struct Later {
    pub(super) rehearsed: OnceLock<Vec<Arc<RecoverySide>>>,
    pub(super) after_a_move: OnceLock<Vec<Next>>,
    pub(super) recoveries: OnceLock<Vec<Recovery>>,
    pub(super) recoveries_if_large: OnceLock<Vec<Recovery>>,
    pub(super) guarantees: OnceLock<Vec<Guarantee>>,
    /// How many changes are still tried for advice.
    pub(super) trials: Trials,
}
