//! Rules of recovery that the output cannot break, seen in the manifests of every plan.

use crate::support::harness::objects;
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Everything of one plan.
#[derive(Default)]
struct Output {
    /// By path.
    files: BTreeMap<String, Vec<Value>>,
}

impl Output {
    /// Objects whose file lies directly in a directory, as Flux reads it.
    fn below(&self, path: &str) -> Vec<&Value> {
        let path = path.trim_start_matches("./");
        let inside = |file: &String| file.rsplit_once('/').is_some_and(|(dir, _)| dir == path);
        let files = self.files.iter().filter(|(file, _)| inside(file));
        files.flat_map(|(_, objects)| objects).collect()
    }

    fn stages(&self) -> Vec<&Value> {
        let all = self.files.values().flatten();
        all.filter(|o| o["kind"] == "Kustomization" && o["apiVersion"] != "x")
            .collect()
    }
}

fn outputs() -> BTreeMap<String, Output> {
    let mut all: BTreeMap<String, Output> = BTreeMap::new();
    for (plan, path, value) in objects() {
        let output = all.entry(plan).or_default();
        output.files.entry(path).or_default().push(value);
    }
    all
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("")
}

fn name(value: &Value) -> &str {
    text(&value["metadata"], "name")
}

fn words(value: &Value) -> Vec<&str> {
    let items = value.as_sequence().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

/// Every Restore of every plan, with its plan.
fn restores() -> Vec<(String, Value)> {
    let all: Vec<_> = objects()
        .into_iter()
        .filter(|(_, _, object)| object["kind"] == "Restore")
        .map(|(plan, _, object)| (plan, object))
        .collect();
    assert!(all.len() > 10, "plans show Restores");
    all
}

/// V49, V51: one source, and nothing that Velero refuses to restore.
#[test]
fn a_restore_has_one_source_and_asks_for_what_there_is() {
    for (plan, restore) in restores() {
        let spec = &restore["spec"];
        let (schedule, backup) = (
            spec["scheduleName"].is_string(),
            spec["backupName"].is_string(),
        );
        assert!(schedule != backup, "{plan} {}", name(&restore));
        let excluded = words(&spec["excludedResources"]);
        // Velero appends these itself, in this order: written out, nobody changes the list (E7).
        assert!(
            excluded.ends_with(&[
                "nodes",
                "events",
                "events.events.k8s.io",
                "backups.velero.io",
                "restores.velero.io",
                "resticrepositories.velero.io",
                "csinodes.storage.k8s.io",
                "volumeattachments.storage.k8s.io",
                "backuprepositories.velero.io",
            ]),
            "{plan} {}",
            name(&restore)
        );
        let included = words(&spec["includedResources"]);
        assert!(included.iter().all(|kind| !excluded.contains(kind)));
        // Everything, or named kinds; an empty list would be everything by mistake.
        assert!(spec["includedResources"].is_null() || !included.is_empty());
        assert!(!words(&spec["includedNamespaces"]).is_empty());
    }
}

/// V20, V30, V45 to V48: no Restore runs hooks or selects in two ways, none modifies what the plan does not
/// state, and no pod is told to run a hook when it is restored.
#[test]
fn nothing_runs_in_a_restore() {
    let known = [
        "scheduleName",
        "backupName",
        "includedNamespaces",
        "excludedNamespaces",
        "includedResources",
        "excludedResources",
        "namespaceMapping",
        "labelSelector",
        "includeClusterResources",
        // V61: `a_gate_lists_its_restores` looks at what it names.
        "resourceModifier",
        "existingResourcePolicy",
        "itemOperationTimeout",
    ];
    for (plan, restore) in restores() {
        for key in restore["spec"].as_mapping().unwrap().keys() {
            let key = key.as_str().unwrap();
            assert!(known.contains(&key), "{plan} {}: {key}", name(&restore));
        }
    }
    for (plan, path, object) in objects() {
        let text = serde_yaml::to_string(&object).unwrap();
        assert!(!text.contains("hook.restore.velero.io"), "{plan} {path}");
    }
}

/// V50, V57: what a Restore asks for, a Schedule of another cluster backs up.
#[test]
fn a_restore_reads_what_a_schedule_of_the_other_cluster_writes() {
    let mut seen = 0;
    for (plan, output) in outputs() {
        let mut schedules: BTreeMap<&str, (&str, BTreeSet<&str>)> = BTreeMap::new();
        for (file, objects) in &output.files {
            for object in objects.iter().filter(|o| o["kind"] == "Schedule") {
                let namespaces = words(&object["spec"]["template"]["includedNamespaces"]);
                schedules.insert(name(object), (file, namespaces.into_iter().collect()));
            }
        }
        for (file, objects) in &output.files {
            for restore in objects.iter().filter(|o| o["kind"] == "Restore") {
                let spec = &restore["spec"];
                let backup = text(spec, "backupName");
                let by_backup = backup.rsplit_once('-').map_or("", |(schedule, _)| schedule);
                let schedule = spec["scheduleName"].as_str().unwrap_or(by_backup);
                let (from, namespaces) = &schedules[schedule];
                let cluster = |path: &str| path.split('/').nth(2).unwrap().to_owned();
                assert_ne!(cluster(from), cluster(file), "{plan} {}", name(restore));
                for namespace in words(&spec["includedNamespaces"]) {
                    assert!(
                        namespaces.contains(namespace),
                        "{plan} {schedule}: {namespace}"
                    );
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 10);
}

/// L8, L9, L10, L14, V53, V56: the gate lists every Restore that it applies, judges them by constants,
/// takes none of them away, and carries the run wherever its Restores do.
#[test]
fn a_gate_lists_its_restores() {
    let mut gates = 0;
    for (plan, output) in outputs() {
        for stage in output.stages() {
            let spec = &stage["spec"];
            let path = text(spec, "path");
            let inside = output.below(path);
            let restores: Vec<&Value> = inside
                .iter()
                .copied()
                .filter(|o| o["kind"] == "Restore")
                .collect();
            if restores.is_empty() {
                continue;
            }
            gates += 1;
            // V25, V61: the modifiers stand beside the Restores that name them, with the Job that compares what these
            // bring and its account; nothing else is gated.
            let of_a_job = ["Job", "ServiceAccount", "Role", "RoleBinding"];
            let others = inside.iter().copied().filter(|o| o["kind"] != "Restore");
            let others = others.filter(|o| !of_a_job.contains(&text(o, "kind")));
            let jobs = inside.iter().copied().filter(|o| o["kind"] == "Job");
            let mut modifiers = BTreeSet::new();
            for other in others {
                assert_eq!(other["kind"], "ConfigMap", "{plan} {path}");
                assert_eq!(other["data"].as_mapping().unwrap().len(), 1);
                modifiers.insert(name(other));
            }
            let named = restores
                .iter()
                .map(|one| &one["spec"]["resourceModifier"])
                .filter(|modifier| !modifier.is_null());
            let named: BTreeSet<&str> = named
                .map(|modifier| {
                    assert_eq!(
                        modifier["kind"], "configmap",
                        "of another kind nothing is read"
                    );
                    text(modifier, "name")
                })
                .collect();
            assert_eq!(modifiers, named, "{plan} {path}");
            let listed: BTreeSet<&str> = spec["healthChecks"]
                .as_sequence()
                .unwrap()
                .iter()
                .map(|check| text(check, "name"))
                .collect();
            let there = restores.iter().copied().chain(jobs);
            let there: BTreeSet<&str> = there.map(name).collect();
            assert_eq!(listed, there, "{plan} {path}");
            assert!(spec["wait"].is_null(), "`wait` would ignore the list");
            assert_eq!(spec["prune"], false);
            assert_eq!(spec["deletionPolicy"], "Orphan");
            let expressions = spec["healthCheckExprs"].as_sequence().unwrap();
            assert_eq!(expressions.len(), 1);
            assert!(text(&expressions[0], "failed").contains("'FailedValidation'"));
            assert!(text(&expressions[0], "failed").contains("drplan.dev/volumes"));
            let run = text(&restores[0]["metadata"]["labels"], "drplan.dev/run");
            assert!(!run.is_empty());
            for restore in restores {
                assert!(name(restore).ends_with(&format!("-{run}")));
                let volumes = text(&restore["metadata"]["annotations"], "drplan.dev/volumes");
                assert!(
                    volumes.parse::<u64>().is_ok(),
                    "the expression reads a number"
                );
            }
            assert!(
                path.contains(&format!("/{run}/")) && name(stage).ends_with(&format!("-{run}"))
            );
        }
    }
    assert!(gates > 5);
}

/// L5, L6: nothing follows from a default.
#[test]
fn every_stage_says_its_times() {
    for (plan, output) in outputs() {
        for stage in output.stages() {
            for key in ["interval", "retryInterval", "timeout", "prune", "path"] {
                assert!(
                    !stage["spec"][key].is_null(),
                    "{plan} {}: {key}",
                    name(stage)
                );
            }
        }
    }
}

/// L11, V52: before any Restore its location has been listed.
#[test]
fn restores_come_after_the_location_is_synced() {
    for (plan, output) in outputs() {
        let stages: BTreeMap<(String, &str), &Value> = output
            .files
            .iter()
            .flat_map(|(file, objects)| objects.iter().map(move |o| (file, o)))
            .filter(|(_, o)| o["kind"] == "Kustomization")
            .map(|(file, o)| ((file.clone(), name(o)), o))
            .collect();
        for ((file, stage), object) in &stages {
            let Some(edges) = object["spec"]["dependsOn"].as_sequence() else {
                continue;
            };
            if !stage.contains("-restore-") {
                continue;
            }
            let mut queue: Vec<&str> = edges.iter().map(|edge| text(edge, "name")).collect();
            let mut found = false;
            while let Some(next) = queue.pop() {
                let other = stages[&(file.clone(), next)];
                let expression = text(&other["spec"]["healthCheckExprs"][0], "current");
                found |= expression.contains("status.lastSyncedTime");
                let more = other["spec"]["dependsOn"].as_sequence();
                queue.extend(more.into_iter().flatten().map(|edge| text(edge, "name")));
            }
            assert!(found, "{plan} {stage}");
        }
    }
}

/// L16: what has been restored or promoted holds nothing back later, and no other edge is latched.
#[test]
fn an_application_waits_for_its_data_once() {
    let mut latched = 0;
    for (plan, output) in outputs() {
        for stage in output.stages() {
            for edge in stage["spec"]["dependsOn"]
                .as_sequence()
                .into_iter()
                .flatten()
            {
                let to = text(edge, "name");
                let done_once = ["-restore-", "-promote-", "-load-"]
                    .iter()
                    .any(|k| to.contains(k));
                let application = name(stage).contains("-apps-");
                // What brings Velero to a primary is the author's.
                if name(stage).ends_with("-backup") && edge["readyExpr"].is_string() {
                    continue;
                }
                if edge["readyExpr"].is_string() {
                    latched += 1;
                    assert!(done_once, "{plan} {}: {to}", name(stage));
                } else {
                    assert!(!(application && done_once), "{plan} {}: {to}", name(stage));
                }
            }
        }
    }
    assert!(latched > 5);
}

/// V55, L32: files come back through pods, with what a pod needs to start.
#[test]
fn files_are_restored_with_their_pods() {
    let mut seen = 0;
    for (plan, restore) in restores() {
        let files = &restore["metadata"]["annotations"]["velero.io/pod-volume-timeout"];
        let included = words(&restore["spec"]["includedResources"]);
        if files.is_string() && !included.is_empty() {
            seen += 1;
            for kind in [
                "pods",
                "persistentvolumeclaims",
                "persistentvolumes",
                "deployments.apps",
                "secrets",
            ] {
                assert!(
                    included.contains(&kind),
                    "{plan} {}: {kind}",
                    name(&restore)
                );
            }
            let selector = &restore["spec"]["labelSelector"];
            let requirements = selector["matchExpressions"].as_sequence();
            // What another tool brings is left out, of pods that are not restored for their files.
            let elsewhere = |one: &Value| one["key"] == "copied-by";
            assert!(
                requirements
                    .into_iter()
                    .flatten()
                    .all(|one| one["operator"] == "DoesNotExist" || elsewhere(one)),
                "a pod needs every claim"
            );
        }
    }
    assert!(seen > 0);
}

/// V58: what acts on a cluster does not come back from another.
#[test]
fn nothing_that_acts_comes_back() {
    for (plan, restore) in restores() {
        let spec = &restore["spec"];
        if spec["includedResources"].is_null() {
            let excluded = words(&spec["excludedResources"]);
            for kind in ["*.toolkit.fluxcd.io", "applications.argoproj.io"] {
                assert!(excluded.contains(&kind), "{plan} {}", name(&restore));
            }
            if words(&spec["includedNamespaces"]) == ["*"] {
                assert_eq!(spec["includeClusterResources"], true);
                let without = words(&spec["excludedNamespaces"]);
                assert!(
                    ["velero", "flux-system", "kube-system"]
                        .iter()
                        .all(|n| without.contains(n))
                );
                assert!(
                    excluded
                        .contains(&"validatingwebhookconfigurations.admissionregistration.k8s.io")
                );
            }
        }
    }
}

/// L33, V65, V66: a cluster that recovers, waits or was lost writes no backup; one that makes backups
/// may.
#[test]
fn who_makes_backups_writes_and_nobody_else() {
    let (mut writers, mut readers) = (0, 0);
    for (plan, output) in outputs() {
        let cluster = |path: &str| path.split('/').nth(2).unwrap_or("").to_owned();
        let of = |kind: &str| {
            let mut by_cluster: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
            for (file, objects) in &output.files {
                for object in objects.iter().filter(|object| object["kind"] == kind) {
                    by_cluster.entry(cluster(file)).or_default().push(object);
                }
            }
            by_cluster
        };
        let schedules = of("Schedule");
        for (cluster, locations) in of("BackupStorageLocation") {
            let makes = schedules
                .get(&cluster)
                .is_some_and(|all| all.iter().any(|s| s["spec"]["paused"] != true));
            for location in locations {
                let mode = if makes { "ReadWrite" } else { "ReadOnly" };
                assert_eq!(location["spec"]["accessMode"], mode, "{plan} {cluster}");
                *(if makes { &mut writers } else { &mut readers }) += 1;
            }
        }
    }
    assert!(writers > 5 && readers > 5);
}

/// L39: a Job that removes itself is made again, and runs again.
#[test]
fn jobs_stay_and_carry_their_run() {
    let mut jobs = 0;
    for (plan, path, job) in objects() {
        if job["kind"] == "Job" {
            jobs += 1;
            assert!(job["spec"]["ttlSecondsAfterFinished"].is_null());
            let run = path.split('/').nth(4).unwrap();
            assert!(name(&job).contains(&format!("-{run}")), "{plan} {path}");
        }
    }
    assert!(jobs > 3);
}
