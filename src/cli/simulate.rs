//! `drplan simulate`: what one loss at one moment does.

use super::args::{Args, Simulate};
use super::{Exit, io, judge, plan, refuse};
use crate::analyze::simulate::Lost;
use crate::diag::near::nearest;
use crate::model::value::Instant;
use crate::output::answer::Format as Answer;
use crate::output::check::{Checked, json};
use crate::output::findings::Format;
use crate::output::simulate::answer;
use crate::report::loss_of;
use anyhow::Result;

pub(super) fn run(args: &Args, verb: &Simulate) -> Result<Exit> {
    let at: Instant = match verb.at.parse() {
        Ok(at) => at,
        Err(shape) => {
            let message = format!("`{}` is not a date and time: {shape}", verb.at);
            return Ok(refuse(args, Exit::Usage, &message));
        }
    };
    let done = match plan::compiled(args, verb.plan.as_deref())? {
        Ok(done) => done,
        Err(exit) => return Ok(exit),
    };
    let exit = judge::exit(args, &done);
    let format = verb.format.unwrap_or_default();
    let Some(analysis) = done.analysis.as_ref().filter(|_| done.is_whole()) else {
        match format {
            Answer::Text => judge::print_and_count(args, &done, Format::Full)?,
            Answer::Json => {
                io::print(&json(&[Checked::new(&done, String::new(), true)], &[]))?;
            }
        }
        return Ok(exit);
    };
    let Some(lost) = Lost::find(analysis.model(), &verb.lose) else {
        let near = nearest(&verb.lose, Lost::names(analysis.model()));
        let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        let message = format!(
            "the plan has no region and no cluster `{}`{hint}",
            verb.lose
        );
        return Ok(refuse(args, Exit::Usage, &message));
    };
    io::print(&answer(format, &loss_of(analysis, lost, at))?)?;
    if format == Answer::Text {
        judge::count(args, &done);
    }
    Ok(exit)
}
