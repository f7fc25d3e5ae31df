//! secret-not-decrypted: encrypted files, and a recovery cluster that has no key for them.

use super::shared::brought::each;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::repo::shown::Lock;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    name: "secret-not-decrypted",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut said = BTreeSet::new();
    each(cx, |brought| {
        let cluster = brought.place.cluster;
        let decrypt = cluster.decrypt.as_ref().map(|decrypt| &decrypt.value);
        let sops = decrypt.is_some_and(|d| d.kms.is_some() || d.age.is_some() || d.gpg.is_some());
        let sealed = decrypt.is_some_and(|d| d.sealed.is_some());
        for (file, lock) in &brought.shown.locks {
            let (what, statement, lost) = match lock {
                Lock::Sops { .. } if !sops => (
                    "encrypted with SOPS",
                    "decrypt sops { age NAME }",
                    "Flux refuses the whole path that it stands in",
                ),
                Lock::Sealed if !sealed => (
                    "sealed",
                    "decrypt sealed-secrets { secret NAMESPACE/NAME }",
                    "a new controller makes a key of its own, and opens nothing that was sealed before",
                ),
                Lock::Sops { .. } | Lock::Sealed => continue,
            };
            // One missing statement is one finding, however many files wait for it.
            if said.insert((cluster.name.span, what)) {
                out.push(
                    Diag::new(
                        "secret-not-decrypted",
                        cluster.name.span,
                        format!(
                            "`{file}` is {what}, and `{}` says no key for it",
                            cluster.name.value
                        ),
                    )
                    .label(lost)
                    .related(brought.path.span, "it comes with this path")
                    .help(format!("write `{statement}` in the cluster")),
                );
            }
        }
    });
}
