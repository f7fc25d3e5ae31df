//! ephemeral-claim-restored: a claim that Kubernetes makes with each pod and that Velero copies: after a Restore it belongs to
//! no pod, so that Kubernetes refuses the pod of its name (`pkg/controller/volume/ephemeral` and
//! `EphemeralVolumeClaimIsForPod`, Kubernetes 1.34; Velero restores no owners, `pkg/restore/restore.go`, 1.18.3).

use crate::analyze::effective::Member;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{EXCLUDE, Pods, VolumeSource};

pub(super) static LINT: Lint = Lint {
    finding: &findings::EPHEMERAL_CLAIM_RESTORED,
    check,
};

/// What makes pods that are there all the time.
const KINDS: [&str; 3] = ["DaemonSet", "Deployment", "StatefulSet"];

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let Some(apps) = member.block.apps.as_ref().filter(|_| takes_claims(member)) else {
            continue;
        };
        let path = apps.path.value.as_str();
        let Some(contents) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        let own = contents.pods.iter().filter(|pods| is_of(pods, member));
        for pods in own.filter(|pods| KINDS.contains(&pods.kind.as_str())) {
            let Some(volume) = taken(pods).filter(|volume| !declared(member, volume)) else {
                continue;
            };
            let (kind, name) = (pods.kind.to_lowercase(), &pods.name);
            if !once.first((apps.path.span, kind.clone(), name)) {
                continue;
            }
            let label = match pods.kind.as_str() {
                "StatefulSet" => {
                    "after the Restore the claim belongs to no pod, and Kubernetes refuses the pod that makes a claim of this name: it never starts"
                }
                _ => {
                    "each backup copies it, which no sum counts, and each Restore brings claims that no pod uses"
                }
            };
            out.push(
                LINT.diag(
                    apps.path.span,
                    format!("`{kind}/{name}` in `{}` has the generic ephemeral volume `{volume}`, whose claims are backed up", pods.file),
                )
                .about([subjects::of_block(member.id.namespace.block)])
                .label(label)
                .help(format!(
                    "write `metadata: {{ labels: {{ {EXCLUDE}: \"true\" }} }}` in its `volumeClaimTemplate`: Kubernetes gives the label to every claim"
                )),
            );
        }
    }
}

/// Whether Velero takes every claim of a namespace.
fn takes_claims(member: &Member) -> bool {
    let block = &member.block;
    let mut excluded = block.exclude.iter();
    member.set_method().copies_volumes()
        && block.labels.is_empty()
        && !excluded.any(|kind| kind.value.starts_with("persistentvolumeclaim"))
}

/// Whether the plan names such a volume, which is `volume-not-copied`.
fn declared(member: &Member, name: &str) -> bool {
    let mut volumes = member
        .block
        .workloads
        .iter()
        .flat_map(|workload| &workload.volumes);
    volumes.any(|volume| volume.name.value.as_str() == name)
}

fn is_of(pods: &Pods, member: &Member) -> bool {
    pods.namespace.is_empty() || pods.namespace == member.name.value.as_str()
}

fn taken(pods: &Pods) -> Option<&str> {
    let found = pods.volumes.iter().find(
        |volume| matches!(&volume.source, VolumeSource::Ephemeral(claim) if !claim.is_excluded()),
    );
    found.map(|volume| volume.name.as_str())
}
