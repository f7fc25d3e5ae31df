//! rto-not-computed: a time that is promised for a loss that no cluster of the plan recovers, for a namespace that no
//! stage restores, or on a cluster to which nothing brings Velero.

use crate::analyze::effective::Member;
use crate::analyze::rpo::survival;
use crate::analyze::rto::{self, Recovery};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::velero_comes;
use crate::lint::walk::once::Once;
use crate::lint::walk::unknown_zone::unknown_zone;
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Scope};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::RTO_NOT_COMPUTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    if !rto::promised(cx.analysis) {
        return;
    }
    let recoveries = cx.analysis.recoveries();
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let primary = &member.cluster.name;
        for promise in rto::promises(cx.model, member) {
            let answers = recoveries.iter().filter(|recovery| {
                recovery.primary.id == member.id.cluster && rto::answers(recovery, promise.scope)
            });
            let answers: Vec<&Recovery> = answers.collect();
            // Without a store nothing is backed up, which is an error of its own.
            // What a mode that was left over does not restore is `mode-not-possible`.
            let restores = |recovery: &Recovery| {
                let left = cx.model.standing_run(&recovery.cluster);
                let restores = left.zip(member.tier.as_ref());
                restores.is_none_or(|(run, tier)| run.restores(tier.id))
            };
            let stored = answers
                .iter()
                .filter(|_| member.store.is_some() || member.is_from_git_alone());
            let mut stored = stored.filter(|recovery| restores(recovery));
            let homeless = stored.any(|recovery| recovery.restored(member.id).is_none());
            if homeless && once.first((promise.span, member.name.span)) {
                out.push(no_stage(member, promise.span));
            }
            for recovery in &answers {
                let cluster = &recovery.cluster;
                if !velero_comes(cx, cluster) && once.first((promise.span, cluster.name.span)) {
                    out.push(no_velero(cluster, promise.span));
                }
            }
            if !answers.is_empty() && promise.scope == Scope::Zone {
                out.extend_one(nothing_to_restore(cx, member, promise.span));
            }
            if !answers.is_empty() || !once.first((promise.span, primary.span)) {
                continue;
            }
            let lost = lost(promise.scope, primary.value.as_str());
            let diag = LINT.diag(
                promise.span,
                format!("cannot compute a recovery time for the loss of {lost}"),
            );
            out.push(if promise.scope == Scope::Volume {
                diag.label("drplan writes no stages for the recovery of one volume")
                    .help("write `when cluster { rto DURATION }`, and restore one volume by hand")
            } else {
                diag.label("a time is promised, but no cluster of the plan recovers this loss")
                    .related(primary.span, "the cluster that is lost")
                    .help(format!(
                        "write a cluster that `recovers {}`{}, or remove `rto`",
                        primary.value,
                        where_it_lies(promise.scope)
                    ))
            });
        }
    }
}

/// A promise for the loss of a zone that may take the bucket which is restored from.
fn nothing_to_restore(cx: &LintCx<'_>, member: &Member, promise: Span) -> Option<Diag> {
    let set = cx.analysis.set_of(member.id)?;
    if !set.keeps_promises() || set.survivor(Scope::Zone).is_some() {
        return None;
    }
    let bucket = survival::of_unknown_zone(&set.store, &set.cluster)?;
    let diag = LINT
        .diag(
            promise,
            format!(
                "cannot compute a recovery time for the loss of the zone of `{}`",
                set.cluster.name.value
            ),
        )
        .label(format!(
            "there may be nothing to restore: the plan does not state that bucket `{}` is outside of the zone",
            bucket.name.value
        ));
    Some(unknown_zone(diag, bucket, &set.cluster))
}

fn no_stage(member: &Member, promise: Span) -> Diag {
    let name = member.name.value.as_str();
    LINT.diag(
        promise,
        format!("cannot compute a recovery time for `{name}`"),
    )
    .label("a time is promised, but no stage of a recovery restores this namespace")
    .related(member.name.span, "nothing of it is restored")
    .help("write `restore all` or `apps PATH` in the namespace, or remove `rto`")
}

fn no_velero(cluster: &Cluster, promise: Span) -> Diag {
    let name = cluster.stated_name();
    LINT.diag(
        promise,
        format!("cannot compute a recovery time on `{name}`: nothing brings Velero to it"),
    )
    .label("a time is promised, but no restore begins until Velero is installed")
    .related(cluster.name.span, "this cluster is empty when its recovery begins")
    .help("write `brings velero` in the platform that installs it")
    .alternative(format!(
        "write `brings velero` in cluster `{name}`, where Velero is installed together with the cluster"
    ))
}

fn lost(scope: Scope, primary: &str) -> String {
    match scope {
        Scope::Volume => format!("one volume of `{primary}`"),
        Scope::Cluster => format!("the cluster `{primary}`"),
        Scope::Zone | Scope::Region => format!("the {} of `{primary}`", scope.word()),
    }
}

fn where_it_lies(scope: Scope) -> &'static str {
    match scope {
        Scope::Region => " in another region",
        Scope::Zone => " in another `zone`",
        Scope::Cluster | Scope::Volume => "",
    }
}
