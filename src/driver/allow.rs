//! `allow` and `accept`: what a plan accepts, up to which day.

use crate::diag::{Diag, Diags, Safety, Subject, findings};
use crate::model::Model;
use crate::model::value::Date;

/// What was accepted up to a day that has passed.
fn expired_accepts(model: &Model, today: Date) -> impl Iterator<Item = Diag> {
    let accepts = model.accepts.iter().enumerate();
    let expired = accepts.filter(move |(_, accept)| accept.until.value < today);
    expired.map(|(index, accept)| {
        let until = &accept.until;
        Diag::new(
            &findings::ACCEPT_EXPIRED,
            until.span,
            format!("this `accept` ended on {}", until.value),
        )
        .about([Subject::Accept(index)])
        .label("the weaker value is not accepted from the next day on")
        .help("promise the earlier value again, or accept the weaker one up to a later day")
    })
}

/// Takes out what is allowed, and says which `allow` has expired or allows nothing. Gives how many
/// findings were taken out.
pub(super) fn apply_allows(model: &Model, today: Date, out: &mut Diags) -> usize {
    let findings = out.len();
    let mut late = Vec::new();
    for allow in &model.allows {
        if allow.until.value < today {
            late.push(
                Diag::new(
                    &findings::ALLOW_EXPIRED,
                    allow.until.span,
                    format!("this `allow` ended on {}", allow.until.value),
                )
                .label("the finding counts again from the next day on")
                .help(format!(
                    "fix what `{}` reports, or allow it again with a later day",
                    allow.finding.value
                )),
            );
            continue;
        }
        let before = out.len();
        out.retain(|diag| {
            let here = allow.within.is_none_or(|within| {
                diag.primary.span.file == within.file
                    && within.start <= diag.primary.span.start
                    && diag.primary.span.end <= within.end
            });
            !(here && diag.name() == &*allow.finding.value)
        });
        if out.len() == before {
            late.push(
                Diag::new(
                    &findings::ALLOW_UNUSED,
                    allow.span,
                    format!("there is no `{}` here to allow", allow.finding.value),
                )
                .label("allows nothing")
                .help("remove it")
                .fix(allow.span, "", Safety::Safe),
            );
        }
    }
    let allowed = findings - out.len();
    late.extend(expired_accepts(model, today));
    late.into_iter().for_each(|diag| out.push(diag));
    allowed
}
