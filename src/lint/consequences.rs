//! What follows from a finding is no finding of its own.
//!
//! Two kinds of causes: a part of the plan that could not be read, and a name that the repository
//! does not have. What is computed from either is not known, so it accuses nobody. Only an error
//! that stands silences others, so that silence is never an "ok": with an `allow` of the cause its
//! consequences are said.

use crate::diag::findings::{self, Family};
use crate::diag::{Diag, Diags, Finding, Severity, Subject};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A part of the plan that could not be read.
#[derive(Debug, Clone, Copy)]
pub struct Gap {
    /// Whether a brace is missing or one too many, so that statements are in the wrong block.
    pub brace: bool,
    /// The statement at the top of the plan that it belongs to; none where that is not known.
    pub within: Option<Span>,
    /// Whether that is the `plan` block, which says versions and where the repository is.
    pub in_plan: bool,
}

impl Gap {
    /// Whether a place lies in the statement at the top that the gap belongs to.
    fn is_around(&self, span: Span) -> bool {
        self.within.is_some_and(|within| {
            within.file == span.file && within.start <= span.start && span.end <= within.end
        })
    }
}

/// Whether a finding says that a brace is missing or one too many.
pub fn is_of_braces(diag: &Diag) -> bool {
    [&findings::STRAY_BRACE, &findings::UNCLOSED_BLOCK].contains(&diag.finding)
}

/// Findings of names after which the whole plan is read: of two of one name the first counts, with
/// everything that names it, and an `allow` or `accept` of nothing hides nothing.
static READ_ALL_THE_SAME: [&Finding; 3] = [
    &findings::ACCEPT_UNUSED,
    &findings::DUPLICATE_NAME,
    &findings::UNKNOWN_FINDING,
];

/// Whether a finding says that a part of the plan could not be read, where reading raised it.
pub fn is_gap(diag: &Diag) -> bool {
    diag.severity() == Severity::Error
        && !READ_ALL_THE_SAME.contains(&diag.finding)
        && match diag.finding.family {
            Family::Syntax | Family::Language | Family::Names => true,
            Family::Gitops
            | Family::Guarantees
            | Family::Placement
            | Family::Repository
            | Family::Storage
            | Family::Tool
            | Family::Velero => false,
        }
}

/// One row: while the cause stands, what it silences about the same thing is not said.
struct Row {
    cause: &'static Finding,
    silences: &'static [&'static Finding],
}

/// What is computed from the pods and claims of a workload.
static COMPUTED: &[&Finding] = &[
    &findings::CANNOT_KEEP_UP,
    &findings::FIRST_COPY_BLOCKS,
    &findings::HOOK_FILTERED,
    &findings::HOOK_HIDDEN,
    &findings::HOOK_NOT_VERIFIED,
    &findings::HOOK_TIMEOUT_TOO_LONG,
    &findings::HOOKS_NOT_WIRED,
    &findings::NOT_ONE_MOMENT,
    &findings::NOTHING_RUNS,
    &findings::RPO_NOT_MET,
    &findings::RTO_NOT_MET,
    &findings::SIZE_UNKNOWN,
    &findings::VOLUMES_NOT_WIRED,
];

static ROWS: &[Row] = &[
    Row {
        cause: &findings::PATH_MISSING,
        silences: COMPUTED,
    },
    Row {
        cause: &findings::WORKLOAD_NOT_FOUND,
        silences: COMPUTED,
    },
    Row {
        cause: &findings::VOLUME_NOT_COPIED,
        silences: COMPUTED,
    },
    Row {
        cause: &findings::VOLUME_NOT_FOUND,
        silences: COMPUTED,
    },
    Row {
        cause: &findings::CONTAINER_NOT_FOUND,
        silences: &[&findings::HOOK_FILTERED, &findings::HOOK_HIDDEN],
    },
    Row {
        cause: &findings::HOOK_NOT_REACHABLE,
        silences: &[&findings::HOOKS_NOT_WIRED, &findings::VOLUMES_NOT_WIRED],
    },
    Row {
        cause: &findings::MANIFEST_NOT_READABLE,
        silences: &[&findings::HOOK_NOT_REACHABLE],
    },
    Row {
        cause: &findings::SPELLED_OTHERWISE,
        silences: &[
            &findings::HELM_GIVES_UP,
            &findings::HOOKS_NOT_WIRED,
            &findings::NAMESPACE_ELSEWHERE,
            &findings::NAMESPACE_IN_TWO_PLANS,
            &findings::REST_NOT_REBUILT,
        ],
    },
    Row {
        cause: &findings::TARGET_TOO_OLD,
        silences: &[&findings::FLUX_NOT_TARGET, &findings::VELERO_OUTDATED],
    },
    // What the controllers are started with stands at the path.
    Row {
        cause: &findings::CLUSTER_PATH_EMPTY,
        silences: &[&findings::HELM_GIVES_UP],
    },
    Row {
        cause: &findings::ACCEPT_UNUSED,
        silences: &[&findings::ACCEPT_EXPIRED],
    },
];

