//! `guarantees.lock`: one line a workload with what it is promised and what is lost at worst, so
//! that a weaker promise shows in the diff of a commit whichever statement it comes from.

use crate::analyze::guarantees::{DataLoss, Guarantee};
use crate::analyze::origin::Sourced;
use crate::analyze::{Ready, told};
use crate::emit::bundle::{Bundle, Doc};
use crate::emit::names;
use crate::model::value::Duration;

pub(super) fn emit(ready: Ready<'_>, bundle: &mut Bundle) {
    let model = ready.model();
    let guarantees = ready.analysis().guarantees().iter();
    let mut lines: Vec<String> = guarantees.map(line).collect();
    if lines.is_empty() {
        return;
    }
    lines.sort_unstable();
    let text = format!(
        "# Written by drplan: do not edit; change the plan and run `drplan build`.\n# What plan {} promises to each workload, and what is lost at worst.\n{}\n{}",
        model.plan.name.value,
        lines.join("\n"),
        told::lines(ready.analysis())
    );
    bundle.files.insert(
        names::lock(model),
        Doc {
            text,
            objects: Vec::new(),
            origin: model.plan.span,
        },
    );
}

fn line(guarantee: &Guarantee) -> String {
    let member = &guarantee.member;
    let worst = match guarantee.loss {
        DataLoss::Staleness(worst) | DataLoss::Lag(worst) | DataLoss::Declared(worst) => {
            worst.to_string()
        }
        DataLoss::Everything => "everything".to_owned(),
        DataLoss::NoData => "no-data".to_owned(),
        DataLoss::Unknown => "unknown".to_owned(),
    };
    let copies = guarantee.copies();
    let or_none = |text: String| {
        if text.is_empty() {
            "none".to_owned()
        } else {
            text
        }
    };
    let time = |stated: Option<Sourced<Duration>>| {
        or_none(stated.map_or_else(String::new, |stated| stated.value.to_string()))
    };
    // A promise that rests on what was not read is not as good as one that was proved.
    let not_read = match guarantee.verdict() {
        verdict if verdict.is_proved() || !verdict.status.is_kept() => String::new(),
        verdict => format!(" not-read={}", verdict.not_read),
    };
    let mut whens = String::new();
    for when in member.when() {
        let values = [("rpo", when.rpo), ("rto", when.rto)];
        for (key, value) in values {
            if let Some(value) = value {
                let scope = when.scope.value.word();
                whens.push_str(&format!(" when-{scope}-{key}={}", value.value));
            }
        }
    }
    format!(
        "{} {} tier={} scope={} rpo={} worst={worst} rto={} back={} keep={} method={} copies={} consistency={}{whens}{not_read}",
        member.cluster.stated_name(),
        guarantee.label(),
        or_none(
            member
                .tier
                .as_ref()
                .map_or_else(String::new, |tier| tier.name.value.to_string())
        ),
        guarantee.scope.word(),
        time(member.rpo),
        time(member.rto),
        guarantee
            .back
            .map_or_else(|| "none".to_owned(), |back| back.to_string()),
        time(member.keep),
        guarantee.method.word(),
        or_none(copies.join(",")),
        guarantee.consistency().word(),
    )
}
