//! The links of buckets, which plans share: what other plans take of those of this one, and what this one takes.
//!
//! What stands in a lock depends on the volumes of a plan and on its clusters alone, and on no Schedule, so that builds
//! come to rest.

use crate::analyze::Analysis;
use crate::analyze::backup::restore::Others;
use crate::analyze::backup::solve::writers;
use crate::analyze::facts::Facts;
use crate::analyze::recovery::reading::read_of;
use crate::analyze::sets::BackupSet;
use crate::model::value::region::is_one_region;
use crate::model::value::zone::is_one_zone;
use crate::model::{Cluster, Model, Scope, StoreId, places_of_links};
use crate::repository::Observed;
use crate::repository::schedules::links::{self, Reading, Writing};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Gives the sets what other plans write to their buckets.
pub(in crate::analyze) fn share(model: &Model, observed: &Observed, sets: &mut [BackupSet]) {
    if observed.links.is_empty() {
        return;
    }
    let places = places_of_links(&model.stores);
    for set in sets {
        let Some(own) = places.get(&set.store.link) else {
            continue;
        };
        let all = observed.links.iter().flat_map(|other| &other.writing);
        let here = all.filter(|writing| !writing.places.is_disjoint(own));
        set.capacity.strangers = here.fold(0, |sum, writing| sum.saturating_add(writing.streams));
    }
}

/// What the recoveries of other plans read of the same buckets after a loss of a primary, by link.
pub(in crate::analyze) fn read_by_others(
    facts: Facts<'_>,
    cluster: &Cluster,
    primary: &Cluster,
    scope: Scope,
) -> Vec<(StoreId, Others)> {
    let mut found = Vec::new();
    if facts.observed.links.is_empty() {
        return found;
    }
    let places = places_of_links(&facts.model.stores);
    for other in &facts.observed.links {
        let mut recoveries = facts.observed.recoveries.iter();
        // What one cluster recovers counts as begun together, whatever is lost.
        let beside = recoveries.any(|one| one.cluster == cluster.id && one.plan == other.plan);
        let lost = other
            .reading
            .iter()
            .filter(|reading| beside || may_be_lost(reading, primary, scope));
        for reading in lost {
            let shared = places
                .iter()
                .filter(|(_, own)| !reading.places.is_disjoint(own));
            found.extend(shared.map(|(link, _)| {
                let others = Others {
                    bytes: reading.bytes,
                    not_sized: reading.not_sized,
                    streams: reading.streams,
                };
                (*link, others)
            }));
        }
    }
    found
}

/// Whether a loss of a primary may take that of another plan.
fn may_be_lost(reading: &Reading, primary: &Cluster, scope: Scope) -> bool {
    let region = || is_one_region(&reading.region, &primary.region.value);
    // Zones in two forms may be one.
    let zone = || match (&reading.zone, &primary.zone) {
        (Some(other), Some(own)) => {
            is_one_zone(other, &own.value, &primary.region.value) != Some(false)
        }
        (None, _) | (_, None) => true,
    };
    reading.path == primary.path()
        || match scope {
            Scope::Volume | Scope::Cluster => false,
            Scope::Zone => region() && zone(),
            Scope::Region => region(),
        }
}

/// What other plans must know of this one, as lines of its lock; of the sets whose Schedules run.
pub(super) fn lines(analysis: &Analysis, running: &[Arc<BackupSet>]) -> String {
    let model = analysis.model();
    let places = places_of_links(&model.stores);
    let mut lines: Vec<String> = writing(analysis.model(), running, &places)
        .iter()
        .map(links::upload)
        .collect();
    lines.extend(reading(analysis, &places));
    if lines.is_empty() {
        return format!("{}\n", links::UNUSED);
    }
    lines.sort_unstable();
    format!("{}\n{}\n", links::ABOUT, lines.join("\n"))
}

type Places = BTreeMap<StoreId, BTreeSet<String>>;

fn writing(model: &Model, running: &[Arc<BackupSet>], places: &Places) -> Vec<Writing> {
    let of_link = |(link, (sets, streams))| {
        // The stores of a link have one rate.
        let store = model.stores.get(link)?;
        Some(Writing {
            places: places.get(&link)?.clone(),
            sets,
            streams,
            rate: store.upload.map(|rate| rate.value),
        })
    };
    let all = writers(running).into_iter();
    let some = all.filter(|(_, (sets, _))| *sets > 0);
    some.filter_map(of_link).collect()
}

fn reading(analysis: &Analysis, places: &Places) -> Vec<String> {
    let model = analysis.model();
    let mut lines = Vec::new();
    for primary in model.primaries() {
        for (link, one) in read_of(analysis.facts(), primary, |_| true) {
            let (Some(store), Some(places)) = (model.stores.get(link), places.get(&link)) else {
                continue;
            };
            let takes = Reading {
                places: places.clone(),
                bytes: one.bytes,
                not_sized: one.not_sized,
                streams: one.streams,
                rate: store.download.map(|rate| rate.value),
                region: primary.region.value.to_string(),
                zone: primary.zone.as_ref().map(|zone| zone.value.to_string()),
                path: primary.path(),
            };
            lines.push(links::download(primary.stated_name(), &takes));
        }
    }
    lines
}
