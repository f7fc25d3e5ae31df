//! What drplan claims of a plan: findings, and the rows of `show --format json`.

use drplan::diag::Severity;
use drplan::driver::Compilation;
use serde_json::Value;
use std::collections::BTreeMap;

/// One row of the table of promises.
#[derive(Clone, Debug)]
pub struct Row {
    pub cluster: String,
    pub namespace: String,
    pub workload: String,
    pub scope: String,
    pub verdict: String,
    pub rpo: Option<f64>,
    pub rto: Option<f64>,
    pub worst: Option<f64>,
    pub back: Option<f64>,
    /// The worst loss of each scope; none where everything is lost.
    pub losses: BTreeMap<String, Option<f64>>,
    /// Whether the sum says that an even spread over the nodes is assumed.
    pub even: bool,
}

/// Names of the errors.
pub fn errors(done: &Compilation) -> Vec<&'static str> {
    let all = done.diags.iter();
    let errors = all.filter(|diag| diag.severity() == Severity::Error);
    errors.map(|diag| diag.name()).collect()
}

/// The rows of `show`.
pub fn rows(done: &Compilation) -> Vec<Row> {
    let text = drplan::output::show::json(done, &drplan::output::show::Choice::default());
    let value: Value = serde_json::from_str(&text).unwrap();
    let rows = value["rows"].as_array().cloned().unwrap_or_default();
    rows.iter().map(row).collect()
}

fn row(value: &Value) -> Row {
    let text = |key: &str| value[key].as_str().unwrap_or("").to_owned();
    let number = |key: &str| value["seconds"][key].as_f64();
    let losses = value["losses"].as_array().cloned().unwrap_or_default();
    let named = losses.iter().map(|loss| {
        let of = loss["of"].as_str().unwrap_or("").to_owned();
        (of, loss["seconds"].as_f64())
    });
    let sum = value["sum"].as_array().cloned().unwrap_or_default();
    let spread = |term: &Value| term.to_string().contains("even");
    Row {
        cluster: text("cluster"),
        namespace: text("namespace"),
        workload: text("workload"),
        scope: text("scope"),
        verdict: text("verdict"),
        rpo: number("rpo"),
        rto: number("rto"),
        worst: number("worst"),
        back: number("back"),
        losses: named.collect(),
        even: sum.iter().any(spread),
    }
}
