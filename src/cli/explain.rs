//! `drplan explain`: a finding's page, or where an effective value comes from.

use super::args::{Args, Explain};
use super::{Exit, compiled, io, report};
use crate::diag::{findings, near::nearest};
use crate::lower::selector_of;
use anyhow::Result;

const VALUES: [&str; 6] = ["rpo", "rto", "keep", "store", "method", "schedule"];

pub(super) fn run(args: &Args, verb: &Explain) -> Result<Exit> {
    if let Some(row) = findings::find(&verb.what) {
        io::print(row.page)?;
        return Ok(Exit::Ok);
    }
    let Some(selector) = selector_of(&verb.what) else {
        let near = nearest(&verb.what, findings::FINDINGS.iter().map(|row| row.name));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        io::note(
            args,
            &format!(
                "drplan: `{}` is neither a finding nor NAMESPACE.VALUE{hint}",
                verb.what
            ),
        );
        return Ok(Exit::Usage);
    };
    let Some(done) = compiled(args, verb.plan.as_deref())? else {
        return Ok(report::no_plan(args, verb.plan.as_deref()));
    };
    let values = done
        .analysis
        .as_ref()
        .map(|analysis| crate::report::chain_of(&done.sources, analysis, &selector));
    let values = values.unwrap_or_default();
    if values.is_empty() {
        let words = VALUES.join("`, `");
        io::note(
            args,
            &format!(
                "drplan: the plan has no `{}`; a value is one of `{words}`",
                verb.what
            ),
        );
        return Ok(Exit::Usage);
    }
    io::print(&crate::report::chain(&crate::report::ChainView { values })?)?;
    Ok(Exit::Ok)
}
