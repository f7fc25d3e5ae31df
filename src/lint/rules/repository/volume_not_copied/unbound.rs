//! Claims that nothing binds after their Restore: no provisioner serves their class, and no PersistentVolume of Git is
//! there before the Restore.
//!
//! Velero clears the `volumeName` of a claim that it restores and keeps its class, and the plugin of classes skips one
//! that has none (`restore.go`, `change_storageclass_action.go`, v1.18.3). A data mover makes a claim of the same class
//! for itself, which stays Pending too (`exposer/generic_restore.go`).

mod paired;

use super::Fault;
use crate::analyze::backup::demand::Capture;
use crate::analyze::effective::Member;
use crate::analyze::recovery::{Mapped, RecoverySide};
use crate::lint::LintCx;
use crate::lint::walk::claim_names::Used;
use crate::repository::contents::{ClaimSpec, Contents, StorageClass, Volume};

/// What a class is called whose volumes are made by hand.
const BY_HAND: &str = "kubernetes.io/no-provisioner";

/// A claim whose class no provisioner serves on a cluster that restores it.
pub(super) fn of_class(
    cx: &LintCx<'_>,
    member: &Member,
    (spec, used): (&ClaimSpec, Option<Used<'_>>),
    copy: Capture,
) -> Option<Fault> {
    let stated = spec.class.as_deref()?;
    let mut sides = cx.analysis.sides().iter().filter(|side| {
        !side.at_home() && side.primary.id == member.id.cluster && side.cluster.modifiers.is_none()
    });
    sides.find_map(|side| {
        let mapped = Mapped::Classes.of_side(side);
        let class = mapped.get(stated).map_or(stated, String::as_str);
        let before = before_the_restore(cx, side);
        if stated.is_empty() {
            // The plugin of classes leaves a claim without one alone, whatever its map says.
            // A volume that is there already is bound as it is, and nothing brings the snapshot into it.
            let filled = copy == Capture::Files || is_moved(cx, member);
            let found = filled && before.iter().any(|one| brings(one, "", used, member));
            return (!found && is_whole(&before)).then(|| without_class(side, copy));
        }
        let declared = before.iter().flat_map(|one| &one.storage);
        let Some(by_hand) = declared.into_iter().find(|one| one.name == class) else {
            let found = before.iter().any(|one| brings(one, class, used, member));
            let volume = (!found).then(|| paired::paired_by(cx, (side, member), class));
            // What was not read may have a class of any name, but not one that is the name of a volume.
            let volume = volume
                .flatten()
                .filter(|volume| is_whole(&before) || paired::is_named_after(class, volume));
            return volume.map(|volume| of_pair(side, class, volume));
        };
        let none = by_hand.provisioner == BY_HAND
            && !before.iter().any(|one| brings(one, class, used, member))
            // A provisioner of local volumes makes PersistentVolumes by itself.
            && is_whole(&before)
            && !before.iter().any(|one| one.hides_objects);
        none.then(|| of_hand(side, by_hand))
    })
}

/// What is applied to a cluster before anything is restored there: its platforms, and what its author's Flux applies.
fn before_the_restore<'a>(cx: &LintCx<'a>, side: &RecoverySide) -> Vec<&'a Contents> {
    let platforms = cx.model.platforms.values();
    let paths = platforms.map(|platform| platform.path.value.as_str());
    let shown = paths.filter_map(|path| cx.inventory.contents(side.cluster.id, path));
    shown.chain(cx.inventory.own(side.cluster.id)).collect()
}

fn is_whole(contents: &[&Contents]) -> bool {
    contents.iter().all(|one| one.whole)
}

/// Whether a data mover fills new volumes with the snapshots of a namespace.
fn is_moved(cx: &LintCx<'_>, member: &Member) -> bool {
    let set = cx.analysis.set_of(member.id);
    set.is_none_or(|set| set.moves_data)
}

fn without_class(side: &RecoverySide, copy: Capture) -> Fault {
    let cluster = side.cluster.stated_name();
    match copy {
        Capture::Files => Fault {
            is: format!(
                "has the class `\"\"`, and nothing brings a PersistentVolume that fits it to `{cluster}` before the Restore"
            ),
            why: "Velero restores the claim without the volume that it had, and no provisioner makes another one: the claim stays Pending, and the gate never opens",
            help: "put the PersistentVolume into the path of a platform, which is applied before the Restore, or give the claim a class with a provisioner",
        },
        Capture::Snapshot => Fault {
            is: format!(
                "has the class `\"\"`, so that no provisioner makes a volume of the copy on `{cluster}`"
            ),
            why: "Velero restores the claim without the volume that it had, and the claim to which the data is copied has no class either: both stay Pending, and the Restore fails after half an hour",
            help: "give the claim the class of a CSI driver, or write `recover file-backup` and put the PersistentVolume into the path of a platform, which is applied before the Restore",
        },
    }
}

fn of_hand(side: &RecoverySide, class: &StorageClass) -> Fault {
    let cluster = side.cluster.stated_name();
    Fault {
        is: format!(
            "is restored with the class `{}` on `{cluster}`, for which `{}` states no provisioner",
            class.name, class.file
        ),
        why: "only a PersistentVolume of this class could be bound to the claim, and none is there before the Restore: the claim stays Pending, and the gate never opens",
        help: "write `storage-class OLD -> NEW` in the recovery cluster with a class that has a provisioner, or put PersistentVolumes of the class into the path of a platform",
    }
}

fn of_pair(side: &RecoverySide, class: &str, volume: &Volume) -> Fault {
    let cluster = side.cluster.stated_name();
    Fault {
        is: format!(
            "has the class `{class}`, which only pairs it with the PersistentVolume `{}` of `{}`, and nothing brings one to `{cluster}` before the Restore",
            volume.name, volume.file
        ),
        why: "Velero restores the claim without the volume that it had, and no provisioner serves this class: the claim stays Pending, and the gate never opens",
        help: "put the PersistentVolume into the path of a platform, which is applied before the Restore, or write `storage-class OLD -> NEW` in the recovery cluster with a class that has a provisioner",
    }
}

/// Whether a path has a PersistentVolume that a claim of this class may be bound to.
fn brings(contents: &Contents, class: &str, used: Option<Used<'_>>, member: &Member) -> bool {
    let fits = |volume: &&Volume| {
        let (namespace, name) = &volume.claim;
        let free = name.is_empty();
        let of = member.name.value.as_str();
        volume.class == class
            && (free || namespace == of && used.is_none_or(|used| used.holds(name)))
    };
    contents.volumes.iter().any(|volume| fits(&volume))
}
