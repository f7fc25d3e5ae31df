//! dump-not-writable: a volume for a dump that the user of its container may not write to.
//!
//! A new volume belongs to root unless the pod states `fsGroup` (kubernetes: pkg/volume/volume_linux.go, v1.34.1), or
//! the storage lets everybody write. That it does not is known where a container is started first to give another claim
//! to the user.

use crate::diag::{Diags, findings};
use crate::lint::walk::hook_places::hook_places;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::Recover;
use crate::repository::contents::{Mount, Pods, VolumeSource};

pub(super) static LINT: Lint = Lint {
    finding: &findings::DUMP_NOT_WRITABLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in hook_places(cx) {
        let Some(Recover::Dump(dump)) = one.member.recover_of(one.workload) else {
            continue;
        };
        let (pods, container) = (one.place.pods, one.place.container);
        let user = container.user.or(pods.user).filter(|user| *user != 0);
        let Some(user) = user.filter(|_| !pods.shares_volumes) else {
            continue;
        };
        let into = dump.into.value.as_str();
        let mut writable = container.mounts.iter().filter(|mount| !mount.read_only);
        if !is_claim(pods, into)
            || pods.prepared.contains(into)
            || !mounts(container.mounts.as_slice(), into)
        {
            continue;
        }
        let prepared = writable
            .find(|mount| is_claim(pods, &mount.volume) && pods.prepared.contains(&mount.volume));
        let Some(prepared) = prepared else { continue };
        let name = &container.name;
        out.push(
            LINT.diag(
                dump.into.span,
                format!("user {user} of container `{name}` of `{}` may not write to volume `{into}`", one.workload.label()),
            )
            .about(subjects::of_workload(one.workload.id).into_iter().take(1))
            .label("a new volume belongs to root: the dump fails in every run")
            .because(format!("`{}` has `runAsUser: {user}` and no `fsGroup`", pods.file))
            .because(format!(
                "an init container prepares volume `{}`, and none mounts `{into}`",
                prepared.volume
            ))
            .help(format!("write `fsGroup: {user}` in the `securityContext` of the pod, or mount `{into}` in the init container too")),
        );
    }
}

fn mounts(mounts: &[Mount], volume: &str) -> bool {
    mounts.iter().any(|mount| mount.volume == volume)
}

fn is_claim(pods: &Pods, name: &str) -> bool {
    let mut volumes = pods.volumes.iter();
    volumes.any(|volume| {
        let claim = matches!(
            volume.source,
            VolumeSource::Claim(_) | VolumeSource::Template(_)
        );
        volume.name == name && claim
    })
}
