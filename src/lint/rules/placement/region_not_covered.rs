//! region-not-covered: nothing survives the loss of the region: the promise is for the loss of the cluster.

use crate::analyze::effective::MemberId;
use crate::analyze::quantities::plural;
use crate::analyze::recovery;
use crate::analyze::rpo::survival;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Recover, Scope};
use std::collections::BTreeMap;
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
        if cx.model.recoveries(serving.id).any(answered) {
            continue;
        }
        let (all, here) = uncovered(cx, serving);
        let Some(first) = here.first() else {
            continue;
        };
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
                "every copy is here, and `{}` recovers it in this region: the promise is only for the loss of the cluster",
                other.name.value
            ),
            None => {
                "every copy is here, so the promise is only for the loss of the cluster".to_owned()
            }
        };
        let of = match here.len() as u64 {
            count if count == all => String::new(),
            1 => format!(" of `{first}`"),
            count => format!(" of `{first}` and {}", plural(count - 1, "other namespace")),
        };
        out.push(
            LINT.diag(
                serving.region.span,
                format!("no copy{of} survives the loss of {region}"),
            )
            .label(label)
            .help(help),
        );
    }
}

/// How many namespaces have data of which a copy outlives the cluster, and those of which none is elsewhere: in no
/// bucket, and as no standby. What is lost with the cluster already is `no-copies`.
fn uncovered<'a>(cx: &LintCx<'a>, primary: &Cluster) -> (u64, Vec<&'a str>) {
    let mut kept: BTreeMap<MemberId, [bool; 2]> = BTreeMap::new();
    let sets = cx.analysis.sets().iter();
    for set in sets.filter(|set| set.cluster.id == primary.id) {
        for member in &set.members {
            // A second Schedule that writes elsewhere is a copy too.
            let known = kept.entry(member.id).or_default();
            for (known, scope) in known.iter_mut().zip([Scope::Cluster, Scope::Region]) {
                *known |= set.survivor(scope).is_some();
            }
        }
    }
    let (mut all, mut here) = (0, Vec::new());
    let members = cx.analysis.served().iter();
    for member in members.filter(|one| one.cluster.id == primary.id) {
        let Some([after_cluster, after_region]) = kept.get(&member.id).copied() else {
            continue;
        };
        let outlives = |scope: Scope, by_velero: bool| {
            let copies = member.recovers().into_iter().map(|(_, recover)| {
                let own = survival::own_copy_survives(recover, primary, scope);
                own.or_else(|| is_copied(recover).then_some(by_velero))
            });
            let mut copies = copies.flatten().peekable();
            match copies.peek() {
                Some(_) => copies.all(|survives| survives),
                None => by_velero,
            }
        };
        if outlives(Scope::Cluster, after_cluster) {
            all += 1;
            if !outlives(Scope::Region, after_region) {
                here.push(member.name.value.as_str());
            }
        }
    }
    (all, here)
}

/// Whether Velero copies the data.
fn is_copied(recover: &Recover) -> bool {
    matches!(
        recover,
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_)
    )
}
