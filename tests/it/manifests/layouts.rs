//! The layouts of `docs/layouts.md`: a person who follows what `check` prints, line for line, is done, and
//! both clusters are built from what is then there. `DRPLAN_LAYOUTS=DIR` keeps the repositories.

use super::hooks::copy;
use super::hooks::flux::{apply, text};
use super::hooks::wiring::add;
use crate::support::harness::project_root;
use crate::support::kubectl;
use crate::support::test::Test;
use drplan::operate::Edit;
use regex_lite::Regex;
use serde_yaml::Value;

/// A layout: its folder, the paths of its two clusters, how many steps it has, what is seen of the hooks of
/// its pods on each cluster, and the findings that stay.
struct Layout {
    name: &'static str,
    clusters: [&'static str; 2],
    steps: usize,
    hooked: &'static str,
    stays: &'static [&'static str],
}

const LAYOUTS: [Layout; 3] = [
    Layout {
        name: "monorepo",
        clusters: ["clusters/production", "clusters/recovery"],
        steps: 3,
        hooked: "StatefulSet",
        stays: &[],
    },
    Layout {
        name: "home-ops",
        clusters: ["kubernetes/flux/cluster", "kubernetes/flux/spare"],
        steps: 1,
        hooked: "HelmRelease",
        stays: &["not-read"],
    },
    Layout {
        name: "tenants",
        clusters: ["clusters/production", "clusters/recovery"],
        steps: 1,
        hooked: "",
        stays: &["not-read"],
    },
];

/// Where the list of steps begins.
const HEAD: &str = "to wire, in this order, in one commit with the output of `drplan build`:\n";

/// The steps as they are printed.
fn printed(output: &str) -> &str {
    output.split_once(HEAD).map_or("", |(_, steps)| steps)
}

/// Does what the steps say, and gives how many there were. What cannot be followed word by word fails.
fn follow(test: &Test, steps: &str) -> usize {
    let head = Regex::new(r"^\d+\. (.+)$").unwrap();
    let below = Regex::new(r"^in (\S+), below line (\d+), add$").unwrap();
    let new = Regex::new(r"^write (\S+), and two empty files beside it$").unwrap();
    let mut edits: Vec<Edit> = Vec::new();
    for line in steps.lines() {
        if let Some(found) = head.captures(line) {
            let action = &found[1];
            let found = below.captures(action).or(new.captures(action));
            let found = found.unwrap_or_else(|| panic!("cannot be followed: {action}"));
            edits.push(Edit {
                file: found[1].to_owned(),
                below: found.get(2).map(|line| line.as_str().parse().unwrap()),
                lines: Vec::new(),
            });
        } else if let Some(text) = line.strip_prefix("   |") {
            edits.last_mut().unwrap().lines.push(text.to_owned());
        } else if let Some(command) = line.strip_prefix("   run: ") {
            let files = command.strip_prefix("touch ").unwrap();
            files.split(' ').for_each(|file| test.write(file, ""));
        } else {
            assert!(line.starts_with("   why: "), "{line}");
        }
    }
    edits.iter().for_each(|edit| add(test.path(), edit));
    edits.len()
}

