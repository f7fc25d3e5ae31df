//! Recovery times: the worked example to the second, and every recovery against its bounds and a
//! scheduler that steps through the seconds.

use crate::support::harness::{compile, plans};
use drplan::analyze::rto;
use drplan::driver::Compilation;

fn shop() -> Compilation {
    let plan = plans()
        .into_iter()
        .find(|plan| plan.name == "shop")
        .unwrap();
    compile(&plan.files)
}

fn time(hours: u64, minutes: u64, seconds: u64) -> u64 {
    hours * 3_600 + minutes * 60 + seconds
}

#[test]
fn the_shop_is_back_to_the_second() {
    let done = shop();
    let analysis = done.analysis.as_ref().unwrap();
    let [recovery] = analysis.recoveries() else {
        panic!("one cluster recovers the shop")
    };
    let finish = |stage: &str| {
        let mut nodes = recovery.nodes.iter();
        nodes.find(|node| node.name == stage).unwrap().finish.get()
    };
    assert_eq!(recovery.before.total().get(), time(0, 16, 0));
    assert_eq!(finish("shop-apps-payments"), time(0, 50, 35));
    assert_eq!(finish("shop-apps-fraud-detection"), time(0, 55, 45));
    let id = |namespace: &str| {
        let mut members = analysis.members().iter();
        let named = members.find(|member| member.name.value.as_str() == namespace);
        named.unwrap().id
    };
    let back = |namespace: &str| recovery.restored(id(namespace)).unwrap().get();
    assert_eq!(back("payments"), time(0, 56, 55), "its tier is checked");
    assert_eq!(back("analytics"), time(3, 44, 21));
    assert_eq!(
        recovery.path(id("payments")).unwrap().total().get(),
        time(0, 56, 55)
    );
}

/// List scheduling by steps of a second: every stage that may begin, in the order in which they may, takes a
/// worker that is free.
fn stepped(recovery: &rto::Recovery, edges: &[Vec<usize>], edge: u64, workers: usize) -> Vec<u64> {
    let begin = recovery.before.total().get();
    let times: Vec<u64> = recovery.nodes.iter().map(|node| node.time.get()).collect();
    let mut finish: Vec<Option<u64>> = vec![None; times.len()];
    let mut now = begin;
    while finish.iter().any(Option::is_none) {
        loop {
            let busy = (0..times.len())
                .filter(|at| finish[*at].is_some_and(|end| end > now))
                .count();
            let mut ready: Vec<(u64, usize)> = (0..times.len())
                .filter(|at| finish[*at].is_none())
                .filter_map(|at| {
                    let ends: Option<Vec<u64>> = edges[at].iter().map(|b| finish[*b]).collect();
                    let may = ends?
                        .into_iter()
                        .map(|end| end + edge)
                        .max()
                        .unwrap_or(begin);
                    (may <= now).then_some((may, at))
                })
                .collect();
            ready.sort_unstable();
            match ready.first() {
                Some((_, at)) if busy < workers => finish[*at] = Some(now + times[*at]),
                _ => break,
            }
        }
        now += 1;
    }
    finish.into_iter().flatten().collect()
}

#[test]
fn a_stepping_scheduler_is_never_later() {
    for workers in [1, 2, 4, 20] {
        let plan = plans()
            .into_iter()
            .find(|plan| plan.name == "shop")
            .unwrap();
        let (name, text) = &plan.files[0];
        let text = text.replace("workers 20", &format!("workers {workers}"));
        let done = compile(&[(name.clone(), text)]);
        let analysis = done.analysis.as_ref().unwrap();
        let recovery = &analysis.recoveries()[0];
        let side = analysis.side_of(&recovery.cluster).unwrap();
        let index = |stage: &str| recovery.nodes.iter().position(|node| node.name == stage);
        let mut edges = vec![Vec::new(); recovery.nodes.len()];
        for stage in &side.stages {
            // What the plan writes today lacks only the promotions of the day of the loss.
            let at = index(&stage.name).unwrap();
            edges[at] = stage
                .edges
                .iter()
                .filter_map(|edge| index(&side.stage(edge.to)?.name))
                .collect();
        }
        let promote = index("shop-promote-ledger-r1").unwrap();
        edges[promote] = vec![index("shop-restore-critical-r1").unwrap()];
        edges[index("shop-apps-ledger").unwrap()].push(promote);
        for last in ["shop-check-critical-r1", "shop-complete-r1"] {
            edges[index(last).unwrap()].push(promote);
        }
        let slow = stepped(recovery, &edges, 10, workers);
        let fast: Vec<u64> = recovery
            .nodes
            .iter()
            .map(|node| node.finish.get())
            .collect();
        for (slow, fast) in slow.iter().zip(&fast) {
            assert!(slow <= fast, "{workers} workers");
        }
        // With a worker for each no stage waits for one.
        assert!(workers < 20 || slow == fast, "{workers} workers");
        assert!(recovery.at_least <= recovery.finish && recovery.finish <= recovery.at_most);
    }
}

#[test]
fn a_late_recovery_is_a_finding() {
    let plan = plans()
        .into_iter()
        .find(|plan| plan.name == "shop")
        .unwrap();
    let (name, text) = &plan.files[0];
    let done = compile(&[(name.clone(), text.replace("rto 1h;", "rto 50m;"))]);
    let found = done
        .diags
        .iter()
        .find(|diag| diag.name() == "rto-not-met")
        .unwrap();
    assert_eq!(
        found.sum.iter().map(|term| term.seconds).sum::<u64>(),
        time(0, 56, 55)
    );
    assert!(found.message.contains("56m55s"), "{}", found.message);
}

/// A dump that the tier asks for is loaded too, and what is no dump is not.
#[test]
fn dumps_are_loaded_at_their_size() {
    let text = "plan dumps
cluster prod { region us-east-1; concurrent-backups 2 }
cluster dr { recovers prod; brings velero; region us-west-2 }
store main { s3 dumps-velero { region us-east-1 }; replica dumps-velero-west { region us-west-2 } }
tier t {
  rpo 1d
  rto 8h
  keep 7d
  recover dump postgres { into dumps; container postgres; path /dumps; user backup; database orders }
}
namespace db {
  tier t
  apps apps/db
  workload statefulset/one { volume dumps { size 20Gi }; volume data { size 50Gi; label volume=data } }
  workload statefulset/two { volume dumps { size 10Gi }; volume data { size 50Gi; label volume=data } }
  workload deployment/cache { recover rebuild }
}
";
    let done = compile(&[("dumps.drplan".to_owned(), text.to_owned())]);
    let recovery = &done.analysis.as_ref().unwrap().recoveries()[0];
    let load = recovery
        .nodes
        .iter()
        .find(|node| node.what == "loads")
        .unwrap();
    // 30 GiB at 20 MiB/s.
    assert_eq!(load.time.get(), 1_536);
    let sizes: Vec<&str> = load
        .inputs
        .iter()
        .map(|input| input.value.as_str())
        .collect();
    assert_eq!(sizes, ["20MiB/s", "20Gi", "10Gi"]);
}
