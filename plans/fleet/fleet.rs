//! A plan of any size: the same text for the same numbers, and meant to check clean.
//!
//! The promises grow with the fleet. A hook and a snapshot take their seconds in the slot of their
//! backup, one after another, so what a set of ten namespaces keeps within hours, a set of two
//! thousand does not.

#![allow(
    unreachable_pub,
    reason = "the same file is a module of an example, of a bench and of tests"
)]

/// The most namespaces in one file: its text stays far below the 1 MiB that the compiler reads.
const PER_FILE: usize = 2_000;

/// Tiers, strictest first.
const TIERS: [Tier; 3] = [
    Tier {
        name: "gold",
        gap: 2,
        keep: 14,
        order: 1,
    },
    Tier {
        name: "silver",
        gap: 8,
        keep: 30,
        order: 2,
    },
    Tier {
        name: "bronze",
        gap: 24,
        keep: 60,
        order: 3,
    },
];

/// Seconds of one namespace in the slot of its backup: 5 of hook, 2 of snapshot, one to spare.
const SLOT_SECONDS: usize = 8;

/// Seconds that one volume adds to a restore over all lanes, rounded up.
const RESTORE_SECONDS: usize = 2;

/// What a backup needs besides the gap and the slot: loop, queue, movers and replication.
const BACKUP_SECONDS: usize = 3_600;

/// What a restore needs besides the volumes: the cluster, Flux, the location, the last mover.
const RESTORE_BASE_SECONDS: usize = 3_600;

/// How large the fleet is.
#[derive(Debug, Clone, Copy)]
pub struct Fleet {
    /// Namespaces in all, spread evenly over the clusters.
    pub namespaces: usize,
    /// Primary clusters, each with a recovery cluster of its own; at least one is written.
    pub clusters: usize,
}

struct Tier {
    name: &'static str,
    /// Hours between two backups that the promise leaves room for.
    gap: usize,
    /// Days for which a backup is kept.
    keep: usize,
    /// Its place in the order of recovery, from one.
    order: usize,
}

impl Fleet {
    /// The files of the plan: name and text.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![("fleet.drplan".to_owned(), self.plan())];
        let mut from = 0;
        while from < self.namespaces {
            let to = self.namespaces.min(from.saturating_add(PER_FILE));
            let mut text = String::new();
            for at in from..to {
                if at > from {
                    text.push('\n');
                }
                text.push_str(&self.namespace(at));
            }
            files.push((format!("namespaces-{:03}.drplan", from / PER_FILE), text));
            from = to;
        }
        files
    }

    fn clusters(&self) -> usize {
        self.clusters.max(1)
    }

    /// Namespaces of one backup set, in the fullest cluster.
    fn set(&self) -> usize {
        self.namespaces
            .div_ceil(self.clusters())
            .div_ceil(TIERS.len())
    }

    fn plan(&self) -> String {
        let mut text = String::from(HEAD);
        for at in 0..self.clusters() {
            text.push_str(&cluster(at));
        }
        text.push_str(SHARED);
        // A tier that promises nothing to anybody is a finding.
        let fullest = self.namespaces.div_ceil(self.clusters());
        for tier in TIERS.iter().filter(|tier| tier.order <= fullest) {
            text.push_str(&self.tier(tier));
        }
        text
    }

    fn tier(&self, tier: &Tier) -> String {
        let set = self.set();
        let slot = hours(
            set.saturating_mul(SLOT_SECONDS)
                .saturating_add(BACKUP_SECONDS),
        );
        // Twice: the gap must hold the slot, and the promise both of them.
        let rpo = slot.saturating_mul(2).saturating_add(tier.gap);
        let restore = hours(
            set.saturating_mul(RESTORE_SECONDS)
                .saturating_add(RESTORE_BASE_SECONDS),
        );
        // Tiers come back one after another.
        let rto = restore.saturating_mul(tier.order);
        format!(
            "tier {} {{ rpo {rpo}h; rto {rto}h; keep {}d }}\n",
            tier.name, tier.keep
        )
    }

    fn namespace(&self, at: usize) -> String {
        let cluster = at % self.clusters();
        // The place within its cluster, so that each cluster has every tier.
        let place = at / self.clusters();
        let tier = TIERS.get(place % TIERS.len()).map_or("", |tier| tier.name);
        let (workload, hook) = if (place / TIERS.len()).is_multiple_of(2) {
            let recipe = "quiesce postgres { container postgres; user postgres; timeout 5s }";
            ("statefulset/postgres", recipe.to_owned())
        } else {
            (
                "deployment/worker",
                format!("hook drain-queue {{ queue team-{at:06} }}"),
            )
        };
        format!(
            "namespace team-{at:06} {{
  tier {tier}
  in prod-{cluster:03}
  workload {workload} {{
    recover snapshot
    volume data {{ size 2Gi; change 5%/d }}
    {hook}
  }}
}}
"
        )
    }
}

/// Whole hours, rounded up.
fn hours(seconds: usize) -> usize {
    seconds.div_ceil(3_600)
}

/// A primary cluster in a region of its own, the cluster that recovers it, and the store of both: a directory that no other
/// cluster writes to. The replica lies in the one region where no primary is.
fn cluster(at: usize) -> String {
    format!(
        "cluster prod-{at:03} {{
  region region-{at:03}
  store main-{at:03}
  nodes 50
  node-agent-load 4
  read 400MiB/s
  snapshot-ready 2s
  mover-start 30s
  concurrent-backups 3
}}

cluster dr-{at:03} {{
  recovers prod-{at:03}
  brings velero
  standby cold
  region region-recovery
  store main-{at:03}
  nodes 50
  node-agent-load 4
  mover-start 30s
  provision 8m
  bootstrap 3m
  requeue 5s
  workers 20
}}

store main-{at:03} {{
  s3 fleet-velero {{ region region-000; prefix velero-{at:03} }}
  replica fleet-velero-recovery {{ region region-recovery; prefix velero-{at:03}; lag 15m }}
  upload 2000MiB/s
  download 2000MiB/s
}}

"
    )
}

const HEAD: &str = "\
# A fleet of many clusters and namespaces, made by fleet.rs.
plan fleet {
  velero 1.18.3
  flux 2.9
  kubernetes 1.34
  owner \"@platform\"
  declare 5m
  repository .
}

";

const SHARED: &str = "\
snapshots ebs { driver ebs.csi.aws.com }

hook drain-queue {
  param queue
  holds nothing
  safe snapshot
  pre { container worker; command \"/bin/drain\", \"--queue\", \"%{queue}\"; timeout 5s; on-error fail }
}

";
