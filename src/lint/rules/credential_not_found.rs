//! credential-not-found: a Secret that opens a bucket and that no platform brings to the recovery cluster.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "credential-not-found",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        let Some(credential) = &store.credential else {
            continue;
        };
        let (secret, _) = &credential.value;
        if !cx.inventory.never_named(secret) {
            continue;
        }
        let recovery = cx.model.clusters.values().find(|cluster| {
            let home = cluster.recovers.as_ref().map(|name| &name.value);
            let mut sets = cx.facts.sets.iter();
            home.is_some_and(|home| {
                sets.any(|set| set.cluster.name.value == *home && set.store.name == store.name)
            })
        });
        let Some(recovery) = recovery else {
            continue;
        };
        out.push(
            Diag::new(
                "credential-not-found",
                credential.span,
                format!("no platform of the repository names the Secret `{secret}`"),
            )
            .label("the backups outlive the cluster, and what opens them does not")
            .related(
                recovery.name.span,
                format!("`{}` would read them with it", recovery.name.value),
            )
            .help(format!("commit `{secret}` to the path of a platform: encrypted, sealed, or as an ExternalSecret")),
        );
    }
}
