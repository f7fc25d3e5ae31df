//! secret-not-decrypted: encrypted files that are applied to a recovery cluster without a key for them.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::Encryption;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SECRET_NOT_DECRYPTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        let cluster = &applied.side.cluster;
        let decrypt = cluster.decrypt.as_ref().map(|decrypt| &decrypt.value);
        let sops = decrypt.is_some_and(|d| d.kms.is_some() || d.age.is_some() || d.gpg.is_some());
        let sealed = decrypt.is_some_and(|d| d.sealed.is_some());
        for (file, encryption) in &applied.contents.encrypted {
            let (what, statement, lost) = match encryption {
                Encryption::Sops { .. } if !sops => (
                    "SOPS-encrypted",
                    "decrypt sops { age NAME }",
                    "Flux refuses the whole path that contains it",
                ),
                Encryption::Sealed if !sealed => (
                    "sealed",
                    "decrypt sealed-secrets { secret NAMESPACE/NAME }",
                    "the controller of a new cluster creates a key of its own, and cannot decrypt what was sealed before",
                ),
                Encryption::Sops { .. } | Encryption::Sealed => continue,
            };
            // One missing statement is one finding, however many files need it.
            if once.first((cluster.name.span, what)) {
                out.push(
                    LINT.diag(
                        cluster.name.span,
                        format!(
                            "`{}` declares no key for the {what} file `{file}`",
                            cluster.stated_name()
                        ),
                    )
                    .label(lost)
                    .related(applied.path.span, "this path contains it")
                    .help(format!(
                        "write `{statement}` in cluster `{}`",
                        cluster.stated_name()
                    )),
                );
            }
        }
    }
}
