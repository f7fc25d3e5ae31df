//! What `show` prints: the table of promises.

use super::findings::with_findings;
use crate::driver::Compilation;
use crate::report::{Column, Promise, promises, table};
use serde_json::json;

/// Which part of the table is wanted.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// These columns, in this order; all where empty.
    pub columns: Vec<Column>,
    /// What rows are sorted by; the order of the plan without it.
    pub sort: Option<Column>,
}

/// Columns that a narrow terminal does without, the first to go in front.
const SPARED: [Column; 10] = [
    Column::Assumed,
    Column::Scope,
    Column::Schedule,
    Column::Keep,
    Column::Store,
    Column::Tier,
    Column::Method,
    Column::Slack,
    Column::Cluster,
    Column::Back,
];

fn rows(done: &Compilation, choice: &Choice, sums: bool) -> Vec<Promise> {
    let mut rows = done
        .analysis
        .as_ref()
        .map(|analysis| promises(analysis, sums))
        .unwrap_or_default();
    if let Some(column) = choice.sort {
        rows.sort_by(|a, b| a.key(column).cmp(&b.key(column)));
    }
    rows
}

/// The table, and the columns that were left out for a terminal of some width.
pub fn text(
    done: &Compilation,
    choice: &Choice,
    width: Option<usize>,
) -> (String, Vec<&'static str>) {
    let rows = rows(done, choice, false);
    if !choice.columns.is_empty() {
        return (draw(&rows, &choice.columns), Vec::new());
    }
    let mut columns = Column::ALL.to_vec();
    let mut left_out = Vec::new();
    let mut spared = SPARED.iter();
    loop {
        let text = draw(&rows, &columns);
        let widest = text.lines().map(|line| line.chars().count()).max();
        let fits = width.is_none_or(|width| widest.unwrap_or(0) <= width);
        let next = if fits { None } else { spared.next() };
        let Some(next) = next else {
            return (text, left_out);
        };
        columns.retain(|column| column != next);
        left_out.push(next.name());
    }
}

fn draw(rows: &[Promise], columns: &[Column]) -> String {
    let headings: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    let cells: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| columns.iter().map(|column| row.cell(*column)).collect())
        .collect();
    table(&headings, &cells)
}

/// The rows with every number, and the findings of the plan.
pub fn json(done: &Compilation, choice: &Choice) -> String {
    with_findings(
        done,
        json!({
            "format_version": 2,
            "rows": rows(done, choice, true),
        }),
    )
}
