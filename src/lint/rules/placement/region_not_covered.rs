//! region-not-covered: nothing survives the loss of the region: the promise is for the loss of the cluster.

use crate::analyze::rpo::survival;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Scope};

pub(super) static LINT: Lint = Lint {
    finding: &findings::REGION_NOT_COVERED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for primary in cx.model.primaries() {
        let region = &*primary.region.value;
        let recovered = survival::recovered_elsewhere(cx.model, primary).is_some()
            || cx.model.recoveries(primary.id).next().is_some();
        if recovered || !backed_up(cx, primary) || covered(cx, primary, region) {
            continue;
        }
        out.push(
            LINT.diag(
                primary.region.span,
                format!("no copy survives the loss of {region}"),
            )
            .label("every copy is here, so the promise is only for the loss of the cluster")
            .help(format!(
                "write `replica BUCKET {{ region REGION }}` in the store, and a cluster in another region with `recovers {}`",
                primary.name.value
            )),
        );
    }
}

fn backed_up(cx: &LintCx<'_>, primary: &Cluster) -> bool {
    let mut sets = cx.analysis.sets().iter();
    sets.any(|set| set.cluster.id == primary.id)
}

/// Whether any copy is elsewhere, in a bucket or as a standby.
fn covered(cx: &LintCx<'_>, primary: &Cluster, region: &str) -> bool {
    let mut sets = cx.analysis.sets().iter();
    let mut members = cx.analysis.members().iter();
    sets.any(|set| set.cluster.id == primary.id && set.survivor(Scope::Region).is_some())
        || members.any(|member| {
            member.cluster.id == primary.id
                && member.block.workloads.iter().any(|workload| {
                    let recover = member.recover_of(workload);
                    recover.and_then(|r| survival::own_copy_outlives(r, region)) == Some(true)
                })
        })
}
