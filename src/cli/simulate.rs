//! `drplan simulate`: what one loss at one moment does.

use super::args::{Args, Format, Simulate};
use super::{Exit, compiled, io, report};
use crate::analyze::simulate::Lost;
use crate::diag::near::nearest;
use crate::model::value::Instant;
use crate::report::{loss, loss_of};
use anyhow::Result;

pub(super) fn run(args: &Args, verb: &Simulate) -> Result<Exit> {
    let at: Instant = match verb.at.parse() {
        Ok(at) => at,
        Err(shape) => {
            io::note(
                args,
                &format!("drplan: `{}` is no moment: {shape}", verb.at),
            );
            return Ok(Exit::Usage);
        }
    };
    let Some(done) = compiled(args, verb.plan.as_deref())? else {
        return Ok(report::no_plan(args, verb.plan.as_deref()));
    };
    if done.diags.any(args.fail_on.severity()) {
        return report::findings(args, &done);
    }
    let Some(analysis) = &done.analysis else {
        return report::findings(args, &done);
    };
    let Some(lost) = Lost::find(analysis.model(), &verb.lose) else {
        let near = nearest(&verb.lose, Lost::names(analysis.model()));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        io::note(
            args,
            &format!(
                "drplan: the plan has no region and no cluster `{}`{hint}",
                verb.lose
            ),
        );
        return Ok(Exit::Usage);
    };
    let view = loss_of(analysis, lost, at);
    let text = if args.format == Format::Json {
        serde_json::to_string_pretty(&view)? + "\n"
    } else {
        loss(&view)?
    };
    io::print(&text)?;
    Ok(Exit::Ok)
}
