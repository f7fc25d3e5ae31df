//! Simulated losses against the worst cases: none is ever above it, and at the wrong second one
//! comes within a second of it.

use crate::properties::failover_sequences::plan::random;
use crate::support::harness::{compile_in, plans};
use crate::support::rng::Rng;
use drplan::analyze::Analysis;
use drplan::analyze::guarantees::DataLoss;
use drplan::analyze::rpo;
use drplan::analyze::rpo::survival::{SCOPES, answers};
use drplan::analyze::simulate::{BackFrom, Lost, Outcome, simulate};
use drplan::diag::Severity;
use drplan::model::Scope;
use drplan::model::value::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// 2026-02-28: a month ends within the days that follow.
const BEGIN: i64 = 1_772_236_800;
const STEP: u64 = 37 * 60;
const SAMPLES: u64 = 48;

/// The age of each set's copy, with the moment of its run.
fn ages(analysis: &Analysis, lost: Lost<'_>, at: Instant) -> BTreeMap<String, (u64, Instant)> {
    let age = |one: &Outcome<'_>| match (one.loss, one.from) {
        (DataLoss::Staleness(age), BackFrom::Run(run, _)) => {
            let set = one.guarantee.set.as_ref()?;
            Some((set.schedule_name.clone(), (age.get(), run)))
        }
        _ => None,
    };
    let simulation = simulate(analysis, lost, at);
    simulation.outcomes.iter().filter_map(age).collect()
}

#[test]
fn no_loss_is_above_the_worst_and_one_reaches_it() {
    let mut seen = 0;
    for name in ["shop", "lesson/corrected"] {
        let plan = plans().into_iter().find(|plan| plan.name == name).unwrap();
        let done = compile_in(&plan.files, plan.root.as_deref());
        let analysis = done.analysis.as_ref().unwrap();
        let model = analysis.model();
        let home = model
            .clusters
            .values()
            .find(|c| c.recovers.is_none())
            .unwrap();
        let lost = Lost::find(model, &home.region.value).unwrap();
        let all = analysis.guarantees();
        for set in analysis.sets() {
            let of_set = all.iter().find(|one| {
                one.set
                    .as_ref()
                    .is_some_and(|own| own.schedule_name == set.schedule_name)
                    && matches!(one.loss, DataLoss::Staleness(_))
            });
            let Some(DataLoss::Staleness(worst)) = of_set.map(|one| one.loss) else {
                continue;
            };
            let worst_case = set.worst_case.as_ref().unwrap();
            let schedule = set.schedule.as_ref().unwrap();
            assert_eq!(
                schedule.gap, worst_case.span,
                "these plans tolerate no missed run"
            );
            let replica = rpo::replicate(set, rpo::scope(model, &set.cluster));
            let ready = worst_case
                .loss()
                .less(worst_case.span)
                .plus(replica.unwrap());
            let mut most = 0;
            for sample in 0..SAMPLES {
                let at = Instant::from_unix(BEGIN).later(sample * STEP);
                let (age, run) = ages(analysis, lost, at)[&set.schedule_name];
                assert!(age <= worst.get(), "{name} {}: {age}", set.schedule_name);
                // The last second in which this run is the newest, found by halving.
                let (mut low, mut high) = (0, schedule.gap.plus(ready).get());
                while low < high {
                    let middle = (low + high).div_ceil(2);
                    let then = ages(analysis, lost, at.later(middle))[&set.schedule_name];
                    if then.1 == run {
                        low = middle
                    } else {
                        high = middle - 1
                    }
                }
                let last = ages(analysis, lost, at.later(low))[&set.schedule_name].0;
                assert!(last < worst.get(), "{name} {}: {last}", set.schedule_name);
                most = most.max(last);
            }
            assert_eq!(most + 1, worst.get(), "{name} {}", set.schedule_name);
            seen += 1;
        }
    }
    assert!(seen >= 5, "{seen} sets were looked at");
}

/// What a recovery cluster reads, by its location, is what every loss that it answers is computed with,
/// and lies outside of that loss.
#[test]
fn the_location_names_the_copy_of_the_sums() {
    let mut seen = 0;
    for plan in plans() {
        let done = compile_in(&plan.files, plan.root.as_deref());
        let clean = !done.diags.any(Severity::Error);
        let Some(analysis) = done.analysis.as_ref().filter(|_| clean) else {
            continue;
        };
        let model = analysis.model();
        for side in analysis.sides() {
            let primary = &side.primary;
            let alone = model.recoveries(primary.id).count() == 1;
            let first = analysis.sets_of(primary).filter(|set| !set.second);
            for set in first.filter(|_| !side.at_home()) {
                let copied = set.method.copies_volumes() || set.rest;
                let bucket = side.bucket(&set.store);
                for scope in SCOPES.into_iter().filter(|_| copied) {
                    if !answers(&side.cluster, primary, scope) {
                        continue;
                    }
                    let copy = set.survivor(scope).expect("a clean plan has a copy");
                    let name = &plan.name;
                    assert!(
                        !alone || copy.bucket(&set.store) == bucket,
                        "{name} {scope:?}"
                    );
                    let region = bucket
                        .region
                        .as_ref()
                        .map(|region| region.value.to_lowercase());
                    let inside = region == Some(primary.region.value.to_lowercase());
                    assert!(scope != Scope::Region || !inside, "{name} {scope:?}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen >= 100, "{seen} losses were looked at");
}

/// Random plans: no simulated loss is above the worst case that the plan is told.
#[test]
fn no_random_plan_loses_more_than_it_is_told() {
    let mut seen = 0;
    for seed in 1..=60_u64 {
        let mut rng = Rng::new(seed);
        let text = random(&mut rng);
        let done = compile_in(&[("p.drplan".to_owned(), text.clone())], None);
        let Some(analysis) = &done.analysis else {
            continue;
        };
        let model = analysis.model();
        for name in Lost::names(model).collect::<BTreeSet<_>>() {
            let lost = Lost::find(model, name).unwrap();
            for _ in 0..4 {
                let at = Instant::from_unix(BEGIN).later(rng.below(40 * 86_400));
                let simulation = simulate(analysis, lost, at);
                for one in &simulation.outcomes {
                    if let (DataLoss::Staleness(age), DataLoss::Staleness(worst)) =
                        (one.loss, one.guarantee.loss)
                    {
                        let namespace = one.guarantee.member.name.value.as_str();
                        assert!(age <= worst, "{name} {namespace}: {age} > {worst}\n{text}");
                        seen += 1;
                    }
                    if let (Some((_, back)), Some(latest)) = (one.back, one.guarantee.back) {
                        assert!(back <= latest, "{name}: {back} > {latest}\n{text}");
                    }
                }
            }
        }
    }
    assert!(seen > 500, "{seen} ages were looked at");
}
