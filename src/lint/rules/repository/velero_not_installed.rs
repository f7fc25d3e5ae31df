//! velero-not-installed: a primary of which the repository shows everything that Flux applies, and nothing of it installs
//! Velero, or the CRDs of it.

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::velero_comes;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Mode};
use crate::repository::contents::Contents;
use crate::repository::tree::is_within;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VELERO_NOT_INSTALLED,
    check,
};

/// So many suspended Kustomizations are named.
const NAMED: usize = 3;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for primary in cx.model.primaries() {
        let lost = primary.mode.as_ref();
        let lost = lost.is_some_and(|mode| matches!(mode.value, Mode::Fenced { .. }));
        let mut sets = cx.analysis.sets().iter();
        let backs_up = sets.any(|set| set.cluster.id == primary.id);
        if primary.brings_velero || lost || !backs_up || is_in_stages(cx, primary) {
            continue;
        }
        // A path of which nothing shows that Flux begins there is a part of what the cluster has, unless Velero comes
        // by this repository elsewhere.
        let flux = cx.inventory.flux.get(&primary.id);
        let all = flux.is_some_and(|flux| flux.root.shown) || comes_by_git(cx);
        let own = cx.inventory.own(primary.id).filter(|_| all);
        let own = own.filter(|own| own.whole && own.may_install_velero.is_none());
        // What of it is suspended, and keeps what the cluster had before, is `suspended-in-git`.
        let own = own.filter(|own| own.velero.is_some() || !is_held(cx, own));
        if let Some(own) = own {
            lacking(primary, own)
                .into_iter()
                .for_each(|diag| out.push(diag));
        }
    }
}

/// Whether a stage of the plan installs Velero on a primary: since its failback the stages apply the platforms there, and
/// the Kustomizations of the author's have left Git.
fn is_in_stages(cx: &LintCx<'_>, primary: &Cluster) -> bool {
    let side = cx.analysis.side_of(primary);
    side.is_some_and(|side| side.manages_apps) && velero_comes(cx, primary)
}

/// Whether the repository installs Velero on any cluster.
fn comes_by_git(cx: &LintCx<'_>) -> bool {
    let clusters = cx.model.clusters.values();
    let mut own = clusters.filter_map(|cluster| cx.inventory.own(cluster.id));
    let mut paths = cx.inventory.all_contents();
    own.any(|own| own.velero.is_some()) || paths.any(|(_, _, contents)| contents.velero.is_some())
}

/// Whether a Kustomization that is suspended applies a platform with Velero.
fn is_held(cx: &LintCx<'_>, own: &Contents) -> bool {
    let platforms = cx.model.platforms.values();
    let mut paths = platforms.map(|platform| platform.path.value.as_str());
    paths.any(|path| {
        let contents = cx.inventory.contents_anywhere(path);
        let velero = contents.is_some_and(|contents| contents.velero.is_some());
        let mut held = own.suspended.iter();
        velero
            && held.any(|one| {
                let meets = is_within(path, &one.path) || is_within(&one.path, path);
                one.kind == "Kustomization" && meets
            })
    })
}

fn lacking(primary: &Cluster, own: &Contents) -> Option<Diag> {
    let name = &primary.name.value;
    let at = primary.path.as_ref().map(|path| path.span);
    let at = at.unwrap_or(primary.name.span);
    let kinds = own.kinds.bring("velero.io", "Schedule").is_some();
    let diag = match &own.velero {
        Some(velero) if kinds || velero.crd_job => return None,
        Some(velero) => LINT
            .diag(
                at,
                format!("nothing brings the CRDs of Velero to `{name}`, only Velero itself"),
            )
            .because(format!("`{}` installs it without them", velero.file))
            .help(match velero.charted {
                true => "remove `crds: Skip` from `install` of the HelmRelease, or add the CRDs of Velero to a path of this cluster",
                false => "add the CRDs that `velero install --crds-only --dry-run -o yaml` prints to a path of this cluster",
            }),
        None => {
            let mut diag = LINT.diag(
                at,
                format!("nothing that Flux applies to `{name}` installs Velero"),
            );
            let held = own.suspended.iter().filter(|one| one.kind == "Kustomization");
            for one in held.take(NAMED) {
                diag = diag.because(format!(
                    "Kustomization `{}` in `{}` is suspended, so nothing of `{}` counts",
                    one.name, one.file, one.path
                ));
            }
            let mut remote = own.remote.iter();
            if let Some(remote) = remote.find(|one| one.name.contains("velero")) {
                diag = diag.because(format!(
                    "`{}` in `{}` installs one on the cluster that {} names",
                    remote.name, remote.file, remote.named_by
                ));
            }
            diag.help(format!(
                "add the HelmRelease or the Deployment of Velero to what Flux applies below `{}`",
                primary.path()
            ))
            .alternative(format!(
                "write `brings velero` in cluster `{name}`, where another tool installs Velero on it"
            ))
        }
    };
    Some(
        diag.label("the API server refuses every Schedule of the plan: Flux reports an error, and no backup is made")
            .about([subjects::of_cluster(primary.id)]),
    )
}
