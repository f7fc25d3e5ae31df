//! kind-may-be-missing: a kind that nothing brings to a recovery cluster, where the primary gets more from elsewhere.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::{Recovered, recovered};
use crate::lint::{Lint, LintCx};
use crate::repository::Unread;

pub(super) static LINT: Lint = Lint {
    finding: &findings::KIND_MAY_BE_MISSING,
    check,
};

/// Groups of Kubernetes itself that have a dot: all of them end like this, and so do some of add-ons.
const OWN: &str = ".k8s.io";
/// Groups of add-ons that end so too.
const ADDED: [&str; 3] = [
    "gateway.networking.k8s.io",
    "policy.networking.k8s.io",
    "snapshot.storage.k8s.io",
];

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    // What is installed before Flux may bring any kind.
    if cx.inventory.bootstrap.is_shown() {
        return;
    }
    for one in recovered(cx).iter().filter(|one| one.is_whole()) {
        of_cluster(cx, one, out);
    }
}

fn of_cluster(cx: &LintCx<'_>, one: &Recovered<'_>, out: &mut Diags) {
    let Some(primary) = one.primary.filter(|primary| !primary.whole) else {
        return;
    };
    // Everything that the cluster gets was read: these parts are of the primary.
    let parts = cx.inventory.reading.unread.iter();
    let parts: Vec<&Unread> = parts
        .filter(|part| part.what.contains('/') && !part.release)
        .collect();
    let any_chart = one.all().any(|all| !all.charts.is_empty());
    let mut once = Once::new();
    for stage in &one.stages {
        for ((group, kind), asked) in &stage.contents.kinds.used {
            let built_in =
                !group.contains('.') || group.ends_with(OWN) && !ADDED.contains(&group.as_str());
            let known = group.ends_with(".toolkit.fluxcd.io") || group == "velero.io";
            let here = one.all().any(|all| all.kinds.bring(group, kind).is_some());
            if built_in || known || here || primary.kinds.bring(group, kind).is_some() {
                continue;
            }
            let mut parts = parts.iter();
            let part = parts.find(|part| brings(&part.what, group, kind, any_chart));
            let Some(part) = part.filter(|part| once.first(part.file.clone())) else {
                continue;
            };
            let folder = part.file.rsplit_once('/').map_or("", |(folder, _)| folder);
            let (cluster, name) = (one.side.cluster.stated_name(), &one.side.primary.name.value);
            out.push(
                LINT.diag(
                    stage.path.span,
                    format!("nothing that is read brings the kind `{kind}` of `{group}` to `{cluster}`, and `{asked}` has an object of it"),
                )
                .label("on a new cluster Flux applies nothing of a path with an object whose kind is not there")
                .because(format!("`{}` takes `{}` from elsewhere, and nothing applies it to `{cluster}`", part.file, part.what))
                .related(one.side.primary.name.span, format!("Flux applies it to `{name}`"))
                .help(format!("write `platform NAME {{ path {folder} }}`")),
            );
        }
    }
}

/// Whether an address from elsewhere may bring a kind: it names the kind or its group, or definitions where no chart that
/// is not known may bring them.
fn brings(what: &str, group: &str, kind: &str, any_chart: bool) -> bool {
    let what = what.to_lowercase();
    what.contains(group)
        || what.contains(&kind.to_lowercase())
        || !any_chart && what.contains("crd")
}
