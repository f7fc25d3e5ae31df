//! nothing-runs: a file backup or a dump of a workload that may have no pods: both happen in running pods.

use crate::diag::{Diags, findings};
use crate::lint::walk::charted::charted_pods;
use crate::lint::walk::shown_pods::pods_of;
use crate::lint::walk::{declared_workloads, shown_workloads, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::{ClusterId, Method, Workload};
use crate::repository::contents::{Pods, Scaler};
use crate::repository::workloads::Declared;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NOTHING_RUNS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, declared) in declared_workloads(cx) {
        let member = place.member;
        let Some(lost) = lost(member.method_of(workload)) else {
            continue;
        };
        if place.patches_name(&workload.name.name) {
            continue;
        }
        let apps = member.block.apps.as_ref();
        let contents = apps.and_then(|apps| {
            cx.inventory
                .contents(member.id.cluster, apps.path.value.as_str())
        });
        let pods = contents.and_then(|all| pods_of(all, workload, member.name.value.as_str()));
        let scalers = scalers(cx, member.id.cluster, declared);
        let Some((what, why)) = without_pods(workload, declared, pods, &scalers) else {
            continue;
        };
        let diag = LINT
            .diag(workload.name.span, what)
            .about(subjects::of_workload(workload.id).into_iter().take(1))
            .label(lost);
        let diag = match why {
            Some(why) => diag.because(why),
            None => diag,
        };
        out.push(match scalers.first() {
            Some(scaler) => diag.help(format!(
                "write `recover snapshot`, which needs no pod, or let `{}` leave one or more pods",
                scaler.name
            )),
            None => diag.help("write `recover snapshot`, which needs no pod, or set `replicas` to one or more in the manifest"),
        });
    }
    charted(cx, out);
}

/// What the chart `app-template` scales to nothing by its values.
fn charted(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, path, _) in shown_workloads(cx) {
        let contents = cx.inventory.contents(member.id.cluster, path);
        let pods = contents.and_then(|contents| charted_pods(contents, member, workload));
        let pods = pods.filter(|pods| pods.replicas == Some(0));
        let Some((pods, lost)) = pods.zip(lost(member.method_of(workload))) else {
            continue;
        };
        let name = &workload.name.value;
        let scaled = contents.is_some_and(|contents| {
            let mut all = contents.scalers.iter();
            all.any(|one| one.of_kind == name.kind.kind() && one.of_name == *name.name)
        });
        if !scaled {
            out.push(
                LINT.diag(
                    workload.name.span,
                    format!("`{}` has zero replicas in the values of `{}`", workload.label(), pods.file),
                )
                .about(subjects::of_workload(workload.id).into_iter().take(1))
                .label(lost)
                .help("write `recover snapshot`, which needs no pod, or set `replicas` of its controller to one or more"),
            );
        }
    }
}

/// What is not copied of a workload without pods; `None` where its method needs none.
fn lost(method: Method) -> Option<&'static str> {
    match method {
        Method::FileBackup => Some(
            "a file backup reads volumes through running pods: it would be Completed without this data",
        ),
        Method::Dump => Some(
            "a dump is written in a running pod: the backup would be Completed with an old dump, or none",
        ),
        Method::Snapshot
        | Method::Replication
        | Method::Operator
        | Method::Elsewhere
        | Method::Rebuild => None,
    }
}

/// What scales a workload.
fn scalers<'a>(cx: &LintCx<'a>, cluster: ClusterId, declared: &Declared) -> Vec<&'a Scaler> {
    let contents = cx.inventory.contents_on(cluster);
    let all = contents.flat_map(|contents| &contents.scalers);
    let of = all.filter(|one| {
        let same = one.namespace == declared.namespace
            || one.namespace.is_empty()
            || declared.namespace.is_empty();
        same && one.of_kind == declared.kind.kind() && one.of_name == declared.name
    });
    of.collect()
}

/// What says that a workload has no pods for a time, and why; `None` where it always has one, as far as is shown.
fn without_pods(
    workload: &Workload,
    declared: &Declared,
    pods: Option<&Pods>,
    scalers: &[&Scaler],
) -> Option<(String, Option<String>)> {
    let label = workload.label();
    if let Some(scaler) = scalers.iter().find(|one| one.least == Some(0)) {
        let why = match scaler.kind.as_str() {
            "HorizontalPodAutoscaler" => {
                "with `minReplicas: 0` it has no pods while nothing uses it"
            }
            _ => "KEDA scales it to zero while nothing triggers it",
        };
        return Some((
            format!(
                "`{label}` may have no pods: {} `{}` in `{}` scales it to zero",
                scaler.kind, scaler.name, scaler.file
            ),
            Some(why.to_owned()),
        ));
    }
    // KEDA starts what is at zero; a HorizontalPodAutoscaler leaves it alone.
    let started = scalers.iter().any(|one| {
        one.kind != "HorizontalPodAutoscaler" && one.least.is_none_or(|least| least > 0)
    });
    if declared.replicas.is_some_and(|(replicas, _)| replicas == 0) && !started {
        return Some((
            format!("`{label}` has zero replicas in `{}`", declared.file),
            None,
        ));
    }
    let sleeps = pods.and_then(sleeps)?;
    Some((
        format!(
            "`{label}` may have no pods: `{sleeps}` in `{}` scales it to zero for a time",
            declared.file
        ),
        None,
    ))
}

/// Annotations and labels by which something scales a workload to zero at times.
const SLEEPS: [&str; 6] = [
    "downscaler/downscale-period",
    "downscaler/downtime",
    "downscaler/force-downtime",
    "downscaler/uptime",
    "downscaler/upscale-period",
    "sablier.enable",
];

/// The one that a workload has, where it does not say how many pods are left.
fn sleeps(pods: &Pods) -> Option<&'static str> {
    let annotation = |key: &str| pods.annotations.get(key).map(|one| one.text.as_str());
    let label = |key: &str| pods.labels.get(key).map(String::as_str);
    let kept = annotation("downscaler/downtime-replicas").is_some_and(|text| text != "0");
    let excluded = annotation("downscaler/exclude") == Some("true");
    if kept || excluded {
        return None;
    }
    let mut all = SLEEPS.into_iter();
    all.find(|key| {
        let text = annotation(key).or(label(key)).unwrap_or("");
        let ever = matches!(
            (*key, text),
            ("downscaler/uptime", "always") | ("downscaler/downtime", "never")
        );
        !ever && !text.is_empty() && text != "false"
    })
}
