//! What is only declared, and is older than promised: copies of another tool, and archives that volumes are filled from.

use super::LINT;
use crate::analyze::effective::Member;
use crate::analyze::rpo;
use crate::diag::Diag;
use crate::lint::LintCx;
use crate::model::{Elsewhere, Volume};

/// What is fetched from an archive that is further behind than is promised.
pub(super) fn refilled(cx: &LintCx<'_>, member: &Member, volume: &Volume) -> Option<Diag> {
    let lag = volume.refill.as_ref()?.lag;
    let promises = rpo::promises(cx.model, member);
    let late = promises.iter().find(|promise| lag.value > promise.rpo)?;
    let mut diag = LINT
        .diag(
            lag.span,
            format!(
                "data of `{}` that is {} behind breaks the RPO of {}",
                volume.name.value, lag.value, late.rpo
            ),
        )
        .label("this much data is lost with the original");
    if let Some(span) = late.span {
        diag = diag.related(span, "the promise");
    }
    Some(diag.help("let the archive be less behind, or promise a longer RPO"))
}

/// What another tool copies less often than is promised.
pub(super) fn elsewhere(cx: &LintCx<'_>, member: &Member, copy: &Elsewhere) -> Option<Diag> {
    let promises = rpo::promises(cx.model, member);
    let late = promises
        .iter()
        .find(|promise| copy.rpo.value > promise.rpo)?;
    let tool = copy.tool.value.as_str();
    let mut diag = LINT
        .diag(
            copy.rpo.span,
            format!(
                "a copy of `{tool}` that is {} old breaks the RPO of {}",
                copy.rpo.value, late.rpo
            ),
        )
        .label("this much data is lost with the original");
    if let Some(span) = late.span {
        diag = diag.related(span, "the promise");
    }
    let observed = cx.analysis.observed();
    for shown in observed.copiers_of(&member.block, tool) {
        diag = diag.because(format!("the repository shows {shown}"));
    }
    Some(diag.help("let the tool copy more often, or promise a longer RPO"))
}
