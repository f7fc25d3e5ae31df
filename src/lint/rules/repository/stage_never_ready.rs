//! stage-never-ready: an object that a stage waits for and that is not ready in a recovery. A stage waits for all that it
//! applies, whatever the Kustomization of the primary says: what follows it needs an application that runs. A claim is in
//! progress until it is bound, and a Certificate until it is ready (cli-utils, pkg/kstatus/status/core.go, `pvcConditions`, and
//! generic.go).

use crate::analyze::recovery::loaded_of;
use crate::diag::{Diag, Diags, findings};
use crate::lint::Lint;
use crate::lint::LintCx;
use crate::lint::walk::applied::{Applied, applied};
use crate::lint::walk::brought::may_be_restored;
use crate::lint::walk::once::Once;
use crate::lint::walk::restored_claims::before;
use crate::repository::contents::{Certificate, Claim, Pods};

pub(super) static LINT: Lint = Lint {
    finding: &findings::STAGE_NEVER_READY,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for one in applied(cx).filter(|one| waits_for_all(cx, one)) {
        for claim in &one.contents.claims {
            let user = unbound(cx, &one, claim);
            if let Some(user) = user.filter(|_| once.first((one.path.span, &claim.name))) {
                out.push(of_claim(&one, claim, user));
            }
        }
        for certificate in &one.contents.certificates {
            if is_unproved(cx, &one, certificate) && once.first((one.path.span, &certificate.name))
            {
                out.push(of_certificate(&one, certificate));
            }
        }
    }
}

/// Whether its stage waits for all that it applies.
fn waits_for_all(cx: &LintCx<'_>, one: &Applied<'_>) -> bool {
    let observed = cx.analysis.observed();
    let mut stages = one.side.stages.iter();
    let split = stages.any(|stage| {
        let mut members = stage.kind.members();
        let own = one
            .member
            .is_some_and(|member| members.any(|other| other.id == member.id));
        own && loaded_of(observed, one.side, stage).is_some()
    });
    !split
}

/// What uses a claim later than the stage waits for it, and nothing uses it at once: it is bound once a pod is scheduled.
fn unbound<'a>(cx: &LintCx<'a>, one: &Applied<'a>, claim: &Claim) -> Option<&'a Pods> {
    let all = cx.inventory.contents_on(one.side.cluster.id);
    let users: Vec<&Pods> = all
        .flat_map(|contents| &contents.pods)
        .filter(|pods| {
            let mut volumes = pods.volumes.iter();
            let here = pods.namespace == claim.namespace;
            here && volumes.any(|volume| volume.source.claim() == Some(claim.name.as_str()))
        })
        .collect();
    let first = users.first().copied()?;
    let later = |pods: &&Pods| pods.kind == "CronJob" || pods.suspended || pods.replicas == Some(0);
    if is_charted(cx, one, claim) || is_static(cx, one, claim) {
        return None;
    }
    if !users.iter().all(later) || !claim.spec.volume.is_empty() || claim.spec.open {
        return None;
    }
    // What is restored has a volume where the data mover filled it; how others come is not known.
    let copied = one
        .member
        .is_some_and(|member| member.set_method().copies_volumes());
    let restored = copied && !claim.spec.is_excluded() || before(cx, one, claim).is_some();
    let mut classes = cx
        .inventory
        .contents_on(one.side.cluster.id)
        .flat_map(|contents| &contents.storage);
    let class = classes.find(|class| match &claim.spec.class {
        Some(name) => class.name == *name,
        None => class.default,
    });
    let at_once = class.is_some_and(|class| !class.waits);
    (!restored && !at_once).then_some(first)
}

/// Whether pods that the values of a chart show mount it at once.
fn is_charted(cx: &LintCx<'_>, one: &Applied<'_>, claim: &Claim) -> bool {
    let mut all = cx.inventory.contents_on(one.side.cluster.id);
    all.any(|contents| {
        let mut pods = contents.charted_pods.iter();
        let named = |namespace: &str| namespace == claim.namespace || namespace.is_empty();
        pods.any(|pods| {
            let mut volumes = pods.volumes.iter();
            named(&pods.namespace)
                && pods.replicas != Some(0)
                && volumes.any(|volume| volume.source.claim() == Some(claim.name.as_str()))
        })
    })
}

/// Whether a PersistentVolume in Git is bound to it at once: one that names it, or one of its class where that has no
/// StorageClass, whose mode would delay it (Kubernetes, `pkg/controller/volume/persistentvolume`: a class that is not found
/// delays nothing).
fn is_static(cx: &LintCx<'_>, one: &Applied<'_>, claim: &Claim) -> bool {
    let all = || cx.inventory.contents_on(one.side.cluster.id);
    let declared = |class: &str| all().any(|contents| contents.classes.contains(class));
    all().flat_map(|contents| &contents.volumes).any(|volume| {
        let (namespace, name) = &volume.claim;
        let named = *name == claim.name && *namespace == claim.namespace;
        let same = claim.spec.class.as_deref() == Some(volume.class.as_str());
        named || name.is_empty() && same && !declared(&volume.class)
    })
}

fn of_claim(one: &Applied<'_>, claim: &Claim, user: &Pods) -> Diag {
    let (name, by) = (&claim.name, format!("{} `{}`", user.kind, user.name));
    LINT.diag(
        one.path.span,
        format!("the claim `{name}` is not bound until {by} runs, and the stage of `{}` waits for it", one.path.value),
    )
    .label("what follows this stage does not begin: loads, checks, applications that need it, and the end of the recovery")
    .because(format!("`{}` has the claim, and only {by} in `{}` uses it", claim.file, user.file))
    .because("a class with `volumeBindingMode: WaitForFirstConsumer`, as most are, waits for a pod")
    .help("use an ephemeral volume in the pods of it, or write the claim into a path of its own that no stage applies")
    .alternative("give the claim a class with `volumeBindingMode: Immediate`")
}

/// Whether a Certificate waits for DNS to lead to the cluster, which is switched once the recovery is complete.
fn is_unproved(cx: &LintCx<'_>, one: &Applied<'_>, certificate: &Certificate) -> bool {
    let (kind, name) = &certificate.issuer;
    let mut all = cx.inventory.contents_on(one.side.cluster.id);
    let by_http = all.any(|contents| {
        contents.http_issuers.iter().any(|(of, namespace, other)| {
            let here = kind == "ClusterIssuer" || *namespace == certificate.namespace;
            of == kind && other == name && here
        })
    });
    let judged = cx
        .inventory
        .carried(one.side.cluster.id, one.path.value.as_str());
    let judged = judged.is_some_and(|carried| {
        let mut exprs = carried.health.iter();
        exprs.any(|expr| expr.kind == "Certificate")
    });
    // With its Secret it is ready at once.
    let restored = may_be_restored(cx, one.side, &certificate.namespace, "secrets");
    by_http && !judged && !restored
}

fn of_certificate(one: &Applied<'_>, certificate: &Certificate) -> Diag {
    LINT.diag(
        one.path.span,
        format!(
            "the Certificate `{}` is not issued before DNS leads to `{}`, and the stage of `{}` waits for it",
            certificate.name,
            one.side.cluster.stated_name(),
            one.path.value
        ),
    )
    .label("DNS is switched once the recovery is complete, and the recovery is complete once this stage is ready")
    .because(format!(
        "`{}` asks {} `{}`, whose solvers are all `http01`",
        certificate.file, certificate.issuer.0, certificate.issuer.1
    ))
    .help("write `restore data { also secrets }` in its namespace, so that the Restore brings the certificate")
    .alternative("use a solver `dns01`")
}
