//! reference-not-brought: a Secret or ConfigMap that Flux reads before it applies something, and that nothing brings
//! to a recovery cluster: the release or the Kustomization reports `not found` for ever (helm-controller 1.6,
//! `internal/reconcile/helmrelease`; kustomize-controller 1.9, `internal/decryptor`, `internal/controller`).

mod stated;

use crate::diag::{Diags, findings};
use crate::lint::walk::brought::{is_given, is_restored, may_be_restored};
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::{Recovered, recovered};
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{Holder, Mounted};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REFERENCE_NOT_BROUGHT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for one in recovered(cx) {
        stated::stated(cx, &one, out);
        let missing = missing(cx, &one);
        let mut once = Once::new();
        for (span, need) in &missing {
            // One Secret that many objects read is one cause.
            if !once.first((need.holder, &need.name)) {
                continue;
            }
            let others = missing
                .iter()
                .filter(|(_, other)| {
                    (other.holder, &other.name) == (need.holder, &need.name) && other != need
                })
                .count();
            let what = format!("{} {}/{}", need.holder.kind(), need.namespace, need.name);
            let mut diag = LINT
                .diag(
                    *span,
                    format!(
                        "`{}` in `{}` reads {what}, which nothing brings to `{}`",
                        need.by,
                        need.file,
                        one.side.cluster.stated_name()
                    ),
                )
                .label(
                    "on a new cluster Flux reports that it is not found, and applies nothing of it",
                )
                .related(
                    one.side.cluster.name.span,
                    "this cluster is empty when its recovery begins",
                );
            if others > 0 {
                diag = diag.because(format!(
                    "{others} more read a {} of this name",
                    need.holder.kind()
                ));
            }
            out.push(diag.help(format!(
                "commit {what} to this path, or to the path of a platform that comes before it: a Secret encrypted, sealed, or as an ExternalSecret"
            )));
        }
    }
}

/// What stages read and nothing brings, each with its path.
fn missing<'a>(cx: &LintCx<'a>, one: &Recovered<'a>) -> Vec<(Span, &'a Mounted)> {
    let mut all = Vec::new();
    for stage in &one.stages {
        let early = one.by_path(stage);
        for need in &stage.contents.referenced {
            let restored = stage.member.is_some_and(|member| {
                let own = one.side.cluster.called(member.name.value.as_str());
                match need.namespace == own {
                    true => is_restored(cx, one.side, member, need),
                    false => {
                        let resource = need.holder.resource();
                        may_be_restored(cx, one.side, &need.namespace, resource)
                    }
                }
            });
            let brought = is_given(cx, one.side, need) || early.may_make(&need.name);
            if !brought && !restored && !is_bootstrapped(cx, one, need) {
                all.push((stage.path.span, need));
            }
        }
    }
    all
}

/// Whether it is the Secret of the source that a new cluster is bootstrapped with, or what the plan tells of: its key,
/// its variables.
fn is_bootstrapped(cx: &LintCx<'_>, one: &Recovered<'_>, need: &Mounted) -> bool {
    let cluster = &one.side.cluster;
    let decrypt = cluster.decrypt.as_ref().map(|decrypt| &decrypt.value);
    let keys = decrypt.map(|decrypt| [&decrypt.age, &decrypt.gpg]);
    let mut keys = keys.into_iter().flatten().flatten();
    let source = cx.analysis.source(cluster);
    let kind = need.holder.kind();
    let mut variables = cluster.substitute_from.iter().map(|one| &one.value);
    let stated =
        variables.any(|(holder, name)| holder.eq_ignore_ascii_case(kind) && **name == *need.name);
    let secret = need.name == "flux-system"
        || need.name == *source.name
        || keys.any(|key| *key.value == *need.name);
    need.namespace == cx.model.plan.gitops.flux.namespace()
        && (stated || need.holder == Holder::Secret && secret)
}
