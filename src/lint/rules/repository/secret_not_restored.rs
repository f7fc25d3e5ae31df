//! secret-not-restored: a Secret or ConfigMap that pods of a recovery need, and that neither Git nor a Restore brings:
//! the kubelet starts none of them (CreateContainerConfigError).

use crate::analyze::effective::Member;
use crate::analyze::recovery::{Content, RecoverySide};
use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{Holder, Mounted};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SECRET_NOT_RESTORED,
    check,
};

/// Made in every namespace by Kubernetes, OpenShift and Istio.
const EVERYWHERE: [&str; 3] = [
    "istio-ca-root-cert",
    "kube-root-ca.crt",
    "openshift-service-ca.crt",
];

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        let whole = applied
            .contents
            .overlay
            .as_ref()
            .is_some_and(|overlay| overlay.whole);
        let Some(member) = applied.member.filter(|_| whole) else {
            continue;
        };
        let lost: Vec<&Mounted> = applied
            .contents
            .mounted
            .iter()
            .filter(|need| {
                !is_given(cx, applied.side, need) && !is_restored(cx, applied.side, member, need)
            })
            .collect();
        let Some(first) = lost.first().filter(|_| once.first(applied.path.span)) else {
            continue;
        };
        let names: BTreeSet<String> = lost
            .iter()
            .map(|need| format!("{} `{}`", need.holder.kind(), need.name))
            .collect();
        let kinds: BTreeSet<&str> = lost.iter().map(|need| need.holder.resource()).collect();
        let kinds: Vec<&str> = kinds.into_iter().collect();
        let names: Vec<String> = names.into_iter().collect();
        let mut diag = LINT
            .diag(
                applied.path.span,
                format!(
                    "nothing brings what pods of `{}` need: {}",
                    applied.path.value,
                    names.join(", ")
                ),
            )
            .about([subjects::of_block(member.block.id)])
            .label(format!(
                "the pods do not start on `{}`, although their data is restored",
                applied.side.cluster.name.value
            ))
            .because(format!("`{}` needs it (`{}`)", first.by, first.file));
        if let Some(other) = lost.iter().find(|need| need.by != first.by) {
            diag = diag.because(format!("`{}` too (`{}`)", other.by, other.file));
        }
        const COMMIT: &str =
            "commit them: encrypted by SOPS, as a SealedSecret, or as an ExternalSecret";
        // Of a namespace that is made again from Git there is no backup.
        out.push(if member.is_from_git_alone() {
            diag.help(COMMIT)
        } else {
            diag.help(format!(
                "write `restore data {{ also {} }}`, so that the Restore brings them",
                kinds.join(", ")
            ))
            .alternative(COMMIT)
        });
    }
}

/// Whether a path of the cluster brings it, or an operator makes it.
fn is_given(cx: &LintCx<'_>, side: &RecoverySide, need: &Mounted) -> bool {
    let own = (need.holder, need.namespace.clone(), need.name.clone());
    EVERYWHERE.contains(&need.name.as_str())
        || cx.inventory.contents_on(side.cluster.id).any(|contents| {
            let given = &contents.given;
            let made = given.prefixes.iter().any(|(namespace, prefix)| {
                *namespace == need.namespace && need.name.starts_with(prefix.as_str())
            });
            let made = need.holder == Holder::Secret && made;
            made || given.copies || given.objects.contains(&own)
        })
}

/// Whether the Restore of its namespace brings it. Another namespace is not this one's.
fn is_restored(cx: &LintCx<'_>, side: &RecoverySide, member: &Member, need: &Mounted) -> bool {
    let is_of = need.namespace.is_empty() || need.namespace == member.name.value.as_str();
    let sides = cx.analysis.rehearsed().iter();
    let mut sides = sides.filter(|other| other.cluster.id == side.cluster.id);
    let Some(side) = sides.next() else {
        return true;
    };
    let mut restores = side.restores.iter().filter(|restore| {
        let mut members = restore.members.iter();
        members.any(|other| other.id.namespace == member.id.namespace)
    });
    let brings = restores.any(|restore| match &restore.content {
        Content::Everything { .. } => true,
        Content::Kinds(kinds) => kinds.contains(need.holder.resource()),
    });
    !is_of || brings
}
