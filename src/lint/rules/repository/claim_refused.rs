//! claim-refused: a claim in Git that differs from the restored one: the API server refuses it, and the application does not start.

use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{Claim, ClaimSpec, Contents};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLAIM_REFUSED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        let primary = applied.backed_up(cx);
        for claim in own(applied.contents) {
            let mut backed_up = primary.iter().flat_map(|contents| own(contents));
            let Some(other) = backed_up.find(|other| other.name == claim.name) else {
                continue;
            };
            let refused = class_differs(applied.side, other, claim)
                .or_else(|| shrinks(other, claim))
                .or_else(|| is_another(other, claim));
            if let Some((why, help)) = refused
                && once.first((applied.path.span, &claim.name))
            {
                out.push(
                    LINT.diag(applied.path.span,
                        format!("the claim `{}` in `{}` {why}", claim.name, claim.file),
                    )
                    .label("the API server refuses this change of a claim: Flux applies nothing of this path, and its application does not start")
                    .help(help),
                );
            }
        }
    }
}

/// The claims of a path that no Kustomization below it brings.
fn own(contents: &Contents) -> impl Iterator<Item = &Claim> {
    contents.claims.iter().filter(|claim| !claim.nested)
}

/// The class that Velero gives to the restored claim, against that in Git.
fn class_differs(side: &RecoverySide, before: &Claim, after: &Claim) -> Option<(String, String)> {
    let (old, new) = (before.spec.class.as_ref()?, after.spec.class.as_ref()?);
    let mut maps = side.cluster.storage_classes.iter();
    let mapped = maps.find(|(from, _)| *from.value == **old);
    let restored = mapped.map_or(old.as_str(), |(_, to)| to);
    (restored != new).then(|| {
        (
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

fn shrinks(before: &Claim, after: &Claim) -> Option<(String, String)> {
    let (old, new) = (before.spec.size?, after.spec.size?);
    (new < old).then(|| {
        (
            format!("requests {new}, but it is restored with {old}"),
            format!("request {old} or more"),
        )
    })
}

/// Fields of a claim that cannot be changed, and that a Restore leaves unchanged.
fn is_another(before: &Claim, after: &Claim) -> Option<(String, String)> {
    let (old, new) = (&before.spec, &after.spec);
    let modes = |spec: &ClaimSpec| {
        let modes: Vec<&str> = spec.access.iter().map(String::as_str).collect();
        format!("[{}]", modes.join(", "))
    };
    if old.access != new.access && !old.access.is_empty() && !new.access.is_empty() {
        return Some((
            format!(
                "has `accessModes: {}`, but it is restored with `{}`",
                modes(new),
                modes(old)
            ),
            format!("write `accessModes: {}`", modes(old)),
        ));
    }
    if old.block != new.block {
        let mode = |spec: &ClaimSpec| if spec.block { "Block" } else { "Filesystem" };
        return Some((
            format!(
                "has `volumeMode: {}`, but it is restored with `{}`",
                mode(new),
                mode(old)
            ),
            format!("write `volumeMode: {}`", mode(old)),
        ));
    }
    if old.volume != new.volume && !new.volume.is_empty() {
        return Some((
            format!(
                "is bound to the volume `{}`, but the restored claim has a volume of its own",
                new.volume
            ),
            "remove `volumeName` from the claim of the recovery".to_owned(),
        ));
    }
    None
}
