//! The times that are promised, and which recoveries must keep them.

use super::Recovery;
use crate::analyze::Analysis;
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::ready;
use crate::analyze::rpo::{self, survival};
use crate::model::{ClusterId, Model, Scope};
use crate::source::Span;

/// Whether the time of a recovery depends on a size that is not declared.
pub fn hangs_on_sizes(analysis: &Analysis) -> bool {
    not_sized(analysis, |_| true).is_some()
}

/// The first volume of which the size is not known, of the clusters that are asked for: copied by Velero, or fetched by
/// an operator.
pub fn not_sized(analysis: &Analysis, which: impl Fn(ClusterId) -> bool) -> Option<Span> {
    let sets = analysis.sets().iter().filter(|set| which(set.cluster.id));
    let copied = sets.filter_map(|set| set.demand.unsized_volume).next();
    copied.or_else(|| {
        let members = analysis.members().iter();
        let mut members = members.filter(|member| which(member.id.cluster));
        members.find_map(|member| ready::archive_not_sized(member))
    })
}

/// Whether a cluster answers the loss of its primary: it must not be lost too. The loss of one volume is not the loss of a
/// cluster, and no stages are written for it.
pub fn answers(recovery: &Recovery, scope: Scope) -> bool {
    survival::answers(&recovery.cluster, &recovery.primary, scope)
}

/// Of the recoveries that answer a loss, those that take over: in the region of the primary, where the loss leaves one
/// there. Of several any may be the one that is taken, so each of them keeps the promise.
pub fn nearest(recoveries: &mut Vec<&Recovery>) {
    if recoveries.iter().any(|one| !answers(one, Scope::Region)) {
        recoveries.retain(|one| !answers(one, Scope::Region));
    }
}

/// A time that is promised to a namespace.
#[derive(Debug, Clone, Copy)]
pub struct Promise {
    /// The loss that it is for.
    pub scope: Scope,
    /// The longest that it may take.
    pub rto: Seconds,
    /// Where it is made.
    pub span: Span,
}

/// Whether any time is promised; where none is, no recovery needs to be computed.
pub fn promised(analysis: &Analysis) -> bool {
    let mut members = analysis.members().iter();
    members.any(|member| promises(analysis.model(), member).next().is_some())
}

/// The promised times of a namespace, the bare one in front.
pub fn promises<'m>(model: &Model, member: &'m Member) -> impl Iterator<Item = Promise> + use<'m> {
    let scope = rpo::scope(model, &member.cluster);
    let bare = member.rto.and_then(|rto| {
        Some(Promise {
            scope,
            rto: rto.value.into(),
            span: rto.origin.span()?,
        })
    });
    let when = member.when().iter().filter_map(|when| {
        let rto = when.rto.as_ref()?;
        Some(Promise {
            scope: when.scope.value,
            rto: rto.value.into(),
            span: rto.span,
        })
    });
    bare.into_iter().chain(when)
}
