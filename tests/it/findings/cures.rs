//! A cure that a finding advises ends it and raises no other one.

use crate::support::harness::{compile, plans};
use drplan::source::Span;
use regex_lite::Regex;
use std::collections::BTreeMap;

type Files = Vec<(String, String)>;

fn found(files: &Files) -> BTreeMap<&'static str, usize> {
    let mut names = BTreeMap::new();
    for diag in compile(files).diags.iter() {
        *names.entry(diag.name()).or_default() += 1;
    }
    names
}

/// The same with another text at a place.
fn with(files: &Files, place: Span, to: &str) -> Files {
    let mut changed = files.clone();
    let text = &mut changed[0].1;
    text.replace_range(place.start as usize..place.end as usize, to);
    changed
}

#[test]
fn a_longer_time_and_a_size_are_enough() {
    let longer = Regex::new(r"`rto ([0-9dhms]+)` or more").unwrap();
    let mut applied = 0;
    for plan in plans() {
        if plan.files.len() != 1
            || !plan.name.contains("cases/recovery") && !plan.name.contains("cases/tier")
        {
            continue;
        }
        let done = compile(&plan.files);
        let before = found(&plan.files);
        for diag in done.diags.iter() {
            let mut ways = diag.help.iter().chain(&diag.alternatives);
            let own = done.sources.slice(diag.primary.span);
            let to = match diag.name() {
                "rto-not-met" => {
                    let Some(rto) = ways.find_map(|way| longer.captures(way)) else {
                        continue;
                    };
                    if own.starts_with("rto") {
                        format!("rto {}", &rto[1])
                    } else {
                        rto[1].to_owned()
                    }
                }
                "size-unknown" => format!("{own} {{ size 1Gi }}"),
                _ => continue,
            };
            let cured = with(&plan.files, diag.primary.span, &to);
            let after = found(&cured);
            applied += 1;
            let name = diag.name();
            let count =
                |names: &BTreeMap<&str, usize>, name: &str| names.get(name).copied().unwrap_or(0);
            assert!(
                count(&after, name) < count(&before, name),
                "{}: {name} stays after `{to}`",
                plan.name
            );
            for (other, many) in &after {
                assert!(
                    *many <= count(&before, other),
                    "{}: `{to}` raises {other}",
                    plan.name
                );
            }
        }
    }
    assert!(applied >= 8, "{applied} cures were tried");
}
