//! label-shared: one claim label for a volume that is copied and one that is not, which a volume policy cannot tell apart.

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::set_volumes;
use crate::lint::{Lint, LintCx};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::LABEL_SHARED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for set in cx.analysis.sets() {
        let volumes: Vec<_> = set_volumes(set).collect();
        for (member, workload, volume) in &volumes {
            let Some(label) = volume
                .label
                .as_ref()
                .filter(|_| !member.copies(workload, volume))
            else {
                continue;
            };
            let other = volumes.iter().find(|(m, w, other)| {
                m.copies(w, other) && other.label.as_ref().is_some_and(|l| l == label)
            });
            if let Some((_, _, other)) = other {
                out.push(shared(label.span, other.span, &label.0, &label.1));
            }
        }
    }
}

fn shared(label: Span, other: Span, key: &str, value: &str) -> Diag {
    LINT.diag(
        label,
        format!("a volume that is copied has the label `{key}={value}` too"),
    )
    .label("a volume policy knows only the labels of claims: both volumes would be left out")
    .related(other, "this one would be left out too")
    .help("give the volume that is not copied a different label")
}
