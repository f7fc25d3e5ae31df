//! Charts whose engines ask for a password, which they make themselves where their values give none (charts of Bitnami).
//!
//! Most engines keep a password in their data. Such a chart keeps the one of its Secret while the Secret is there, and
//! makes another one where it is not.

use super::releases::{ChartValue, chart, chart_value, fills, sources};
use crate::repository::built::{Built, Object};

/// A release whose engine asks for a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartPassword {
    /// The file of the release.
    pub file: String,
    /// The namespace that its chart fills.
    pub namespace: String,
    /// The name of the release.
    pub release: String,
    /// The chart.
    pub chart: String,
    /// The value that would give the password.
    pub value: &'static str,
    /// The Secret that its values name; `None` where the chart makes one.
    pub secret: Option<String>,
    /// Whether its values give the password itself.
    pub given: bool,
    /// Whether the data holds it.
    pub in_data: bool,
    /// Whether its values give the clients in its containers a password.
    pub for_clients: bool,
}

/// A chart, the value that names a Secret, the values of its passwords, and the value that turns them off.
struct Row {
    chart: &'static str,
    secret: &'static str,
    passwords: &'static [&'static str],
    enabled: &'static str,
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row { chart: "mariadb", secret: "auth.existingSecret", passwords: &["auth.rootPassword"], enabled: "" },
    Row { chart: "mongodb", secret: "auth.existingSecret", passwords: &["auth.rootPassword"], enabled: "auth.enabled" },
    Row { chart: "mysql", secret: "auth.existingSecret", passwords: &["auth.rootPassword"], enabled: "" },
    Row { chart: "postgresql", secret: "auth.existingSecret", passwords: &["auth.password", "auth.postgresPassword"], enabled: "" },
    Row { chart: "postgresql-ha", secret: "postgresql.existingSecret", passwords: &["postgresql.password"], enabled: "" },
    Row { chart: "rabbitmq", secret: "auth.existingPasswordSecret", passwords: &["auth.password"], enabled: "" },
    Row { chart: "redis", secret: "auth.existingSecret", passwords: &["auth.password"], enabled: "auth.enabled" },
    Row { chart: "valkey", secret: "auth.existingSecret", passwords: &["auth.password"], enabled: "auth.enabled" },
];

/// Charts that start their engine with the password of the Secret each time.
const NOT_IN_DATA: [&str; 2] = ["redis", "valkey"];

/// Variables by which clients are told a password.
const OF_CLIENTS: [&str; 4] = ["MYSQL_PWD", "PGPASSFILE", "PGPASSWORD", "REDISCLI_AUTH"];

pub(super) fn find_passwords(built: &Built) -> Vec<ChartPassword> {
    let sources = sources(built);
    let mut all = Vec::new();
    for release in built.of_kind("HelmRelease") {
        let (name, _) = chart(&sources, release);
        let row = ROWS.iter().find(|row| row.chart == name);
        let Some(row) = row.filter(|_| is_of_bitnami(built, release)) else {
            continue;
        };
        let on = row.enabled.is_empty() || value(release, row.enabled) != ChartValue::Text("false");
        let Some(secret) = secret(release, row).filter(|_| on) else {
            continue;
        };
        let mut passwords = row.passwords.iter();
        let given = passwords.any(|path| is_given(release, path));
        all.push(ChartPassword {
            file: release.file.clone(),
            namespace: fills(release).to_owned(),
            release: release.name().to_owned(),
            chart: name.to_owned(),
            value: row.secret,
            given: given && secret.is_none(),
            in_data: !NOT_IN_DATA.contains(&name),
            for_clients: OF_CLIENTS.iter().any(|text| release.node.holds(text)),
            secret,
        });
    }
    all
}

/// Whether the chart of a release is one of Bitnami: by its source, the name of that, or an image in its values.
fn is_of_bitnami(built: &Built, release: &Object) -> bool {
    let spec = |path: &[&str]| release.node.at(path);
    let reference = spec(&["spec", "chart", "spec", "sourceRef"]).or(spec(&["spec", "chartRef"]));
    let named = reference.map_or("", |reference| reference.text_at(&["name"]));
    let lists = ["HelmRepository", "OCIRepository"].into_iter();
    let mut sources = lists.flat_map(|kind| built.of_kind(kind));
    release.node.holds("bitnami")
        || sources.any(|source| source.name() == named && source.node.holds("bitnami"))
}

/// The Secret that a release names; `None` where that is not shown.
fn secret(release: &Object, row: &Row) -> Option<Option<String>> {
    let global = format!("global.{}.{}", row.chart, row.secret);
    match (value(release, row.secret), value(release, &global)) {
        (ChartValue::Open, _) | (_, ChartValue::Open) => None,
        (ChartValue::Text(name), _) | (_, ChartValue::Text(name)) if !name.is_empty() => {
            Some(Some(name.to_owned()))
        }
        _ => Some(None),
    }
}

/// Whether a release gives a password, or may do so.
fn is_given(release: &Object, path: &str) -> bool {
    let chart = path.split('.').next().unwrap_or_default();
    let global = ["postgresql", "mysql", "mariadb"].map(|name| format!("global.{name}.{path}"));
    let all = global.iter().map(String::as_str).chain([path]);
    let mut values = all.map(|path| value(release, path));
    !chart.is_empty()
        && values.any(|value| !matches!(value, ChartValue::Absent | ChartValue::Text("")))
}

fn value<'r>(release: &'r Object, path: &str) -> ChartValue<'r> {
    let keys: Vec<&str> = path.split('.').collect();
    chart_value(release, &keys)
}
