//! database-by-files: a running database whose files a file backup reads one after another, without a hook.
//!
//! Redis is left out: it writes its RDB file under another name and renames it, so that a copy has one of the two whole
//! (redis.io, "Backing up Redis data").

use crate::analyze::effective::Member;
use crate::analyze::hooks::{Carrier, Selection, selection};
use crate::analyze::origin::Origin;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::charted::charted_pods;
use crate::lint::walk::engine_files::{mounted, recipe_of, runs_server};
use crate::lint::walk::shown_pods::{ShownPods, shown_pods};
use crate::lint::walk::state::{Keeps, charted_keeps};
use crate::lint::walk::{shown_workloads, subjects, wiring};
use crate::lint::{Lint, LintCx};
use crate::model::{Method, Workload, WorkloadKind};
use crate::recipe::{Purpose, find};
use crate::repository::contents::{ClaimSpec, Container, Family, VOLUMES_BUT};

pub(super) static LINT: Lint = Lint {
    finding: &findings::DATABASE_BY_FILES,
    check,
};

/// A hook of the author's own.
const HOOK: &str = "pre.hook.backup.velero.io/command";

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for shown in shown_pods(cx) {
        let own_hook = shown.pods.pod_annotations.contains_key(HOOK);
        if !by_files_alone(shown.member, shown.workload)
            || own_hook
            || shown.pods.replicas == Some(0)
        {
            continue;
        }
        let engines = shown.pods.runs.iter();
        let found = engines
            .filter_map(|runs| Some((runs, engine(runs)?)))
            .find_map(|(runs, recipe)| Some((runs, recipe, torn(cx, &shown, runs, recipe)?)));
        if let Some((runs, recipe, (place, volume))) = found {
            let why = format!(
                "`{}` runs `{}` in container `{}`, with its files in `{place}` on volume `{volume}`",
                shown.pods.file, runs.image, runs.name
            );
            let of = (shown.member, shown.workload);
            out.push(diag(of, recipe, Some(&runs.name), why));
        }
    }
    releases(cx, out);
    charted(cx, out);
}

/// Controllers of `app-template` whose values show an engine and where it has its files.
fn charted(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, path, _) in shown_workloads(cx) {
        let contents = cx.inventory.contents(member.id.cluster, path);
        let pods = contents.and_then(|contents| charted_pods(contents, member, workload));
        let Some(pods) = pods.filter(|pods| pods.replicas != Some(0)) else {
            continue;
        };
        if !by_files_alone(member, workload) {
            continue;
        }
        let found = pods.runs.iter().find_map(|runs| {
            let recipe = engine(runs)?;
            let (place, mount) = mounted(runs, recipe)?;
            let mut volumes = pods.volumes.iter();
            let volume = volumes.find(|volume| volume.name == mount.volume)?;
            let kept = charted_keeps(contents?, pods, volume)? != Keeps::Node;
            let mut declared = workload.volumes.iter();
            let declared = declared.find(|one| one.name.value.as_str() == volume.name);
            let taken = declared.is_none_or(|one| member.copies(workload, one));
            (kept && taken).then_some((runs, recipe, place, volume))
        });
        if let Some((runs, recipe, place, volume)) = found {
            let why = format!(
                "the values of `{}` run `{}` in container `{}`, with its files in `{place}` on volume `{}`",
                pods.file, runs.image, runs.name, volume.name
            );
            out.push(diag((member, workload), recipe, Some(&runs.name), why));
        }
    }
}

/// Whether a workload is copied as files, and no hook of the plan is there to judge.
fn by_files_alone(member: &Member, workload: &Workload) -> bool {
    member.method_of(workload) == Method::FileBackup
        && member.hook(workload).is_none()
        && workload.name.value.kind.operator().is_none()
}

/// The recipe of the engine that a container runs, where no file backup of its files is safe.
fn engine(runs: &Container) -> Option<&'static str> {
    let family = runs.family().filter(|family| *family != Family::Redis)?;
    runs_server(runs, family).then(|| recipe_of(family))?
}

