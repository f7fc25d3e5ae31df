//! only-on-primary: a class, an issuer, a store or a kind that objects of a recovery ask for, and that only the primary brings.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::Applied;
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::{Early, Recovered, recovered};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, NamespaceName};
use crate::repository::contents::Contents;

pub(super) static LINT: Lint = Lint {
    finding: &findings::ONLY_ON_PRIMARY,
    check,
};

/// What is asked for, and what brings it on the primary.
struct Missing<'a> {
    what: String,
    asked: &'a str,
    file: &'a str,
    path: &'a str,
    /// The controllers of Flux that serve it.
    extra: Option<&'static str>,
}

/// The groups of kinds that `flux bootstrap` brings to every cluster.
const FLUX: &str = ".toolkit.fluxcd.io";

/// The controllers that `flux bootstrap` installs only where they are asked for, by the group of their kinds
/// (fluxcd/flux2, `cmd/flux/bootstrap.go`, `--components-extra`).
fn extra(group: &str) -> Option<&'static str> {
    match group {
        "image.toolkit.fluxcd.io" => Some("image-reflector-controller,image-automation-controller"),
        "source.extensions.fluxcd.io" => Some("source-watcher"),
        _ => None,
    }
}

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in recovered(cx) {
        let Some(primary) = one.primary else {
            continue;
        };
        let mut once = Once::new();
        for stage in &one.stages {
            let early = one.by_path(stage);
            if !early.is_whole() {
                continue;
            }
            let mut missing = by_name(cx, (&one, &early), stage, primary);
            missing.extend(kinds(cx, (&one, &early), stage.contents, primary));
            for missing in missing {
                // Whatever one path brings is missing for one cause.
                if once.first(missing.file.to_owned()) {
                    report(&one, stage, &missing, out);
                }
            }
        }
    }
}

fn report(one: &Recovered<'_>, stage: &Applied<'_>, missing: &Missing<'_>, out: &mut Diags) {
    let (cluster, primary) = (&one.side.cluster.name, &one.side.primary);
    let Missing {
        what,
        asked,
        file,
        path,
        extra,
    } = missing;
    let own = primary.path();
    let help = match extra {
        Some(extra) => format!(
            "bootstrap `{}` with `--components-extra={extra}`, as the primary, and commit its `gotk-components.yaml`",
            cluster.value
        ),
        None if *path == own || path.is_empty() => {
            format!("move `{file}` to the path of a platform, which both clusters apply")
        }
        None => format!("write `platform NAME {{ path {path} }}`"),
    };
    out.push(
        LINT.diag(
            stage.path.span,
            format!("`{asked}` asks for {what}, which `{}` has and `{}` has not", primary.name.value, cluster.value),
        )
        .label("on a new cluster what asks for it waits or is refused: claims stay without a volume, and Flux applies nothing of a path with an object that is refused")
        .because(format!("it stands in `{file}`, and nothing applies that to `{}`", cluster.value))
        .related(primary.name.span, "Flux applies it to this cluster")
        .help(help),
    );
}

fn by_name<'a>(
    cx: &LintCx<'a>,
    (one, early): (&Recovered<'a>, &Early<'_>),
    stage: &Applied<'a>,
    primary: &'a Contents,
) -> Vec<Missing<'a>> {
    let cluster = &one.side.cluster;
    let asked = stage.contents.asked.iter();
    let mut needs: Vec<((&'static str, &str), &str)> = asked
        .map(|((kind, name), file)| ((*kind, name.as_str()), file.as_str()))
        .collect();
    // Claims come back with the class that they had, or the one that it is mapped to.
    let restored = stage.backed_up(cx).map(|contents| &contents.asked_classes);
    for (class, file) in restored.into_iter().flatten() {
        needs.push((("StorageClass", mapped(cluster, class)), file));
    }
    let mut missing = Vec::new();
    for ((kind, name), asked) in needs {
        let need = (kind, name.to_owned());
        let Some(declared) = primary.declared.get(&need) else {
            continue;
        };
        let comes = match kind {
            "Namespace" => comes_with_plan(cx, one, name),
            _ => early.may_make(name),
        };
        if !one.all().any(|all| all.declared.contains_key(&need)) && !comes {
            missing.push(Missing {
                what: format!("{kind} `{name}`"),
                asked,
                file: &declared.file,
                path: &declared.path,
                extra: None,
            });
        }
    }
    missing
}

/// Whether the plan brings a namespace, or Flux has it: that of Velero, and those of backups.
fn comes_with_plan(cx: &LintCx<'_>, one: &Recovered<'_>, name: &str) -> bool {
    let mut members = cx.analysis.members_of(&one.side.primary);
    name == cx.model.plan.velero_namespace()
        || name == cx.model.plan.gitops.flux.namespace()
        || ["default", "flux-system"].contains(&name)
        || name.starts_with("kube-")
        || members.any(|member| {
            member.name.value == NamespaceName::Rest || member.name.value.as_str() == name
        })
}

/// What a class becomes on a cluster.
fn mapped<'a>(cluster: &'a Cluster, class: &'a str) -> &'a str {
    let mut maps = cluster.storage_classes.iter();
    let found = maps.find(|(from, _)| *from.value == *class);
    found.map_or(class, |(_, to)| to)
}

/// Kinds of the objects of a stage. A chart that the primary has not may bring any kind.
fn kinds<'a>(
    cx: &LintCx<'_>,
    (one, early): (&Recovered<'a>, &Early<'_>),
    contents: &'a Contents,
    primary: &'a Contents,
) -> Vec<Missing<'a>> {
    let mut missing = Vec::new();
    for ((group, kind), asked) in &contents.kinds.used {
        let Some(brings) = primary.kinds.bring(group, kind) else {
            continue;
        };
        let before = brings.chart.as_ref();
        let before = before.is_some_and(|chart| cx.inventory.bootstrap.names(chart));
        let mut charts = early.all().map(|early| &early.charts);
        let here = one.all().any(|all| all.kinds.bring(group, kind).is_some())
            || charts.any(|charts| !charts.is_subset(&primary.charts));
        // Velero is brought as the plan declares it, and Flux before anything else.
        let extra = extra(group);
        let flux = group.ends_with(FLUX) && extra.is_none();
        if before || here || flux || group == "velero.io" {
            continue;
        }
        missing.push(Missing {
            what: format!("the kind `{kind}` of `{group}`"),
            asked,
            file: &brings.file,
            path: &brings.path,
            extra,
        });
    }
    missing
}
