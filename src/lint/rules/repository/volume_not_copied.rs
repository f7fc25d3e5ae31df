//! volume-not-copied: a volume of a kind that its method cannot copy: Velero leaves it out, and the
//! backup is Completed (`podvolume/backupper.go`, `backup/actions/csi/pvc_action.go`, v1.18.3).

mod charted;
mod unbound;

use crate::analyze::backup::demand::{Capture, capture};
use crate::diag::{Diags, findings};
use crate::lint::walk::claim_names::Used;
use crate::lint::walk::shown_pods::{ShownPods, shown_pods};
use crate::lint::walk::{shown_blocks, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::Method;
use crate::repository::contents::{PodVolume, Volume, VolumeSource};

pub(super) static LINT: Lint = Lint {
    finding: &findings::VOLUME_NOT_COPIED,
    check,
};

/// Why a volume is not copied.
struct Fault {
    /// What it is.
    is: String,
    /// Why that is not copied.
    why: &'static str,
    /// What to write instead.
    help: &'static str,
}

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for shown in shown_pods(cx) {
        let (member, workload) = (shown.member, shown.workload);
        let Some(copy) = capture(cx.model, member, workload) else {
            continue;
        };
        for volume in &workload.volumes {
            let name = volume.name.value.as_str();
            let mut known = shown.pods.volumes.iter();
            let found = known.find(|known| known.name == name);
            let fault = found
                .filter(|_| member.copies(workload, volume))
                .and_then(|found| fault(cx, &shown, found, copy));
            if let Some(fault) = fault {
                out.push(
                    LINT.diag(
                        volume.name.span,
                        format!("volume `{name}` of `{}` {}", workload.label(), fault.is),
                    )
                    .about(subjects::of_volume(volume.id))
                    .label(fault.why)
                    .because(format!("`{}` declares the pods", shown.pods.file))
                    .help(fault.help),
                );
            }
        }
        let stated = workload.recover.as_ref();
        if let Some(stated) = stated.filter(|_| workload.volumes.is_empty())
            && let [first, ..] = shown.pods.volumes.as_slice()
            && shown
                .pods
                .volumes
                .iter()
                .all(|one| fault(cx, &shown, one, copy).is_some())
            && let Some(fault) = fault(cx, &shown, first, copy)
        {
            let names: Vec<&str> = shown.pods.volumes.iter().map(|v| v.name.as_str()).collect();
            out.push(
                LINT.diag(
                    stated.span,
                    format!("no volume of `{}` can be copied by `recover {}`", workload.label(), stated.method().word()),
                )
                .about(subjects::of_workload(workload.id))
                .label("every backup is Completed, and none of them contains data of this workload")
                .because(format!("`{}` declares the volumes `{}`", shown.pods.file, names.join("`, `")))
                .because(format!("`{}` {}", first.name, fault.is))
                .help("write `recover rebuild` if nothing of it must survive, or put its data on a claim"),
            );
        }
    }
    charted::check(cx, out);
    check_blocks(cx, out);
}

/// Namespaces that declare no workload, and have every volume copied.
fn check_blocks(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, path, _) in shown_blocks(cx) {
        let copy = match member.method.value {
            _ if !member.block.workloads.is_empty() => continue,
            Method::Snapshot => Capture::Snapshot,
            Method::FileBackup => Capture::Files,
            Method::Dump
            | Method::Replication
            | Method::Operator
            | Method::Elsewhere
            | Method::Rebuild => continue,
        };
        let Some(contents) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        let of = |namespace: &str| namespace == member.name.value.as_str();
        let claims = contents.claims.iter().filter(|claim| of(&claim.namespace));
        let claims =
            claims.map(|claim| (&claim.name, &claim.spec, Used::Named(claim.name.as_str())));
        let pods = contents.pods.iter().filter(|pods| of(&pods.namespace));
        let templates = pods.flat_map(|pods| pods.volumes.iter().map(move |one| (pods, one)));
        let templates = templates.filter_map(|(pods, volume)| {
            let spec = volume.source.template()?;
            Some((&volume.name, spec, Used::of(pods, volume)?))
        });
        let mut all = claims
            .chain(templates)
            .filter(|(_, spec, _)| !spec.is_excluded());
        let found = all.find_map(|(name, spec, used)| {
            let fault = unbound::of_class(cx, member, (spec, Some(used)), copy)?;
            Some((name, fault))
        });
        if let Some((name, fault)) = found {
            let message = format!("the claim `{name}` {}", fault.is);
            out.push(
                LINT.diag(member.name.span, message)
                    .about(vec![subjects::of_block(member.id.namespace.block)])
                    .label(fault.why)
                    .help(fault.help),
            );
        }
    }
}

fn fault(
    cx: &LintCx<'_>,
    shown: &ShownPods<'_>,
    found: &PodVolume,
    copy: Capture,
) -> Option<Fault> {
    of_source(&found.source, copy)
        .or_else(|| of_persistent_volume(cx, shown, found, copy))
        .or_else(|| {
            let used = Used::of(shown.pods, found);
            unbound::of_class(cx, shown.member, (shown.asked(found)??, used), copy)
        })
        .or_else(|| (copy == Capture::Files).then(|| of_mounts(cx, shown, found))?)
}

