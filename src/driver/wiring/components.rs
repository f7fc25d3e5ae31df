//! Components with the annotations of pods: each is added to what applies the workloads.

use super::{Cx, Wiring, added};
use crate::analyze::paths;
use crate::analyze::wires::{self, Applied, Wire};
use crate::operate::Step;
use crate::repository::flux::Kustomization;

/// A Component, and the namespaces whose pods have its annotations.
struct Open {
    wire: Wire,
    namespace: String,
    /// The file and the line of the Kustomization that it is added to, where the repository shows it.
    at: Option<(String, u32)>,
}

pub(super) fn steps(cx: Cx<'_>, out: &mut Wiring) {
    // What is added to one Kustomization is one step.
    let mut all: Vec<Vec<Open>> = Vec::new();
    for one in open(cx) {
        let same = |others: &Vec<Open>| {
            let other = others.first();
            other.is_some_and(|other| one.at.is_some() && other.at == one.at)
        };
        match all.iter_mut().find(|others| same(others)) {
            Some(others) => others.push(one),
            None => all.push(vec![one]),
        }
    }
    for of_one in &all {
        step(cx, of_one, out);
    }
}

/// Those that nothing applies.
fn open(cx: Cx<'_>) -> Vec<Open> {
    let mut all = Vec::new();
    for side in cx.analysis.sides() {
        for (folder, group) in wires::groups(cx.analysis, side) {
            let directory = wires::directory(cx.analysis, side, &folder);
            let Some(wire) = wires::of_group(side, &group, &directory) else {
                continue;
            };
            let flux = cx.inventory.flux.get(&side.cluster.id);
            let wired = flux.is_some_and(|flux| match &group.member.block.apps {
                Some(apps) => {
                    wires::is_wired(flux, group.applier, apps.path.value.as_str(), &directory)
                }
                None => flux.names(&directory),
            });
            if !wired {
                let namespace = group.member.name.value.as_str().to_owned();
                let at = place(cx, &wire);
                all.push(Open {
                    wire,
                    namespace,
                    at,
                });
            }
        }
    }
    all
}

/// The Kustomization of a Component, by its file and line.
fn place(cx: Cx<'_>, wire: &Wire) -> Option<(String, u32)> {
    if let Some(place) = &wire.place {
        return Some((place.file.clone(), place.line));
    }
    let Applied::Path(applied) = &wire.applied else {
        return None;
    };
    let one = shown(cx, applied)?;
    Some((one.file.clone(), one.line))
}

/// The Kustomization that applies a path.
fn shown<'a>(cx: Cx<'a>, applied: &str) -> Option<&'a Kustomization> {
    let mut all = cx.inventory.flux.values();
    all.find_map(|flux| flux.kustomization_of(applied))
}

fn step(cx: Cx<'_>, all: &[Open], out: &mut Wiring) {
    let Some(Open {
        wire, namespace, ..
    }) = all.first()
    else {
        return;
    };
    let names: Vec<&str> = all.iter().map(|one| one.namespace.as_str()).collect();
    let why = format!(
        "the pods of `{}` get the annotations of their hooks and volumes by it",
        names.join("`, `")
    );
    let items = |up: &dyn Fn(&Wire) -> String| -> Vec<String> {
        all.iter()
            .map(|one| format!("- {}", up(&one.wire)))
            .collect()
    };
    if let Some(place) = &wire.place {
        let spot = cx.inventory.spots.components(&place.file, place.line);
        return out.open.push(match spot {
            Some(spot) => added(spot, &items(&Wire::component), why),
            None => {
                let of = (place.file.as_str(), place.line, place.has_components);
                let all: Vec<String> = all.iter().map(|one| one.wire.component()).collect();
                described(of, &all).because(why)
            }
        });
    }
    let Applied::Path(applied) = &wire.applied else {
        let action = format!(
            "to `components` of the Kustomization that applies the namespace `{namespace}`, add `{}` as a path relative to its `path`",
            wire.directory
        );
        let why = "the plan names no `apps` for this namespace";
        return out.unseen.push(Step::new(action).because(why));
    };
    let Some(one) = shown(cx, applied) else {
        let action = format!(
            "to the Kustomization that applies {applied}, add `components: [{}]`",
            wire.component()
        );
        let why = "the repository does not show this Kustomization";
        return out.unseen.push(Step::new(action).because(why));
    };
    if one.cut {
        let action = format!(
            "write `via schedule` in the hooks of `{namespace}`: the Kustomization at {}:{} applies an artifact, which no Component of {} is in",
            one.file, one.line, wire.directory
        );
        let why = "Velero then finds the pods by their labels or names, and nothing is patched";
        return out.open.push(Step::new(action).because(why));
    }
    let up = paths::up(&one.path);
    let each = all
        .iter()
        .map(|open| format!("{up}{}", open.wire.directory));
    let each: Vec<String> = each.collect();
    let spot = cx.inventory.spots.components(&one.file, one.line);
    out.open.push(match spot {
        Some(spot) => {
            let items: Vec<String> = each.iter().map(|path| format!("- {path}")).collect();
            added(spot, &items, why)
        }
        None => described((&one.file, one.line, false), &each).because(why),
    });
}

/// Where the file has no place for a line.
fn described((file, line, has_components): (&str, u32, bool), all: &[String]) -> Step {
    Step::new(if has_components {
        let all = all.join("`, `");
        format!("at {file}:{line}, add to `components` of this Kustomization: `{all}`")
    } else {
        let all = all.join(", ");
        format!("at {file}:{line}, add to the `spec` of this Kustomization: `components: [{all}]`")
    })
}
