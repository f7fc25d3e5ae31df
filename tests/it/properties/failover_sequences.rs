//! Random plans on random roads: a loss, runs of it, back and forth again. Whatever the moves do to a
//! plan, its manifests keep the laws of a recovery, and so does each commit against the one before it.

mod invariants;
pub mod plan;

use crate::support::harness::compile;
use crate::support::rng::Rng;
use drplan::driver::Compilation;
use drplan::operate::{self, Begin, Chosen, Outcome};
use invariants::{Step, World};

fn built(text: &str) -> Compilation {
    compile(&[("p.drplan".to_owned(), text.to_owned())])
}

fn errors(done: &Compilation) -> Vec<String> {
    let all = done.diags.iter();
    all.filter(|diag| diag.severity() == drplan::diag::Severity::Error)
        .map(|diag| format!("{}: {}", diag.name(), diag.message))
        .collect()
}

/// One random move; `None` where it is refused.
fn moved(rng: &mut Rng, done: &Compilation) -> Option<(String, Outcome)> {
    let analysis = done.analysis.as_ref()?;
    let model = analysis.model();
    let clusters = model.clusters.values();
    let clusters: Vec<String> = clusters.map(|c| c.name.value.to_string()).collect();
    let cluster = rng.pick(&clusters);
    let chosen = Chosen {
        cluster: (!rng.one_in(4)).then_some(cluster.as_str()),
        from: None,
    };
    let tiers = model.tiers.values();
    let tiers: Vec<String> = tiers.map(|t| t.name.value.to_string()).collect();
    let run = format!("r{}", 1 + rng.below(5));
    let told = Begin {
        chosen,
        run: rng.one_in(2).then_some(run.as_str()),
        tiers: &rng
            .one_in(3)
            .then(|| rng.pick(&tiers))
            .map_or(Vec::new(), |tier| vec![tier]),
        backups: &[],
    };
    let (name, outcome) = match rng.below(5) {
        0..=1 => (format!("begin {told:?}"), operate::begin(analysis, told)),
        2..=3 => (
            format!("finish {chosen:?}"),
            operate::finish(analysis, chosen),
        ),
        _ => (
            format!("abort {chosen:?}"),
            operate::abort(analysis, chosen),
        ),
    };
    Some((name, outcome.ok()?))
}

fn edited(text: &str, outcome: &Outcome) -> String {
    let mut text = text.to_owned();
    for change in &outcome.changes {
        text = change.written(&text).unwrap_or(text);
    }
    text
}

/// So many plans are tried.
const PLANS: u64 = 200;

#[test]
fn every_road_keeps_the_laws() {
    let (mut usable, mut moves, mut kinds) = (0, 0, std::collections::BTreeSet::new());
    for seed in 1..=PLANS {
        let mut rng = Rng::new(seed);
        let mut text = plan::random(&mut rng);
        let mut done = built(&text);
        if !errors(&done).is_empty() {
            continue;
        }
        usable += 1;
        let mut story = vec![text.clone()];
        let mut world = World::new(&done, &story);
        for _ in 0..12 {
            let Some((name, outcome)) = moved(&mut rng, &done) else {
                continue;
            };
            text = edited(&text, &outcome);
            kinds.insert(name.split(' ').next().unwrap().to_owned());
            story.push(format!("--- {name}\n{}", modes(&text)));
            let next = built(&text);
            assert_eq!(
                errors(&next),
                Vec::<String>::new(),
                "seed {seed}\n{}",
                story.join("\n")
            );
            world = world.step(
                &next,
                Step {
                    seed,
                    story: &story,
                },
            );
            done = next;
            moves += 1;
        }
    }
    assert!(usable > 80 && moves > 300, "{usable} plans, {moves} moves");
    assert_eq!(kinds.len(), 3, "{kinds:?}");
}

fn modes(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| line.contains("mode ") || line.starts_with("cluster"));
    lines.collect::<Vec<_>>().join("\n")
}
