//! successor-not-covered: a cluster that took over, which no other cluster recovers until the failback.

use crate::analyze::quantities::plural;
use crate::analyze::recovery::{self, Phase};
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Recover};

pub(super) static LINT: Lint = Lint {
    finding: &findings::SUCCESSOR_NOT_COVERED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for primary in cx.model.primaries() {
        let serving = recovery::home(cx.model, primary);
        // Two that are active are a finding of their own.
        if serving.id != primary.id && Phase::of_cluster(primary) == Phase::Recover {
            out.extend_one(failing_back(serving, primary));
            continue;
        }
        let fenced = Phase::of_cluster(primary) == Phase::Fenced;
        // Where it does not serve either that is `mode-not-possible`.
        if serving.id == primary.id || !fenced || recovery::is_halted(cx.model, primary) {
            continue;
        }
        let (name, lost) = (&serving.name.value, &primary.name.value);
        let served = || {
            let all = cx.analysis.served().iter();
            all.filter(|member| member.id.cluster == serving.id)
        };
        let times = served().filter(|member| member.rto.is_some()).count() as u64;
        let promoted = served()
            .flat_map(|member| member.recovers())
            .filter(|(_, recover)| matches!(recover, Recover::Replication(_)))
            .count() as u64;
        let span = serving
            .mode
            .as_ref()
            .map_or(serving.name.span, |mode| mode.span);
        let mut diag = LINT
            .diag(
                span,
                format!("no cluster recovers `{name}`, which serves for `{lost}`"),
            )
            .label("until the failback its backups are the only way out of a second loss")
            .related(
                primary.name.span,
                format!("`{lost}` is fenced, and makes no backups"),
            );
        if times > 0 {
            diag = diag.because(format!(
                "the `rto` of {} is not promised now",
                plural(times, "namespace")
            ));
        }
        if promoted > 0 {
            diag = diag.because(format!(
                "the standby of {} was promoted, and nothing replicates it",
                plural(promoted, "workload")
            ));
        }
        out.push(diag.help(format!(
            "run `drplan failover begin --cluster {lost}` as soon as there is a cluster `{lost}` again, which recovers from the backups of `{name}`"
        )));
    }
}

/// In a failback the primary recovers from the cluster that took over, whose Schedules are paused.
fn failing_back(serving: &Cluster, primary: &Cluster) -> Option<Diag> {
    if Phase::of_cluster(serving) != Phase::Fenced {
        return None;
    }
    let (name, home) = (&serving.name.value, &primary.name.value);
    let span = serving
        .mode
        .as_ref()
        .map_or(serving.name.span, |mode| mode.span);
    Some(
        LINT.diag(
            span,
            format!("`{home}` recovers from `{name}`, whose Schedules are paused"),
        )
        .label("what its applications write after their last backup is lost at the switch, and no backup is made until the failback ends")
        .help(format!(
            "stop all writes on `{name}` and take a last backup before the failback begins; end it by `drplan failover finish {}` as soon as everything is restored",
            primary.options()
        )),
    )
}
