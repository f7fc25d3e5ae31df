//! no-copies: nothing is left to recover from.

use crate::analyze::effective::Member;
use crate::analyze::recovery;
use crate::analyze::rpo::place::{self, Lost};
use crate::analyze::rpo::survival;
use crate::analyze::rto;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::address::{is_in_cluster, is_of_the_host};
use crate::model::{Bucket, Cluster, Recover, Scope, Store, Workload};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NO_COPIES,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for primary in cx.model.primaries() {
        let mut known = Vec::new();
        for set in cx.analysis.sets_of(primary).filter(|set| !set.second) {
            if !known.contains(&set.store.id) {
                let before = out.len();
                stores(cx, primary, set, out);
                if out.len() > before {
                    known.push(set.store.id);
                }
            }
        }
        let bare = survival::bare(cx.model, primary);
        for member in cx.analysis.members_of(primary) {
            for workload in &member.block.workloads {
                if member.method_of(workload).copies_volumes() {
                    sources_lost(member, workload, primary, bare, out);
                }
            }
            for (_, recover) in member.recovers() {
                let survives = survival::own_copy_survives(recover, primary, bare);
                if survives == Some(false) || is_on_no_cluster(cx, primary, recover) {
                    out.extend_one(copy_lost(member, recover, primary, bare));
                }
            }
        }
    }
}

/// The clusters that cannot read any copy of a store; without such a cluster, a bare promise for a loss
/// that takes every copy.
fn stores(cx: &LintCx<'_>, primary: &Cluster, set: &BackupSet, out: &mut Diags) {
    let store = &set.store;
    let mut answered = false;
    let mut members = set.members.iter();
    let copied = set.method.copies_volumes() || set.rest;
    // Of objects alone the author may have stated how old they may be.
    let promised = copied || members.any(|member| member.objects.is_some());
    // A Restore without a backup fails, and all that waits for it is never ready.
    let needed = promised || recovery::has_restore(cx.model, set);
    for recovery in cx.model.recoveries(primary.id).filter(|_| needed) {
        answered = true;
        let mut scopes = survival::SCOPES.into_iter().rev();
        let scope = scopes.find(|scope| survival::answers(recovery, primary, *scope));
        let Some(scope) = scope else { continue };
        if survival::read_by(cx.model, recovery, store).is_none()
            && !is_key_alone(store, primary, scope)
        {
            let place = recovery.recovers.as_ref();
            let place = place.map_or(recovery.span, |recovers| recovers.span);
            let label = format!(
                "this cluster would have no backup of `{}` to restore",
                primary.name.value
            );
            let help = help(store, primary, scope, &recovery.region.value);
            out.push(
                store_lost(place, primary, store, scope)
                    .label(label)
                    .help(help),
            );
        }
    }
    let bare = survival::bare(cx.model, primary);
    if promised && !answered && set.survivor(bare).is_none() && !is_key_alone(store, primary, bare)
    {
        let help = help(store, primary, bare, "REGION");
        let label = format!("every backup of {} is lost with it", set.label());
        let diag = store_lost(primary.name.span, primary, store, bare);
        out.push(diag.label(label).help(help));
    }
}
/// Whether a copy is lost for its key alone, which is `key-not-escrowed`.
fn is_key_alone(store: &Store, primary: &Cluster, scope: Scope) -> bool {
    let mut lost = store
        .buckets()
        .filter_map(|bucket| place::lost(bucket, primary, scope));
    lost.any(|lost| lost == Lost::KeyWithRegion)
}

fn is_served_by_cluster(store: &Store, primary: &Cluster) -> Option<Span> {
    let served = |bucket: &&Bucket| place::lost(bucket, primary, Scope::Cluster).is_some();
    store
        .buckets()
        .find(served)?
        .url
        .as_ref()
        .map(|url| url.span)
}

fn store_lost(span: Span, primary: &Cluster, store: &Store, scope: Scope) -> Diag {
    let (name, zone) = (&store.name.value, primary.zone.as_ref());
    let lost = match (scope, zone) {
        (Scope::Region, _) => primary.region.value.to_string(),
        (Scope::Zone, Some(zone)) => format!("zone {}", zone.value),
        _ => format!("cluster `{}`", primary.name.value),
    };
    let message = format!("no copy in store `{name}` survives the loss of {lost}");
    let diag = LINT.diag(span, message);
    match is_served_by_cluster(store, primary) {
        Some(url) => diag.related(
            url,
            format!(
                "only cluster `{}` itself resolves this address: the bucket is in the cluster",
                primary.name.value
            ),
        ),
        None if scope == Scope::Zone => {
            diag.related(store.span, "no bucket of this store is outside of the zone")
        }
        None => diag.related(
            store.span,
            format!(
                "no bucket of this store is outside {}",
                primary.region.value
            ),
        ),
    }
}

