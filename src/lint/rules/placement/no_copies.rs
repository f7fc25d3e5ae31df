//! no-copies: nothing is left to recover from.

use crate::analyze::effective::Member;
use crate::analyze::rpo::survival;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Recover};

pub(super) static LINT: Lint = Lint {
    finding: &findings::NO_COPIES,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for primary in cx.model.primaries() {
        let Some(recovery) = survival::recovered_elsewhere(cx.model, primary) else {
            continue;
        };
        let region = &*primary.region.value;
        let mut stores = Vec::new();
        for set in cx
            .analysis
            .sets()
            .iter()
            .filter(|set| set.cluster.id == primary.id)
        {
            let copied = set.method.copies_volumes() || set.rest;
            if copied
                && !survival::store_outlives(&set.store, region)
                && !stores.contains(&set.store.id)
            {
                stores.push(set.store.id);
                out.push(store_lost(
                    primary,
                    recovery,
                    set.store.span,
                    &set.store.name.value,
                ));
            }
        }
        for member in cx.analysis.members_of(primary) {
            for workload in &member.block.workloads {
                let recover = member.recover_of(workload);
                if recover.and_then(|r| survival::own_copy_outlives(r, region)) == Some(false) {
                    out.extend_one(copy_lost(member, recover, primary));
                }
            }
        }
    }
}

fn store_lost(
    primary: &Cluster,
    recovery: &Cluster,
    store: crate::source::Span,
    name: &str,
) -> Diag {
    let span = recovery
        .recovers
        .as_ref()
        .map_or(recovery.span, |recovers| recovers.span);
    LINT.diag(
        span,
        format!(
            "no copy in store `{name}` survives the loss of {}",
            primary.region.value
        ),
    )
    .label(format!(
        "this cluster would have no backup of `{}` to restore",
        primary.name.value
    ))
    .related(
        store,
        format!(
            "no bucket of this store is outside {}",
            primary.region.value
        ),
    )
    .help(format!(
        "write `replica BUCKET {{ region {} }}` in the store",
        recovery.region.value
    ))
}

fn copy_lost(member: &Member, recover: Option<&Recover>, primary: &Cluster) -> Option<Diag> {
    let region = match recover? {
        Recover::Replication(replication) => &replication.region,
        Recover::Operator(operator) => &operator.region,
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_) | Recover::Rebuild => {
            return None;
        }
    };
    Some(
        LINT.diag(
            region.span,
            format!(
                "the copy of `{}` is lost with {}",
                member.name.value.as_str(),
                primary.region.value
            ),
        )
        .label("it is in the region whose loss it must survive")
        .related(primary.region.span, "the primary is here")
        .help("name a standby or an archive in another region"),
    )
}
