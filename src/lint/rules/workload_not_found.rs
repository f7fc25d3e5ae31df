//! workload-not-found: a workload that the shown overlay does not declare: its hooks and volumes are nobody's.

use super::shared::each_shown;
use crate::diag::near::nearest;
use crate::diag::{Diag, Diags, Safety};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "workload-not-found",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_shown(cx, |_, workload, path, overlay| {
        let (kind, name) = &workload.name.value;
        if overlay.find(*kind, name).is_some() || overlay.patches_name(name) {
            return;
        }
        let span = workload.name.span;
        let diag = Diag::new(
            "workload-not-found",
            span,
            format!("no manifest of `{path}` declares `{}`", workload.label()),
        )
        .label("its annotations would have no pod template, and Flux fails on their patch");
        let others: Vec<String> = overlay
            .workloads
            .iter()
            .map(|other| format!("{}/{}", other.kind.word(), other.name))
            .collect();
        let same_name = overlay
            .workloads
            .iter()
            .position(|other| other.name == **name);
        let near = same_name
            .and_then(|at| others.get(at).map(String::as_str))
            .or_else(|| nearest(&workload.label(), others.iter().map(String::as_str)));
        out.push(match (near, others.as_slice()) {
            (Some(near), _) => diag
                .help(format!("write `{near}`"))
                .fix(span, near, Safety::Review),
            (None, []) => diag.help("name the overlay that declares it in `apps`"),
            (None, others) => diag.help(format!("write one of `{}`", others.join("`, `"))),
        });
    });
}
