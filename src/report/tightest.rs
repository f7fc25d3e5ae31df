//! The promise of a plan that is nearest to being broken.

use crate::analyze::Analysis;
use crate::analyze::guarantees::{DataLoss, Guarantee};
use crate::analyze::quantities::Seconds;
use serde::Serialize;

/// A promise, and the worst case that it is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tightest {
    /// `rpo` or `rto`.
    pub value: &'static str,
    /// `NAMESPACE[/KIND/NAME]`.
    pub workload: String,
    /// What is promised.
    pub promised: String,
    /// What it comes to at worst.
    pub worst: String,
}

/// The promise of which the worst case takes the largest part; `None` where nothing is promised
/// that can be computed.
pub fn tightest(analysis: &Analysis) -> Option<Tightest> {
    let all = analysis.guarantees().iter().flat_map(promises);
    let used = |worst: Seconds, promised: Seconds| {
        u128::from(worst.get()) * 1_000_000 / u128::from(promised.get().max(1))
    };
    // The first of the plan leads where several are as tight.
    let mut best: Option<(u128, Tightest)> = None;
    for (one, value, promised, worst) in all {
        let part = used(worst, promised);
        if best.as_ref().is_none_or(|(most, _)| part > *most) {
            let found = Tightest {
                value,
                workload: one.label(),
                promised: promised.to_string(),
                worst: worst.to_string(),
            };
            best = Some((part, found));
        }
    }
    best.map(|(_, found)| found)
}

/// A line of the plan, which value, what is promised, and the worst case.
type Promise<'a> = (&'a Guarantee, &'static str, Seconds, Seconds);

fn promises(one: &Guarantee) -> Vec<Promise<'_>> {
    let mut found = Vec::new();
    if let (DataLoss::Staleness(worst) | DataLoss::Lag(worst), Some(rpo)) =
        (one.loss, one.member.rpo)
    {
        found.push((one, "rpo", Seconds::from(rpo.value), worst));
    }
    if let (Some(rto), Some(back)) = (one.member.rto, one.back) {
        found.push((one, "rto", Seconds::from(rto.value), back));
    }
    found
}
