//! The order of stages: whatever the order in which the workers take those that are ready, no stage is later than is
//! computed, and some order comes near to it.

use crate::support::harness::compile;
use crate::support::rng::Rng;
use drplan::analyze::quantities::Seconds;
use drplan::analyze::rto;

/// A plan with applications of several tiers, some of which need others.
fn plan(rng: &mut Rng) -> String {
    let workers = 1 + rng.below(6);
    let requeue = 1 + rng.below(40);
    let mut text = format!(
        "plan p\ncluster prod {{ region r }}\ncluster dr {{ recovers prod; brings velero; region q; workers {workers}; requeue {requeue}s }}\nstore s {{ s3 b {{ region q; prefix velero }} }}\n"
    );
    let platforms = 1 + rng.below(3);
    for at in 0..platforms {
        let needs = if at > 0 && rng.one_in(2) {
            format!("; needs p{}", at - 1)
        } else {
            String::new()
        };
        let velero = if at == 0 { "; brings velero" } else { "" };
        let ready = 1 + rng.below(8);
        text += &format!("platform p{at} {{ path infra/p{at}; ready {ready}m{velero}{needs} }}\n");
    }
    let tiers = 1 + rng.below(3);
    for at in 0..tiers {
        text += &format!("tier t{at} {{ rpo 30h; rto {}h; keep 7d }}\n", 4 + at);
    }
    let apps = 2 + rng.below(14);
    for at in 0..apps {
        let tier = rng.below(tiers);
        let ready = 1 + rng.below(30);
        let needs = if at > 0 && rng.one_in(3) {
            format!("; needs n{}", rng.below(at))
        } else {
            String::new()
        };
        let size = 1 + rng.below(60);
        let state = if rng.one_in(2) {
            format!(
                "; workload statefulset/db {{ recover snapshot; volume data {{ size {size}Gi }} }}"
            )
        } else {
            String::new()
        };
        text += &format!(
            "namespace n{at} {{ tier t{tier}; apps apps/n{at} {{ ready {ready}m }}{needs}{state} }}\n"
        );
    }
    text
}

/// One recovery: a stage comes to the workers when a requeue after the last of those before it fires. They take any of
/// those that are there: what waits for others is looked at again and again, and may be in the queue before one that
/// was ready earlier.
fn one_order(
    recovery: &rto::Recovery,
    edges: &[Vec<usize>],
    workers: usize,
    mut requeue: impl FnMut(usize) -> u64,
    rank: impl Fn(usize) -> u64,
) -> Vec<u64> {
    let begin = recovery.before.total().get();
    let times: Vec<u64> = recovery.nodes.iter().map(|node| node.time.get()).collect();
    let mut finish: Vec<Option<u64>> = vec![None; times.len()];
    let mut comes: Vec<Option<u64>> = vec![None; times.len()];
    let mut free = vec![begin; workers];
    loop {
        for at in 0..times.len() {
            let ends: Option<Vec<u64>> = edges[at].iter().map(|before| finish[*before]).collect();
            if let (None, Some(ends)) = (comes[at], ends) {
                let last = ends.into_iter().max();
                comes[at] = Some(last.map_or(begin, |last| last + requeue(at)));
            }
        }
        let open = (0..times.len()).filter(|at| finish[*at].is_none());
        let open: Vec<(u64, usize)> = open.filter_map(|at| Some((comes[at]?, at))).collect();
        let Some((first, _)) = open.iter().min() else {
            break;
        };
        let worker = (0..workers).min_by_key(|worker| free[*worker]).unwrap();
        let now = free[worker].max(*first);
        let there = open.iter().filter(|(comes, _)| *comes <= now);
        let (_, next) = *there.min_by_key(|(_, at)| rank(*at)).unwrap();
        let start = comes[next].unwrap().max(free[worker]);
        finish[next] = Some(start + times[next]);
        free[worker] = start + times[next];
    }
    finish.into_iter().flatten().collect()
}

