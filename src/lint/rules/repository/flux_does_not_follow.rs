//! flux-does-not-follow: the Kustomization of a cluster's path, or its source, that keeps Flux from applying what is committed.

use crate::analyze::engine::Engine;
use crate::analyze::paths;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::InGit;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Mode, Standby};
use crate::repository::flux::Root;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::FLUX_DOES_NOT_FOLLOW,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let Some(flux) = cx.inventory.flux.get(&cluster.id) else {
            continue;
        };
        let lost = cluster.mode.as_ref();
        if lost.is_some_and(|mode| matches!(mode.value, Mode::Fenced { .. })) {
            continue;
        }
        let at = cluster.path.as_ref().map(|path| path.span);
        let at = at.unwrap_or(cluster.name.span);
        for stop in &flux.root.stops {
            out.push(
                LINT.diag(
                    at,
                    format!("{} in `{}` has `{}`", stop.object, stop.file, stop.field),
                )
                .label(stop.does)
                .because(format!(
                    "it brings the stages of the plan to `{}`",
                    cluster.name.value
                ))
                .help(format!(
                    "remove `{}`",
                    stop.field.split(':').next().unwrap_or_default()
                )),
            );
        }
        let root = (at, &flux.root);
        for diag in sparse(cx, cluster, root)
            .into_iter()
            .chain(slow(cx, cluster, root))
        {
            out.push(diag);
        }
    }
}

fn sparse(cx: &LintCx<'_>, cluster: &Cluster, (at, root): (Span, &Root)) -> Option<Diag> {
    let sides = cx.analysis.sides().iter();
    let stages = sides.filter(|side| side.cluster.id == cluster.id);
    let in_git = stages.flat_map(|side| {
        let stages = side.stages.iter().filter_map(|stage| stage.kind.in_git());
        stages.map(|one| match one {
            InGit::Platform(platform) => &platform.path,
            InGit::Apps(apps) => side.overlay(apps),
        })
    });
    let in_git = in_git.flat_map(|path| {
        let path = path.value.as_str();
        let contents = cx.inventory.contents(cluster.id, path);
        let files = contents.map(|contents| contents.files.clone());
        std::iter::once(path.to_owned()).chain(files.unwrap_or_default())
    });
    let own = [cluster.path(), paths::output_of(cx.model, cluster)];
    let mut needed = own.into_iter().chain(in_git);
    let (path, file) = needed.find_map(|path| {
        let file = root.leaves_out(&path)?.to_owned();
        Some((path, file))
    })?;
    Some(
        LINT.diag(
            at,
            format!("`sparseCheckout` in `{file}` leaves out `{path}`"),
        )
        .label("the stages that apply it fail: their path is not found")
        .help(format!("add `{path}` to `sparseCheckout`, or remove it")),
    )
}

/// A warm cluster begins its recovery when it has fetched the commit.
fn slow(cx: &LintCx<'_>, cluster: &Cluster, (at, root): (Span, &Root)) -> Option<Diag> {
    let standby = cluster.standby.as_ref();
    let warm = standby.is_some_and(|standby| standby.value == Standby::Warm);
    let mut members = cx.analysis.members().iter();
    let promised = members.any(|member| member.rto.is_some());
    let computed = Engine::Flux.fetch();
    let (interval, file) = root.interval.as_ref()?;
    (warm && promised && Seconds::from(*interval) > computed).then(|| {
        LINT.diag(
            at,
            format!("the source in `{file}` is fetched every {interval}, and the recovery time is computed with {computed}"),
        )
        .label("a recovery of this warm cluster begins when the commit is fetched")
        .help("write `interval: 1m` there, or a Receiver that tells Flux of each commit")
    })
}
