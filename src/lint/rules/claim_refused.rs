//! claim-refused: a claim in Git that differs from the one that comes back: the API server refuses it, and the application stays out.

use super::shared::brought::each;
use crate::analyze::recovery::Place;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::repo::shown::Claim;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    name: "claim-refused",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut seen = BTreeSet::new();
    each(cx, |brought| {
        let primary = brought.backed_up(cx);
        for claim in &brought.shown.claims {
            let mut backed_up = primary.iter().flat_map(|shown| &shown.claims);
            let Some(other) = backed_up.find(|other| other.name == claim.name) else {
                continue;
            };
            let refused =
                class_differs(brought.place, other, claim).or_else(|| shrinks(other, claim));
            if let Some((why, help)) = refused
                && seen.insert((brought.path.span, &claim.name))
            {
                out.push(
                    Diag::new(
                        "claim-refused",
                        brought.path.span,
                        format!("the claim `{}` in `{}` {why}", claim.name, claim.file),
                    )
                    .label("a claim cannot be changed so: Flux applies nothing of this path, and its application does not start")
                    .help(help),
                );
            }
        }
    });
}

/// The class that Velero gives to the restored claim, against that in Git.
fn class_differs(place: &Place<'_>, before: &Claim, after: &Claim) -> Option<(String, String)> {
    let (old, new) = (before.class.as_ref()?, after.class.as_ref()?);
    let mut maps = place.cluster.storage_classes.iter();
    let mapped = maps.find(|(from, _)| *from.value == **old);
    let restored = mapped.map_or(old.as_str(), |(_, to)| to);
    (restored != new).then(|| {
        (
            format!("has the class `{new}`, and comes back with `{restored}`"),
            match mapped {
                Some(_) => format!(
                    "write `storageClassName: {restored}` in an overlay of its own for the recovery"
                ),
                None => format!(
                    "write `storage-class {old} -> {new}` in cluster `{}`",
                    place.cluster.name.value
                ),
            },
        )
    })
}

fn shrinks(before: &Claim, after: &Claim) -> Option<(String, String)> {
    let (old, new) = (before.size?, after.size?);
    (new < old).then(|| {
        (
            format!("asks for {new}, and comes back with {old}"),
            format!("ask for {old} or more"),
        )
    })
}