#[test]
fn no_order_is_later_than_computed() {
    let mut rng = Rng::new(21);
    let mut ratios: Vec<u64> = Vec::new();
    for round in 0..150 {
        let text = plan(&mut rng);
        let done = compile(&[("p.drplan".to_owned(), text.clone())]);
        let analysis = done.analysis.as_ref().unwrap();
        let recovery = &analysis.recoveries()[0];
        let side = analysis.side_of(&recovery.cluster).unwrap();
        let index = |id| recovery.nodes.iter().position(|node| node.id == id);
        let edges: Vec<Vec<usize>> = side
            .stages
            .iter()
            .map(|stage| {
                stage
                    .edges
                    .iter()
                    .filter_map(|edge| index(edge.to))
                    .collect()
            })
            .collect();
        let edge = recovery.edge.time.get();
        let workers = analysis.engine().workers(&recovery.cluster) as usize;
        let begin = recovery.before.total().get();
        let count = recovery.nodes.len();
        let mut worst = vec![0; count];
        for try_at in 0..count * 6 {
            // One stage is always the last to be taken, or all of them at random.
            let victim = try_at % count;
            let seed = rng.below(u64::MAX);
            let mut chance = Rng::new(seed);
            let ranks: Vec<u64> = (0..count).map(|_| chance.below(1_000)).collect();
            let late = try_at / count < 2;
            let order = one_order(
                recovery,
                &edges,
                workers,
                |at| match try_at / count {
                    0 if at == victim => edge,
                    0 => 0,
                    _ => chance.below(edge + 1),
                },
                |at| {
                    if late && at == victim {
                        1_000
                    } else {
                        ranks[at]
                    }
                },
            );
            for (worst, one) in worst.iter_mut().zip(order) {
                *worst = one.max(*worst);
            }
        }
        for (node, worst) in recovery.nodes.iter().zip(&worst) {
            assert!(
                *worst <= node.finish.get(),
                "round {round}: {} is ready after {worst}, computed {}\n{text}",
                node.name,
                node.finish.get()
            );
            if node.what == "applications" && node.finish.get() > begin {
                ratios.push(worst * 1000 / node.finish.get());
            }
        }
        for member in analysis.members() {
            let path = recovery.path(member.id).unwrap().total();
            assert_eq!(
                Some(path),
                recovery.restored(member.id),
                "round {round}\n{text}"
            );
        }
        assert!(recovery.at_least <= recovery.finish && recovery.finish <= recovery.at_most);
    }
    ratios.sort_unstable();
    let (few, median) = (ratios[ratios.len() / 10], ratios[ratios.len() / 2]);
    assert!(
        median >= 900,
        "the median is {median}, one in ten below {few}"
    );
}

/// A fleet on four workers takes as long as its applications one after another, divided by the workers.
#[test]
fn a_fleet_is_as_long_as_its_work() {
    let mut text = "plan p\ncluster prod { region r }\ncluster dr { recovers prod; brings velero; region q }\nstore s { s3 b { region q; prefix velero } }\ntier one { rpo 30h; rto 4d; keep 7d }\ntier two { rpo 30h; rto 5d; keep 7d }\n".to_owned();
    for at in 0..400 {
        let tier = if at % 2 == 0 { "one" } else { "two" };
        text += &format!("namespace n{at} {{ tier {tier}; apps apps/n{at} }}\n");
    }
    let done = compile(&[("p.drplan".to_owned(), text)]);
    let recovery = &done.analysis.as_ref().unwrap().recoveries()[0];
    let work = Seconds::minutes(5).times(400).over(4);
    let least = recovery.before.total().plus(work);
    assert!(recovery.finish >= least, "{} {least}", recovery.finish);
    let most = least.plus(Seconds::minutes(15));
    assert!(recovery.finish <= most, "{} {most}", recovery.finish);
}
