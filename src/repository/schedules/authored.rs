//! Schedules that the author wrote, as manifests or in the values of Velero's chart.

use super::{Copied, OtherSchedule, Takes, Writer};
use crate::model::{Cluster, Model};
use crate::repository::brought::Brought;
use crate::repository::built;
use crate::repository::files::Files;
use crate::repository::flux::FluxManifests;
use crate::repository::kustomize::Builder;
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// How deep below a path manifests are looked for.
const DEPTH: usize = 8;

/// The author's Schedules that the repository shows on a cluster, each once.
pub(super) fn read(
    (files, builder): (&Files<'_>, &Builder<'_>),
    model: &Model,
    cluster: &Cluster,
    (flux, built): (Option<&FluxManifests>, &Brought),
    ours: &str,
) -> Vec<OtherSchedule> {
    let mut shown = Shown::default();
    let platforms = model
        .platforms
        .values()
        .map(|platform| platform.path.value.as_str());
    let here =
        |path: &&str| cluster.recovers.is_some() || flux.is_none_or(|flux| flux.applies(path));
    let platforms: Vec<&str> = platforms.filter(here).collect();
    for built in platforms
        .iter()
        .filter_map(|path| built.on(cluster.id, path))
    {
        for object in &built.objects {
            shown.add(&object.file, &object.node);
        }
    }
    let applied = flux.into_iter().flat_map(|flux| &flux.flux);
    let applied = applied
        .map(|one| one.path.clone())
        .filter(|path| !path.is_empty());
    let paths: BTreeSet<String> = applied.chain([cluster.path()]).collect();
    for path in paths
        .iter()
        .filter(|path| built.on(cluster.id, path).is_none())
    {
        // What an overlay takes from elsewhere is applied too.
        let overlay = built::read(files, builder, path, None, &[]);
        for object in &overlay.objects {
            shown.add(&object.file, &object.node);
        }
        files.each_yaml(path, DEPTH, &mut |file, text| {
            let named = text.contains("velero")
                && (text.contains("Schedule") || text.contains("schedules"));
            if !named || file.starts_with(ours) {
                return;
            }
            for document in files.documents(file).unwrap_or_default().iter() {
                shown.add(file, document);
            }
        });
    }
    let mut found = Found {
        velero: model.plan.velero_namespace(),
        cluster,
        files_by_default: shown.files_by_default(),
        seen: BTreeSet::new(),
        all: Vec::new(),
    };
    for (file, node) in &shown.objects {
        found.take(file, node);
    }
    found.all
}

/// What Schedules of the author may be in: manifests of them, and releases of Velero.
#[derive(Default)]
struct Shown {
    objects: Vec<(String, Node)>,
}

impl Shown {
    fn add(&mut self, file: &str, node: &Node) {
        // kustomize and kubectl expand lists.
        if node.text_at(&["kind"]).ends_with("List") {
            for item in node.get("items").map(Node::items).unwrap_or_default() {
                self.add(file, item);
            }
        }
        let schedule = node.text_at(&["kind"]) == "Schedule"
            && node.text_at(&["apiVersion"]).starts_with("velero.io/");
        if schedule || is_velero(node) {
            self.objects.push((file.to_owned(), node.clone()));
        }
    }

    /// Whether Velero copies volumes as files where a template does not say how.
    fn files_by_default(&self) -> bool {
        let key = [
            "spec",
            "values",
            "configuration",
            "defaultVolumesToFsBackup",
        ];
        let mut releases = self.objects.iter().filter(|(_, node)| is_velero(node));
        releases.any(|(_, node)| node.text_at(&key) == "true")
    }
}

/// Whether an object is a release of Velero's chart.
fn is_velero(node: &Node) -> bool {
    node.text_at(&["kind"]) == "HelmRelease"
        && node.text_at(&["spec", "chart", "spec", "chart"]) == "velero"
}

struct Found<'f> {
    velero: &'f str,
    cluster: &'f Cluster,
    /// Whether Velero copies volumes as files where a template does not say how.
    files_by_default: bool,
    seen: BTreeSet<(String, String)>,
    all: Vec<OtherSchedule>,
}

impl Found<'_> {
    fn take(&mut self, file: &str, node: &Node) {
        let version = node.text_at(&["apiVersion"]);
        let name = node.text_at(&["metadata", "name"]);
        let kind = node.text_at(&["kind"]);
        if kind == "Schedule" && version.starts_with("velero.io/") {
            let namespace = node.text_at(&["metadata", "namespace"]);
            let of_a_plan = node
                .at(&["metadata", "labels", "drplan.dev/plan"])
                .is_some();
            if !of_a_plan && (namespace.is_empty() || namespace == self.velero) {
                self.add(file, name, node.get("spec"));
            }
        } else if is_velero(node) {
            let schedules = node.at(&["spec", "values", "schedules"]);
            for (key, spec) in schedules.map(Node::entries).unwrap_or_default() {
                let off = spec.text_at(&["disabled"]) == "true";
                if let Some(key) = key.text().filter(|_| !off) {
                    self.add(file, &format!("{name}-{key}"), Some(spec));
                }
            }
        }
    }

    fn add(&mut self, file: &str, name: &str, spec: Option<&Node>) {
        let Some(spec) = spec.filter(|spec| spec.text_at(&["paused"]) != "true") else {
            return;
        };
        if !self.seen.insert((file.to_owned(), name.to_owned())) {
            return;
        }
        let cron = spec.text_at(&["schedule"]);
        self.all.push(OtherSchedule {
            cluster: self.cluster.id,
            of: Writer::Author(file.to_owned()),
            name: name.to_owned(),
            cron: cron.to_owned(),
            takes: takes(spec, cron, self.files_by_default),
        });
    }
}

fn takes(spec: &Node, cron: &str, files_by_default: bool) -> Takes {
    if cron.is_empty() || cron.contains("${") {
        return Takes::Unknown("its cron line does not stand in the manifest");
    }
    let list = |key: &str| -> BTreeSet<String> {
        let items = spec
            .at(&["template", key])
            .map(Node::items)
            .unwrap_or_default();
        items
            .iter()
            .filter_map(|item| item.text().map(str::to_owned))
            .collect()
    };
    let says = |key: &str, value: &str| spec.text_at(&["template", key]) == value;
    // Where the template is silent, the server's flag decides (backup_controller.go).
    let silent = spec.at(&["template", "defaultVolumesToFsBackup"]).is_none();
    let files = says("defaultVolumesToFsBackup", "true") || silent && files_by_default;
    let mut namespaces = list("includedNamespaces");
    if namespaces.contains("*") {
        namespaces.clear();
    }
    Takes::Copied(Copied {
        namespaces,
        without: list("excludedNamespaces"),
        files,
        snapshots: !files && !says("snapshotVolumes", "false"),
        moved: says("snapshotMoveData", "true"),
    })
}
