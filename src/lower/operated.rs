//! Workloads that are resources of operators: `recover operator` of that operator is implied, its copy is not.

use crate::diag::{Diag, Diags, Safety, Severity, findings};
use crate::model::{Model, Namespace, OperatorName, Recover, TierValues, Workload, stated_recover};

pub(super) fn check(model: &Model, out: &mut Diags) {
    for block in &model.namespaces {
        let tier = block.tier.as_ref();
        let tier = tier.and_then(|tier| model.tiers.get(tier.value));
        let tier = tier.map(|tier| &tier.values);
        for workload in &block.workloads {
            let Some(operator) = workload.name.value.kind.operator() else {
                continue;
            };
            out.extend_one(another(workload, operator));
            out.extend_one(without_copy(block, tier, (workload, operator), out));
        }
    }
}

/// `recover operator` with the name of another one.
fn another(workload: &Workload, operator: OperatorName) -> Option<Diag> {
    let Some(Recover::Operator(stated)) = workload.recover.as_ref().map(|one| &one.value) else {
        return None;
    };
    let (name, word) = (&stated.name, operator.word());
    (!operator.is_called(&name.value)).then(|| {
        Diag::new(
            &findings::WRONG_VALUE,
            name.span,
            format!(
                "`{}` is not a resource of `{}`",
                workload.label(),
                name.value
            ),
        )
        .label("another operator does not restore it")
        .related(
            workload.name.span,
            format!("this is a resource of `{word}`"),
        )
        .help(format!("write `recover operator {word}`"))
        .fix(name.span, word, Safety::Review)
    })
}

fn without_copy(
    block: &Namespace,
    tier: Option<&TierValues>,
    (workload, operator): (&Workload, OperatorName),
    out: &Diags,
) -> Option<Diag> {
    if stated_recover(&block.values, tier, workload).is_some() {
        return None;
    }
    // One that cannot be read is reported where it stands.
    let mut reported = out.iter().filter(|diag| diag.severity() == Severity::Error);
    let reported = reported.any(|diag| {
        let (own, span) = (workload.span, diag.primary.span);
        span.file == own.file && own.touches(span.start)
    });
    if reported {
        return None;
    }
    let word = operator.word();
    let archive = format!(
        "write `recover operator {word} {{ archive URL {{ region REGION; lag DURATION }} }}`"
    );
    let standby = format!("write `recover operator {word} {{ standby REGION; lag DURATION }}`");
    let copies = match operator.has_archive() {
        true => vec![archive, standby],
        false => vec![standby],
    };
    let mut diag =
        Diag::new(
            &findings::MISSING_STATEMENT,
            workload.name.span,
            format!("`{}` declares no copy outside of the cluster", workload.label()),
        )
        .label("its operator makes pods and claims, and is what recovers it: without an archive or a standby nothing is left to recover from");
    for (at, copy) in copies.into_iter().enumerate() {
        diag = match at {
            0 => diag.help(copy),
            _ => diag.alternative(copy),
        };
    }
    Some(diag.alternative("write `recover rebuild` if nothing of it must survive"))
}
