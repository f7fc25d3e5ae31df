//! claim-refused: a claim in Git that differs from the restored one: the API server refuses it, and the application does not start.

use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::walk::restored_claims::{Before, before};
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{Applied, Claim, ClaimSpec};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLAIM_REFUSED,
    check,
};

/// What differs, and what to write.
struct Refused {
    /// What differs.
    why: String,
    /// The same of several claims of one file; `None` where it is one of its own.
    of_several: Option<String>,
    /// What to write.
    help: String,
    /// What may be written instead.
    alternative: Option<String>,
}

/// How many claims are listed by name.
const LISTED: usize = 8;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        // A component brings a claim of one form to many applications, which is one cause.
        let mut all: Vec<(&Claim, Vec<&str>, Refused)> = Vec::new();
        for claim in &applied.contents.claims {
            let Some(before) = before(cx, &applied, claim) else {
                continue;
            };
            let other = before.claim;
            let refused = match claim.applied {
                Applied::Leaves => None,
                Applied::Changes | Applied::Replaces => class_differs(applied.side, other, claim)
                    .or_else(|| shrinks(other, claim))
                    .or_else(|| is_another(other, claim))
                    .or_else(|| is_bound(cx, applied.side, &before, claim))
                    .or_else(|| is_filled(claim)),
            };
            let Some(refused) = refused else { continue };
            if !once.first((applied.path.span, &claim.namespace, &claim.name)) {
                continue;
            }
            let same = all.iter_mut().find(|(first, _, known)| {
                refused.of_several.is_some()
                    && known.of_several == refused.of_several
                    && first.file == claim.file
                    && first.applied == claim.applied
            });
            match same {
                Some((_, names, _)) => names.push(&claim.name),
                None => all.push((claim, vec![&claim.name], refused)),
            }
        }
        for (claim, names, refused) in all {
            let what = match (names.as_slice(), &refused.of_several) {
                ([_, _, ..], Some(several)) => {
                    format!("the claims {} in `{}` {several}", list(&names), claim.file)
                }
                _ => format!(
                    "the claim `{}` in `{}` {}",
                    claim.name, claim.file, refused.why
                ),
            };
            let diag = LINT
                .diag(applied.path.span, what)
                .label(match claim.applied {
                    Applied::Replaces => "the API server refuses this change of a claim: Flux deletes the restored claim with its data, and makes it again without",
                    Applied::Changes | Applied::Leaves => "the API server refuses this change of a claim: Flux applies nothing of the Kustomization that brings it, and its application does not start",
                })
                .help(refused.help);
            out.push(match refused.alternative {
                Some(other) => diag.alternative(other),
                None => diag,
            });
        }
    }
}

fn list(names: &[&str]) -> String {
    match names.split_at_checked(LISTED) {
        Some((first, [_, ..])) => {
            let rest = names.len().saturating_sub(LISTED);
            format!("`{}` and {rest} more", first.join("`, `"))
        }
        _ => format!("`{}`", names.join("`, `")),
    }
}

/// The class that Velero gives to the restored claim, against that in Git.
fn class_differs(side: &RecoverySide, before: &Claim, after: &Claim) -> Option<Refused> {
    let (old, new) = (before.spec.class.as_ref()?, after.spec.class.as_ref()?);
    if old.contains("${") || new.contains("${") {
        return None;
    }
    let mut maps = side.cluster.storage_classes.iter();
    let mapped = maps.find(|(from, _)| *from.value == **old);
    let restored = mapped.map_or(old.as_str(), |(_, to)| to);
    (restored != new).then(|| {
        Refused::new(
            format!("has the class `{new}`, but it is restored with `{restored}`"),
            match mapped {
                Some(_) => format!(
                    "write `storageClassName: {restored}` in an overlay of its own for the recovery"
                ),
                None => format!(
                    "write `storage-class {old} -> {new}` in cluster `{}`",
                    side.cluster.stated_name()
                ),
            },
        )
    })
}

fn shrinks(before: &Claim, after: &Claim) -> Option<Refused> {
    let (old, new) = (before.spec.size?, after.spec.size?);
    (new < old).then(|| {
        Refused::new(
            format!("requests {new}, but it is restored with {old}"),
            format!("request {old} or more"),
        )
    })
}

