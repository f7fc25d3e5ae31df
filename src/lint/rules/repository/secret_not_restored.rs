//! secret-not-restored: a Secret or ConfigMap that pods of a recovery need, and that neither Git nor a Restore brings:
//! the kubelet starts none of them (CreateContainerConfigError).

use crate::analyze::effective::Member;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::{Applied, applied};
use crate::lint::walk::brought::{is_given, is_restored, may_be_restored};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::value::RepoPath;
use crate::repository::contents::Mounted;
use crate::source::Spanned;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::SECRET_NOT_RESTORED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let (mut once, mut once_elsewhere) = (Once::new(), Once::new());
    for applied in applied(cx) {
        let (Some(first), Some(overlay)) = (applied.member, &applied.contents.overlay) else {
            continue;
        };
        // What a chart makes in its own namespace may be a Secret.
        let read = |need: &&Mounted| match need.namespace.as_str() {
            "" => overlay.whole,
            namespace => !overlay.may_get_objects(namespace),
        };
        let needs = applied.contents.mounted.iter().filter(read);
        let lost: Vec<&Mounted> = needs
            .filter(|need| !is_given(cx, applied.side, need))
            .collect();
        let members = of_path(cx, &applied);
        for (member, path) in &members {
            let own = |need: &&Mounted| match need.namespace.as_str() {
                "" => member.id == first.id,
                namespace => is_called(&applied, member, namespace),
            };
            let own = lost.iter().copied().filter(own);
            let own: Vec<&Mounted> = own
                .filter(|need| !is_restored(cx, applied.side, member, need))
                .collect();
            if let Some(diag) = lacking(&applied, path, &own)
                && once.first(path.span)
            {
                let diag = diag.about([subjects::of_block(member.block.id)]);
                out.push(advised(diag, member, &own));
            }
        }
        let plan = &cx.model.plan;
        let elsewhere = |need: &&Mounted| {
            let namespace = need.namespace.as_str();
            let of_plan = |(member, _): &(&Member, _)| is_called(&applied, member, namespace);
            // What Velero and Flux need is reported of them.
            let own = [plan.gitops.flux.namespace(), plan.velero_namespace()];
            !namespace.is_empty()
                && !own.contains(&namespace)
                && !members.iter().any(of_plan)
                && !may_be_restored(cx, applied.side, namespace, need.holder.resource())
        };
        let elsewhere: Vec<&Mounted> = lost.iter().copied().filter(elsewhere).collect();
        if let Some(diag) = lacking(&applied, applied.path, &elsewhere)
            && once_elsewhere.first(applied.path.span)
        {
            let names: BTreeSet<&str> = elsewhere.iter().map(|one| &*one.namespace).collect();
            let names: Vec<&str> = names.into_iter().collect();
            out.push(
                diag.about([subjects::of_block(first.block.id)])
                    .because(format!("no Restore brings anything to `{}`", names.join("`, `")))
                    .help(COMMIT)
                    .alternative(format!(
                        "write `namespace {} {{ tier TIER; apps {}; restore data {{ also {} }} }}`, so that a Restore brings them",
                        names.join(", "),
                        first.block.apps.as_ref().map_or("", |apps| apps.path.value.as_str()),
                        kinds(&elsewhere),
                    )),
            );
        }
    }
}

const COMMIT: &str = "commit them: encrypted by SOPS, as a SealedSecret, or as an ExternalSecret";

/// The namespaces that are applied from a path on its side, each with where the plan names the path.
fn of_path<'a>(cx: &LintCx<'a>, applied: &Applied<'a>) -> Vec<(&'a Member, &'a Spanned<RepoPath>)> {
    let members = cx.analysis.members_of(&applied.side.primary);
    let all = members.filter_map(|member| {
        let path = applied.side.overlay(member.block.apps.as_ref()?);
        (path.value == applied.path.value).then_some((&**member, path))
    });
    all.collect()
}

/// Whether a namespace has this name on the cluster that recovers.
fn is_called(applied: &Applied<'_>, member: &Member, namespace: &str) -> bool {
    let own = member.name.value.as_str();
    applied.side.cluster.called(own) == namespace || own == namespace
}

/// The kinds, as `also` names them.
fn kinds(lost: &[&Mounted]) -> String {
    let kinds: BTreeSet<&str> = lost.iter().map(|need| need.holder.resource()).collect();
    kinds.into_iter().collect::<Vec<_>>().join(", ")
}

/// What is lost of one namespace; `None` where nothing is.
fn lacking(applied: &Applied<'_>, path: &Spanned<RepoPath>, lost: &[&Mounted]) -> Option<Diag> {
    let first = lost.first()?;
    let names: BTreeSet<String> = lost
        .iter()
        .map(|need| format!("{} `{}`", need.holder.kind(), need.name))
        .collect();
    let names: Vec<String> = names.into_iter().collect();
    let mut diag = LINT
        .diag(
            path.span,
            format!(
                "nothing brings what pods of `{}` need: {}",
                path.value,
                names.join(", ")
            ),
        )
        .label(format!(
            "the pods do not start on `{}`, although their data is restored",
            applied.side.cluster.stated_name()
        ))
        .because(format!("`{}` needs it (`{}`)", first.by, first.file));
    if let Some(other) = lost.iter().find(|need| need.by != first.by) {
        diag = diag.because(format!("`{}` too (`{}`)", other.by, other.file));
    }
    Some(diag)
}

/// Of a namespace that is made again from Git there is no backup.
fn advised(diag: Diag, member: &Member, lost: &[&Mounted]) -> Diag {
    match member.is_from_git_alone() {
        true => diag.help(COMMIT),
        false => diag
            .help(format!(
                "write `restore data {{ also {} }}`, so that the Restore brings them",
                kinds(lost)
            ))
            .alternative(COMMIT),
    }
}
