//! driver-not-snapshotted: a claim whose class is of a driver without a snapshot class: Velero's run is
//! PartiallyFailed, or leaves the volume out (`util/csi/volume_snapshot.go`, v1.18.3).

use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::drivers;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::shown_pods::{ShownPods, shown_pods};
use crate::lint::walk::{shown_blocks, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::{ClusterId, Method};
use crate::repository::contents::{ClaimSpec, PodVolume, StorageClass};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::DRIVER_NOT_SNAPSHOTTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for shown in shown_pods(cx) {
        let (member, workload) = (shown.member, shown.workload);
        if capture(cx.model, member, workload) != Some(Capture::Snapshot) {
            continue;
        }
        for found in &shown.pods.volumes {
            let mut declared = workload.volumes.iter();
            let declared = declared.find(|volume| volume.name.value.as_str() == found.name);
            let copied = declared.is_none_or(|volume| member.copies(workload, volume));
            let span = match declared {
                Some(volume) => volume.name.span,
                None if workload.volumes.is_empty() => workload.name.span,
                // One that the plan leaves out of its sums is reported there.
                None => continue,
            };
            let Some(class) = asked(&shown, found)
                .filter(|_| copied)
                .and_then(|claim| class(cx, member.id.cluster, claim, &shown.pods.file))
            else {
                continue;
            };
            if without(cx, member.id.cluster, &class) && once.first((span, class.name.clone())) {
                let what = format!("volume `{}` of `{}`", found.name, workload.label());
                let about = match declared {
                    Some(volume) => subjects::of_volume(volume.id).to_vec(),
                    None => subjects::of_workload(workload.id).to_vec(),
                };
                report(span, (&what, &class), about, out);
            }
        }
    }
    for (member, _, contents) in shown_blocks(cx).filter_map(|(member, path, _)| {
        Some((
            member,
            path,
            cx.inventory.contents(member.id.cluster, path)?,
        ))
    }) {
        if !member.block.workloads.is_empty() || member.method.value != Method::Snapshot {
            continue;
        }
        let of = |namespace: &str| namespace == member.name.value.as_str();
        let claims = contents.claims.iter().filter(|claim| of(&claim.namespace));
        let claims = claims.map(|claim| (&claim.name, &claim.spec));
        let pods = contents.pods.iter().filter(|pods| of(&pods.namespace));
        let templates = pods
            .flat_map(|pods| &pods.volumes)
            .filter_map(|volume| Some((&volume.name, volume.source.template()?)));
        for (name, claim) in claims.chain(templates) {
            if claim.is_excluded() {
                continue;
            }
            let class = class(cx, member.id.cluster, claim, "");
            if let Some(class) = class.filter(|class| without(cx, member.id.cluster, class))
                && once.first((member.name.span, class.name.clone()))
            {
                let about = vec![subjects::of_block(member.id.namespace.block)];
                report(
                    member.name.span,
                    (&format!("the claim `{name}`"), &class),
                    about,
                    out,
                );
            }
        }
    }
}

/// What a volume asks for, where a claim or a template says it.
fn asked<'a>(shown: &ShownPods<'a>, found: &'a PodVolume) -> Option<&'a ClaimSpec> {
    let claim = || shown.claim(&found.source).map(|claim| &claim.spec);
    found.source.template().or_else(claim)
}

/// The class of a claim, where Git shows it: the one that it names, or the only default.
fn class(
    cx: &LintCx<'_>,
    cluster: ClusterId,
    claim: &ClaimSpec,
    file: &str,
) -> Option<StorageClass> {
    if !claim.volume.is_empty() {
        return None;
    }
    let all = || {
        let contents = cx.inventory.contents_on(cluster);
        contents.flat_map(|contents| &contents.storage)
    };
    if let Some(name) = &claim.class {
        let declared = all().find(|class| class.name == *name).cloned();
        return declared.or_else(|| of_distribution(name, file));
    }
    let mut defaults = all().filter(|class| class.default);
    let first = defaults.next()?;
    defaults.all(|other| other == first).then(|| first.clone())
}

/// Classes that distributions bring by themselves, with their provisioners: nothing in Git declares them.
const OF_DISTRIBUTIONS: [(&str, &str); 4] = [
    ("local-path", "rancher.io/local-path"),
    ("microk8s-hostpath", "microk8s.io/hostpath"),
    ("openebs-device", "openebs.io/local"),
    ("openebs-hostpath", "openebs.io/local"),
];

fn of_distribution(name: &str, file: &str) -> Option<StorageClass> {
    let mut rows = OF_DISTRIBUTIONS.iter();
    let (name, provisioner) = rows.find(|(own, _)| *own == name)?;
    Some(StorageClass {
        file: file.to_owned(),
        name: (*name).to_owned(),
        provisioner: (*provisioner).to_owned(),
        ..StorageClass::default()
    })
}

/// Whether nothing that is known makes snapshots of the volumes of a class.
fn without(cx: &LintCx<'_>, cluster: ClusterId, class: &StorageClass) -> bool {
    let driver = class.provisioner.as_str();
    if driver.is_empty() || driver.contains("${") {
        return false;
    }
    let mut ours = cx.model.snapshots.values();
    let mut contents = cx.inventory.contents_on(cluster);
    let shown = ours.any(|snapshots| *snapshots.driver.value == *driver)
        || cx
            .inventory
            .classes
            .values()
            .any(|class| class.driver == driver)
        || contents.any(|one| one.snapshot_drivers.iter().any(|of| of == driver));
    // Without a `snapshots` block the classes are the author's, and may not be in Git.
    let known = !cx.model.snapshots.is_empty() || is_no_driver(driver);
    !shown && known
}

/// Whether a provisioner is known to make volumes that no snapshot can be made of.
fn is_no_driver(driver: &str) -> bool {
    drivers::takes_none(driver) || driver.starts_with("kubernetes.io/")
}

fn report(
    span: Span,
    (what, class): (&str, &StorageClass),
    about: Vec<crate::diag::Subject>,
    out: &mut Diags,
) {
    let StorageClass {
        file,
        name,
        provisioner,
        ..
    } = class;
    let diag = LINT
        .diag(
            span,
            format!("{what} has the class `{name}` of `{provisioner}`, of which no snapshots are made"),
        )
        .about(about)
        .label("Velero finds no snapshot class for this driver: the backup is PartiallyFailed and cannot be restored, or it is Completed without this data")
        .because(match class.default || OF_DISTRIBUTIONS.iter().all(|(own, _)| own != name) {
            true => format!("`{file}` declares the class"),
            false => format!("`{file}` asks for the class, which distributions bring with this provisioner"),
        });
    out.push(match is_no_driver(provisioner) {
        true => diag.help("write `recover file-backup`: this provisioner makes no snapshots"),
        false => diag
            .help(format!(
                "write `snapshots NAME {{ driver {provisioner} }}` if the driver makes snapshots"
            ))
            .alternative("write `recover file-backup`"),
    });
}
