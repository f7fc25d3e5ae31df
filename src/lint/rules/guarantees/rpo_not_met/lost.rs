//! Promises for a loss that no copy of a store survives, or is not known to survive.

use super::LINT;
use crate::analyze::effective::Member;
use crate::analyze::rpo;
use crate::analyze::rpo::survival;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags};
use crate::lint::LintCx;
use crate::lint::walk::unknown_zone::unknown_zone;
use crate::model::{Bucket, Scope};
use crate::source::Span;

/// A promise for a loss that no copy survives. The bare promise is for a loss that a recovery
/// cluster answers, and where it has nothing to recover from that is `no-copies`.
pub(super) fn lost_whole(cx: &LintCx<'_>, set: &BackupSet, member: &Member, out: &mut Diags) {
    // Where the bare promise is lost too, that is `no-copies` or `key-not-escrowed`.
    let bare = survival::bare(cx.model, &set.cluster);
    if !set.keeps_promises() || set.survivor(bare).is_none() {
        return;
    }
    for promise in rpo::promises(cx.model, member).iter().skip(1) {
        let left = rpo::replicate(set, promise.scope);
        if let (None, Some(span)) = (left, promise.span) {
            let unknown = (promise.scope == Scope::Zone)
                .then(|| survival::of_unknown_zone(&set.store, &set.cluster))
                .flatten();
            out.push(match unknown {
                Some(bucket) => zone_unknown(set, bucket, span),
                None => whole(set, promise.scope, span),
            });
        }
    }
}

fn whole(set: &BackupSet, scope: Scope, span: Span) -> Diag {
    let cluster = &set.cluster;
    let (lost, where_it_is, outside) = match scope {
        Scope::Region => {
            let region = &cluster.region.value;
            let copies = "every bucket of this store, or its key, is in that region";
            (region.to_string(), copies, "a `replica` in another region")
        }
        Scope::Volume | Scope::Cluster | Scope::Zone => {
            let lost = format!("the {} of `{}`", scope.word(), cluster.name.value);
            let copies = if scope == Scope::Zone {
                "every bucket of this store is in the zone"
            } else {
                "every bucket of this store is in the cluster"
            };
            (
                lost,
                copies,
                "the address of a server outside of the cluster",
            )
        }
    };
    let message = format!("the loss of {lost} loses all data of {}", set.label());
    LINT.diag(span, message)
        .label("no copy survives this loss")
        .related(set.store.span, where_it_is)
        .help(format!(
            "write {outside} in the store, or remove the promise"
        ))
}

/// A promise for the loss of a zone, and a bucket that may be in it.
fn zone_unknown(set: &BackupSet, bucket: &Bucket, span: Span) -> Diag {
    let cluster = &set.cluster.name.value;
    let name = &bucket.name.value;
    let message = format!(
        "cannot verify the RPO of {} for the loss of the zone of `{cluster}`",
        set.label()
    );
    let diag = LINT.diag(span, message).label(format!(
        "the plan does not state that bucket `{name}` is outside of the zone"
    ));
    unknown_zone(diag, bucket, &set.cluster)
}
