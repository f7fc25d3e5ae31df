//! cluster-contradicted: a cluster of which two plans of the repository say different things: one of them computes its
//! promises with what is not so.

use crate::analyze::agreed::disagreements;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLUSTER_CONTRADICTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values().filter(|cluster| cluster.leads()) {
        let path = cluster.path();
        for other in cx
            .inventory
            .other_clusters
            .iter()
            .filter(|other| other.path == path)
        {
            let differ = disagreements(cx.model, cluster, other);
            let Some(first) = differ.first() else {
                continue;
            };
            let each = differ.iter().map(|one| {
                format!(
                    "`{} {}` there and `{}` here",
                    one.keyword, one.other, one.own
                )
            });
            let each: Vec<String> = each.collect();
            out.push(
                LINT.diag(
                    cluster.name.span,
                    format!(
                        "plan `{}` says otherwise of the cluster at `{path}`: {}",
                        other.plan,
                        each.join(", ")
                    ),
                )
                .label("it is one cluster: the promises of one of the two plans are computed with what is not so")
                .help(format!(
                    "write the same in both plans, `{} …` first, or `path` with the other cluster if these are two",
                    first.keyword
                )),
            );
        }
    }
}
