//! Namespaces that are restored later than promised, and what would help.

use super::{Promise, READY, Recovery, answers, hangs_on_sizes, nearest, promised, promises, warm};
use crate::analyze::Analysis;
use crate::analyze::breakdown::{Breakdown, Input, Quantity, Term, TermKind};
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::serves;
use crate::model::ClusterId;
use crate::schema::rows;
use crate::source::Span;
use std::collections::BTreeSet;

/// A namespace that is restored later than promised.
#[derive(Debug)]
pub struct LateRecovery<'a> {
    /// The recovery that takes too long.
    pub recovery: &'a Recovery,
    /// The namespace.
    pub member: &'a Member,
    /// The promise that it breaks.
    pub promise: Promise,
    /// The terms that lead to the last stage of the namespace.
    pub breakdown: Breakdown,
    /// Whether it is late only if volumes without a declared size are large.
    pub only_if_large: bool,
}

/// What would keep the promise with the least effort.
#[derive(Debug)]
pub enum Remedy<'a> {
    /// Measuring a number that is not declared can save all that is too long.
    Declare(&'a Input),
    /// The waits of the engine do; what to write for shorter ones.
    ShortenEdges(String),
    /// Machines or the promise must change.
    Change {
        /// Whether a warm standby saves enough.
        keep_warm: bool,
        /// Whether a faster download can save enough.
        faster_download: bool,
        /// Whether a faster switch of traffic can save enough.
        faster_switch: bool,
    },
}

impl LateRecovery<'_> {
    /// How much too long it takes.
    pub fn over(&self) -> Seconds {
        self.breakdown.total().less(self.promise.rto)
    }

    /// The waits of the engine between stages.
    pub fn edges(&self) -> impl Iterator<Item = Seconds> {
        let terms = self.breakdown.terms.iter();
        terms
            .filter(|term| term.kind == TermKind::Edge)
            .map(|term| term.value)
    }

    fn time_of(&self, which: impl Fn(&Term) -> bool) -> Seconds {
        let terms = self.breakdown.terms.iter();
        let which = terms.filter(|term| which(term));
        which.map(|term| term.value).sum()
    }

    /// The cheapest change that makes up for what is over.
    pub fn remedy(&self, analysis: &Analysis) -> Remedy<'_> {
        let over = self.over();
        let terms = self.breakdown.terms.iter();
        let declarable = terms
            .filter(|term| term.value >= over)
            .filter_map(|term| {
                // What is healthy in no time is still too late by all that comes before.
                let short = |input: &Input| is_ready(input) && READY < over;
                let mut inputs = term.inputs.iter();
                let input = inputs.find(|input| input.may_be_declared() && !short(input))?;
                Some((term.value, input))
            })
            .max_by_key(|(value, _)| *value);
        if let Some((_, input)) = declarable {
            return Remedy::Declare(input);
        }
        let cluster = &self.recovery.cluster;
        if self.edges().sum::<Seconds>() >= over
            && let Some(cheaper) = analysis.engine().cheaper_edges(cluster)
        {
            return Remedy::ShortenEdges(cheaper);
        }
        let downloads = |input: &Input| matches!(input.quantity, Quantity::Statement(row) if row.key == rows::DOWNLOAD.key);
        let cold = |term: &Term| matches!(term.kind, TermKind::Provision | TermKind::Bootstrap);
        let restores = |term: &Term| term.inputs.iter().any(downloads);
        Remedy::Change {
            keep_warm: !warm(cluster) && self.time_of(cold) >= over,
            faster_download: self.time_of(restores) >= over,
            faster_switch: self.time_of(|term| term.kind == TermKind::Switch) >= over,
        }
    }
}

/// Whether an input is the time until something is healthy.
fn is_ready(input: &Input) -> bool {
    let rows = [&rows::APPS_READY, &rows::PODS_READY, &rows::PLATFORM_READY];
    matches!(input.quantity, Quantity::Statement(row) if rows.iter().any(|one| one.key == row.key))
}

/// Everything that is late, or would be with large volumes where a size is not known: for each promise and recovery cluster the namespace that is restored
/// last, since it stands for all that share the promise.
pub fn late_recoveries(analysis: &Analysis) -> Vec<LateRecovery<'_>> {
    if !promised(analysis) {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut late = Vec::new();
    collect(analysis, analysis.recoveries(), false, &mut seen, &mut late);
    // A promise that holds for volumes of the usual size must hold for large ones too.
    if hangs_on_sizes(analysis) {
        let recoveries = analysis.recoveries_if_large();
        collect(analysis, recoveries, true, &mut seen, &mut late);
    }
    late
}

/// One promise, by its place in the text, and the cluster that recovers.
type PromiseKey = (Span, ClusterId);

fn collect<'a>(
    analysis: &'a Analysis,
    recoveries: &'a [Recovery],
    only_if_large: bool,
    seen: &mut BTreeSet<PromiseKey>,
    out: &mut Vec<LateRecovery<'a>>,
) {
    let mut late = Vec::new();
    for member in analysis.members() {
        for promise in promises(analysis.model(), member) {
            let broken = too_slow(analysis, recoveries, member, &promise);
            late.extend(broken.map(|(finish, recovery)| (finish, member, promise, recovery)));
        }
    }
    late.sort_by(|(a, one, ..), (b, other, ..)| {
        let names = || one.name.value.as_str().cmp(other.name.value.as_str());
        b.cmp(a).then_with(names)
    });
    for (_, member, promise, recovery) in late {
        if seen.insert((promise.span, recovery.cluster.id))
            && let Some(breakdown) = recovery.path(member.id)
        {
            out.push(LateRecovery {
                recovery,
                member,
                promise,
                breakdown,
                only_if_large,
            });
        }
    }
}

/// The recoveries that break a promise to a namespace, with the time at which it is restored.
pub(super) fn too_slow<'a>(
    analysis: &Analysis,
    recoveries: &'a [Recovery],
    member: &Member,
    promise: &Promise,
) -> impl Iterator<Item = (Seconds, &'a Recovery)> {
    let mut takers: Vec<&Recovery> = recoveries
        .iter()
        .filter(|recovery| recovery.primary.id == member.cluster.id)
        .filter(|recovery| answers(recovery, promise.scope))
        // What took over has nothing to recover from.
        .filter(|recovery| !serves(analysis.model(), &recovery.cluster))
        .collect();
    nearest(&mut takers);
    let restored = takers.into_iter().filter_map(move |recovery| {
        let recovery = recovery.after(promise.scope);
        Some((recovery.restored(member.id)?, recovery))
    });
    let rto = promise.rto;
    let late = restored.filter(move |(finish, _)| *finish > rto);
    late.collect::<Vec<_>>().into_iter()
}