fn help(store: &Store, primary: &Cluster, scope: Scope, region: &str) -> String {
    let server = "url \"https://SERVER\"";
    match is_served_by_cluster(store, primary) {
        Some(_) if scope == Scope::Region => format!(
            "write a bucket outside of the cluster: `replica BUCKET {{ region {region}; {server} }}` in the store"
        ),
        Some(_) => format!("write the address of a server outside of the cluster, as `{server}`"),
        None if scope == Scope::Zone => {
            format!(
                "write `replica BUCKET {{ region {region}; zone ZONE }}` in the store, in another zone"
            )
        }
        None => format!("write `replica BUCKET {{ region {region} }}` in the store"),
    }
}

/// Whether only a cluster itself resolves the address of a standby, and no other cluster runs yet that could have it.
fn is_on_no_cluster(cx: &LintCx<'_>, primary: &Cluster, recover: &Recover) -> bool {
    let address = match recover {
        Recover::Replication(replication) => Some(&replication.address),
        // That of an archive is the place of a bucket.
        Recover::Operator(operator) => operator.address.as_ref(),
        Recover::Snapshot
        | Recover::FileBackup
        | Recover::Dump(_)
        | Recover::Elsewhere(_)
        | Recover::Rebuild => None,
    };
    let mut others = cx.model.recoveries(primary.id);
    address.is_some_and(|address| is_in_cluster(&address.value))
        && !others.any(|other| rto::warm(other))
}

/// Volumes that are not copied, and whose archive is lost too.
fn sources_lost(
    member: &Member,
    workload: &Workload,
    primary: &Cluster,
    scope: Scope,
    out: &mut Diags,
) {
    for volume in &workload.volumes {
        let Some(from) = survival::lost_source(volume, primary, scope) else {
            continue;
        };
        let served = survival::lost_source(volume, primary, Scope::Cluster).is_some();
        let (lost, label) = if served {
            (
                format!("cluster `{}`", primary.name.value),
                "only the cluster itself resolves this address",
            )
        } else {
            (
                primary.region.value.to_string(),
                "this address names the region whose loss it must survive",
            )
        };
        let message = format!(
            "what volume `{}` of `{}` is recovered from is lost with {lost}",
            volume.name.value,
            member.name.value.as_str()
        );
        out.push(
            LINT.diag(from.span, message)
                .label(label)
                .related(volume.span, "the volume is not copied")
                .help("write the address of an archive outside of it, or remove `skip` and `from`"),
        );
    }
}

fn copy_lost(member: &Member, recover: &Recover, primary: &Cluster, scope: Scope) -> Option<Diag> {
    let region = match recover {
        Recover::Replication(replication) => &replication.region,
        Recover::Operator(operator) => &operator.region,
        Recover::Snapshot
        | Recover::FileBackup
        | Recover::Dump(_)
        | Recover::Elsewhere(_)
        | Recover::Rebuild => {
            return None;
        }
    };
    let name = member.name.value.as_str();
    if scope == Scope::Region
        && survival::own_copy_outlives(recover, &primary.region.value) == Some(false)
    {
        let message = format!("the copy of `{name}` is lost with {}", primary.region.value);
        return Some(
            LINT.diag(region.span, message)
                .label("it is in the region whose loss it must survive")
                .related(primary.region.span, "the primary is here")
                .help("name a standby or an archive in another region"),
        );
    }
    let cluster = &primary.name.value;
    let message = format!("the copy of `{name}` is lost with cluster `{cluster}`");
    let (place, label) = match survival::own_address(recover) {
        Some(address) if is_of_the_host(&address.value) => (
            address.span,
            "on every host this address is the host itself: there is no other place at it",
        ),
        Some(address) => (
            address.span,
            "only the cluster itself resolves this address",
        ),
        None => (
            region.span,
            "it may run on the cluster itself: no address of it is declared",
        ),
    };
    Some(
        LINT.diag(place, message)
            .label(label)
            .help("write the address of a standby or an archive outside of the cluster"),
    )
}
