//! check-not-expressible: a check that no Job can run, because the plan does not declare where to run it.

use crate::analyze::effective::Member;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Probe, Recover};
use crate::recipe::{self, Purpose};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CHECK_NOT_EXPRESSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for drill in cx.model.drills.values() {
        for check in &drill.checks {
            let name = check.namespace.value.as_str();
            let member = cx
                .analysis
                .members()
                .iter()
                .find(|m| m.name.value.as_str() == name);
            let Some(member) = member else { continue };
            for probe in &check.probes {
                let (span, missing) = match probe {
                    Probe::Http(_) => continue,
                    Probe::Sql(text, _) if !asks(member) => (
                        text.span,
                        "a workload whose recipe has a client for queries, such as `quiesce postgres`",
                    ),
                    Probe::Command(words, _) if member.block.workloads.is_empty() => {
                        let Some(first) = words.first() else { continue };
                        (first.span, "a workload in whose pod it runs")
                    }
                    Probe::Sql(..) | Probe::Command(..) => continue,
                };
                out.push(
                    LINT.diag(
                        span,
                        format!("this check needs {missing}, and `{name}` declares none"),
                    )
                    .label("no Job can run it, so the recovery would not be checked")
                    .related(member.block.head, "the namespace")
                    .help("declare the workload, or check with `http`"),
                );
            }
        }
    }
}

fn asks(member: &Member) -> bool {
    member.block.workloads.iter().any(|workload| {
        let asked = match member.recover_of(workload) {
            Some(Recover::Dump(dump)) => Some((Purpose::Dump, &dump.hook)),
            _ => workload
                .quiesce
                .as_ref()
                .map(|q| (Purpose::Quiesce, &q.hook)),
        };
        asked.is_some_and(|(purpose, hook)| recipe::query(purpose, hook, "").is_some())
    })
}
