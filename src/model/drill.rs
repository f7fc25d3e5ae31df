//! The `drill` and `alerts` blocks.

use super::id::{ClusterId, DrillId, TierId};
use super::value::{Duration, Name};
use crate::source::{Span, Spanned};

/// A rehearsed restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// Which drill it is.
    pub id: DrillId,
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// The kind, where it is stated.
    pub kind: Option<Spanned<DrillKind>>,
    /// The tiers that it proves.
    pub covers: Vec<Spanned<TierId>>,
    /// The cluster on which it runs.
    pub on: Spanned<ClusterId>,
    /// How often.
    pub every: Spanned<Rhythm>,
    /// How long it may take.
    pub within: Option<Spanned<Duration>>,
    /// Namespaces under another name.
    pub maps: Vec<(Spanned<Box<str>>, Box<str>)>,
    /// What must work.
    pub checks: Vec<Check>,
    /// Where the result is kept.
    pub record: Option<Record>,
}

/// Into what a drill restores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrillKind {
    /// A cluster that runs.
    Restore,
    /// A cluster that is made for it.
    Bootstrap,
}

/// How often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rhythm {
    /// Each day.
    Day,
    /// Each week.
    Week,
    /// Each month.
    Month,
    /// Each quarter.
    Quarter,
    /// By a cron line.
    Cron(Box<str>),
}

/// What must work in a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The namespace.
    pub namespace: Spanned<Name>,
    /// The probes.
    pub probes: Vec<Probe>,
}

/// One probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// An address that must answer.
    Http(Spanned<Box<str>>),
    /// A query that must succeed.
    Sql(Spanned<Box<str>>, Option<Spanned<Box<str>>>),
    /// A command that must succeed.
    Command(Vec<Spanned<Box<str>>>, Option<Spanned<Box<str>>>),
}

/// Where the result of a drill is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The statement.
    pub span: Span,
    /// A Secret with an address to post to.
    pub webhook: Option<Spanned<Name>>,
    /// A Pushgateway.
    pub metrics: Option<Spanned<Box<str>>>,
    /// A bucket and a directory of it.
    pub bucket: Option<(Spanned<Box<str>>, Option<Spanned<Box<str>>>)>,
    /// A ConfigMap.
    pub configmap: Option<Spanned<Name>>,
}

/// How alerts are labelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerts {
    /// Where the block stands.
    pub span: Span,
    /// Labels.
    pub labels: Vec<Spanned<(Box<str>, Box<str>)>>,
    /// Where the runbook is.
    pub runbook: Option<Spanned<Box<str>>>,
    /// The severity of every alert.
    pub severity: Option<Spanned<Box<str>>>,
}
