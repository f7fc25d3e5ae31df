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
    pub worst: Option<f64>,
    pub back: Option<f64>,
    /// The worst loss of each scope; none where everything is lost.
    pub losses: BTreeMap<String, Option<f64>>,
    /// Whether the sum says that an even spread over the nodes is assumed.
    pub even: bool,
    /// The same of its recovery time.
    pub spread: bool,
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
    let mut rows: Vec<Row> = rows.iter().map(row).collect();
    let mut steps: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in &mut rows {
        let own = steps
            .entry(row.namespace.clone())
            .or_insert_with(|| steps_of(done, &row.namespace, "rpo"));
        row.even = spread(own, row);
        row.spread = spread_of_times(done, row);
    }
    rows
}

/// Whether its recovery time says the same.
fn spread_of_times(done: &Compilation, row: &Row) -> bool {
    let Some(analysis) = &done.analysis else {
        return false;
    };
    let mut members = analysis.members().iter();
    let member = members.find(|member| {
        member.name.value.as_str() == row.namespace
            && member.cluster.name.value.as_str() == row.cluster
    });
    let paths = analysis.recoveries().iter();
    let mut terms = paths
        .filter_map(|one| one.path(member?.id))
        .flat_map(|one| one.terms);
    terms.any(|term| {
        let mut inputs = term.inputs.iter();
        inputs.any(|input| input.quantity.to_string().contains("spread evenly"))
    })
}

/// What `explain` says of a value of a namespace.
fn steps_of(done: &Compilation, namespace: &str, value: &str) -> Vec<String> {
    let Some(analysis) = &done.analysis else {
        return Vec::new();
    };
    let selector = drplan::model::Selector {
        namespace: namespace.into(),
        workload: None,
        value: value.into(),
    };
    let answer = drplan::report::explain(&done.sources, analysis, &selector);
    let drplan::report::Answer::Values(values) = answer else {
        return Vec::new();
    };
    values.into_iter().flat_map(|value| value.steps).collect()
}

/// Whether the sum of a row takes an even spread over the nodes for granted, and says so.
fn spread(steps: &[String], row: &Row) -> bool {
    let label = match row.workload.as_str() {
        "-" => row.namespace.clone(),
        workload => format!("{}/{workload}", row.namespace),
    };
    let start = steps
        .iter()
        .position(|step| step.starts_with(&format!("{label}, loss of")));
    let own = start.map_or(&[][..], |start| &steps[start + 1..]);
    let terms = own.iter().take_while(|step| step.starts_with(' '));
    terms.into_iter().any(|step| step.contains("even spread"))
}

fn row(value: &Value) -> Row {
    let text = |key: &str| value[key].as_str().unwrap_or("").to_owned();
    let number = |key: &str| value["seconds"][key].as_f64();
    let losses = value["losses"].as_array().cloned().unwrap_or_default();
    let named = losses.iter().map(|loss| {
        let of = loss["of"].as_str().unwrap_or("").to_owned();
        (of, loss["seconds"].as_f64())
    });
    Row {
        cluster: text("cluster"),
        namespace: text("namespace"),
        workload: text("workload"),
        scope: text("scope"),
        verdict: text("verdict"),
        rpo: number("rpo"),
        worst: number("worst"),
        back: number("back"),
        losses: named.collect(),
        even: false,
        spread: false,
    }
}

/// Numbers that `explain` and the lock say beside those of `show`: each is one of a row.
pub fn other_numbers(done: &Compilation, rows: &[Row]) -> Vec<String> {
    let mut odd = Vec::new();
    let mut names: Vec<&str> = rows.iter().map(|row| row.namespace.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for namespace in names {
        for (value, mark) in [("rpo", "at worst "), ("rto", "restored after ")] {
            for step in &steps_of(done, namespace, value) {
                let Some((_, said)) = step.split_once(mark) else {
                    continue;
                };
                let said = said.split([',', ';', ' ']).next().unwrap_or("");
                let Some(said) = super::declared::seconds(said) else {
                    continue;
                };
                let own = rows.iter().filter(|row| row.namespace == namespace);
                let mut numbers = own.map(|row| if value == "rpo" { row.worst } else { row.back });
                if !numbers.any(|number| number == Some(said)) {
                    odd.push(format!(
                        "explain {namespace}.{value} says {said}s, show does not"
                    ));
                }
            }
        }
    }
    for diag in done.diags.iter().filter(|diag| !diag.sum.is_empty()) {
        let total = diag.sum.iter().map(|term| term.seconds).sum::<u64>() as f64;
        let mut numbers = rows.iter().flat_map(|row| {
            let losses = row.losses.values().copied();
            losses.chain([row.worst, row.back]).flatten()
        });
        if !numbers.any(|number| number == total) {
            let message = &diag.message;
            odd.push(format!(
                "{} sums to {total}s, show does not: {message}",
                diag.name()
            ));
        }
    }
    let files = done.bundle.iter().flat_map(|bundle| &bundle.files);
    for (_, lock) in files.filter(|(path, _)| path.ends_with("guarantees.lock")) {
        for line in lock.text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let number = |key: &str| {
                let word = words.iter().find_map(|word| word.strip_prefix(key))?;
                super::declared::seconds(word)
            };
            for (key, back) in [("worst=", false), ("back=", true)] {
                let Some(said) = number(key) else { continue };
                let mut rows = rows
                    .iter()
                    .map(|row| if back { row.back } else { row.worst });
                if !rows.any(|number| number == Some(said)) {
                    odd.push(format!("the lock says {said}s, show does not: {line}"));
                }
            }
        }
    }
    odd
}
