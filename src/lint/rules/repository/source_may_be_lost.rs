//! source-may-be-lost: a repository that the primary fetches from a host which is lost with it, where nothing shows another
//! one for the recovery cluster.

use super::source_lost::lost_with;
use crate::diag::{Diags, findings};
use crate::lint::walk::applied::managed;
use crate::lint::{Lint, LintCx};
use crate::model::value::address::host;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SOURCE_MAY_BE_LOST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in managed(cx).filter(|side| !side.at_home()) {
        let (cluster, primary) = (&side.cluster, &side.primary);
        let own = cx.inventory.flux.get(&cluster.id);
        // What the cluster itself shows is judged by `source-lost`.
        if own.is_some_and(|flux| !flux.sources.is_empty() || flux.root.fetches.is_some()) {
            continue;
        }
        let first = cx.inventory.flux.get(&primary.id);
        let Some(fetches) = first.and_then(|flux| flux.root.fetches.as_ref()) else {
            continue;
        };
        let Some(place) = lost_with(&fetches.address, cluster, primary) else {
            continue;
        };
        let name = cluster.stated_name();
        let at = cluster.path.as_ref().map(|path| path.span);
        out.push(
            LINT.diag(
                at.unwrap_or(cluster.name.span),
                format!("nothing shows where `{name}` fetches the repository: `{}` fetches it from `{}`, which is lost with {place}", primary.name.value, host(&fetches.address)),
            )
            .label("without another copy of the repository Flux has nothing to apply, and the recovery does not begin")
            .because(format!("`{}` names this host", fetches.file))
            .related(primary.name.span, "this is the cluster that is lost")
            .help(format!("mirror the repository to a host that survives, and commit the GitRepository or OCIRepository of `{name}` with its address to the path of `{name}`")),
        );
    }
}
