//! state-not-declared: a workload with claims that the plan does not declare: no sum knows its volumes.

use crate::analyze::effective::Member;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::{shown_blocks, subjects};
use crate::lint::{Lint, LintCx};
use crate::repository::workloads::Overlay;
use std::sync::Arc;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STATE_NOT_DECLARED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let (mut once, mut once_a_path) = (Once::new(), Once::new());
    for (member, path, overlay) in shown_blocks(cx) {
        let beside = beside(cx, member, path);
        for found in overlay
            .workloads
            .iter()
            .filter(|found| !found.claims.is_empty())
        {
            // Which namespace it is in is not known where no file says it.
            let is_of = |member: &Member| {
                let mut names = member.block.names.iter();
                found.namespace.is_empty()
                    || names.any(|name| name.value.as_str() == &*found.namespace)
            };
            let declared = beside.iter().filter(|other| is_of(other)).any(|other| {
                let mut workloads = other.block.workloads.iter();
                // One of another kind is a wrong name, which is said there.
                workloads.any(|workload| *workload.name.value.name == *found.name)
            });
            let misnamed = beside.iter().any(|other| {
                let overlay = overlay_of(cx, other).unwrap_or(overlay);
                other.block.workloads.iter().any(|workload| {
                    let name = &workload.name.value;
                    overlay.find(name.kind, &name.name, &[]).is_none()
                })
            });
            if !is_of(member)
                || declared
                || misnamed
                || !once.first((member.id.namespace.block, &found.name))
                || !once_a_path.first((member.id.cluster, path, &found.name, &found.namespace))
            {
                continue;
            }
            let label = format!("{}/{}", found.kind.word(), found.name);
            out.push(
                LINT.diag(
                    member.name.span,
                    format!("`{label}` of `{path}` has claims, and the plan does not declare it"),
                )
                .label("its volumes are in no worst case, so it is not known whether the promises hold")
                .because(format!(
                    "`{}` has the claims `{}`",
                    found.file,
                    found.claims.join("`, `")
                ))
                .about([subjects::of_block(member.id.namespace.block)])
                .help(format!(
                    "write `workload {label} {{ recover METHOD; volume {} }}`, or `recover rebuild` where nothing of it must survive",
                    found.claims.join("; volume ")
                )),
            );
        }
    }
}

/// The namespaces of a cluster whose applications come from a path, from one above it or from one below
/// it: one overlay may bring the workloads of several.
fn beside<'a>(cx: &LintCx<'a>, member: &Member, path: &str) -> Vec<&'a Arc<Member>> {
    let is_within = |inner: &str, outer: &str| {
        let rest = inner.strip_prefix(outer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let all = cx.analysis.members().iter();
    let members = all.filter(|other| {
        let apps = other.block.apps.as_ref();
        other.id.cluster == member.id.cluster
            && apps.is_some_and(|apps| {
                let other = apps.path.value.as_str();
                is_within(other, path) || is_within(path, other)
            })
    });
    members.collect()
}

fn overlay_of<'a>(cx: &LintCx<'a>, member: &Member) -> Option<&'a Overlay> {
    let path = member.block.apps.as_ref()?.path.value.as_str();
    cx.inventory
        .contents(member.id.cluster, path)?
        .overlay
        .as_ref()
}
