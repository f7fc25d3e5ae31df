//! region-not-covered: nothing survives the loss of the region: the promise is for the loss of the cluster.

use crate::analyze::copies;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "region-not-covered",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for primary in cx.model.primaries() {
        let region = &*primary.region.value;
        let mut sets = cx
            .facts
            .sets
            .iter()
            .filter(|set| set.cluster.name == primary.name);
        let covered = copies::recovered_elsewhere(cx.model, primary).is_some()
            || cx.model.recoveries(&primary.name.value).next().is_some()
            || sets.clone().next().is_none()
            || sets.any(|set| copies::store_outlives(set.store, region));
        if !covered {
            out.push(
                Diag::new("region-not-covered", primary.region.span, format!("nothing survives the loss of {region}"))
                    .label("every copy lies here, so the promise is for the loss of the cluster alone")
                    .help("write a `replica` in the store, and a cluster elsewhere that `recovers` this one"),
            );
        }
    }
}
