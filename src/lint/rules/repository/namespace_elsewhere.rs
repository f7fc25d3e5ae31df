//! namespace-elsewhere: a path whose objects are in another namespace than the one that the plan recovers.

use crate::analyze::effective::Member;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::several_targets::several_targets;
use crate::lint::walk::shown_pods::shown_pods;
use crate::lint::walk::{shown_blocks, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::NamespaceName;
use crate::repository::contents::Contents;
use crate::repository::workloads::Overlay;

pub(super) static LINT: Lint = Lint {
    finding: &findings::NAMESPACE_ELSEWHERE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for shown in shown_pods(cx) {
        let (member, pods) = (shown.member, shown.pods);
        let whole = shown
            .contents
            .overlay
            .as_ref()
            .is_some_and(|overlay| overlay.whole);
        let other = pods.namespace.as_str();
        let shared = !several_targets(cx, member).is_empty();
        let stated = !other.is_empty() && !other.contains("${");
        // A path of several namespaces is `path-in-two-namespaces`.
        let elsewhere = stated && !shared && !names(member, other);
        // Where not everything is shown, one of the same name may be in the namespace too.
        if elsewhere && (whole || !is_named(cx, other)) {
            once.first(member.id.namespace.block);
            let workload = shown.workload;
            out.push(
                LINT.diag(
                    workload.name.span,
                    format!("`{}` is in the namespace `{other}`, not in `{}`", workload.label(), member.name.value.as_str()),
                )
                .about(subjects::of_workload(workload.id))
                .label("the backups of this namespace contain neither its objects nor its volumes")
                .because(format!("`{}` is applied so, with what its kustomization.yaml and its Kustomization say", pods.file))
                .help(format!("declare it in `namespace {other}`, or change the namespace in Git")),
            );
        }
    }
    for (member, path, overlay) in shown_blocks(cx) {
        let contents = cx.inventory.contents(member.id.cluster, path);
        let Some(others) = contents.and_then(|contents| others(member, contents, overlay)) else {
            continue;
        };
        let shared = !several_targets(cx, member).is_empty();
        if !shared && once.first(member.id.namespace.block) {
            out.push(
                LINT.diag(
                    member.name.span,
                    format!(
                        "no object of `{path}` is in the namespace `{}`",
                        member.name.value.as_str()
                    ),
                )
                .about([subjects::of_block(member.id.namespace.block)])
                .label("its backups contain nothing of this application")
                .because(format!("the objects are in `{}`", others.join("`, `")))
                .help("write the namespace of the objects here, or change it in Git"),
            );
        }
    }
}

fn names(member: &Member, namespace: &str) -> bool {
    let mut names = member.block.names.iter();
    names.any(|name| name.value.as_str() == namespace)
}

fn is_named(cx: &LintCx<'_>, namespace: &str) -> bool {
    let mut names = cx.model.namespaces.iter().flat_map(|block| &block.names);
    names.any(|name| name.value.as_str() == namespace)
}

/// The namespaces of a path, where all of its objects are shown and none of them is in one of the block.
fn others<'a>(member: &Member, contents: &'a Contents, overlay: &Overlay) -> Option<Vec<&'a str>> {
    if !overlay.whole || member.name.value == NamespaceName::Rest || !contents.releases.is_empty() {
        return None;
    }
    let there = contents.namespaces.as_ref()?;
    let pods = contents.pods.iter().map(|pods| &pods.namespace);
    let claims = contents.claims.iter().map(|claim| &claim.namespace);
    let mut all = pods.chain(claims);
    let open = all.clone().next().is_none() || all.any(String::is_empty);
    let own = there.iter().any(|name| names(member, name));
    (!open && !own).then(|| there.iter().map(String::as_str).collect())
}
