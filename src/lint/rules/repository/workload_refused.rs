//! workload-refused: a workload in Git that differs from the restored one in what cannot be changed: the API server refuses it, and the application does not start (ValidateStatefulSetUpdate of Kubernetes).

use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::restored_workloads::restored_workloads;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{ClaimSpec, Pods};

pub(super) static LINT: Lint = Lint {
    finding: &findings::WORKLOAD_REFUSED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for one in restored_workloads(cx) {
        let path = one.path.value.as_str();
        // A forced Kustomization deletes such a workload and makes it again.
        let carried = cx.inventory.carried(one.side.cluster.id, path);
        let forced = carried.is_some_and(|carried| carried.force);
        let Some(field) = changed(one.side, one.before, one.after).filter(|_| !forced) else {
            continue;
        };
        let (kind, name) = (&one.after.kind, &one.after.name);
        if once.first((one.path.span, kind, name)) {
            out.push(
                LINT.diag(
                    one.path.span,
                    format!(
                        "the {kind} `{name}` in `{}` differs from the restored one in `{field}`",
                        one.after.file
                    ),
                )
                .label("the API server refuses this change: Flux applies nothing of this path, and its application does not start")
                .because(format!(
                    "it is restored as `{}` shows it, because files are written through its pods or everything is restored",
                    one.before.file
                ))
                .help(format!("write the same `{field}` in the overlay of the recovery")),
            );
        }
    }
}

/// The first field that differs and cannot be changed.
fn changed(side: &RecoverySide, before: &Pods, after: &Pods) -> Option<&'static str> {
    let mut fixed = before.fixed.iter();
    // What Flux fills in is not shown.
    let differs = fixed.find(|(field, text)| {
        let other = after.fixed.get(*field);
        let open = text.contains("${") || other.is_some_and(|other| other.contains("${"));
        !open && other != Some(text)
    });
    let templates = || {
        let (old, new) = (templates(before), templates(after));
        let restored: Vec<_> = old
            .into_iter()
            .map(|(name, claim)| (name, mapped(side, claim)))
            .collect();
        let new: Vec<_> = new
            .into_iter()
            .map(|(name, claim)| (name, claim.clone()))
            .collect();
        (restored != new).then_some("volumeClaimTemplates")
    };
    differs.map(|(field, _)| *field).or_else(templates)
}

fn templates(pods: &Pods) -> Vec<(&str, &ClaimSpec)> {
    let volumes = pods.volumes.iter();
    volumes
        .filter_map(|volume| Some((volume.name.as_str(), volume.source.template()?)))
        .collect()
}

/// Velero changes the class of the templates too (change_storageclass_action.go, v1.18.3).
fn mapped(side: &RecoverySide, claim: &ClaimSpec) -> ClaimSpec {
    let mut maps = side.cluster.storage_classes.iter();
    let class = claim.class.as_ref();
    let found = maps.find(|(from, _)| class.is_some_and(|class| *from.value == **class));
    let mapped = found.map(|(_, to)| to.to_string());
    ClaimSpec {
        class: mapped.or_else(|| claim.class.clone()),
        ..claim.clone()
    }
}
