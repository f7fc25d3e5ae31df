//! `drplan show`: what the plan promises to each workload, and what is lost at worst.

use super::args::{Args, Format, Show};
use super::{Exit, compiled, io, report};
use crate::diag::near::nearest;
use crate::report::{COLUMNS, promises, table};
use anyhow::Result;

pub(super) fn run(args: &Args, verb: &Show) -> Result<Exit> {
    let columns = verb.columns.iter().chain(&verb.sort);
    for column in columns {
        if !COLUMNS.contains(&column.as_str()) {
            let near = nearest(column, COLUMNS);
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            io::note(
                args,
                &format!("drplan: there is no column `{column}`{hint}"),
            );
            return Ok(Exit::Usage);
        }
    }
    let Some(done) = compiled(args, verb.plan.as_deref())? else {
        return Ok(report::no_plan(args));
    };
    if done.diags.any(args.fail_on.severity()) {
        return report::findings(args, &done);
    }
    let json = args.format == Format::Json;
    let mut rows = match (&done.model, done.facts()) {
        (Some(model), Some(facts)) => promises(model, &facts, json),
        (_, None) | (None, _) => Vec::new(),
    };
    if let Some(column) = &verb.sort {
        rows.sort_by_key(|row| row.key(column));
    }
    if json {
        let value = serde_json::json!({ "format_version": 2, "rows": rows });
        io::print(&(serde_json::to_string_pretty(&value)? + "\n"))?;
    } else {
        let columns: Vec<&str> = if verb.columns.is_empty() {
            COLUMNS.to_vec()
        } else {
            verb.columns.iter().map(String::as_str).collect()
        };
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| columns.iter().map(|column| row.cell(column)).collect())
            .collect();
        io::print(&table(&columns, &rows))?;
    }
    Ok(Exit::Ok)
}
