//! credential-not-found: a Secret with access to a bucket, or with the certificate of its server, that no
//! platform applies to the recovery cluster.

mod unfit;

use crate::analyze::recovery::StageId;
use crate::diag::near::nearest;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::veleros;
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::recovered;
use crate::lint::{Lint, LintCx};
use crate::model::{Ca, Cluster, Store};
use crate::source::Spanned;
use unfit::{Wanted, unfit};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CREDENTIAL_NOT_FOUND,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    of_stores(cx, out);
    of_velero(cx, out);
    of_chart(cx, out);
}

/// Secrets without which the Velero of a platform does not start.
fn of_velero(cx: &LintCx<'_>, out: &mut Diags) {
    let stores = cx.model.stores.values();
    let stated: Vec<&str> = stores
        .filter_map(|store| store.credential.as_ref())
        .map(|credential| &*credential.value.0)
        .filter(|secret| cx.inventory.never_named(secret))
        .collect();
    let recovered = recovered(cx);
    for (platform, velero) in veleros(cx) {
        let namespace = velero.namespace.as_deref().unwrap_or("");
        for secret in velero
            .secrets
            .iter()
            .filter(|one| !stated.contains(&one.as_str()))
        {
            let mut clusters = recovered.iter();
            let without = clusters.find(|one| {
                let mut stages = one.stages.iter();
                let velero = stages.any(|stage| stage.path.value == platform.path.value);
                // What waits for Velero does not bring what its pod needs.
                let mut early = one.by(StageId::Platform(platform.id));
                velero && !early.any(|contents| contents.may_bring_secret(namespace, secret))
            });
            let Some(without) = without else {
                continue;
            };
            out.push(
                LINT.diag(
                    platform.path.span,
                    format!("the Velero of `{}` needs the Secret `{secret}`, and no platform of the repository contains it", velero.file),
                )
                .label("on a new cluster its pod does not start: nothing is restored until somebody creates the Secret")
                .related(without.side.cluster.name.span, "this cluster is empty when its recovery begins")
                .help(format!("commit `{secret}` to the path of a platform: encrypted, sealed, or as an ExternalSecret")),
            );
        }
    }
}

fn of_stores(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        let Some(recovery) = recovery(cx, store) else {
            continue;
        };
        if let Some(credential) = &store.credential {
            let secret = Spanned::new(&*credential.value.0, credential.span);
            let found = missing(cx, &secret, recovery, CREDENTIAL);
            let wanted = Wanted {
                span: credential.span,
                name: &credential.value.0,
                key: &credential.value.1,
                namespace: cx.model.plan.velero_namespace(),
                label: NO_BUCKET,
            };
            out.extend_one(found.or_else(|| on_either(cx, recovery, wanted)));
        }
        let buckets = store.buckets();
        let authorities = buckets.filter_map(|bucket| bucket.ca.as_ref());
        let mut once = Once::new();
        // A replica may have the statement of its bucket.
        for ca in authorities.filter(|ca| once.first(ca.span)) {
            if let Ca::Secret { name, key } = &ca.value {
                let secret = Spanned::new(&**name, ca.span);
                let found = missing(cx, &secret, recovery, CERTIFICATE);
                let wanted = Wanted {
                    span: ca.span,
                    name,
                    key,
                    namespace: cx.model.plan.velero_namespace(),
                    label: NO_BUCKET,
                };
                out.extend_one(found.or_else(|| on_either(cx, recovery, wanted)));
            }
        }
    }
}

const NO_BUCKET: &str = "its storage location is never available: nothing is backed up to it, and nothing is restored from it";

/// Why Velero cannot use a Secret: on the cluster that recovers, or on the one that writes the backups.
fn on_either(cx: &LintCx<'_>, recovery: &Cluster, wanted: Wanted<'_>) -> Option<Diag> {
    let primary = recovery.recovers.as_ref();
    let primary = primary.and_then(|primary| cx.model.clusters.get(primary.value));
    let both = [Some(recovery), primary.map(|cluster| &**cluster)];
    both.into_iter()
        .flatten()
        .find_map(|cluster| unfit(cx, cluster, wanted))
}

/// The Secret of the chart, which opens the buckets of stores without a `credential`.
fn of_chart(cx: &LintCx<'_>, out: &mut Diags) {
    let mut stores = cx.model.stores.values();
    if stores.all(|store| store.credential.is_some()) {
        return;
    }
    for (platform, velero) in veleros(cx) {
        let (Some(name), Some(namespace)) = (&velero.cloud, &velero.namespace) else {
            continue;
        };
        let wanted = Wanted {
            span: platform.path.span,
            name,
            key: "cloud",
            namespace,
            label: NO_BUCKET,
        };
        let sides = cx.analysis.sides().iter();
        let mut clusters = sides.map(|side| &*side.cluster);
        out.extend_one(clusters.find_map(|cluster| unfit(cx, cluster, wanted)));
    }
}

const CREDENTIAL: &str =
    "the backups survive the loss of the cluster, but the credentials for their bucket do not";
const CERTIFICATE: &str = "the backups survive the loss of the cluster, but the certificate that their server is checked with does not";

/// A cluster that recovers from backups of a store.
fn recovery<'c>(cx: &LintCx<'c>, store: &Store) -> Option<&'c Cluster> {
    let mut clusters = cx.model.clusters.values();
    let found = clusters.find(|cluster| {
        let mut sets = cx.analysis.sets().iter();
        cluster.recovers.is_some_and(|primary| {
            sets.any(|set| set.cluster.id == primary.value && set.store.id == store.id)
        })
    });
    found.map(|found| &**found)
}

fn missing(
    cx: &LintCx<'_>,
    secret: &Spanned<&str>,
    recovery: &Cluster,
    label: &str,
) -> Option<Diag> {
    let name = secret.value;
    if !cx.inventory.never_named(name) {
        return None;
    }
    let secrets = cx.inventory.spelling.secrets.iter().map(String::as_str);
    let help = match nearest(name, secrets) {
        Some(near) => format!(
            "did you mean `{near}`? otherwise commit `{name}` to the path of a platform: encrypted, sealed, or as an ExternalSecret"
        ),
        None => format!(
            "commit `{name}` to the path of a platform: encrypted, sealed, or as an ExternalSecret"
        ),
    };
    let diag = LINT
        .diag(
            secret.span,
            format!("no platform of the repository contains the Secret `{name}`"),
        )
        .label(label)
        .related(
            recovery.name.span,
            format!("`{}` reads the backups with it", recovery.name.value),
        )
        .help(help);
    Some(diag)
}