/// The directory of an engine's files and their volume, where a file backup reads that.
fn torn(
    cx: &LintCx<'_>,
    shown: &ShownPods<'_>,
    runs: &Container,
    recipe: &str,
) -> Option<(String, String)> {
    let (place, mount) = mounted(runs, recipe)?;
    let name = mount.volume.as_str();
    let mut volumes = shown.pods.volumes.iter();
    let volume = volumes.find(|volume| volume.name == name)?;
    let excluded = shown.asked(volume)?.is_some_and(ClaimSpec::is_excluded);
    let (member, workload) = (shown.member, shown.workload);
    let mut declared = workload.volumes.iter();
    let declared = declared.find(|volume| volume.name.value.as_str() == name);
    let taken = match (declared, selection(cx.model, member, workload)) {
        (Some(declared), _) => member.copies(workload, declared),
        (None, Selection::Only(_)) => false,
        (None, Selection::Default | Selection::But(_)) => {
            let left_out = shown.pods.pod_annotations.get(VOLUMES_BUT);
            !left_out.is_some_and(|list| list.text.split(',').any(|one| one == name))
        }
    };
    (taken && !excluded).then(|| (place, name.to_owned()))
}

/// The recipe of the engine that a chart runs.
fn recipe_of_chart(chart: &str) -> Option<&'static str> {
    match chart {
        "postgresql" | "postgresql-ha" => Some("postgres"),
        "mariadb" | "mariadb-galera" => Some("mariadb"),
        "cassandra" => Some("cassandra"),
        "mongodb" => Some("mongodb"),
        "mysql" => Some("mysql"),
        _ => None,
    }
}

/// The chart that a chart brings as a part, where a workload is of the part: charts of databases call theirs after the
/// release and themselves, as `RELEASE-postgresql`.
fn is_part<'v>(workload: &str, release: &str, values: &'v str) -> Option<&'v str> {
    let (part, _) = values.split_once('.')?;
    let rest = workload.strip_prefix(release)?.strip_prefix('-')?;
    let rest = rest.strip_prefix(part)?;
    (rest.is_empty() || rest.starts_with('-')).then_some(part)
}

/// Releases of charts that run an engine.
fn releases(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, found) in wiring::shown(cx) {
        let Carrier::Release { object, makes, .. } = &found.carrier else {
            continue;
        };
        let mut volumes = workload.volumes.iter();
        let copied = workload.volumes.is_empty() || volumes.any(|v| member.copies(workload, v));
        let stateful = workload.name.value.kind == WorkloadKind::StatefulSet;
        if !by_files_alone(member, workload) || *makes == Some(false) || !copied || !stateful {
            continue;
        }
        let Some(apps) = &member.block.apps else {
            continue;
        };
        let path = apps.path.value.as_str();
        let contents = cx.inventory.contents(member.id.cluster, path);
        let mut kept = contents.iter().flat_map(|contents| &contents.kept);
        let engine = kept.find_map(|kept| {
            let own = || is_part(&workload.name.value.name, &object.name, &kept.values);
            let recipe = recipe_of_chart(&kept.chart).or_else(|| recipe_of_chart(own()?))?;
            (kept.release == object.name).then_some((kept, recipe))
        });
        if let Some((kept, recipe)) = engine {
            let why = format!(
                "`{}` declares the release `{}` of the chart `{}`, which runs the engine",
                kept.file, kept.release, kept.chart
            );
            let why = match recipe_of_chart(&kept.chart) {
                Some(_) => why,
                None => format!("{why} as a part of it (`{}`)", kept.values),
            };
            out.push(diag((member, workload), recipe, None, why));
        }
    }
}

fn diag(
    (member, workload): (&Member, &Workload),
    recipe: &str,
    container: Option<&str>,
    why: String,
) -> Diag {
    let diag = LINT
        .diag(
            workload.name.span,
            format!("`{}` is a running database, and a file backup copies its files one after another", workload.label()),
        )
        .about(subjects::of_workload(workload.id))
        .label("the copy has pages of different moments: the engine may not start from it, or lacks data without saying so")
        .because(why);
    let silent = member.recover_of(workload).is_none() && member.method.origin == Origin::Assumed;
    let diag = match silent {
        true => diag.because(
            "the plan states no `recover`: without a `snapshots` block that is `file-backup`",
        ),
        false => diag,
    };
    let snapshot = "write `recover snapshot`, which has all files of one moment, with a `snapshots` block for the CSI driver";
    match find(Purpose::Dump, recipe) {
        Some(_) => diag
            .help(format!(
                "write `recover dump {recipe} {{ into VOLUME; container {} }}`, with a volume for the dump alone",
                container.unwrap_or("NAME")
            ))
            .alternative(snapshot),
        None => diag.help(snapshot),
    }
}
