//! The `tier` block, and the same values where a namespace overrides them.

use super::id::{StoreId, TierId};
use super::recover::Recover;
use super::value::{Duration, Name, Window};
use crate::source::{Span, Spanned};

/// A promise that many namespaces share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tier {
    /// Which tier it is.
    pub id: TierId,
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// Whether it was brought in with `use`.
    pub used: bool,
    /// Its values; `rpo` and `keep` are there.
    pub values: TierValues,
}

/// The values of a tier, each of which a namespace may override.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TierValues {
    /// The most data, in time, that may be lost.
    pub rpo: Option<Spanned<Duration>>,
    /// The longest time until it is restored.
    pub rto: Option<Spanned<Duration>>,
    /// How long each backup is kept.
    pub keep: Option<Spanned<Duration>>,
    /// Where the backups go.
    pub store: Option<Spanned<StoreId>>,
    /// The method where a workload says none.
    pub recover: Option<Spanned<Recover>>,
    /// Missed runs that the promise survives.
    pub tolerate: Option<Spanned<u64>>,
    /// The pinned schedule.
    pub every: Option<Spanned<Box<str>>>,
    /// Windows without a start.
    pub avoid: Vec<Spanned<Window>>,
    /// How long damage may go unnoticed.
    pub detect: Option<Spanned<Duration>>,
    /// Place in the order of recovery.
    pub order: Option<Spanned<u64>>,
    /// Until traffic reaches what is restored.
    pub switch: Option<Spanned<Duration>>,
    /// How old the backup of the objects may be, where nothing else is copied.
    pub objects: Option<Spanned<Duration>>,
    /// Tiers that give a second Schedule.
    pub also: Vec<Spanned<TierId>>,
    /// Promises for smaller losses.
    pub when: Vec<When>,
}

/// A promise for a smaller loss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// What is lost.
    pub scope: Spanned<Scope>,
    /// The most data, in time, that may be lost.
    pub rpo: Option<Spanned<Duration>>,
    /// The longest time until it is restored.
    pub rto: Option<Spanned<Duration>>,
}

/// What is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// One volume.
    Volume,
    /// The cluster.
    Cluster,
    /// The zone.
    Zone,
    /// The region.
    Region,
}

impl Scope {
    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Scope::Volume => "volume",
            Scope::Cluster => "cluster",
            Scope::Zone => "zone",
            Scope::Region => "region",
        }
    }
}
