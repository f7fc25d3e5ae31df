//! schedule-renamed: namespaces whose Schedule has another name from now on: a recovery restores the newest backup of the
//! new name, and there is none yet.

use crate::analyze::recovery::Phase;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::standing::standing;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::SCHEDULE_RENAMED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides() {
        if side.phase != Phase::Active {
            continue;
        }
        for set in cx.analysis.sets_of(&side.cluster).filter(|set| !set.second) {
            out.extend_one(renamed(cx, set));
        }
    }
}

fn renamed(cx: &LintCx<'_>, set: &BackupSet) -> Option<Diag> {
    let new = &set.schedule_name;
    let (old, member) = set.members.iter().find_map(|member| {
        let mut holding = standing(cx, set, member).into_iter();
        let old = holding.next()?;
        let kept = old.name == *new || holding.any(|one| one.name == *new);
        (!kept).then_some((old, member))
    })?;
    let velero = cx.model.plan.velero_namespace();
    Some(
        LINT.diag(
            member.name.span,
            format!(
                "`{}` is backed up by the Schedule `{new}` from now on",
                member.name.value.as_str()
            ),
        )
        .label(format!(
            "a recovery restores the newest backup of `{new}`, and until it has run and its backup is where the recovery reads it, none of them holds this namespace: a loss before that restores nothing of it"
        ))
        .because(format!("by `{}` that is `{}`", old.file, old.name))
        .help(format!(
            "after Flux has applied this on `{}`, run `velero backup create --namespace {velero} --wait --from-schedule {new}` at once; until it is replicated, `velero restore create --from-schedule {}` on the recovery cluster still finds the old backups",
            set.cluster.stated_name(), old.name
        )),
    )
}
