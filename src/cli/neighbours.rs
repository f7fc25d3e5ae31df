//! Other plans of the repository that were not built yet: what their Schedules take is computed from their texts.

use super::args::Args;
use super::io::{self, Root};
use crate::model::Model;
use crate::repository::Inventory;
use crate::repository::other_plans::{clusters_of, configs_of, locations_of, stages_of};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// For so many plans that were not built it is looked at what they see of others, and for so many steps: a plan
/// moves for lines that others pin, and another plan for this one.
const MOST: usize = 8;
const STEPS: usize = 3;

/// What the repository shows of a plan in a folder, with the Schedules of plans that were not built.
pub(super) fn look(
    args: &Args,
    (root, folder): (Option<&Root>, &Path),
    hidden: &BTreeSet<String>,
    model: &Model,
) -> Inventory {
    look_within(args, (root, &[folder.to_owned()]), hidden, model)
}

/// The same within the looks of other plans, whose folders come before that of the plan.
fn look_within(
    args: &Args,
    (root, folders): (Option<&Root>, &[PathBuf]),
    hidden: &BTreeSet<String>,
    model: &Model,
) -> Inventory {
    let mut inventory = io::look(root, hidden, model);
    let Some(root) = root else {
        return inventory;
    };
    let others: Vec<(String, PathBuf)> = inventory
        .schedules
        .folders
        .iter()
        .map(|folder| (folder.clone(), root.path().join(folder)))
        .filter(|(_, folder)| folders.last() != Some(folder))
        .collect();
    let others = others.into_iter().filter(|_| folders.len() <= STEPS);
    for (number, (shown, folder)) in others.enumerate() {
        let Ok(loaded) = io::load(args, Some(&folder)) else {
            inventory.schedules.unread.insert(shown);
            continue;
        };
        let Some(loaded) = loaded else {
            continue;
        };
        let same = loaded
            .repository
            .as_ref()
            .is_some_and(|other| other.path() == root.path());
        let Some(name) = loaded.project.plan_name().filter(|_| same) else {
            continue;
        };
        let own = name.value == *model.plan.name.value;
        if own {
            continue;
        }
        if inventory.schedules.plans.contains(&name.value) {
            let declared = loaded.project.model().map(|other| clusters_of(&other));
            inventory
                .other_clusters
                .extend(declared.unwrap_or_default());
            continue;
        }
        let mut within = folders.to_vec();
        within.push(folder);
        let (mut written, mut stages, mut configs) = (Vec::new(), Vec::new(), Vec::new());
        let mut clusters = Vec::new();
        let told = loaded.project.schedules(|other| {
            (written, stages) = (locations_of(other), stages_of(other));
            (configs, clusters) = (configs_of(other), clusters_of(other));
            match number < MOST {
                true => look_within(args, (Some(root), &within), hidden, other),
                false => io::look(Some(root), hidden, other),
            }
        });
        inventory.other_locations.extend(written);
        inventory.other_stages.extend(stages);
        inventory.other_configs.extend(configs);
        inventory.other_clusters.extend(clusters);
        match told {
            Some(told) => inventory.schedules.add(model, &name.value, &told),
            None => {
                inventory.schedules.unread.insert(shown);
            }
        }
    }
    inventory
}