fn of_source(source: &VolumeSource, copy: Capture) -> Option<Fault> {
    let (is, files) = match source {
        VolumeSource::Claim(_) | VolumeSource::Template(_) | VolumeSource::Unstated => return None,
        VolumeSource::Ephemeral(_) => {
            return Some(Fault {
                is: "is a generic ephemeral volume".to_owned(),
                why: "its claim belongs to one pod and is deleted with it: a pod that is started after the Restore does not use the restored claim",
                help: "put the data on a claim of its own or on a claim template, or remove this `volume` if it is scratch space",
            });
        }
        VolumeSource::Empty => ("is an emptyDir", true),
        VolumeSource::HostPath | VolumeSource::HostData => ("is a hostPath", false),
        VolumeSource::Configuration => ("is made of ConfigMaps, Secrets or an image", false),
        VolumeSource::Other(_) => ("is mounted without a claim", true),
    };
    let is = if let VolumeSource::Other(kind) = source {
        format!("{is} (`{kind}`)")
    } else {
        is.to_owned()
    };
    match (copy, files) {
        (Capture::Files, true) => None,
        (Capture::Snapshot, true) => Some(Fault {
            is,
            why: "a snapshot is made of a claim, and there is none: every backup is Completed without this data",
            help: "put the data on a claim, write `recover file-backup`, or remove this `volume` if it need not survive",
        }),
        (_, false) if *source == VolumeSource::Configuration => Some(Fault {
            is,
            why: "Velero does not copy what such a volume contains, and the cluster makes it again from its objects",
            help: "remove this `volume`",
        }),
        (Capture::Snapshot, false) => Some(Fault {
            is,
            why: "a snapshot is made of a claim, and there is none: every backup is Completed without this data",
            help: "put the data on a claim: a file backup cannot read a hostPath either",
        }),
        (Capture::Files, false) => Some(Fault {
            is,
            why: "node-agent has no access to a hostPath: Velero skips it with a warning, and every backup is Completed without this data",
            help: "put the data on a claim, or write `skip \"WHY\"` in this `volume` if it need not survive",
        }),
    }
}

/// A claim that Git binds to a volume which the method cannot read.
fn of_persistent_volume(
    cx: &LintCx<'_>,
    shown: &ShownPods<'_>,
    found: &PodVolume,
    copy: Capture,
) -> Option<Fault> {
    bound_to(shown.volume(cx, found)?, copy)
}

fn bound_to(volume: &Volume, copy: Capture) -> Option<Fault> {
    let of = |kind: &str| {
        format!(
            "is bound to the PersistentVolume `{}` of `{}`, which is {kind}",
            volume.name, volume.file
        )
    };
    match (copy, volume.source.as_str()) {
        (Capture::Snapshot, "csi") => None,
        (Capture::Snapshot, other) => Some(Fault {
            is: of(&format!("of type `{other}`")),
            why: "only a CSI driver makes snapshots: every backup is Completed without this data",
            help: match other {
                "hostPath" => {
                    "put the data on a claim of a CSI driver: a file backup cannot read a hostPath either"
                }
                _ => "write `recover file-backup`, or put the data on a claim of a CSI driver",
            },
        }),
        (Capture::Files, "hostPath") => Some(Fault {
            is: of("a hostPath"),
            why: "node-agent has no access to a hostPath: Velero skips it with a warning, and every backup is Completed without this data",
            help: "put the data on a claim of another volume, or remove this `volume` if it need not survive",
        }),
        (Capture::Files, _) => None,
    }
}

fn of_mounts(cx: &LintCx<'_>, shown: &ShownPods<'_>, found: &PodVolume) -> Option<Fault> {
    let claim = || shown.claim(&found.source).map(|claim| &claim.spec);
    let claim = found.source.template().or_else(claim);
    let block = claim.is_some_and(|claim| claim.block);
    let name = &found.name;
    if block || shown.pods.devices.contains(name) {
        return Some(Fault {
            is: "is a block device".to_owned(),
            why: "a file backup reads files only: Velero skips a device with a warning, and every backup is Completed without this data",
            help: "write `recover snapshot`, which copies devices too",
        });
    }
    // A manifest that mounts nothing at all is a sketch, or something else adds what is mounted.
    let others = !shown.pods.mounted.is_empty() || shown.pods.prepared.contains(name);
    let lost = others && !shown.pods.mounted.contains(name);
    (lost && !is_read_through(cx, shown, found)).then(|| Fault {
        is: "is not mounted by a container".to_owned(),
        why: "a file backup reads what a running container mounts: Velero skips this volume with a warning, and every backup is Completed without this data",
        help: "mount it in a container, or write `recover snapshot`, which needs no pod",
    })
}

/// Whether the files of a claim are read through the pods of another workload: Velero takes each claim once, from a pod
/// that mounts it (`backup/item_backupper.go`, v1.15.0 to v1.18.1).
fn is_read_through(cx: &LintCx<'_>, shown: &ShownPods<'_>, found: &PodVolume) -> bool {
    let Some(claim) = found.source.claim() else {
        return false;
    };
    shown_pods(cx).any(|other| {
        let (member, workload) = (other.member, other.workload);
        let beside = member.id.cluster == shown.member.id.cluster
            && member.name.value == shown.member.name.value
            && workload.id != shown.workload.id
            && capture(cx.model, member, workload) == Some(Capture::Files);
        let mut volumes = other.pods.volumes.iter();
        beside
            && volumes.any(|volume| {
                let mut declared = workload.volumes.iter();
                volume.source.claim() == Some(claim)
                    && other.pods.mounted.contains(&volume.name)
                    && declared.any(|own| {
                        own.name.value.as_str() == volume.name && member.copies(workload, own)
                    })
            })
    })
}
