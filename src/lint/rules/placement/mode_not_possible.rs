//! mode-not-possible: modes that no sequence of failover moves leads to, such as two clusters that write.

use crate::analyze::recovery::{self, Phase, RecoverySide, hands_to, is_there, successor};
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Standby};
use std::sync::Arc;

pub(super) static LINT: Lint = Lint {
    finding: &findings::MODE_NOT_POSSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides() {
        let Some(mode) = &side.cluster.mode else {
            continue;
        };
        let Some((message, help)) = fault(cx, side) else {
            continue;
        };
        out.push(
            LINT.diag(mode.span, message)
                .label("not possible with the modes of the other clusters")
                .help(help),
        );
    }
}

fn fault(cx: &LintCx<'_>, side: &RecoverySide) -> Option<(String, String)> {
    if side.phase == Phase::Fenced {
        return fence_fault(cx, side);
    }
    let name = &side.cluster.name.value;
    let primary = &side.primary.name.value;
    if side.cluster.recovers.is_none() {
        return match side.phase {
            Phase::Standby => Some((
                format!("`{name}` recovers no other cluster, so it cannot wait for one"),
                "write `recovers CLUSTER` in it, or leave out `mode`".to_owned(),
            )),
            Phase::Recover if side.from.is_none() => Some((
                format!(
                    "no cluster has taken over from `{name}`, so it has nothing to recover from"
                ),
                "leave out `mode`; after a recovery `drplan failover begin --cluster` writes it"
                    .to_owned(),
            )),
            Phase::Recover => unfenced(cx, side),
            Phase::Active | Phase::Fenced => None,
        };
    }
    let cold = side
        .cluster
        .standby
        .as_ref()
        .is_none_or(|s| s.value == Standby::Cold);
    match side.phase {
        // One that serves for another cluster is there, and can wait for this one.
        Phase::Standby if cold && !is_there(cx.analysis.sides(), side) => Some((
            format!("`{name}` is cold: it does not exist before the disaster, so it cannot be in standby"),
            "write `standby warm`, or leave out `mode`: the path of a cold cluster is always a recovery".to_owned(),
        )),
        Phase::Active if Phase::of_cluster(&side.primary) == Phase::Active => Some((
            format!("`{name}` and `{primary}` are both active"),
            format!("write `mode fenced` in `{primary}`, or let `drplan failover` write the modes: otherwise both run the same applications and write backups"),
        )),
        Phase::Active if Phase::of_cluster(&side.primary) == Phase::Fenced && !hands_to(&side.primary, &side.cluster) => {
            let other = cx.model.clusters.get(successor(&side.primary)?)?;
            Some((
                format!("`{primary}` is fenced for `{}`, and `{name}` is active", other.name.value),
                format!("write `for {}` in the fence of `{primary}`, or let `drplan failover` write the modes", side.cluster.stated_name()),
            ))
        }
        Phase::Active => {
            let other = cx
                .model
                .recoveries(side.primary.id)
                .find(|other| other.name != side.cluster.name && Phase::of_cluster(other) == Phase::Active)?;
            Some((
                format!("`{name}` and `{}` are both active for `{primary}`", other.name.value),
                "let one of the clusters serve, and fence the other one".to_owned(),
            ))
        }
        Phase::Recover if !cold && !side.promotes => Some(restored_before(side)),
        Phase::Recover => left_over(cx, side),
        Phase::Standby | Phase::Fenced => None,
    }
}

/// A warm cluster that recovers a primary which is not lost. Its Restores run as soon as the mode is applied, and once:
/// the loss that follows finds what they restored then.
fn restored_before(side: &RecoverySide) -> (String, String) {
    let (name, primary) = (side.cluster.stated_name(), &side.primary.name.value);
    let mode = side.cluster.mode.iter();
    let used = mode.flat_map(|mode| mode.value.runs());
    let mut runs: Vec<&str> = used.map(|run| run.value.as_str()).collect();
    runs.push(side.run_name());
    (
        format!(
            "run `{}` of `{name}` restores as soon as it is applied, and `{primary}` is not fenced for it: when `{primary}` is lost, nothing is restored again, and the data is as old as this run",
            side.run_name()
        ),
        format!(
            "write `mode standby {{ runs {} }}`; when `{primary}` is lost, `drplan failover begin {}` writes a new run and the fence",
            runs.join(", "),
            side.cluster.options()
        ),
    )
}

