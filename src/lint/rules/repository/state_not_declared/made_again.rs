//! Volumes of workloads that are made again, beside others whose volumes are copied: a Schedule takes all volumes of its
//! namespaces, so that these are copied and restored too, unless the plan names them.
//!
//! Velero reads every volume of every pod but those of the node and of the cluster itself (`podvolume/pod_volume.go`,
//! `GetVolumesByPod`), and makes a snapshot of every claim (`backup/actions/csi/pvc_action.go`), v1.15.0 to v1.18.1.

use super::LINT;
use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::effective::Member;
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::charted::charted_pods;
use crate::lint::walk::claim_names::Used;
use crate::lint::walk::claim_users::{Scope, may_be_of};
use crate::lint::walk::owners;
use crate::lint::walk::restored_claims::uses;
use crate::lint::walk::shown_pods::{bound, pods_of};
use crate::lint::walk::state::{Keeps, State, StateKind, charted_keeps, keeps, part, states};
use crate::lint::walk::{beside::is_of, shown_workloads, subjects};
use crate::model::{Method, Workload};
use crate::repository::contents::{Contents, VOLUMES_BUT, VolumeSource};

/// A volume that is copied all the same.
struct Taken {
    /// Its name in the pods; `None` where the chart calls it as it will.
    name: Option<String>,
    /// What shows it.
    why: String,
}

pub(super) fn made_again(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, path, _) in shown_workloads(cx) {
        let contents = cx.inventory.contents(member.id.cluster, path);
        let Some((contents, copy)) = contents.zip(beside(cx, member, workload)) else {
            continue;
        };
        let mut found = of_pods(cx, (member, workload), contents, copy);
        if found.is_empty() {
            found = of_chart(cx, (member, workload), contents);
        }
        let Some(first) = found.first() else { continue };
        let names: Vec<&str> = found.iter().filter_map(|one| one.name.as_deref()).collect();
        let several = |one: &str, more: &str| match names.as_slice() {
            [] | [_] => one.to_owned(),
            _ => more.to_owned(),
        };
        let called = match names.as_slice() {
            [] => "its volume".to_owned(),
            _ => format!("`{}`", names.join("`, `")),
        };
        let (is, it) = (several("is", "are"), several("it", "them"));
        let attributes = match copy {
            Capture::Files => "",
            Capture::Snapshot => " { label KEY=VALUE }",
        };
        let write = match names.as_slice() {
            [] => vec![format!("volume NAME{attributes}")],
            names => names
                .iter()
                .map(|name| format!("volume {name}{attributes}"))
                .collect(),
        };
        let write = write.join("; ");
        let method = member.method_of(workload).word();
        let label = workload.label();
        let diag = LINT
            .diag(
                workload.name.span,
                format!("`{label}` is `recover {method}`, and {called} {is} copied and restored all the same: the plan does not declare {it}"),
            )
            .about(subjects::of_workload(workload.id))
            .because(&first.why);
        out.push(match copy {
            Capture::Files => diag
                .label("every file backup reads all of it, its size is in no worst case, and a recovery brings files of a running program")
                .help(format!("write `{write}` in this workload: an annotation then leaves {it} out of the backup")),
            Capture::Snapshot => diag
                .label("a snapshot is made of its claim, its size is in no worst case, and no gate expects it")
                .help(format!("write `{write}` in this workload, and add that label to the claim")),
        });
    }
}

/// How the Schedule of a namespace takes the volumes of a workload whose own method takes none. What another tool copies
/// is `elsewhere-not-expressible`, and an operator's pods are left out by themselves.
fn beside(cx: &LintCx<'_>, member: &Member, workload: &Workload) -> Option<Capture> {
    let method = member.method_of(workload);
    let own = matches!(method, Method::Rebuild | Method::Replication);
    let operated = workload.name.value.kind.operator().is_some();
    // What labels choose may not be taken.
    if !own || operated || !member.block.labels.is_empty() {
        return None;
    }
    match member.set_method() {
        Method::FileBackup => Some(Capture::Files),
        Method::Snapshot => Some(Capture::Snapshot),
        Method::Dump if !cx.model.snapshots.is_empty() => Some(Capture::Snapshot),
        Method::Dump
        | Method::Replication
        | Method::Operator
        | Method::Elsewhere
        | Method::Rebuild => None,
    }
}

