//! region-not-covered: nothing survives the loss of the region: the promise is for the loss of the cluster.

use crate::analyze::recovery;
use crate::analyze::rpo::survival;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Scope};
use std::sync::Arc;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REGION_NOT_COVERED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for primary in cx.model.primaries() {
        let serving = recovery::home(cx.model, primary);
        let region = &*serving.region.value;
        // One that is recovered in another region has its copies elsewhere, or another finding. One that is
        // rebuilt in its own region, in another zone too, has not.
        let answered = |other: &Arc<Cluster>| survival::answers(other, serving, Scope::Region);
        let rebuilt = cx.model.recoveries(serving.id).next();
        let recovered = cx.model.recoveries(serving.id).any(answered);
        if recovered || !backed_up(cx, serving) || covered(cx, serving) {
            continue;
        }
        let help = if serving.id == primary.id {
            format!(
                "write `replica BUCKET {{ region REGION }}` in the store, and a cluster in another region with `recovers {}`",
                primary.name.value
            )
        } else {
            format!(
                "copy the bucket that `{}` writes to another region, and fail back as soon as that is possible",
                serving.name.value
            )
        };
        let label = match rebuilt {
            Some(other) => format!(
                "every copy is here, and `{}` rebuilds it here: the promise is only for the loss of the cluster",
                other.name.value
            ),
            None => {
                "every copy is here, so the promise is only for the loss of the cluster".to_owned()
            }
        };
        out.push(
            LINT.diag(
                serving.region.span,
                format!("no copy survives the loss of {region}"),
            )
            .label(label)
            .help(help),
        );
    }
}

fn backed_up(cx: &LintCx<'_>, primary: &Cluster) -> bool {
    let mut sets = cx.analysis.sets().iter();
    sets.any(|set| set.cluster.id == primary.id)
}

/// Whether any copy is elsewhere, in a bucket or as a standby.
fn covered(cx: &LintCx<'_>, primary: &Cluster) -> bool {
    let mut sets = cx.analysis.sets().iter();
    let mut members = cx.analysis.served().iter();
    sets.any(|set| set.cluster.id == primary.id && set.survivor(Scope::Region).is_some())
        || members.any(|member| {
            member.cluster.id == primary.id
                && member.recovers().into_iter().any(|(_, recover)| {
                    survival::own_copy_survives(recover, primary, Scope::Region) == Some(true)
                })
        })
}
