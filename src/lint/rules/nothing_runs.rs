//! nothing-runs: files of a workload without pods: a file backup reads volumes through pods that run.

use super::shared::each_declared;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::Method;

pub(super) static LINT: Lint = Lint {
    name: "nothing-runs",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    each_declared(cx, |shown, workload, declared| {
        let files = shown.member.method_of(workload) == Method::FileBackup;
        let (_, name) = &workload.name.value;
        if !files || declared.replicas != Some(0) || shown.patches_name(name) || shown.scales(name)
        {
            return;
        }
        out.push(
            Diag::new(
                "nothing-runs",
                workload.name.span,
                format!("`{}` has no pods in `{}`", workload.label(), declared.file),
            )
            .label("a file backup reads volumes through pods that run: it would be Completed without these")
            .help("recover it by `snapshot`, which asks for no pod, or give it a replica"),
        );
    });
}