fn objects(test: &Test, path: &str) -> Vec<Value> {
    apply(test.path(), path, &Value::Null).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn wired(layout: &Layout) -> Test {
    let test = Test::git();
    copy(
        &project_root().join("plans/layouts").join(layout.name),
        test.path(),
    );
    let before = test.run(&["check"]);
    let steps = printed(&before.stderr);
    let page = std::fs::read_to_string(project_root().join("docs/layouts.md")).unwrap();
    assert!(
        page.contains(&format!("```text\n{HEAD}{steps}```\n")),
        "docs/layouts.md does not have the steps of {}:\n{HEAD}{steps}",
        layout.name
    );
    assert_eq!(follow(&test, steps), layout.steps, "{}", layout.name);
    test.run(&["build"]).code(0);
    // Nothing is left to do, and what is written is what is there.
    let after = test.run(&["check", "--format", "concise"]).code(0);
    let mut left: Vec<String> = after
        .findings()
        .into_iter()
        .map(|(.., name)| name)
        .collect();
    left.dedup();
    assert_eq!(left, layout.stays, "{}", layout.name);
    after.never_says("to wire");
    test.run(&["build", "--check"]).code(0);
    test
}

#[test]
fn what_is_printed_is_followed_and_then_nothing_is_left() {
    for layout in &LAYOUTS {
        let test = wired(layout);
        if let Some(folder) = std::env::var_os("DRPLAN_LAYOUTS") {
            copy(
                test.path(),
                &std::path::Path::new(&folder).join(layout.name),
            );
        }
        if !kubectl::is_here() {
            println!("skipped: no kubectl here, the layouts were not built");
            continue;
        }
        for path in layout.clusters {
            let all = objects(&test, path);
            let hooked = all.iter().filter(|object| {
                let written = serde_yaml::to_string(object).unwrap();
                written.contains("pre.hook.backup.velero.io/command")
                    && text(object, &["kind"]) == layout.hooked
            });
            let expected = usize::from(!layout.hooked.is_empty());
            assert_eq!(hooked.count(), expected, "{} of {}", path, layout.name);
        }
    }
}

/// One object belongs to one Kustomization of a cluster.
#[test]
fn no_object_of_a_layout_is_applied_twice() {
    if !kubectl::is_here() {
        println!("skipped: no kubectl here, the layouts were not built");
        return;
    }
    for layout in &LAYOUTS {
        let test = wired(layout);
        for path in layout.clusters {
            // The cluster's own Kustomization would apply its path once more.
            let sync = format!("{path}/flux-system/gotk-sync.yaml");
            if test.at(&sync).is_file() {
                test.write(&sync, "");
            }
            let all = objects(&test, path);
            let mut names: Vec<String> = all
                .iter()
                .map(|object| {
                    let meta = |key: &str| text(object, &["metadata", key]).to_owned();
                    format!(
                        "{} {} {}",
                        text(object, &["kind"]),
                        meta("namespace"),
                        meta("name")
                    )
                })
                // Both bring it, and neither takes it from the other.
                .filter(|name| name != "Namespace  velero")
                .collect();
            names.sort();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{path} of {}", layout.name);
        }
    }
}

/// The plans of the page are those that are compiled here.
#[test]
fn the_page_shows_these_plans() {
    let page = std::fs::read_to_string(project_root().join("docs/layouts.md")).unwrap();
    let mark = Regex::new(r" *#~.*").unwrap();
    for layout in &LAYOUTS {
        let folder = project_root().join("plans/layouts").join(layout.name);
        let file = folder.join(format!("{}.drplan", layout.name));
        let plan = std::fs::read_to_string(file).unwrap();
        let plan = mark.replace_all(&plan, "");
        assert!(
            page.contains(&format!("```drplan\n{plan}```\n")),
            "docs/layouts.md does not have the plan of {}",
            layout.name
        );
    }
}

/// Every way in which a file may be written has a place for its lines, or a step that describes it.
#[test]
fn steps_fit_the_style_of_a_file() {
    for (flux, velero, expected) in STYLES {
        let test = Test::git()
            .file("p.drplan", PLAN)
            .file("clusters/prod/apps.yaml", flux)
            .file("infra/velero.yaml", velero)
            .file("common/kustomization.yaml", COMMON)
            .file("apps/shop/db.yaml", DB);
        let ran = test.run(&["check"]);
        let steps = printed(&ran.stderr);
        for line in *expected {
            assert!(steps.contains(line), "no {line} in\n{steps}");
        }
        if !steps.contains("this Kustomization") && !steps.contains("start node-agent") {
            follow(&test, steps);
            test.run(&["check"]).never_says("to wire");
        }
    }
}

const PLAN: &str = "plan p { velero 1.18.3; flux 2.9 }
cluster prod { brings velero; region a }
cluster dr { recovers prod; region b; path clusters/dr }
store main { s3 p-velero { region b } }
snapshots ebs { driver ebs.csi.aws.com; lives zone }
tier t { rpo 26h; keep 7d }
platform velero { path infra; brings velero }
namespace shop {
  tier t
  apps apps/shop
  workload statefulset/db {
    recover snapshot
    volume data { size 1Gi }
    quiesce postgres { container db }
  }
}
";

const DB: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  template:
    spec: { containers: [{ name: db, image: 'postgres:17' }] }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce] } }]
";

const COMMON: &str = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{ pairs: { team: shop } }]\n";

/// Files of Flux and of Velero, and lines of the steps.
#[rustfmt::skip]
const STYLES: &[(&str, &str, &[&str])] = &[
    (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: infra, namespace: flux-system }\nspec:\n  path: infra\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n    path: \"./apps/shop\" # all of it\n    prune: true\n",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: velero, namespace: velero }\nspec:\n  install: { strategy: { name: RetryOnFailure } }\n  chart: { spec: { chart: velero, version: 12.1.0, sourceRef: { kind: HelmRepository, name: v } } }\n  values:\n    upgradeCRDs: false\n    configuration: { features: EnableCSI }\n    deployNodeAgent: true\n    nodeAgent:\n      # Small nodes.\n      podVolumePath: /var/lib/kubelet/pods\n    initContainers: [{ name: aws, image: 'velero/velero-plugin-for-aws:v1.14.3' }]\n",
        &[
            "in clusters/prod/apps.yaml, below line 13, add\n   |    components:\n   |      - ../../dr/p/prod/hooks/shop\n",
            "in infra/velero.yaml, below line 12, add\n   |      extraArgs:\n   |        - --node-agent-configmap=p-node-agent\n",
        ],
    ),
    (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: shop, namespace: flux-system }\nspec:\n  path: ./apps/shop\n  components:\n  - ../../common # ours\n  prune: true\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: infra, namespace: flux-system }\nspec: { path: infra }\n",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: velero, namespace: velero }\nspec:\n  install: { strategy: { name: RetryOnFailure } }\n  chart: { spec: { chart: velero, version: 12.1.0, sourceRef: { kind: HelmRepository, name: v } } }\n  values:\n    upgradeCRDs: false\n    configuration: { features: EnableCSI }\n    deployNodeAgent: true\n    nodeAgent:\n      extraArgs:\n        - --log-level=debug\n    initContainers: [{ name: aws, image: 'velero/velero-plugin-for-aws:v1.14.3' }]\n",
        &[
            "in clusters/prod/apps.yaml, below line 7, add\n   |  - ../../dr/p/prod/hooks/shop\n",
            "in infra/velero.yaml, below line 13, add\n   |        - --node-agent-configmap=p-node-agent\n",
        ],
    ),
    (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: shop, namespace: flux-system }\nspec: { path: ./apps/shop, prune: true }\n",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: velero, namespace: velero }\nspec:\n  install: { strategy: { name: RetryOnFailure } }\n  chart: { spec: { chart: velero, version: 12.1.0, sourceRef: { kind: HelmRepository, name: v } } }\n  values: { initContainers: [{ name: aws, image: 'velero/velero-plugin-for-aws:v1.14.3' }], upgradeCRDs: false, configuration: { features: EnableCSI }, deployNodeAgent: true }\n",
        &[
            "at clusters/prod/apps.yaml:4, add to the `spec` of this Kustomization: `components: [../../dr/p/prod/hooks/shop]`\n",
            "in infra/velero.yaml, start node-agent with `--node-agent-configmap=p-node-agent`\n",
        ],
    ),
];
