//! The times that are promised, and which recoveries must keep them.

use super::Recovery;
use crate::analyze::Facts;
use crate::analyze::effective::{Effective, Origin};
use crate::analyze::rpo;
use crate::analyze::units::Seconds;
use crate::model::{Model, Scope};
use crate::source::Span;

/// Whether a cluster answers a loss of its home: it must not be lost too. One volume is no loss of a
/// cluster, and no stages are written for it.
pub fn answers(recovery: &Recovery<'_>, scope: Scope) -> bool {
    let (cluster, home) = (recovery.cluster, recovery.home);
    let elsewhere = cluster.region != home.region;
    match scope {
        Scope::Region => elsewhere,
        Scope::Zone => {
            elsewhere || matches!((&cluster.zone, &home.zone), (Some(a), Some(b)) if a != b)
        }
        Scope::Cluster => true,
        Scope::Volume => false,
    }
}

/// A time that is promised to a namespace.
#[derive(Debug, Clone, Copy)]
pub struct Promise {
    /// The loss that it speaks of.
    pub scope: Scope,
    /// The longest that it may take.
    pub rto: Seconds,
    /// Where it is made.
    pub span: Span,
    /// Whether it is for a smaller loss than the bare one.
    pub smaller: bool,
}

/// Whether any time is promised; where none is, no recovery needs to be reckoned.
pub fn promised(model: &Model, facts: &Facts<'_>) -> bool {
    let mut members = facts.effective.iter();
    members.any(|member| promises(model, member).next().is_some())
}

/// The promised times of a namespace, the bare one in front.
pub fn promises<'m>(
    model: &Model,
    member: &'m Effective<'_>,
) -> impl Iterator<Item = Promise> + use<'m> {
    let scope = rpo::scope(model, member.cluster);
    let bare = member.rto.and_then(|(rto, origin)| match origin {
        Origin::Said(_, span) => Some(Promise {
            scope,
            rto: rto.into(),
            span,
            smaller: false,
        }),
        Origin::Assumed => None,
    });
    let when = member.when.iter().filter_map(|when| {
        let rto = when.rto.as_ref()?;
        Some(Promise {
            scope: when.scope.value,
            rto: rto.value.into(),
            span: rto.span,
            smaller: true,
        })
    });
    bare.into_iter().chain(when)
}
