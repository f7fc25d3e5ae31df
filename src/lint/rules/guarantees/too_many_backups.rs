//! too-many-backups: more retained backups than Velero handles well: it lists and syncs those of every location each
//! minute (backup_sync_controller.go, v1.18.3), and a fresh cluster fetches all of them before the first Restore.

use crate::analyze::rpo::worst_case::WorstCase;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::TOO_MANY_BACKUPS,
    check,
};

/// So many backups of a cluster are no burden.
const MOST: u64 = 1_000;
/// How many sets are named.
const NAMED: usize = 3;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values().filter(|one| one.leads()) {
        let sets = cx.analysis.sets().iter();
        let sets = sets.filter(|set| {
            set.cluster.shares_site(cluster)
                && set.worst_case.as_ref().is_some_and(WorstCase::stands)
        });
        let mut counted: Vec<(u64, &BackupSet)> = sets
            .filter_map(|set| Some((set.retained()?, &**set)))
            .collect();
        let whole = counted
            .iter()
            .fold(0_u64, |sum, (count, _)| sum.saturating_add(*count));
        if whole <= MOST {
            continue;
        }
        counted.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.name.cmp(&b.1.name)));
        let mut diag = LINT
            .diag(
                cluster.name.span,
                format!(
                    "`{}` retains {whole} backups at one time; more than {MOST} are slow to handle",
                    cluster.stated_name()
                ),
            )
            .label("Velero reads the list of all of them each minute, and a new cluster syncs all of them before its first Restore");
        for (count, set) in counted.iter().take(NAMED) {
            let (Some(keep), Some(schedule)) = (set.keep(), &set.schedule) else {
                continue;
            };
            diag = diag.because(format!(
                "{count} of {}: a run every {}, each kept for {keep}",
                set.label(),
                schedule.gap
            ));
        }
        let objects = counted.iter().any(|(_, set)| set.has_objects_alone());
        diag = diag.help("write a shorter `keep`, or a longer `rpo`");
        out.push(if objects {
            diag.alternative("write `objects DURATION` where something else copies the data: its objects change seldom")
        } else {
            diag
        });
    }
}
