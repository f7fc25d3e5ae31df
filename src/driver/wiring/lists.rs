//! Lists that must name what the plan writes: what Flux fetches, and what it applies to a cluster.

use super::{Cx, Wiring, added};
use crate::analyze::paths;
use crate::operate::Step;
use crate::repository::ignored::Ignored;
use std::collections::{BTreeMap, BTreeSet};

/// What the source of Flux leaves out.
pub(super) fn patterns(cx: Cx<'_>, out: &mut Wiring) {
    let mut lists: BTreeMap<&str, Vec<&Ignored>> = BTreeMap::new();
    for one in cx.inventory.ignored.values().flatten() {
        lists.entry(&one.file).or_default().push(one);
    }
    for (file, all) in lists {
        let by_git = all.iter().any(|one| one.by_git());
        let patterns = match by_git {
            true => of_git(&all),
            false => patterns_of(cx, &all),
        };
        let why = match by_git {
            true => "Git leaves these files out of a commit, and Flux applies nothing of them",
            false => "the source of Flux leaves these files out, and applies nothing of them",
        };
        // A list of a folder is seen from there, and one in a source has no place for a line.
        let spot = cx.inventory.spots.patterns.get(file);
        out.open.push(match spot.filter(|_| !file.contains('/')) {
            Some(spot) => added(spot, &patterns, why),
            None => {
                let line = all.first().map_or(0, |one| one.line);
                let patterns = patterns.join("`, `");
                Step::new(format!(
                    "in the patterns at {file}:{line}, add `{patterns}`"
                ))
                .because(why)
            }
        });
    }
}

/// The same for Git, which looks into no folder that it leaves out: the folders at the top, and what is in them.
fn of_git(all: &[&Ignored]) -> Vec<String> {
    let tops = all.iter().filter_map(|one| one.path.split('/').next());
    let tops: BTreeSet<&str> = tops.collect();
    let patterns = tops
        .iter()
        .flat_map(|top| [format!("!/{top}/"), format!("!/{top}/**")]);
    patterns.collect()
}

/// Patterns that let them in: the output as a whole, and the folders of all others.
fn patterns_of(cx: Cx<'_>, all: &[&Ignored]) -> Vec<String> {
    let output = paths::output(cx.analysis.model());
    let inside = |path: &str| {
        let rest = path.strip_prefix(&output);
        rest.is_some_and(|rest| rest.starts_with('/'))
    };
    let folders = all.iter().map(|one| {
        let folder = one.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if inside(&one.path) { &output } else { folder }
    });
    let folders: BTreeSet<&str> = folders.collect();
    folders.iter().map(|one| format!("!/{one}/")).collect()
}

/// What the kustomization.yaml of a cluster leaves out.
pub(super) fn stages(cx: Cx<'_>, out: &mut Wiring) {
    let stage = format!("drplan-{}.yaml", cx.analysis.model().plan.name.value);
    for side in cx.analysis.sides() {
        let flux = cx.inventory.flux.get(&side.cluster.id);
        let Some(flux) = flux.filter(|_| !side.stages.is_empty()) else {
            continue;
        };
        let Some(listed) = &flux.listed else { continue };
        let mut listed = listed.iter().map(|path| path.trim_start_matches("./"));
        if listed.any(|path| path == stage) {
            continue;
        }
        let why = "Flux applies at the path of this cluster only what this file lists";
        let spot = cx.inventory.spots.listed.get(&side.cluster.id);
        out.open.push(match spot {
            Some(spot) => added(spot, &[format!("- {stage}")], why),
            None => Step::new(format!(
                "in {}, add `{stage}` to `resources`",
                flux.list_file
            ))
            .because(why),
        });
    }
}
