//! stage-removed: a stage that runs and that the plan leaves out or calls otherwise: Flux deletes what it has applied.

use crate::analyze::recovery::{InGit, Phase, RecoverySide, is_there};
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::repository::standing::StandingStage;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STAGE_REMOVED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for stage in cx.inventory.standing.iter().filter(|stage| !stage.kept) {
        out.extend_one(removed(cx, stage));
    }
}

fn removed(cx: &LintCx<'_>, stage: &StandingStage) -> Option<Diag> {
    let cluster = cx.model.clusters.get(stage.cluster)?;
    let sides = cx.analysis.sides().iter();
    let here: Vec<&RecoverySide> = sides
        .filter(|side| side.cluster.shares_site(cluster))
        .map(|side| &**side)
        .collect();
    let mut stages = here.iter().flat_map(|side| &side.stages);
    if stages.any(|other| other.name == stage.name) || !here.iter().any(|side| exists(cx, side)) {
        return None;
    }
    let mut stages = here.iter().flat_map(|side| {
        let stages = side.stages.iter();
        stages.filter(|other| is_over(side, other.kind.in_git(), &stage.path))
    });
    let name = cluster.stated_name();
    let next = stages.next().map(|next| next.name.as_str());
    // What waits on a warm cluster goes, and comes back, with its mode.
    let waits = here.iter().all(|side| side.phase == Phase::Standby);
    if next.is_none() && (waits || is_standby(cx, &stage.path)) {
        return None;
    }
    let span = cluster
        .mode
        .as_ref()
        .map_or(cluster.name.span, |mode| mode.span);
    let flux = cx.model.plan.gitops.flux.namespace();
    let (old, path) = (&stage.name, &stage.path);
    let diag = match next {
        Some(next) => LINT.diag(
            span,
            format!("the stage `{old}` of `{name}` becomes `{next}`"),
        ),
        None => LINT.diag(span, format!("the stage `{old}` of `{name}` is removed")),
    };
    Some(
        diag.label(format!(
            "Flux deletes everything that `{old}` has applied from `{path}`, with the namespaces and claims in it"
        ))
        .because(format!("it stands in `{}` without `deletionPolicy: Orphan`", stage.file))
        .help(format!(
            "on `{name}` run `flux suspend kustomization {old} --namespace {flux}`, and allow this finding for the build that follows: Flux leaves what a suspended Kustomization has applied"
        ))
        .alternative(match next {
            Some(_) => "give its blocks and platforms the names that they had",
            None => "keep its block in the plan until the application and its data are moved",
        }),
    )
}

/// Whether a cluster is there with stages of its own: a cold one that recovers nothing yet is not.
fn exists(cx: &LintCx<'_>, side: &RecoverySide) -> bool {
    side.manages_apps
        && match side.phase {
            Phase::Active | Phase::Fenced | Phase::Standby => true,
            Phase::Recover => side.promotes || is_there(cx.analysis.sides(), side),
        }
}

/// Whether a stage applies a path.
fn is_over(side: &RecoverySide, of: Option<InGit<'_>>, path: &str) -> bool {
    let is = |other: &str| other == path;
    match of {
        Some(InGit::Platform(platform)) => is(platform.path.value.as_str()),
        Some(InGit::Apps(apps)) => match (side.phase, &apps.standby) {
            (Phase::Standby, Some(standby)) => is(standby.value.as_str()),
            (Phase::Standby | Phase::Recover | Phase::Active | Phase::Fenced, _) => {
                is(side.overlay(apps).value.as_str())
            }
        },
        None => false,
    }
}

/// Whether a path is what runs of an application while its cluster waits.
fn is_standby(cx: &LintCx<'_>, path: &str) -> bool {
    let mut blocks = cx.model.namespaces.iter();
    blocks.any(|block| {
        let standby = block.apps.as_ref().and_then(|apps| apps.standby.as_ref());
        standby.is_some_and(|standby| standby.value.as_str() == path)
    })
}
