//! The names of users' Schedules stay: a Backup carries the name of its Schedule, a Restore asks for
//! it, and a Schedule of another name starts again without a copy.
//!
//! `schedule_names.tsv` has plan, cluster, name and set. `UPDATE_SCHEDULES=1` adds the rows of plans
//! that are not in it. No command changes a row: who removes one by hand says why in the commit.

use crate::support::harness::{objects, project_root};
use std::collections::{BTreeMap, BTreeSet};

/// The rows of each plan.
type Table = BTreeMap<String, BTreeSet<String>>;

const PATH: &str = "tests/it/manifests/schedule_names.tsv";

fn now() -> Table {
    let mut table = Table::new();
    for (plan, path, value) in objects() {
        if value["kind"] != "Schedule" {
            continue;
        }
        let cluster = path.split("/backup/").next().unwrap();
        let cluster = cluster.rsplit('/').next().unwrap();
        let name = value["metadata"]["name"].as_str().unwrap();
        let template = &value["spec"]["template"];
        let namespaces = template["includedNamespaces"].as_sequence().unwrap();
        let namespaces: Vec<&str> = namespaces.iter().map(|n| n.as_str().unwrap()).collect();
        let method = match template["defaultVolumesToFsBackup"].as_bool().unwrap() {
            true => "every volume by file",
            false => "volumes on request",
        };
        let row = format!("{cluster}\t{name}\t{method}: {}", namespaces.join(" "));
        table.entry(plan).or_default().insert(row);
    }
    table
}

fn reviewed() -> Table {
    let mut table = Table::new();
    let text = std::fs::read_to_string(project_root().join(PATH)).unwrap_or_default();
    for line in text.lines() {
        let (plan, row) = line.split_once('\t').unwrap();
        table
            .entry(plan.to_owned())
            .or_default()
            .insert(row.to_owned());
    }
    table
}

#[test]
fn names_of_schedules_stay() {
    let (mut reviewed, now) = (reviewed(), now());
    if std::env::var_os("UPDATE_SCHEDULES").is_some() {
        for (plan, rows) in &now {
            reviewed.entry(plan.clone()).or_insert_with(|| rows.clone());
        }
        let line = |(plan, rows): (&String, &BTreeSet<String>)| -> String {
            rows.iter().map(|row| format!("{plan}\t{row}\n")).collect()
        };
        let text: String = reviewed.iter().map(line).collect();
        std::fs::write(project_root().join(PATH), text).unwrap();
    }
    let mut faults = Vec::new();
    let none = BTreeSet::new();
    for plan in now.keys().chain(reviewed.keys()).collect::<BTreeSet<_>>() {
        let (old, new) = (
            reviewed.get(plan).unwrap_or(&none),
            now.get(plan).unwrap_or(&none),
        );
        faults.extend(old.difference(new).map(|row| format!("{plan} had   {row}")));
        faults.extend(new.difference(old).map(|row| format!("{plan} has   {row}")));
    }
    assert!(
        faults.is_empty(),
        "{}\nUPDATE_SCHEDULES=1 adds the rows of new plans; a row that changes is a backup chain that a user loses",
        faults.join("\n")
    );
}
