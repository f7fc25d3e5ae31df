//! `drplan show`: what the plan promises to each workload, and what is lost at worst.

use super::args::{Args, Show};
use super::{Exit, io, judge, plan, refuse};
use crate::diag::near::nearest;
use crate::output::answer::Format as Answer;
use crate::output::findings::Format;
use crate::output::show::{Choice, json, text};
use crate::report::Column;
use anyhow::Result;

pub(super) fn run(args: &Args, verb: &Show) -> Result<Exit> {
    let named = verb.columns.iter().chain(&verb.sort);
    for column in named {
        if Column::find(column).is_none() {
            let near = nearest(column, Column::ALL.map(Column::name));
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let all: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
            let message = format!(
                "there is no column `{column}`{hint}; the columns are {}",
                all.join(", ")
            );
            return Ok(refuse(args, Exit::Usage, &message));
        }
    }
    let done = match plan::compiled(args, verb.plan.as_deref())? {
        Ok(done) => done,
        Err(exit) => return Ok(exit),
    };
    let columns = verb.columns.iter();
    let choice = Choice {
        columns: columns.filter_map(|column| Column::find(column)).collect(),
        sort: verb.sort.as_deref().and_then(Column::find),
    };
    let exit = judge::exit(args, &done);
    if verb.format == Some(Answer::Json) {
        io::print(&json(&done, &choice))?;
        return Ok(exit);
    }
    if !done.is_whole() {
        judge::print_and_count(args, &done, Format::Full)?;
        return Ok(exit);
    }
    let (table, left_out) = text(&done, &choice, io::width());
    io::print(&table)?;
    if !left_out.is_empty() {
        io::note(
            args,
            &format!(
                "not shown, for lack of width: {}; `--columns` chooses",
                left_out.join(", ")
            ),
        );
    }
    if let Some(reading) = &done.reading {
        io::note(args, reading);
    }
    judge::count(args, &done);
    Ok(exit)
}