/// A failback from a cluster that goes on writing: what is written after the backup that is restored is lost.
fn unfenced(cx: &LintCx<'_>, side: &RecoverySide) -> Option<(String, String)> {
    let mut others = cx.model.recoveries(side.primary.id);
    let serving = others.find(|other| Phase::of_cluster(other) == Phase::Active)?;
    let (name, serving) = (&side.primary.name.value, serving.stated_name());
    Some((
        format!("`{name}` recovers while `{serving}`, which took over from it, serves and writes"),
        format!(
            "write `mode fenced` in `{serving}`, or let `drplan failover begin --cluster {name}` write the modes"
        ),
    ))
}

/// A run of some tiers or of named backups that is left while the primary serves: the next loss finds it.
fn left_over(cx: &LintCx<'_>, side: &RecoverySide) -> Option<(String, String)> {
    let run = cx.model.standing_run(&side.cluster)?;
    let (name, primary) = (&side.cluster.name.value, &side.primary.name.value);
    let begins = format!(
        "`{primary}` serves, and run `{}` of `{name}`",
        run.run.value
    );
    let ends = "it is for a recovery that has begun, and the next loss finds what the mode says";
    let mut members = cx.analysis.members_of(&side.primary);
    let lost = members.find_map(|member| {
        let tier = member
            .tier
            .as_ref()
            .filter(|_| !member.is_from_git_alone())?;
        (!run.restores(tier.id)).then_some(tier)
    });
    if let Some(lost) = lost {
        return Some((
            format!(
                "{begins} would restore nothing of tier `{}` when `{primary}` is lost",
                lost.name.value
            ),
            format!("remove `tier` from the mode: {ends}"),
        ));
    }
    let mut sets = cx.analysis.sets_of(&side.primary);
    let backup = sets.find_map(|set| run.backup(&set.schedule_name))?;
    Some((
        format!(
            "{begins} would restore the backup `{backup}`, however old it is when `{primary}` is lost"
        ),
        format!("remove `backup` from the mode: {ends}"),
    ))
}

/// A fence with no cluster that recovers or serves: the schedules of both are paused.
fn unfollowed(cluster: &Cluster, recoveries: &[&Arc<Cluster>]) -> (String, String) {
    let name = &cluster.name.value;
    let begin = match recoveries.first() {
        Some(other) => format!(
            ", or let `drplan failover begin {}` write the modes",
            successor(cluster)
                .and_then(|id| recoveries.iter().find(|other| other.id == id))
                .unwrap_or(other)
                .options()
        ),
        None => String::new(),
    };
    (
        format!(
            "`{name}` is fenced, and no cluster serves or recovers for it: nothing makes a backup"
        ),
        format!("remove `mode fenced` from `{name}` if it serves{begin}"),
    )
}

/// A fence that names the wrong successor, or none where several clusters could take over.
fn fence_fault(cx: &LintCx<'_>, side: &RecoverySide) -> Option<(String, String)> {
    let (cluster, primary) = (&side.cluster, &side.primary);
    let name = &cluster.name.value;
    // One that took over is fenced in a failback, for its primary. While that serves, nobody wants its backups, and it
    // recovers nothing either.
    if cluster.recovers.is_some() {
        let (stated, lost) = (cluster.stated_name(), &primary.name.value);
        return (Phase::of_cluster(primary) == Phase::Active).then(|| (
            format!("`{lost}` serves, and `{stated}` is fenced: no path of `{stated}` recovers `{lost}` when it is lost"),
            format!("let `{stated}` wait for the next loss: `mode standby` if it is warm, `mode recover` with a new run if it is cold; `drplan failover finish` writes it at the end of a failback"),
        ));
    }
    let recoveries: Vec<&Arc<Cluster>> = cx.model.recoveries(cluster.id).collect();
    if let Some(successor) = successor(cluster) {
        let named = cx.model.clusters.get(successor)?;
        if !recoveries.iter().any(|other| other.id == successor) {
            return Some((
                format!(
                    "`{name}` is fenced for `{}`, which does not recover it",
                    named.stated_name()
                ),
                "name a cluster that `recovers` it, or remove `for`".to_owned(),
            ));
        }
        return (!recovery::is_followed(cx.model, cluster))
            .then(|| unfollowed(cluster, &recoveries));
    }
    if !recovery::is_followed(cx.model, cluster) {
        return Some(unfollowed(cluster, &recoveries));
    }
    let mut ready = recoveries
        .iter()
        .filter(|other| Phase::of_cluster(other) == Phase::Recover);
    let (one, other) = (ready.next()?, ready.next()?);
    Some((
        format!(
            "`{name}` is fenced, and both `{}` and `{}` could take over",
            one.name.value, other.name.value
        ),
        format!(
            "name the successor: `mode fenced {{ for {} }}`",
            one.stated_name()
        ),
    ))
}
