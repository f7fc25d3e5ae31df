//! `drplan show`: what the plan promises to each workload, and what is lost at worst.

use super::args::{Args, Format, Show};
use super::{Exit, compiled, io, report};
use crate::diag::near::nearest;
use crate::report::{Column, promises, table};
use anyhow::Result;

pub(super) fn run(args: &Args, verb: &Show) -> Result<Exit> {
    let named = verb.columns.iter().chain(&verb.sort);
    for column in named {
        if Column::find(column).is_none() {
            let near = nearest(column, Column::ALL.map(Column::name));
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            io::note(
                args,
                &format!("drplan: there is no column `{column}`{hint}"),
            );
            return Ok(Exit::Usage);
        }
    }
    let Some(done) = compiled(args, verb.plan.as_deref())? else {
        return Ok(report::no_plan(args, verb.plan.as_deref()));
    };
    if done.diags.any(args.fail_on.severity()) {
        return report::findings(args, &done);
    }
    let json = args.format == Format::Json;
    let rows = done.analysis.as_ref();
    let mut rows = rows
        .map(|analysis| promises(analysis, json))
        .unwrap_or_default();
    if let Some(column) = verb.sort.as_deref().and_then(Column::find) {
        rows.sort_by(|a, b| a.key(column).cmp(&b.key(column)));
    }
    if json {
        let value = serde_json::json!({ "format_version": 2, "rows": rows });
        io::print(&(serde_json::to_string_pretty(&value)? + "\n"))?;
    } else {
        let mut columns: Vec<Column> = verb
            .columns
            .iter()
            .filter_map(|c| Column::find(c))
            .collect();
        if columns.is_empty() {
            columns = Column::ALL.to_vec();
        }
        let headings: Vec<&str> = columns.iter().map(|column| column.name()).collect();
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| columns.iter().map(|column| row.cell(*column)).collect())
            .collect();
        io::print(&table(&headings, &rows))?;
    }
    Ok(Exit::Ok)
}
