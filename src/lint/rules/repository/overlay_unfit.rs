//! overlay-unfit: the overlay of a recovery runs a workload so that it cannot use the data that is restored for it.

use crate::analyze::backup::demand::capture;
use crate::diag::{Diags, findings};
use crate::lint::walk::made_claims::runs;
use crate::lint::walk::once::Once;
use crate::lint::walk::shown_pods::{pods_of, shown_pods};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{Contents, Mount, Pods};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::OVERLAY_UNFIT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for shown in shown_pods(cx) {
        let (member, workload) = (shown.member, shown.workload);
        let Some(apps) = &member.block.apps else {
            continue;
        };
        if capture(cx.model, member, workload).is_none() {
            continue;
        }
        for side in cx.analysis.sides() {
            let overlay = side.overlay(apps);
            let same = overlay.value == apps.path.value;
            if same
                || side.primary.id != member.id.cluster
                || !once.first((workload.id, overlay.span))
            {
                continue;
            }
            let there = cx
                .inventory
                .contents(side.cluster.id, overlay.value.as_str());
            let Some(there) = there else { continue };
            let Some(new) = pods_of(there, workload, member.name.value.as_str()) else {
                continue;
            };
            let volumes = workload
                .volumes
                .iter()
                .filter(|volume| member.copies(workload, volume));
            let volumes: Vec<&str> = volumes.map(|volume| volume.name.value.as_str()).collect();
            let faults = faults((shown.contents, shown.pods), (there, new), &volumes);
            if faults.is_empty() {
                continue;
            }
            let mut diag = LINT
                .diag(
                    overlay.span,
                    format!(
                        "`{}` of `{}` does not fit the data of the primary",
                        workload.label(),
                        overlay.value
                    ),
                )
                .label(
                    "the data is restored, and what runs there does not find it or cannot read it",
                )
                .about(subjects::of_workload(workload.id));
            for fault in faults {
                diag = diag.because(fault);
            }
            out.push(diag.help("remove the difference from the overlay of the recovery"));
        }
    }
}

fn faults(
    (here, old): (&Contents, &Pods),
    (there, new): (&Contents, &Pods),
    volumes: &[&str],
) -> Vec<String> {
    let mut faults = Vec::new();
    // Something that is shown may start them: a scaler does.
    let mut scalers = there.scalers.iter();
    let scaled = scalers.any(|one| one.of_kind == new.kind && one.of_name == new.name);
    if runs(here, old) && !runs(there, new) && !scaled {
        faults.push("it has 0 `replicas`, and those of the primary run".to_owned());
    }
    for own in &old.runs {
        let Some(other) = new.runs.iter().find(|one| one.name == own.name) else {
            continue;
        };
        let of = |one: &&Mount| volumes.is_empty() || volumes.contains(&one.volume.as_str());
        let name = &own.name;
        // A container that reads nothing of the data may be of any version.
        if !own.mounts.iter().any(|one| of(&one)) {
            continue;
        }
        if let (Some((image, major)), Some((image_there, major_there))) =
            (own.engine(), other.engine())
            && (image, major) != (image_there, major_there)
        {
            faults.push(format!(
                "container `{name}` runs `{}`, and `{}` on the primary",
                other.image, own.image
            ));
        }
        let mounts: BTreeSet<&Mount> = own.mounts.iter().filter(of).collect();
        let there: BTreeSet<&Mount> = other.mounts.iter().collect();
        for mount in mounts {
            let volume = &mount.volume;
            let mut places = there.iter().filter(|one| one.volume == *volume);
            let same = places.clone().any(|one| one.place() == mount.place());
            if let Some(other) = places.next().filter(|_| !same) {
                let at = |mount: &Mount| match mount.place() {
                    (path, "") => format!("`{path}`"),
                    (path, inside) => format!("`{path}` (`subPath: {inside}`)"),
                };
                faults.push(format!(
                    "container `{name}` has volume `{volume}` at {}, and at {} on the primary",
                    at(other),
                    at(mount)
                ));
            }
        }
        if own.places != other.places {
            let all = own.places.keys().chain(other.places.keys());
            let mut keys: Vec<&String> = all
                .filter(|key| own.places.get(*key) != other.places.get(*key))
                .collect();
            keys.dedup();
            for key in keys {
                faults.push(format!(
                    "container `{name}` has another `{key}` than on the primary"
                ));
            }
        }
    }
    faults
}
