//! path-not-bootstrapped: a cluster whose path is none that Flux reaches from where it begins on any cluster.

use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::repository::bootstrapped::NotReached;

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATH_NOT_BOOTSTRAPPED,
    check,
};

/// This many folders are named.
const NAMED: usize = 3;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let Some(why) = cx.inventory.bootstrapped.get(&cluster.id) else {
            continue;
        };
        let (path, name) = (cluster.path(), cluster.stated_name().as_str());
        let span = cluster
            .path
            .as_ref()
            .map_or(cluster.name.span, |path| path.span);
        let mut diag = LINT
            .diag(
                span,
                format!("Flux does not reach `{path}`, the path of cluster `{name}`"),
            )
            .about([subjects::of_cluster(cluster.id)])
            .label("what is written there is in Git and never on the cluster: no backup is made, and nothing fails");
        diag = match why {
            NotReached::Elsewhere(entries) => {
                for (folder, file) in entries.iter().take(NAMED) {
                    diag = diag.because(format!("`{file}` shows that Flux begins at `{folder}`"));
                }
                if entries.len() > NAMED {
                    diag = diag.because(format!("and {} more", entries.len() - NAMED));
                }
                diag.help(format!(
                    "write the `path` that Flux of `{name}` begins at, or one below it"
                ))
                .alternative(format!("run `flux bootstrap` for `{name}` with this path"))
            }
            NotReached::NotListed(file) => diag
                .because(format!("`{file}` does not list it"))
                .help(format!("add the folder to `resources` of `{file}`")),
        };
        out.push(diag);
    }
}
