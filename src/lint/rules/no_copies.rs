//! no-copies: nothing is left to recover from.

use crate::analyze::copies;
use crate::analyze::effective::Effective;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Recover};

pub(super) static LINT: Lint = Lint {
    name: "no-copies",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for primary in cx.model.primaries() {
        let Some(recovery) = copies::recovered_elsewhere(cx.model, primary) else {
            continue;
        };
        let region = &*primary.region.value;
        let mut stores = Vec::new();
        for set in cx
            .facts
            .sets
            .iter()
            .filter(|set| set.cluster.name == primary.name)
        {
            let copied = set.method.copies_volumes() || set.rest;
            if copied
                && !copies::store_outlives(set.store, region)
                && !stores.contains(&&set.store.name)
            {
                stores.push(&set.store.name);
                out.push(store_lost(
                    primary,
                    recovery,
                    set.store.span,
                    &set.store.name.value,
                ));
            }
        }
        for member in cx
            .facts
            .effective
            .iter()
            .filter(|m| m.cluster.name == primary.name)
        {
            for workload in &member.block.workloads {
                let recover = member.recover_of(workload);
                if recover.and_then(|r| copies::own_copy_outlives(r, region)) == Some(false) {
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
    Diag::new(
        "no-copies",
        span,
        format!(
            "no copy in store `{name}` outlives {}",
            primary.region.value
        ),
    )
    .label(format!(
        "this cluster would recover `{}` from nothing",
        primary.name.value
    ))
    .related(
        store,
        format!(
            "no bucket of this store lies outside {}",
            primary.region.value
        ),
    )
    .help(format!(
        "write `replica BUCKET {{ region {} }}` in the store",
        recovery.region.value
    ))
}

fn copy_lost(member: &Effective<'_>, recover: Option<&Recover>, primary: &Cluster) -> Option<Diag> {
    let region = match recover? {
        Recover::Replication(replication) => &replication.region,
        Recover::Operator(operator) => &operator.region,
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_) | Recover::Rebuild => {
            return None;
        }
    };
    Some(
        Diag::new(
            "no-copies",
            region.span,
            format!(
                "the copy of `{}` is lost with {}",
                member.name.value.as_str(),
                primary.region.value
            ),
        )
        .label("in the region whose loss it must outlive")
        .related(primary.region.span, "the primary lies here")
        .help("name a standby or an archive in another region"),
    )
}
