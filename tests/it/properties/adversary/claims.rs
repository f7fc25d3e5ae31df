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

/// Whether this was found, as an error or as a warning.
pub fn warned(done: &Compilation, name: &str) -> bool {
    done.diags.iter().any(|diag| diag.name() == name)
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
        member.shown() == row.namespace && member.cluster.name.value.as_str() == row.cluster
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
    // A selector is about all blocks of a namespace.
    let namespace = namespace.split('[').next().unwrap_or_default();
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

/// The time at the beginning of a text.
fn leading(text: &str) -> Option<f64> {
    super::declared::seconds(text.split([',', ';', ' ']).next()?)
}

/// Whether more than one cluster is explained, and what a row says is the time of one of them.
fn explained(steps: &[String], mark: &str, numbers: &[Option<f64>]) -> bool {
    let said = steps.iter().filter_map(|step| step.split_once(mark));
    let said: Vec<(&str, Option<f64>)> = said.map(|(of, time)| (of, leading(time))).collect();
    let mut clusters: Vec<&str> = said
        .iter()
        .filter_map(|(of, _)| of.rsplit_once(" on ").map(|(_, cluster)| cluster))
        .collect();
    clusters.sort_unstable();
    clusters.dedup();
    clusters.len() > 1 && said.iter().any(|(_, said)| numbers.contains(said))
}

/// Numbers that `explain` and the lock say beside those of `show`: each is one of a row.
pub fn other_numbers(done: &Compilation, rows: &[Row]) -> Vec<String> {
    let mut odd = Vec::new();
    let mut names: Vec<&str> = rows.iter().map(|row| row.namespace.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for namespace in names {
        for (value, mark) in [("rpo", "at worst "), ("rto", "restored after ")] {
            let steps = steps_of(done, namespace, value);
            for step in &steps {
                let Some((_, said)) = step.split_once(mark) else {
                    continue;
                };
                let Some(said) = leading(said) else { continue };
                // All blocks of a namespace are explained together, and each cluster that recovers it.
                let base = |name: &str| name.split('[').next().map(str::to_owned);
                let own = rows.iter();
                let own = own.filter(|row| base(&row.namespace) == base(namespace));
                let numbers = own.map(|row| if value == "rpo" { row.worst } else { row.back });
                let numbers: Vec<Option<f64>> = numbers.collect();
                let shown = numbers.contains(&Some(said));
                let other = value == "rto" && explained(&steps, mark, &numbers);
                if !shown && !other {
                    odd.push(format!(
                        "explain {namespace}.{value} says {said}s, show does not"
                    ));
                }
            }
        }
    }
    // How old objects alone may be is not in the table.
    let sums = done.diags.iter().filter(|diag| !diag.sum.is_empty());
    for diag in sums.filter(|diag| !diag.message.starts_with("the objects of ")) {
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
