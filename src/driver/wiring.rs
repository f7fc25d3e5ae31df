//! What a person adds to files of their own, in order, where the repository does not show it yet.

mod components;
mod flags;
mod lists;
mod node_agent;

use crate::analyze::Analysis;
use crate::diag::findings::{Finding, Severity};
use crate::diag::{Diags, findings};
use crate::operate::{Edit, Step};
use crate::repository::{Inventory, Spot};
use std::collections::BTreeMap;

/// What is not wired yet.
#[derive(Debug, Clone, Default)]
pub struct Wiring {
    /// What the repository shows to be missing, in order.
    pub open: Vec<Step>,
    /// What it shows neither to be there nor to be missing.
    pub unseen: Vec<Step>,
}

/// What is known of a plan.
#[derive(Clone, Copy)]
struct Cx<'a> {
    analysis: &'a Analysis,
    inventory: &'a Inventory,
}

/// Errors that the steps fix: with others it is not known what the plan writes.
static FIXED: [&Finding; 2] = [&findings::PATH_IGNORED, &findings::VOLUMES_NOT_WIRED];

/// What is to be wired for a plan.
pub(super) fn wiring(analysis: &Analysis, inventory: &Inventory, diags: &Diags) -> Wiring {
    let mut errors = diags
        .iter()
        .filter(|diag| diag.severity() == Severity::Error);
    if diags.is_cut() || errors.any(|diag| !FIXED.contains(&diag.finding)) {
        return Wiring::default();
    }
    let cx = Cx {
        analysis,
        inventory,
    };
    let mut wiring = Wiring::default();
    lists::patterns(cx, &mut wiring);
    lists::stages(cx, &mut wiring);
    node_agent::steps(cx, &mut wiring);
    components::steps(cx, &mut wiring);
    flags::steps(cx, &mut wiring);
    in_file_order(&mut wiring.open);
    wiring
}

/// A step that adds lines at a place.
fn added(spot: &Spot, items: &[String], why: impl Into<String>) -> Step {
    let action = match spot.line {
        0 => format!("at the top of {}, add", spot.file),
        line => format!("in {}, below line {line}, add", spot.file),
    };
    Step::new(action).because(why).edit(Edit {
        file: spot.file.clone(),
        below: Some(spot.line),
        lines: spot.lines(items),
    })
}

/// Of the steps in one file the last line is first, so that the lines of the others stay where they are.
fn in_file_order(steps: &mut [Step]) {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        if let Some(edit) = &step.edit {
            places.entry(edit.file.clone()).or_default().push(at);
        }
    }
    for places in places.values().filter(|places| places.len() > 1) {
        let own = places.iter().filter_map(|at| steps.get(*at).cloned());
        let mut own: Vec<Step> = own.collect();
        let line = |step: &Step| step.edit.as_ref().and_then(|edit| edit.below);
        own.sort_by_key(|step| std::cmp::Reverse(line(step)));
        for (at, step) in places.iter().zip(own) {
            if let Some(place) = steps.get_mut(*at) {
                *place = step;
            }
        }
    }
}
