//! Random plans: every way in which state survives, with and without apps, platforms, needs, checks.

use crate::support::rng::Rng;
use std::fmt::Write as _;

/// A plan, mostly one that compiles.
pub fn random(rng: &mut Rng) -> String {
    let mut text =
        String::from("plan p { velero 1.18.3; tools { kubectl \"k:1\"; http \"c:1\" } }\n");
    let homes = if rng.one_in(4) {
        vec!["east", "south"]
    } else {
        vec!["east"]
    };
    let together = homes.len() > 1 && rng.one_in(2);
    if together {
        let standby = rng.pick(&["cold", "warm"]);
        // A namespace that both have: `n0` is of one of them, and comes again in the other.
        writeln!(text, "cluster both {{\n  recovers east, south\n  standby {standby}\n  region west\n  map n0 -> n0-east {{ from east }}\n}}\ncluster east {{ region east }}\ncluster south {{ region south }}").unwrap();
    }
    for home in homes.iter().filter(|_| !together) {
        let standby = rng.pick(&["cold", "warm"]);
        let requeue = rng.pick(&["", "  requeue 5s; workers 20\n"]);
        let key = rng.pick(&["", "  decrypt sops { age sops-age }\n"]);
        writeln!(text, "cluster {home} {{ region {home} }}").unwrap();
        writeln!(text, "cluster {home}-dr {{\n  recovers {home}\n  standby {standby}\n  region west\n{requeue}{key}}}").unwrap();
    }
    // A second cluster for the same loss.
    if homes.len() == 1 && rng.one_in(4) {
        let standby = rng.pick(&["cold", "warm"]);
        writeln!(
            text,
            "cluster east-far {{\n  recovers east\n  standby {standby}\n  region west\n}}"
        )
        .unwrap();
    }
    for home in &homes {
        writeln!(text, "store s-{home} {{ s3 b-{home} {{ region {home} }}; replica c-{home} {{ region west }} }}").unwrap();
    }
    text.push_str("snapshots ebs { driver ebs.csi.aws.com }\n");
    let tiers = 1 + rng.below(3);
    for tier in 0..tiers {
        let order = rng.pick(&["", "; order 1", "; order 2"]);
        let store = if homes.len() == 1 {
            "; store s-east"
        } else {
            ""
        };
        let rpo = rng.pick(&[3, 6, 12, 24]) * (1 + tier);
        let more = rng.pick(&[
            "",
            "",
            "; tolerate 1",
            "; avoid 08:00-11:30",
            "; detect 3d",
            "; every \"5 1 * * *\"",
        ]);
        writeln!(
            text,
            "tier t{tier} {{ rpo {rpo}h; keep 60d{store}{order}{more} }}"
        )
        .unwrap();
    }
    let platforms = rng.below(3);
    for platform in 0..platforms {
        let needs = if platform > 0 && rng.one_in(2) {
            "; needs q0"
        } else {
            ""
        };
        let brings = if platform == 0 && rng.one_in(2) {
            "; brings velero"
        } else {
            ""
        };
        writeln!(
            text,
            "platform q{platform} {{ path infra/q{platform}{needs}{brings} }}"
        )
        .unwrap();
    }
    let mut checked = Vec::new();
    let count = 1 + rng.below(5);
    for number in 0..count {
        let home = rng.pick(&homes);
        let place = if homes.len() > 1 {
            format!("  in {home}\n  store s-{home}\n")
        } else {
            String::new()
        };
        writeln!(
            text,
            "namespace n{number} {{\n  tier t{}\n{place}",
            rng.below(tiers)
        )
        .unwrap();
        let apps = rng.below(4) > 0;
        if apps {
            let more = rng.pick(&[
                "",
                " { recovery apps/nN/dr }",
                " { recovery apps/nN/dr; standby apps/nN/wait }",
                " { ready 3m }",
            ]);
            writeln!(
                text,
                "  apps apps/n{number}/prod{}",
                more.replace("nN", &format!("n{number}"))
            )
            .unwrap();
        }
        if number > 0 && apps && rng.one_in(2) {
            writeln!(text, "  needs n{}", rng.below(number)).unwrap();
        }
        let workloads = rng.pick(&WORKLOADS);
        text.push_str(workloads);
        text.push_str("}\n");
        if number == 0 && together {
            let other = if home == "east" { "south" } else { "east" };
            writeln!(
                text,
                "namespace n0 {{\n  tier t0\n  in {other}\n  store s-{other}\n  apps apps/n0/{other}\n{workloads}}}"
            )
            .unwrap();
        }
        if rng.one_in(3) {
            checked.push(number);
        }
    }
    if rng.one_in(2) && homes.len() == 1 {
        writeln!(text, "namespace * {{ tier t{} }}", rng.below(tiers)).unwrap();
    }
    if !checked.is_empty() {
        let on = if together { "both" } else { "east-dr" };
        writeln!(text, "drill d {{\n  covers t0\n  on {on}\n  every month").unwrap();
        for number in checked {
            writeln!(text, "  check n{number} {{ http \"http://n{number}/\" }}").unwrap();
        }
        text.push_str("}\n");
    }
    text
}

const WORKLOADS: [&str; 8] = [
    "",
    "  workload statefulset/db { replicas 2; volume data { size 10Gi; change 1%/d }; quiesce postgres { container db } }\n",
    "  workload deployment/files { recover file-backup; volume data { size 1Gi }; volume cache { skip \"filled again\" } }\n",
    "  workload statefulset/db {
    recover dump postgres { into dumps; container db; user app; database app; timeout 5m }
    volume data { skip \"the dump is what is restored\"; label role=data }
    volume dumps { size 2Gi }
  }\n",
    "  workload statefulset/db {
    recover replication postgres-logical { standby west \"db.west.example.com:5432\"; lag 5s; promote \"SELECT 1\" { secret standby } }
  }\n",
    "  workload statefulset/pg { recover operator cnpg { archive \"s3://archive/pg\" { region west; lag 5m } } }\n",
    "  workload deployment/search { recover rebuild }\n",
    "  workload statefulset/a { volume data { size 1Gi } }\n  workload deployment/b { recover file-backup; volume more { size 1Gi } }\n",
];
