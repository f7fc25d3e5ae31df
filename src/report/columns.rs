//! The columns of the table of promises.

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The primary.
    Cluster,
    /// The namespace.
    Namespace,
    /// The workload.
    Workload,
    /// The tier.
    Tier,
    /// The loss that the promise speaks of.
    Scope,
    /// The promised RPO.
    Rpo,
    /// What is lost at worst.
    Worst,
    /// How much less that is than promised.
    Slack,
    /// Whether the promise holds.
    Verdict,
    /// The longest term that rests on an assumption.
    Assumed,
    /// The promised RTO.
    Rto,
    /// When it is restored at the latest.
    Back,
    /// How long backups are kept.
    Keep,
    /// How the state survives.
    Method,
    /// When backups begin.
    Schedule,
    /// Where they are kept.
    Store,
}

impl Column {
    /// All of them, in the order of the table.
    pub const ALL: [Column; 16] = [
        Column::Cluster,
        Column::Namespace,
        Column::Workload,
        Column::Tier,
        Column::Scope,
        Column::Rpo,
        Column::Worst,
        Column::Slack,
        Column::Verdict,
        Column::Assumed,
        Column::Rto,
        Column::Back,
        Column::Keep,
        Column::Method,
        Column::Schedule,
        Column::Store,
    ];

    /// Its heading.
    pub const fn name(self) -> &'static str {
        match self {
            Column::Cluster => "cluster",
            Column::Namespace => "namespace",
            Column::Workload => "workload",
            Column::Tier => "tier",
            Column::Scope => "scope",
            Column::Rpo => "rpo",
            Column::Worst => "worst",
            Column::Slack => "slack",
            Column::Verdict => "verdict",
            Column::Assumed => "assumed",
            Column::Rto => "rto",
            Column::Back => "back",
            Column::Keep => "keep",
            Column::Method => "method",
            Column::Schedule => "schedule",
            Column::Store => "store",
        }
    }

    /// The column of a heading.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }
}
