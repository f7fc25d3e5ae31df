//! What is only declared, and is older than promised: copies of another tool, and archives that volumes are filled from.

use super::LINT;
use crate::analyze::effective::Member;
use crate::analyze::rpo;
use crate::diag::Diag;
use crate::lint::LintCx;
use crate::model::value::Duration;
use crate::model::{Elsewhere, Volume};
use crate::source::Spanned;

/// What is fetched from an archive that is further behind than is promised.
pub(super) fn refilled(cx: &LintCx<'_>, member: &Member, volume: &Volume) -> Option<Diag> {
    let lag = volume.refill.as_ref()?.lag;
    let what = format!(
        "data of `{}` that is {} behind",
        volume.name.value, lag.value
    );
    let diag = late(cx, member, lag, &what)?;
    Some(diag.help("let the archive be less behind, or promise a longer RPO"))
}

/// What another tool copies less often than is promised.
pub(super) fn elsewhere(cx: &LintCx<'_>, member: &Member, copy: &Elsewhere) -> Option<Diag> {
    let tool = copy.tool.value.as_str();
    let what = format!("a copy of `{tool}` that is {} old", copy.rpo.value);
    let mut diag = late(cx, member, copy.rpo, &what)?;
    let observed = cx.analysis.observed();
    for shown in observed.copiers_of(&member.block, tool) {
        diag = diag.because(format!("the repository shows {shown}"));
    }
    Some(diag.help("let the tool copy more often, or promise a longer RPO"))
}

/// The first promise that data of an age breaks.
fn late(cx: &LintCx<'_>, member: &Member, age: Spanned<Duration>, what: &str) -> Option<Diag> {
    let promises = rpo::promises(cx.model, member);
    let late = promises.iter().find(|promise| age.value > promise.rpo)?;
    let diag = LINT
        .diag(age.span, format!("{what} breaks the RPO of {}", late.rpo))
        .label("this much data is lost with the original");
    Some(match late.span {
        Some(span) => diag.related(span, "the promise"),
        None => diag,
    })
}