/// What is said of the plan as a whole, so that every part of it counts.
static OF_THE_WHOLE: &[&Finding] = &[
    &findings::ALLOW_UNUSED,
    &findings::CLUSTER_NOT_NAMED,
    &findings::NEEDS_ELSEWHERE,
    &findings::STORE_NOT_CHOSEN,
    &findings::UNUSED_TIER,
];

/// What rests on which cluster recovers which: it is not known while one names the wrong primary.
static OF_THE_RECOVERY: &[&Finding] = &[
    &findings::CLUSTER_NOT_NAMED,
    &findings::REGION_NOT_COVERED,
    &findings::RTO_NOT_COMPUTED,
    &findings::RTO_NOT_MET,
];

/// What is said of a statement that stands in another block than its own.
static MISPLACED: &[&Finding] = &[&findings::MISSING_STATEMENT, &findings::UNKNOWN_KEYWORD];

/// What rests on what the `plan` block says.
static OF_THE_PLAN: &[&Finding] = &[
    &findings::CRON_READS_DIFFERENTLY,
    &findings::CRON_REFUSED,
    &findings::FLUX_NOT_TARGET,
    &findings::TARGET_TOO_OLD,
    &findings::VELERO_ELSEWHERE,
    &findings::VELERO_NOT_TARGET,
    &findings::VELERO_OUTDATED,
    &findings::VERSION_NOT_KNOWN,
];

/// Takes out what follows from a finding that stands.
pub fn silence(out: &mut Diags, gaps: &[Gap]) {
    if !gaps.is_empty() {
        out.retain(|diag| !follows_from_gap(diag, gaps));
    }
    let is_chain = |diag: &Diag| {
        diag.finding == &findings::RECOVERS_CHAIN && diag.severity() == Severity::Error
    };
    if out.iter().any(is_chain) {
        out.retain(|diag| !OF_THE_RECOVERY.contains(&diag.finding));
    }
    let mut silenced: BTreeMap<&str, BTreeSet<Subject>> = BTreeMap::new();
    for cause in out.iter() {
        let row = ROWS.iter().find(|row| row.cause == cause.finding);
        let stands = cause.severity() == Severity::Error;
        for finding in row.filter(|_| stands).map_or(&[][..], |row| row.silences) {
            let subjects = silenced.entry(finding.name).or_default();
            subjects.extend(&cause.about);
        }
    }
    if silenced.is_empty() {
        return;
    }
    out.retain(|diag| {
        let subjects = silenced.get(diag.name());
        !subjects.is_some_and(|subjects| diag.about.iter().any(|one| subjects.contains(one)))
    });
}

fn follows_from_gap(diag: &Diag, gaps: &[Gap]) -> bool {
    let beside = || gaps.iter().any(|gap| gap.is_around(diag.primary.span));
    match diag.finding.family {
        // Both tiers and the need between them were read.
        _ if diag.finding == &findings::NEEDS_LATER_TIER => beside(),
        Family::Guarantees | Family::Placement => true,
        _ if OF_THE_WHOLE.contains(&diag.finding) => true,
        Family::Gitops | Family::Storage | Family::Velero => {
            beside() || gaps.iter().any(|gap| gap.in_plan) && OF_THE_PLAN.contains(&diag.finding)
        }
        Family::Repository => {
            beside()
                || gaps.iter().any(|gap| gap.in_plan)
                    && (OF_THE_PLAN.contains(&diag.finding)
                        || diag.finding == &findings::PATH_MISSING)
        }
        Family::Language if MISPLACED.contains(&diag.finding) => gaps
            .iter()
            .any(|gap| gap.brace && gap.is_around(diag.primary.span)),
        Family::Language | Family::Names | Family::Syntax | Family::Tool => false,
    }
}
