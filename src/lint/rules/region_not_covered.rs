//! region-not-covered: nothing survives the loss of the region: the promise is for the loss of the cluster.

use crate::analyze::copies;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;

pub(super) static LINT: Lint = Lint {
    name: "region-not-covered",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for primary in cx.model.primaries() {
        let region = &*primary.region.value;
        let recovered = copies::recovered_elsewhere(cx.model, primary).is_some()
            || cx.model.recoveries(&primary.name.value).next().is_some();
        if recovered || !backed_up(cx, primary) || covered(cx, primary, region) {
            continue;
        }
        out.push(
            Diag::new(
                "region-not-covered",
                primary.region.span,
                format!("nothing survives the loss of {region}"),
            )
            .label("every copy lies here, so the promise is for the loss of the cluster alone")
            .help(
                "write a `replica` in the store, and a cluster elsewhere that `recovers` this one",
            ),
        );
    }
}

fn backed_up(cx: &LintCx<'_>, primary: &Cluster) -> bool {
    let mut sets = cx.facts.sets.iter();
    sets.any(|set| set.cluster.name == primary.name)
}

/// Whether any copy lies elsewhere, in a bucket or as a standby.
fn covered(cx: &LintCx<'_>, primary: &Cluster, region: &str) -> bool {
    let mut sets = cx.facts.sets.iter();
    let mut members = cx.facts.effective.iter();
    sets.any(|set| set.cluster.name == primary.name && copies::store_outlives(set.store, region))
        || members.any(|member| {
            member.cluster.name == primary.name
                && member.block.workloads.iter().any(|workload| {
                    let recover = member.recover_of(workload);
                    recover.and_then(|r| copies::own_copy_outlives(r, region)) == Some(true)
                })
        })
}
