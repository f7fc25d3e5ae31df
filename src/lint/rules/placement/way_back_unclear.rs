//! way-back-unclear: two names become one on a recovery cluster, so a failback cannot tell them apart.
//!
//! A data mover waits for a claim of a class that does not exist until its time-out of half an hour
//! (`--data-mover-prepare-timeout`, node-agent v1.18.3), and a pod waits for an image from a registry of the other
//! region.

use crate::analyze::recovery::Mapped;
use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::WAY_BACK_UNCLEAR,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let Some(primary) = cx
            .model
            .primary_of(cluster)
            .filter(|primary| primary.id != cluster.id)
        else {
            continue;
        };
        for (mapped, word, what) in [
            (
                Mapped::Classes,
                "storage-class",
                "a claim of it waits for half an hour and its Restore fails",
            ),
            (
                Mapped::Images,
                "image",
                "a pod with it starts with an image of the other cluster, or not at all",
            ),
        ] {
            let mut told: Vec<&str> = Vec::new();
            for (old, new, other) in mapped.without_way_back(cluster, primary) {
                // Of two names that become one, the first tells it.
                if told.contains(&new) {
                    continue;
                }
                told.extend([new, other]);
                let name = &primary.name.value;
                out.push(
                    LINT.diag(
                        old.span,
                        format!("it is not known what `{new}` of `{}` becomes in a failback to `{name}`", cluster.stated_name()),
                    )
                    .about([subjects::of_cluster(cluster.id)])
                    .label(format!("without an answer {what}"))
                    .because(format!("`{}` and `{other}` become one here: {}", old.value, mapped.why()))
                    .help(format!("write `{word} {new} -> {}` in cluster `{name}`, or another name of it", old.value)),
                );
            }
        }
    }
}
