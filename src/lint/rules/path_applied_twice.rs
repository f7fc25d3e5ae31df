//! path-applied-twice: a path that a Kustomization of the author's applies on a cluster where drplan applies it too.

use crate::analyze::recovery::{Place, StageKind};
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    name: "path-applied-twice",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for place in cx.facts.places.iter().filter(|place| place.owned) {
        let Some(wiring) = cx.inventory.wiring.get(place.cluster.name.value.as_str()) else {
            continue;
        };
        for (path, span) in paths(place) {
            let Some((_, file)) = wiring.flux.iter().find(|(other, _)| *other == path) else {
                continue;
            };
            out.push(
                Diag::new(
                    "path-applied-twice",
                    span,
                    format!("a Kustomization in `{file}` applies `{path}` on `{}` too", place.cluster.name.value),
                )
                .label("it would start before its data is restored, and its objects would change hands at every pass")
                .help(format!("take that Kustomization out of `{file}`: on a recovery cluster platforms and applications come by the stages of the plan")),
            );
        }
    }
}

/// The paths in Git that the stages of a place apply.
fn paths(place: &Place<'_>) -> Vec<(String, Span)> {
    let mut paths = Vec::new();
    for stage in &place.stages {
        match &stage.kind {
            StageKind::Platform(platform) => {
                paths.push((platform.path.value.to_string(), platform.path.span));
            }
            StageKind::Apps(block) => {
                let said = block.apps.iter().flat_map(|apps| {
                    let overlays = [
                        Some(&apps.path),
                        apps.recovery.as_ref(),
                        apps.standby.as_ref(),
                    ];
                    overlays.into_iter().flatten()
                });
                paths.extend(said.map(|path| (path.value.to_string(), path.span)));
            }
            StageKind::Backup
            | StageKind::VeleroConfig
            | StageKind::Storage
            | StageKind::Restore(_)
            | StageKind::Promote(..)
            | StageKind::Load(..)
            | StageKind::Check(_)
            | StageKind::Complete => {}
        }
    }
    paths
}
