//! What no path of the plan brings.

use super::LINT;
use crate::diag::Diags;
use crate::lint::LintCx;
use crate::lint::walk::beside::unbrought;
use crate::lint::walk::once::Once;
use crate::lint::walk::several_targets::several_targets;
use crate::lint::walk::subjects;
use crate::model::Cluster;
use std::sync::Arc;

/// What no path of a namespace brings, so that the recovery cluster never gets it.
pub(super) fn beside_paths(cx: &LintCx<'_>, primary: &Arc<Cluster>, out: &mut Diags) {
    let mut once = Once::new();
    for (found, member, apps) in unbrought(cx, primary) {
        let (label, namespace) = (&found.label, &found.namespace);
        // A path of several namespaces is `path-in-two-namespaces`.
        let shared = !several_targets(cx, member).is_empty();
        if shared || !once.first((member.block.id, label.clone())) {
            continue;
        }
        out.push(
            LINT.diag(
                member.name.span,
                format!("`{label}` of `{}` has claims in `{namespace}`, and no path of the plan brings it", found.file),
            )
            .label(match member.is_from_git_alone() {
                true => "nothing of this namespace is copied, and no stage of a recovery applies it: it does not come from Git again",
                false => "its volumes are in no worst case, and a recovery cluster gets their copies and nothing that uses them",
            })
            .about([subjects::of_block(member.id.namespace.block)])
            .related(apps.path.span, "what a recovery cluster gets of this namespace")
            .help(format!("move it into `{}`, or write another block `namespace {namespace} {{ apps PATH }}` with its path", apps.path.value)),
        );
    }
}