/// Volumes of pods that manifests or the values of `app-template` show.
fn of_pods(
    cx: &LintCx<'_>,
    (member, workload): (&Member, &Workload),
    contents: &Contents,
    copy: Capture,
) -> Vec<Taken> {
    let namespace = member.name.value.as_str();
    let is_declared = |name: &str| {
        let mut declared = workload.volumes.iter();
        declared.any(|one| one.name.value.as_str() == name)
    };
    let is_taken = |on: Keeps, name: &str, source: &VolumeSource, used: Option<Used<'_>>| {
        let kind = match copy {
            Capture::Files => matches!(on, Keeps::Claims | Keeps::Share),
            Capture::Snapshot => on == Keeps::Claims,
        };
        let spec = source.template().or_else(|| {
            let mut claims = contents.claims.iter();
            let claim = claims.find(|claim| Some(&*claim.name) == source.claim())?;
            Some(&claim.spec)
        });
        let volume = bound(cx, member, namespace, (spec, used));
        let unread = volume.is_some_and(|volume| match copy {
            Capture::Files => volume.source == "hostPath",
            Capture::Snapshot => volume.source != "csi",
        });
        let shared = source.claim().filter(|claim| !claim.is_empty());
        let shared = shared.is_some_and(|claim| {
            let mut others = member.block.workloads.iter();
            others.any(|other| {
                let copied = capture(cx.model, member, other).is_some();
                copied && uses(member, other, contents, claim)
            })
        });
        kind && !is_declared(name) && !unread && !shared
    };
    let asleep = |replicas: Option<u64>| replicas == Some(0) && copy == Capture::Files;
    if let Some(pods) = pods_of(contents, workload, namespace).filter(|pods| !asleep(pods.replicas))
    {
        let left_out = pods.pod_annotations.get(VOLUMES_BUT);
        let left_out = left_out.map_or("", |list| &list.text);
        let all = pods.volumes.iter().filter(|volume| {
            let on = keeps(contents, pods, volume);
            let listed = left_out.split(',').any(|one| one.trim() == volume.name);
            let used = Used::of(pods, volume);
            let ephemeral = matches!(volume.source, VolumeSource::Ephemeral(_));
            let taken = |on| is_taken(on, &volume.name, &volume.source, used);
            !listed && !ephemeral && on.is_some_and(taken)
        });
        let taken = |name: &str| Taken {
            name: Some(name.to_owned()),
            why: format!("`{}` declares the pods", pods.file),
        };
        return all.map(|volume| taken(&volume.name)).collect();
    }
    let Some(pods) = charted_pods(contents, member, workload).filter(|one| !asleep(one.replicas))
    else {
        return Vec::new();
    };
    // What a controller that is copied mounts too is its own.
    let shared = |values: &str| {
        let mut others = member.block.workloads.iter();
        others.any(|other| {
            let own = charted_pods(contents, member, other);
            let own = own.filter(|own| own.release == pods.release);
            let mut volumes = own.iter().flat_map(|own| &own.volumes);
            capture(cx.model, member, other).is_some()
                && volumes.any(|volume| volume.values == values)
        })
    };
    let all = pods.volumes.iter().filter(|volume| {
        let on = charted_keeps(contents, pods, volume);
        let used = volume.source.claim().map(Used::Named);
        let taken = |on| is_taken(on, &volume.name, &volume.source, used);
        on.is_some_and(taken) && !shared(&volume.values)
    });
    let taken = |name: &str| Taken {
        name: Some(name.to_owned()),
        why: format!("the values of `{}` declare it", pods.file),
    };
    all.map(|volume| taken(&volume.name)).collect()
}

/// Claims that another chart makes for a workload: those of the part of the chart that its name ends with, or all of them
/// where the release has one workload.
fn of_chart(
    cx: &LintCx<'_>,
    (member, workload): (&Member, &Workload),
    contents: &Contents,
) -> Vec<Taken> {
    let shown = pods_of(contents, workload, member.name.value.as_str()).is_some()
        || charted_pods(contents, member, workload).is_some();
    let Some(overlay) = contents.overlay.as_ref().filter(|_| !shown) else {
        return Vec::new();
    };
    let all = owners::shown(cx, member.id.cluster);
    let scope = Scope {
        contents: &all,
        beside: &[],
        overlay,
    };
    if !workload.volumes.is_empty() {
        return Vec::new();
    }
    let found = states(contents).into_iter().find(|found| {
        let release = found.kind == StateKind::Release && found.on == Keeps::Claims;
        release
            && is_of(member, found)
            && may_be_of(workload, &found.name, scope)
            && is_its_own(member, workload, found, scope)
    });
    let taken = |found: State| Taken {
        name: None,
        why: format!(
            "`{}` asks its chart for claims with `{}`",
            found.file,
            found.claims.join("`, `")
        ),
    };
    found.map(taken).into_iter().collect()
}

/// Keys of values that are a chart of their own, with a workload of its own.
const PARTS: [&str; 6] = [
    "mariadb",
    "mongodb",
    "mysql",
    "postgresql",
    "redis",
    "valkey",
];

fn is_its_own(member: &Member, workload: &Workload, found: &State, scope: Scope<'_, '_>) -> bool {
    // The name of the release may hold that of a part: `alertmanager-kube-prometheus-stack`.
    let rest = workload.name.value.name.replace(&found.name, "");
    let name = format!("-{}-", rest.trim_matches('-'));
    let named = |value: &String| {
        let part = part(value);
        !part.is_empty() && name.contains(&format!("-{part}-"))
    };
    let of_part = |value: &String| PARTS.contains(&part(value));
    let own = member.block.workloads.iter();
    let own = own.filter(|one| may_be_of(one, &found.name, scope));
    let alone = found.parts == 1 && own.count() == 1 && !found.claims.iter().any(of_part);
    alone || found.claims.iter().any(named)
}
