//! What a finding about a promise advises in words of the language ends it, and raises no error: each advice is
//! written as it stands, in every case, in the examples of the pages and in random plans.

mod write;

use super::adversary;
use crate::support::harness::{compile, plans};
use drplan::diag::{Diag, Severity};
use drplan::driver::Compilation;
use std::collections::BTreeSet;
use write::Page;

/// So many random plans are tried where none are asked for.
const PLANS: u64 = 4;

/// What a finding says, without its times and shares.
fn scrubbed(text: &str) -> String {
    let number =
        regex_lite::Regex::new(r"\b[0-9]+([.0-9]*([dhms%]|[KMGT]i?B?)(/[sd])?)*\b").unwrap();
    number.replace_all(text, "#").into_owned()
}

fn names(done: &Compilation) -> BTreeSet<&'static str> {
    let errors = done
        .diags
        .iter()
        .filter(|diag| diag.severity() == Severity::Error);
    errors.map(Diag::name).collect()
}

fn written(page: &Page) -> Compilation {
    compile(&[("p.drplan".to_owned(), page.text())])
}

/// What is wrong with the advice of one plan, and how many were written.
fn tried(text: &str) -> (usize, Vec<String>) {
    let page = Page::of(text);
    let before = written(&page);
    let (mut count, mut faults) = (0, Vec::new());
    for diag in before.diags.iter() {
        if !is_about_promises(diag.name()) {
            continue;
        }
        let at = |span| before.sources.locate(span).1.line as usize - 1;
        let places: Vec<usize> = std::iter::once(at(diag.primary.span))
            .chain(diag.related.iter().map(|label| at(label.span)))
            .collect();
        for way in diag.help.iter().chain(&diag.alternatives) {
            for advised in page.write(way, &places) {
                count += 1;
                let after = written(&advised.page);
                let replaced = |other: &Diag| {
                    let line = |span| after.sources.locate(span).1.line as usize - 1;
                    let mut places = std::iter::once(other.primary.span)
                        .chain(other.related.iter().map(|label| label.span));
                    advised
                        .replaced
                        .is_some_and(|own| places.any(|span| line(span) == own))
                };
                let such = |other: &&Diag| {
                    other.name() == diag.name()
                        && scrubbed(&other.message) == scrubbed(&diag.message)
                };
                let count = |done: &Compilation| done.diags.iter().filter(such).count();
                let same = |other: &Diag| other.name() == diag.name() && replaced(other);
                let stays = count(&after) >= count(&before) || after.diags.iter().any(same);
                let known = names(&before);
                let news: Vec<&str> = names(&after).difference(&known).copied().collect();
                if stays || !news.is_empty() {
                    let again: Vec<String> = after
                        .diags
                        .iter()
                        .filter(|other| other.name() == diag.name() || news.contains(&other.name()))
                        .map(|other| format!("{}: {}", other.name(), other.message))
                        .collect();
                    faults.push(format!(
                        "{}: {}\n    `{way}`\n    wrote {}\n    {} {news:?}\n    {}",
                        diag.name(),
                        diag.message,
                        advised.what,
                        if stays { "stays" } else { "raises" },
                        again.join("\n    ")
                    ));
                }
            }
        }
    }
    (count, faults)
}

fn is_about_promises(name: &str) -> bool {
    drplan::diag::findings::find(name).is_some_and(|row| row.is_promise())
        || ["lag-not-possible", "cron-drifts", "cron-uneven"].contains(&name)
}

fn report(all: Vec<(String, (usize, Vec<String>))>, least: usize) {
    let count: usize = all.iter().map(|(_, (count, _))| count).sum();
    let faults: Vec<String> = all
        .into_iter()
        .flat_map(|(name, (_, faults))| {
            faults
                .into_iter()
                .map(move |fault| format!("{name}: {fault}"))
        })
        .collect();
    println!("{count} advices");
    assert!(
        faults.is_empty(),
        "{} of {count}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(count >= least, "{count} advices were written");
}

#[test]
fn of_cases_is_enough() {
    let single = plans()
        .into_iter()
        .filter(|plan| plan.files.len() == 1 && plan.root.is_none());
    let all = single.map(|plan| (plan.name.clone(), tried(&plan.files[0].1)));
    report(all.collect(), 40);
}

#[test]
fn of_random_plans_is_enough() {
    let wanted = std::env::var("DRPLAN_ADVICE").unwrap_or_default();
    let (from, to) = wanted.split_once("..").unwrap_or(("1", &wanted));
    let seeds = from.parse().unwrap_or(1)..=to.parse().unwrap_or(PLANS);
    let all = seeds.map(|seed| (seed.to_string(), tried(&adversary::text(seed))));
    report(all.collect(), 1);
}
