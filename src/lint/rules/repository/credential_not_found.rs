//! credential-not-found: a Secret with access to a bucket that no platform applies to the recovery cluster.

use crate::diag::near::nearest;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CREDENTIAL_NOT_FOUND,
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
            let mut sets = cx.analysis.sets().iter();
            cluster.recovers.is_some_and(|primary| {
                sets.any(|set| set.cluster.id == primary.value && set.store.id == store.id)
            })
        });
        let Some(recovery) = recovery else {
            continue;
        };
        let secrets = cx.inventory.spelling.secrets.iter().map(String::as_str);
        let help = match nearest(secret, secrets) {
            Some(near) => format!(
                "did you mean `{near}`? otherwise commit `{secret}` to the path of a platform: encrypted, sealed, or as an ExternalSecret"
            ),
            None => format!(
                "commit `{secret}` to the path of a platform: encrypted, sealed, or as an ExternalSecret"
            ),
        };
        out.push(
            LINT.diag(
                credential.span,
                format!("no platform of the repository contains the Secret `{secret}`"),
            )
            .label("the backups survive the loss of the cluster, but the credentials for their bucket do not")
            .related(
                recovery.name.span,
                format!("`{}` reads the backups with it", recovery.name.value),
            )
            .help(help),
        );
    }
}
