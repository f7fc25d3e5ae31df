//! One plan or more for each rule of what a copy, a time and a queue are: while a rule is broken, the
//! world breaks the claims of its plans. A plan that is refused claims nothing.

use super::judge::{Effort, Verdict, judge};
use super::pair;
use super::tree;

/// The rule, the kind of fault that its absence shows, and the plan; a second plan after `---`.
pub const RULES: &[(u32, &str, &str)] = &[
    // 1: the bucket that is read is the one that the location names, for every loss.
    (1, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; standby warm }
store s { s3 b { region us-east-1 }; replica c { region us-west-2; lag 3h } }
platform q { path infra/q; brings velero }
tier t { rpo 6h; keep 7d; when cluster { rpo 100m } }
namespace n { tier t; workload statefulset/w { recover file-backup; volume d { size 2Gi } } }
"),
    (1, "survival", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region eu-west-1 }
store s { s3 b { region eu-west-1 }; replica c { region us-east-1 } }
platform q { path infra/q; brings velero }
tier t { rpo 5h; keep 7d }
namespace n { tier t; workload statefulset/w { recover file-backup; volume d { size 2Gi } } }
"),
    (1, "survival", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region eu-west-1 }; replica c { region us-west-2; encrypt kms \"arn:aws:kms:us-east-1:1:key/b\" } }
platform q { path infra/q; brings velero }
tier t { rpo 8h; keep 7d }
namespace n { tier t; workload statefulset/w { recover file-backup; volume d { size 2Gi } } }
"),
    // 2: a snapshot that is not moved lies where its driver keeps it.
    (2, "survival", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
store s { s3 b { region us-east-1 } }
snapshots f { driver rook-ceph.rbd.csi.ceph.com }
tier t { rpo 5h; keep 7d }
namespace n { tier t; workload statefulset/w { recover snapshot; volume d { size 2Gi } } }
"),
    (2, "survival", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
store s { s3 b { region us-east-1 }; replica c { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
tier t { rpo 5h; keep 7d; when region { rpo 5h } }
namespace n { tier t; workload statefulset/w { recover snapshot; volume d { size 2Gi } } }
"),
    (2, "survival", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
store s { s3 b { region us-east-1 } }
snapshots f { driver hostpath.csi.k8s.io }
tier t { rpo 5h; keep 7d }
namespace n { tier t; workload statefulset/w { recover snapshot; volume d { size 2Gi } } }
"),
    // 3: addresses and names of places.
    (3, "survival", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
store s { s3 b { region us-east-1; url \"http://minio.minio.svc:9000\" } }
tier t { rpo 5h; keep 7d }
namespace n { tier t; workload statefulset/w { recover file-backup; volume d { size 2Gi } } }
"),
    (3, "survival", "plan p { velero 1.18.3 }
cluster east { region eastus }
cluster dr { recovers east; region westus2 }
store s { azure b { region \"East US\"; url \"https://acc.blob.core.windows.net\" } }
platform q { path infra/q; brings velero }
tier t { rpo 5h; keep 7d }
namespace n { tier t; workload statefulset/w { recover file-backup; volume d { size 2Gi } } }
"),
    // 4: time-outs from the worst wait.
    (4, "time-out", "plan p { velero 1.18.3 }
cluster east { region us-east-1; nodes 1; concurrent-backups 2 }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 40h; keep 9d; every \"0 1 * * *\"; recover snapshot }
tier b { rpo 40h; keep 9d; every \"5 1 * * *\"; recover snapshot }
namespace n { tier a; workload statefulset/w { volume d { size 2400Gi } } }
namespace m { tier b; workload statefulset/w { volume d { size 4Gi } } }
"),
    (4, "restore-time-out", "plan p { velero 1.18.3 }
cluster east { region us-east-1; read 400MiB/s }
cluster dr { recovers east; region us-west-2; nodes 1 }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 30h; rto 10h; keep 9d; recover snapshot }
namespace n { tier a; workload statefulset/w { volume d { size 2400Gi; change 1%/d } } }
namespace m { tier a; keep 11d; workload statefulset/w { volume d { size 4Gi } } }
"),
    (4, "dead", "plan p { velero 1.18.3 }
cluster east { region us-east-1; snapshot-ready 12m }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
tier t { rpo 5h; keep 7d }
namespace n { tier t; workload statefulset/w { recover snapshot; volume d { size 2Gi } } }
"),
    // 5: the load of a node is one.
    (5, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1; nodes 1; concurrent-backups 2 }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 16h; keep 9d; every \"0 0,8,16 * * *\"; recover snapshot }
tier b { rpo 70m; keep 9d; recover file-backup }
namespace n { tier a; workload statefulset/w { volume d { size 900Gi } } }
namespace m { tier b; workload deployment/w { volume d { size 1Gi } } }
"),
    // 6: bytes change over gap, tick and queue, and over a missed run too.
    (6, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1; read 1000MiB/s; mover-start 20s }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 20m; keep 9d; every \"*/5 * * * *\"; recover snapshot }
namespace n { tier a; workload statefulset/w { volume d { size 2Ti; change 200%/d; touched 1% } } }
"),
    (6, "missed-run", "plan p { velero 1.18.3 }
cluster east { region us-east-1; read 1000MiB/s; mover-start 20s; snapshot-ready 5s }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 170m; keep 9d; every \"0 * * * *\"; recover snapshot }
namespace n { tier a; workload statefulset/w { volume d { size 4Ti; change 100%/d; touched 1% } } }
"),
    // 7: each store its own link, shared by what one loss begins, and one volume on one node.
    (7, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2 }
store fast { s3 b { region us-west-2 }; download 1000MiB/s }
store slow { s3 c { region us-west-2 }; download 10MiB/s }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 30h; rto 4h; keep 9d; store fast; recover snapshot }
namespace n { tier a; workload statefulset/w { volume d { size 4Gi } } }
namespace o { tier a; store slow; workload statefulset/w { volume d { size 300Gi } } }
"),
    (7, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster south { region us-east-1 }
cluster dr-east { recovers east; region us-west-2 }
cluster dr-south { recovers south; region us-west-2 }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 30h; rto 5h; keep 9d; recover snapshot }
namespace n { tier a; in east; workload statefulset/w { volume d { size 900Gi } } }
namespace o { tier a; in south; workload statefulset/w { volume d { size 900Gi } } }
"),
    (7, "never-back", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region us-west-2 }; download 5000MiB/s }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 30h; rto 90m; keep 9d; recover snapshot }
namespace n { tier a; workload statefulset/w { volume d { size 2Ti } } }
"),
    // 8: the queue is Velero's, not the plan's.
    (8, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
store s { s3 b { region us-west-2 } }
tier a { rpo 70m; keep 9d }
namespace n { tier a }
---
plan q { velero 1.18.3 }
cluster east { region us-east-1 }
store z { s3 c { region us-west-2 } }
tier b { rpo 40h; keep 9d; every \"0 3 * * *\" }
namespace m { tier b; workload deployment/w { recover file-backup; volume d { size 1Ti } } }
"),
    // 9: a cluster that took over is proved like a primary.
    (9, "promise", "plan p { velero 1.18.3 }
cluster east { region us-east-1; mode fenced }
cluster dr { recovers east; region us-west-2; standby warm; mode active { runs r1 }; nodes 1; read 10MiB/s }
store s { s3 b { region us-east-1 }; replica c { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 5h; keep 9d; recover snapshot }
namespace n { tier a; workload statefulset/w { volume d { size 400Gi } } }
"),
    // 10: terms of a recovery that were not there.
    (10, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region us-west-2 } }
platform q { path infra/q; brings velero }
tier a { rpo 2h; rto 3h; keep 9d }
namespace n { tier a; apps apps/n; workload statefulset/w { recover operator cnpg { archive \"s3://wal/n\" { region us-west-2; lag 5m } }; volume d { size 2Ti } } }
"),
    (10, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1; concurrent-backups 8 }
cluster dr { recovers east; region us-west-2; provision 5m; bootstrap 2m }
store s { s3 b { region us-west-2 } }
platform q { path infra/q; brings velero }
tier a { rpo 10m; rto 50m; keep 90d }
namespace n { tier a; workload deployment/w { recover file-backup; volume d { size 1Gi } } }
"),
    (10, "never-back", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region us-west-2 } }
tier a { rpo 5h; rto 2h; keep 9d }
namespace n { tier a; workload deployment/w { recover file-backup; volume d { size 1Gi } } }
"),
    (10, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; workers 2; requeue 5s; provision 1m; bootstrap 1m }
store s { s3 b { region us-west-2 } }
platform q { path infra/q; ready 1m; brings velero }
tier a { rpo 30h; rto 55m; keep 9d; recover file-backup }
namespace z { tier a; apps apps/z { ready 30m }; workload statefulset/w { volume d { size 1Gi } } }
namespace b { tier a; apps apps/b { ready 10m } }
namespace c { tier a; apps apps/c { ready 10m } }
"),
    // 10: while a stage waits for the only worker, what follows a later restore may come to be ahead of it.
    (10, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; workers 1 }
store s { s3 b { region us-west-2 } }
platform q { path infra/q; brings velero }
tier a { order 1; rpo 30h; rto 9h; keep 9d; recover file-backup }
tier b { order 2; rpo 30h; rto 9h; keep 9d; recover file-backup }
namespace m { tier a; apps apps/m; workload statefulset/w { volume d { size 1Gi } } }
namespace k { tier a; apps apps/k; workload statefulset/w { volume d { size 1Gi } } }
namespace n { tier b; apps apps/n { ready 2h }; workload statefulset/w { volume d { size 1Gi } } }
"),
    (10, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; standby warm; workers 2 }
store s { s3 b { region us-west-2 } }
platform q { path infra/q; brings velero }
tier a { order 1; rpo 30h; rto 19h; keep 9d; recover file-backup }
tier b { order 2; rpo 30h; rto 19h; keep 9d; recover file-backup }
tier c { order 3; rpo 30h; rto 19h; keep 9d; recover file-backup }
namespace m { tier a; apps apps/m { recovery apps/m/r; standby apps/m/w }; workload statefulset/w { volume d { size 1Gi } } }
namespace k { tier a; apps apps/k { ready 3h; recovery apps/k/r; standby apps/k/w } }
namespace l { tier a; apps apps/l { ready 20m; recovery apps/l/r; standby apps/l/w } }
namespace n { tier b; apps apps/n { ready 2h; recovery apps/n/r; standby apps/n/w }; workload statefulset/w { volume d { size 1Gi } } }
namespace o { tier c; apps apps/o { ready 2h; recovery apps/o/r; standby apps/o/w }; workload statefulset/w { volume d { size 1Gi } } }
"),
    // 10: pods are ready after the load and after the promotion, of which none waits for the other.
    (10, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region us-west-2 } }
platform q { path infra/q; brings velero }
tier a { rpo 30h; rto 9h; keep 9d }
namespace n { tier a
workload statefulset/w { recover replication postgres-logical { standby us-west-2 \"db.n.example.com:5432\"; lag 5s; promote \"SELECT 1\" { secret standby } } }
workload deployment/v { recover dump postgres { into dumps; container db; user app; database app }
volume data { skip \"the dump is what is restored\"; label v=data }; volume dumps { size 100Mi; label v=dumps } } }
"),
    // 10: a restore that is not waited for last is, where its volumes are all on one node.
    (10, "placement-back", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; standby warm; mover-start 4m }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { order 1; rpo 30h; rto 9h; keep 9d }
tier b { order 2; rpo 30h; rto 9h; keep 9d; recover snapshot }
namespace m { tier a; apps apps/m { recovery apps/m/r; standby apps/m/w } }
namespace n { tier b; apps apps/n { recovery apps/n/r; standby apps/n/w }; needs m; workload statefulset/w { replicas 3; volume d { size 1Gi } } }
"),
    // 10: a new cluster syncs the backups of all plans, and restores their volumes.
    (10, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1; concurrent-backups 8 }
cluster dr { recovers east; region us-west-2; provision 5m; bootstrap 2m }
store s { s3 b { region us-west-2 } }
platform q { path infra/q; brings velero }
tier a { rpo 20m; rto 2h; keep 30d }
namespace n { tier a; workload deployment/w { recover file-backup; volume d { size 1Gi } } }
---
plan q { velero 1.18.3 }
cluster east { region us-east-1; concurrent-backups 8 }
cluster dr { recovers east; region us-west-2; provision 5m; bootstrap 2m }
store t { s3 c { region us-west-2 } }
platform q { path infra/r; brings velero }
tier b { rpo 20m; rto 2h; keep 30d }
namespace m { tier b; workload deployment/w { recover file-backup; volume d { size 1Gi } } }
"),
    (10, "placement-back", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; standby warm; mover-start 4m }
store s { s3 b { region us-west-2 } }
platform q { path infra/q; brings velero }
tier a { rpo 30h; rto 9h; keep 9d }
namespace n { tier a; workload deployment/w { recover file-backup; volume d { size 1Gi } } }
---
plan q { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; standby warm; mover-start 4m }
store t { s3 c { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/r; brings velero }
tier b { rpo 30h; rto 9h; keep 9d; recover snapshot }
namespace m { tier b; workload statefulset/w { replicas 3; volume d { size 10Gi } } }
"),
    // 13: what operators fetch is written on the nodes on which Restores write.
    (13, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; nodes 1 }
store s { s3 b { region us-west-2 }; download 1000MiB/s }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { order 1; rpo 30h; rto 99h; keep 20d }
tier b { order 2; rpo 30h; rto 99h; keep 20d; recover snapshot }
namespace m { tier a; apps apps/m; workload statefulset/w { recover operator cnpg { archive \"s3://m/pg\" { region us-west-2; lag 5m; download 1000MiB/s } }; volume d { size 500Gi } } }
namespace n { tier b; workload statefulset/w { volume d { size 500Gi } } }
"),
    // 13: two operators on one node.
    (13, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2 }
store s { s3 b { region us-west-2 } }
platform q { path infra/q; brings velero }
tier a { rpo 30h; rto 99h; keep 20d }
namespace m { tier a; apps apps/m; workload statefulset/w { recover operator cnpg { archive \"s3://m/pg\" { region us-west-2; lag 5m; download 1000MiB/s } }; volume d { size 500Gi } } }
namespace n { tier a; apps apps/n; workload statefulset/w { recover operator cnpg { archive \"s3://n/pg\" { region us-west-2; lag 5m; download 1000MiB/s } }; volume d { size 400Gi } } }
"),
    // 14: backups that take one namespace do not run at the same time.
    (14, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1; concurrent-backups 2 }
store s { s3 b { region us-west-2 } }
tier a { rpo 30m; keep 9d }
tier b { rpo 60h; keep 19d }
namespace n { tier a; workload deployment/w { recover file-backup; volume d { size 5Gi } } }
namespace m { tier b; workload deployment/w { recover file-backup; volume d { size 90Gi } } }
#author nightly \"30 3 * * *\" files n m
"),
    // 14: hooks in the pods run in every backup.
    (14, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
tier a { rpo 50m; keep 9d; recover snapshot }
namespace n { tier a; workload statefulset/w { volume d { size 5Gi }; quiesce postgres { container db; timeout 8m } } }
#author nightly \"30 3 * * *\" kept n
"),
    // 15: two stores in one bucket share its link.
    (15, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; write 1000MiB/s }
store s { s3 b { region us-west-2; prefix s } }
store z { s3 b { region us-west-2; prefix z } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 30h; rto 99h; keep 20d; recover snapshot }
namespace n { tier a; store s; workload statefulset/w { volume d { size 500Gi } } }
namespace o { tier a; store z; workload statefulset/w { volume d { size 500Gi } } }
"),
    // 16: a cluster that recovers for one plan is the primary of another.
    (16, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; standby warm; nodes 1 }
store s { s3 b { region us-east-1 }; replica c { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/q; brings velero }
tier a { rpo 30h; rto 99h; keep 20d; recover snapshot }
namespace n { tier a; workload statefulset/w { volume d { size 500Gi } } }
---
plan q { velero 1.18.3 }
cluster east { recovers dr; region us-east-1; standby warm }
cluster dr { region us-west-2; nodes 1 }
store t { s3 d { region us-west-2 }; replica e { region us-east-1 } }
snapshots f { driver ebs.csi.aws.com }
platform q { path infra/r; brings velero }
tier b { rpo 9h; rto 99h; keep 20d; recover snapshot }
namespace m { tier b; in dr; workload statefulset/w { volume d { size 300Gi } } }
"),
    // 17: a set and its second Schedule do not run at the same time.
    (17, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1; concurrent-backups 3 }
store s { s3 b { region us-west-2 } }
tier a { rpo 100m; keep 9d; every \"5 * * * *\"; recover file-backup }
tier b { rpo 30h; keep 30d; every \"0 2 * * *\" }
namespace n { tier a; also b; workload deployment/w { volume d { size 100Gi } } }
"),
    // 18: a Restore of objects needs a backup that outlives the loss.
    (18, "never-back", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; brings velero }
store s { s3 b { region us-east-1 } }
tier a { rpo 30h; rto 9h; keep 9d }
namespace n { tier a; workload deployment/w { recover elsewhere volsync { rpo 1h; ready 5m }; volume d { size 10Gi; label v=d } } }
"),
    // 19: what other tools bring takes its time.
    (19, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; brings velero }
store s { s3 b { region us-west-2 } }
tier a { rpo 30h; rto 9h; keep 9d }
namespace n { tier a; apps apps/n; workload deployment/w { recover elsewhere volsync { rpo 1h; ready 90m }; volume d { size 10Gi; label v=d } } }
"),
    // 20: the blocks of one namespace are backed up one after another.
    (20, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1; concurrent-backups 3 }
store s { s3 b { region us-west-2 } }
tier a { rpo 100m; keep 9d; every \"5 * * * *\"; recover file-backup }
tier b { rpo 30h; keep 30d; every \"0 2 * * *\"; recover file-backup }
namespace n { tier a; labels part=one; workload deployment/w { volume d { size 100Gi } } }
namespace n { tier b; labels part=two; workload deployment/v { volume d { size 100Gi } } }
"),
    // 21: the slowest block of a path decides when its stage is ready.
    (21, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; brings velero }
store s { s3 b { region us-west-2 } }
tier a { rpo 30h; rto 9h; keep 9d }
namespace m { tier a; apps apps/n { ready 1m } }
namespace n { tier a; apps apps/n { ready 40m } }
"),
    // 22: a cluster that may be in the lost zone does not answer the loss of the zone.
    (22, "promise-time", "plan p { velero 1.18.3 }
cluster east { region us-east-1; zone us-east-1a }
cluster site { recovers east; region us-east-1; brings velero }
store s { s3 b { region us-west-2 } }
tier a { rpo 30h; keep 9d; when zone { rto 9h } }
namespace n { tier a; workload deployment/w { recover file-backup; volume d { size 10Gi } } }
"),
    // 25: two plans whose stores lie in one bucket share its link.
    (25, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
store s { s3 b { region us-west-2; prefix s } }
snapshots f { driver ebs.csi.aws.com }
tier a { rpo 30h; keep 9d; recover snapshot; every \"0 */6 * * *\" }
namespace n { tier a; workload statefulset/w { volume d { size 1000Gi; change 400%/d } } }
---
plan q { velero 1.18.3 }
cluster east { region us-east-1 }
store t { s3 b { region us-west-2; prefix t } }
snapshots f { driver ebs.csi.aws.com }
tier b { rpo 30h; keep 9d; recover snapshot; every \"0 */6 * * *\" }
namespace o { tier b; workload statefulset/w { volume d { size 1000Gi; change 400%/d } } }
"),
    // 23: an operator replays all that was archived since its base backup.
    (23, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; brings velero }
store s { s3 b { region us-west-2 } }
tier a { rpo 30h; rto 99h; keep 20d }
namespace m { tier a; apps apps/m; workload statefulset/w { recover operator cnpg { archive \"s3://m/pg\" { region us-west-2; lag 5m; base 31d; change 80%/d } }; volume d { size 100Gi } } }
"),
    // 24: what a skipped volume is filled with from an archive takes its time.
    (24, "times", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
cluster dr { recovers east; region us-west-2; brings velero }
store s { s3 b { region us-west-2 } }
tier a { rpo 30h; rto 9h; keep 9d }
namespace n { tier a; apps apps/n; workload deployment/w { recover file-backup; volume d { size 10Gi }; volume e { skip x; from \"s3://n/e\" { lag 1h; ready 90m } } } }
"),
    // 22, too: a name of a zone and an id may be one zone.
    (22, "promise-time", "plan p { velero 1.18.3 }
cluster east { region us-east-1; zone us-east-1a }
cluster site { recovers east; region us-east-1; zone use1-az1; brings velero }
store s { s3 b { region us-west-2 } }
tier a { rpo 30h; keep 9d; when zone { rto 9h } }
namespace n { tier a; workload deployment/w { recover file-backup; volume d { size 10Gi } } }
"),
    // 26: a server of one's own may be in the lost zone.
    (26, "survival", "plan p { velero 1.18.3 }
cluster east { region us-east-1; zone us-east-1a }
cluster site { recovers east; region us-east-1; zone us-east-1b; brings velero }
store s { s3 b { region us-east-1; url \"https://192.168.3.7:9000\" } }
tier a { rpo 30h; keep 9d; when zone { rpo 30h } }
namespace n { tier a; workload deployment/w { recover file-backup; volume d { size 10Gi } } }
"),
    (26, "never-back", "plan p { velero 1.18.3 }
cluster east { region us-east-1; zone us-east-1a }
cluster site { recovers east; region us-east-1; zone us-east-1b; brings velero }
store s { s3 b { region us-east-1; url \"https://192.168.3.7:9000\"; zone us-east-1a }; replica c { region us-east-1; url \"https://192.168.4.7:9000\"; zone us-east-1c } }
tier a { rpo 30h; rto 9h; keep 9d; when zone { rpo 30h; rto 9h } }
namespace n { tier a; workload deployment/w { recover file-backup; volume d { size 10Gi } } }
"),
    // 27: in a queue of preparing each volume is started once a place is free.
    (27, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1; nodes 2; mover-attachments 2; mover-start 5m }
cluster dr { recovers east; region us-west-2; nodes 2; mover-attachments 2; mover-start 5m; brings velero }
store s { s3 b { region us-west-2 } }
snapshots f { driver ebs.csi.aws.com }
tier a { rpo 6h; rto 5h; keep 9d }
tier b { rpo 9h; rto 9h; keep 9d; recover file-backup }
namespace n { tier a; workload statefulset/w { replicas 9; recover snapshot; volume d { size 1Gi } } }
namespace m { tier b; workload statefulset/w { replicas 5; volume d { size 20Gi } } }
"),
    // 11: `avoid` holds for the worst start, and `@every` drifts each time.
    (11, "avoid", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
store s { s3 b { region us-west-2 } }
tier a { rpo 30h; keep 9d; every \"0 7 * * *\"; recover file-backup }
tier b { rpo 30h; keep 9d; every \"0 8 * * *\"; avoid 09:00-17:00; recover file-backup }
namespace n { tier a; workload deployment/w { volume d { size 1Ti; change 1%/d } } }
namespace m { tier b; workload deployment/w { volume d { size 100Gi; change 1%/d } } }
"),
    (11, "points", "plan p { velero 1.18.3 }
cluster east { region us-east-1 }
store s { s3 b { region us-west-2 } }
tier a { rpo 4h; keep 9d; every \"@every 30m10s\"; tolerate 5 }
namespace n { tier a }
"),
    // 12: one number a question.
    (
        12,
        "two-numbers",
        "plan p { velero 1.18.3 }
cluster east { region us-west-2 }
cluster dr { recovers east; region us-east-1 }
store s { s3 b }
tier t { rpo 116m; rto 245m; keep 8d }
namespace n { tier t; workload statefulset/w; workload statefulset/v }
",
    ),
];

/// What the world does to the plans of a rule.
pub fn tried(text: &str) -> Verdict {
    let effort = Effort { tries: 6 };
    match text.split_once("---\n") {
        Some((first, other)) => pair::judge(&tree::parse(first), &tree::parse(other), effort),
        None => judge(&tree::parse(text), effort),
    }
}
