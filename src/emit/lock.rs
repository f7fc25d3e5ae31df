//! `guarantees.lock`: one line a workload with what it is promised and what is lost at worst, so
//! that a weaker promise shows in the diff of a commit whichever statement it comes from.

use super::{Bundle, Doc, names};
use crate::analyze::Ready;
use crate::analyze::guarantee::{self, Guarantee, Loss};
use crate::model::Model;

pub(super) fn emit(ready: &Ready<'_>, bundle: &mut Bundle) {
    let model = ready.model();
    let mut lines: Vec<String> = guarantee::all(model, ready.facts())
        .iter()
        .map(|guarantee| line(model, guarantee))
        .collect();
    if lines.is_empty() {
        return;
    }
    lines.sort_unstable();
    let text = format!(
        "# Written by drplan: do not edit; change the plan and run `drplan build`.\n# What plan {} promises to each workload, and what is lost at worst.\n{}\n",
        model.plan.name.value,
        lines.join("\n")
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

fn line(model: &Model, guarantee: &Guarantee<'_, '_>) -> String {
    let member = guarantee.member;
    let worst = match guarantee.loss {
        Loss::Age(worst) | Loss::Lag(worst) => worst.to_string(),
        Loss::Everything => "everything".to_owned(),
        Loss::NoData => "no-data".to_owned(),
        Loss::Unknown => "unknown".to_owned(),
    };
    let copies = guarantee.copies();
    let or_none = |text: String| {
        if text.is_empty() {
            "none".to_owned()
        } else {
            text
        }
    };
    format!(
        "{} {} tier={} scope={} rpo={} worst={worst} rto={} back={} keep={} method={} copies={} consistency={}",
        member.cluster.name.value,
        guarantee.label(),
        member.tier.name.value,
        guarantee.scope.word(),
        member.rpo.0,
        or_none(member.rto.map_or_else(String::new, |rto| rto.0.to_string())),
        guarantee
            .back
            .map_or_else(|| "none".to_owned(), |back| back.to_string()),
        member.keep.0,
        guarantee.method.word(),
        or_none(copies.join(",")),
        guarantee.consistency(model),
    )
}