/// Fields of a claim that cannot be changed, and that a Restore leaves unchanged.
fn is_another(before: &Claim, after: &Claim) -> Option<Refused> {
    let (old, new) = (&before.spec, &after.spec);
    if old.open || new.open {
        return None;
    }
    let modes = |spec: &ClaimSpec| {
        let modes: Vec<&str> = spec.access.iter().map(String::as_str).collect();
        format!("[{}]", modes.join(", "))
    };
    if old.access != new.access && !old.access.is_empty() && !new.access.is_empty() {
        return Some(Refused::new(
            format!(
                "has `accessModes: {}`, but it is restored with `{}`",
                modes(new),
                modes(old)
            ),
            format!("write `accessModes: {}`", modes(old)),
        ));
    }
    (old.block != new.block).then(|| {
        let mode = |spec: &ClaimSpec| if spec.block { "Block" } else { "Filesystem" };
        Refused::new(
            format!(
                "has `volumeMode: {}`, but it is restored with `{}`",
                mode(new),
                mode(old)
            ),
            format!("write `volumeMode: {}`", mode(old)),
        )
    })
}

/// A claim that names its volume: where its data is copied, Velero removes the name, so that a new volume is made
/// (`restore/restore.go` for files, `restore/actions/csi/pvc_action.go` for snapshots, v1.15.0 to v1.18.1).
fn is_bound(
    cx: &LintCx<'_>,
    side: &RecoverySide,
    before: &Before<'_>,
    after: &Claim,
) -> Option<Refused> {
    let name = &after.spec.volume;
    let contents = cx.inventory.contents_on(side.primary.id);
    let mut volumes = contents.flat_map(|contents| &contents.volumes);
    let shown = volumes.find(|volume| volume.name == *name);
    let kept = match before.by_files {
        // Nothing else fits the class `""`: that the claim is never bound is `volume-not-copied`.
        true => is_there_before(cx, side, name) || after.spec.class.as_deref() == Some(""),
        // What no snapshot is made of is restored with its claim, and that it has no copy is `volume-not-copied`.
        false => shown.is_some_and(|volume| volume.source != "csi"),
    };
    let changed = side.cluster.modifiers.is_some();
    (!name.is_empty() && !name.contains("${") && !kept && !changed).then(|| Refused {
        why: format!(
            "is bound to the volume `{name}`, but the restored claim has a volume of its own"
        ),
        of_several: Some(
            "are bound to volumes by `volumeName`, but the restored claims have volumes of their own"
                .to_owned(),
        ),
        help: LEAVE.to_owned(),
        alternative: Some(
            "leave `volumeName` out in an overlay of its own for the recovery".to_owned(),
        ),
    })
}

/// Whether a platform brings a volume of this name before the Restore, so that a claim of files may be bound to it.
fn is_there_before(cx: &LintCx<'_>, side: &RecoverySide, name: &str) -> bool {
    let mut platforms = cx.model.platforms.values();
    platforms.any(|platform| {
        let path = platform.path.value.as_str();
        let contents = cx.inventory.contents(side.cluster.id, path);
        contents.is_some_and(|contents| contents.volumes.iter().any(|one| one.name == *name))
    })
}

/// A claim that something fills when it is made: Velero removes that from every claim that is bound, when it backs it
/// up (`backup/actions/backup_pv_action.go`, v1.15.0 to v1.18.1).
fn is_filled(after: &Claim) -> Option<Refused> {
    let (field, by) = after.spec.source.as_ref()?;
    Some(Refused {
        why: format!("has `{field}` with `{by}`, but it is restored without it"),
        of_several: Some(format!("have `{field}`, but they are restored without it")),
        help: LEAVE.to_owned(),
        alternative: Some(format!(
            "leave `{field}` out in an overlay of its own for the recovery"
        )),
    })
}

/// What makes Flux leave a restored claim alone.
const LEAVE: &str = "write the annotation `kustomize.toolkit.fluxcd.io/ssa: IfNotPresent` on the claim: Flux makes it where it is missing, and leaves a restored one unchanged";

impl Refused {
    fn new(why: String, help: String) -> Self {
        Self {
            why,
            of_several: None,
            help,
            alternative: None,
        }
    }
}
