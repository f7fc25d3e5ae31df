//! source-lost: a recovery cluster that fetches its manifests from a host that is lost with the primary.

use crate::analyze::rpo::place::is_in_region;
use crate::analyze::rpo::survival::answers;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::address::{host, is_in_cluster};
use crate::model::{Cluster, Scope, Standby};

pub(super) static LINT: Lint = Lint {
    finding: &findings::SOURCE_LOST,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let primary = cluster
            .recovers
            .as_ref()
            .and_then(|id| cx.model.clusters.get(id.value));
        let manifests = cx.inventory.flux.get(&cluster.id);
        let Some((primary, manifests)) = primary.zip(manifests) else {
            continue;
        };
        let lost = manifests
            .sources
            .iter()
            .find_map(|(url, file)| Some((url, file, lost_with(url, cluster, primary)?)));
        if let Some((url, file, place)) = lost {
            let span = cluster
                .path
                .as_ref()
                .map_or(cluster.name.span, |path| path.span);
            out.push(
                LINT.diag(
                    span,
                    format!("`{file}` fetches from `{}`, which is lost with {place}", host(url)),
                )
                .label("Flux cannot fetch the manifests of this cluster when they are needed, and nothing is restored")
                .related(primary.name.span, "this is the cluster that is lost")
                .help(format!("let `{}` fetch from a host that survives, such as a mirror in {}", cluster.stated_name(), cluster.region.value)),
            );
        }
    }
}

/// What takes a host with it.
pub(super) fn lost_with(url: &str, cluster: &Cluster, primary: &Cluster) -> Option<String> {
    let region = &*primary.region.value;
    if answers(cluster, primary, Scope::Region) && is_in_region(&host(url), region) {
        return Some(region.to_owned());
    }
    // On a warm cluster the name is that of a Service which can be seen to answer.
    let warm = cluster
        .standby
        .as_ref()
        .is_some_and(|standby| standby.value == Standby::Warm);
    (!warm && is_in_cluster(url)).then(|| format!("the cluster `{}`", primary.name.value))
}
