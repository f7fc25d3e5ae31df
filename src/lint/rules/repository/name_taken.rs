//! name-taken: an object in Git with the kind, the namespace and the name of one that the plan writes to the same cluster. In one
//! folder kustomize refuses both (`may not add resource with an already registered id`: kustomize api/resmap/reswrangler.go,
//! v5.7); in two, each Kustomization applies its own, and the one that no longer has it deletes it for both
//! (kustomize-controller, `prune` by inventory).

use crate::analyze::recovery::{Mapped, RecoverySide};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Cluster;
use crate::repository::contents::Owned;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NAME_TAKEN,
    check,
};

/// Kind, namespace and name.
type Id = (&'static str, String, String);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    // What a recovery will write is taken too: on the day of the loss it is too late to rename something.
    let sides = cx.analysis.sides().iter();
    for side in sides.chain(cx.analysis.rehearsed()) {
        let cluster = &side.cluster;
        let written = written(cx, side);
        let own = cx.inventory.own(cluster.id);
        let of_root = own.into_iter().flat_map(|own| &own.owned);
        let paths = cx.inventory.all_contents();
        let of_paths = paths.filter(|(on, ..)| *on == cluster.id && side.manages_apps);
        let of_paths = of_paths.flat_map(|(_, _, contents)| &contents.owned);
        let all = of_root
            .map(|one| (one, one.direct))
            .chain(of_paths.map(|one| (one, false)));
        for (one, direct) in all {
            let id = (one.kind, one.namespace.clone(), one.name.clone());
            let theirs = one.plan != cx.model.plan.name.value.as_str();
            let place = (cluster.site_id(), one.kind, &one.namespace, &one.name);
            if theirs && written.contains(&id) && once.first(place) {
                out.push(report(cluster, one, direct));
            }
        }
    }
}

/// What the plan writes to a cluster. Names that hold one of these and more are left out.
fn written(cx: &LintCx<'_>, side: &RecoverySide) -> BTreeSet<Id> {
    let plan = &cx.model.plan;
    let (flux, velero) = (plan.gitops.flux.namespace(), plan.velero_namespace());
    let mut ids = BTreeSet::new();
    let mut add = |kind, namespace: &str, name: String| {
        ids.insert((kind, namespace.to_owned(), name));
    };
    for stage in &side.stages {
        add("Kustomization", flux, stage.name.clone());
    }
    if side.stages.is_empty() {
        return ids;
    }
    let named = &plan.name.value;
    for store in &side.stores {
        let name = format!("{named}-{}", store.name.value);
        add("BackupStorageLocation", velero, name);
    }
    for set in cx.analysis.sets_of(&side.cluster) {
        add("Schedule", velero, set.schedule_name.clone());
    }
    for restore in &side.restores {
        add("Restore", velero, restore.name.clone());
    }
    if let Some(run) = side.run_label() {
        add("ConfigMap", flux, format!("{named}-complete-{run}"));
        add("ConfigMap", velero, format!("{named}-result-{run}"));
    }
    if side.manages_apps && !side.stores.is_empty() {
        for (mapped, what) in [
            (Mapped::Classes, "storage-classes"),
            (Mapped::Images, "images"),
        ] {
            if !mapped.of_side(side).is_empty() {
                add("ConfigMap", velero, format!("{named}-{what}"));
            }
        }
    }
    ids
}

fn report(cluster: &Cluster, one: &Owned, direct: bool) -> Diag {
    let Owned {
        file,
        kind,
        name,
        plan,
        ..
    } = one;
    let path = cluster.path();
    let on = cluster.stated_name();
    let label = match direct && *kind == "Kustomization" {
        true => format!(
            "kustomize refuses two objects of one name in a folder: Flux applies nothing of `{path}` any more, neither this file nor a stage of the plan"
        ),
        false => "two Kustomizations change this object in turn, and Flux deletes it for both once one of them no longer has it".to_owned(),
    };
    let span = cluster.path.as_ref().map(|path| path.span);
    let diag = LINT
        .diag(
            span.unwrap_or(cluster.name.span),
            format!("the plan writes a {kind} `{name}` to `{on}`, and `{file}` has one too"),
        )
        .label(label);
    match plan.as_str() {
        "" => diag.help(format!("give the {kind} in `{file}` another name")),
        plan => diag.because(format!("plan `{plan}` wrote that file")).help(
            "give one of the two plans a name that does not begin with the name of the other one",
        ),
    }
}
