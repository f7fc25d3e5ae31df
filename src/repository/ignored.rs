//! Files that a source of Flux leaves out of what it fetches, or that Git does: a Kustomization does not find them.
//!
//! Patterns are those of `.gitignore`, from `.sourceignore` files and from `spec.ignore` of the source, which
//! come last (source-controller 1.9, fluxcd/pkg `sourceignore`). What `.gitignore` leaves out is not committed with the
//! rest; for what the author wrote that is known to the author, and for what drplan writes it is not.

mod lists;

pub use lists::Lists;
use lists::{List, decide, of_folders};

use super::brought::{Brought, Walks};
use super::cluster::{Cluster as Walked, Reads, source_of_instance};
use super::files::Files;
use super::kustomize::Builder;
use super::tree::inside;
use super::yaml::Node;
use crate::model::value::RepoPath;
use crate::model::{ClusterId, Model};
use crate::source::Spanned;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The file with patterns of a folder.
const FILE: &str = ".sourceignore";
/// The same for what is committed at all.
const GIT: &str = ".gitignore";
/// Kinds of sources that leave files out.
const SOURCES: [&str; 3] = ["Bucket", "GitRepository", "OCIRepository"];

/// A path that is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The path.
    pub path: String,
    /// The file that says so.
    pub file: String,
    /// The line there, from 1.
    pub line: u32,
    /// The pattern.
    pub pattern: String,
}

impl Ignored {
    /// Whether Git leaves it out, and not the source of Flux.
    pub fn by_git(&self) -> bool {
        self.file == GIT || self.file.ends_with("/.gitignore")
    }
}

/// What each cluster needs and its source leaves out: its stages, its output, and the paths of the plan. Beside it what
/// decides about single files of the output.
pub(super) fn of_clusters(
    (files, builder): (&Files<'_>, &Builder<'_>),
    model: &Model,
    (walks, brought): (&Walks, &Brought),
    (named, ours): (&[&Spanned<RepoPath>], &str),
) -> (BTreeMap<ClusterId, Vec<Ignored>>, Lists) {
    let mut lists = Lists::default();
    let mut found = BTreeMap::new();
    let any = |folder: &str| inside(folder, "kustomization.yaml");
    for cluster in model.clusters.values() {
        let stages = format!("drplan-{}.yaml", model.plan.name.value);
        let stages = inside(&cluster.path(), &stages);
        let mut wanted = BTreeSet::from([
            stages.clone(),
            any(&format!("{ours}{}", cluster.name.value)),
            any(&format!("{ours}{}", cluster.stated_name())),
        ]);
        let parts: &[&str] = match cluster.recovers {
            None => &["backup/x.yaml"],
            Some(_) => &[
                "complete/x.yaml",
                "restore/x.yaml",
                "storage/x.yaml",
                "velero/x.yaml",
            ],
        };
        let parts = parts.iter();
        let parts = parts.map(|part| format!("{ours}{}/{part}", cluster.name.value));
        let written: BTreeSet<String> = parts.chain([stages]).collect();
        wanted.extend(written.iter().cloned());
        if cluster.recovers.is_some() {
            for path in named.iter().map(|path| path.value.as_str()) {
                wanted.insert(any(path));
                let built = brought.on(cluster.id, path);
                wanted.extend(built.iter().flat_map(|built| built.files.iter().cloned()));
            }
        }
        let stated = cluster
            .source
            .as_ref()
            .or(model.plan.gitops.flux.source.as_ref());
        let source = stated.map_or(("GitRepository", "flux-system"), |source| {
            (source.value.kind.kind(), &*source.value.name)
        });
        let walked = walks.get(&cluster.id);
        let said = of_sources((files, builder), walked, source);
        let mut left_out = by_lists(files, &wanted, &said, FILE);
        left_out.extend(by_lists(files, &written, &[], GIT));
        lists.add(files, cluster.id, &written, said);
        if !left_out.is_empty() {
            found.insert(cluster.id, left_out);
        }
    }
    (found, lists)
}

/// What the sources of a cluster say of their own. `source` is the one that the plan takes for its stages, where the
/// cluster shows no other.
fn of_sources(
    (files, builder): (&Files<'_>, &Builder<'_>),
    walked: Option<&Walked>,
    source: (&str, &str),
) -> Vec<List> {
    let said = walked.map_or_else(Vec::new, |walked| {
        let mut said = of_source(files, walked, source);
        said.extend(of_instances(files, builder, walked));
        said
    });
    let said = said.iter().filter_map(|(node, file)| {
        let whole = files.text(file).unwrap_or_else(|| Rc::from(""));
        List::new("", node.text().unwrap_or_default(), (file, &whole), node.at)
    });
    said.collect()
}

/// What lists leave out: those of folders, in files of a name, and after them these.
fn by_lists(
    files: &Files<'_>,
    wanted: &BTreeSet<String>,
    said: &[List],
    name: &str,
) -> Vec<Ignored> {
    let left_out = wanted.iter().filter_map(|path| {
        let of_folders = of_folders(files, path, name);
        let lists: Vec<&List> = of_folders.iter().chain(said).collect();
        decide(lists, path)
    });
    left_out.collect()
}

/// `spec.ignore` of the sources from which Kustomizations of a cluster apply something of this repository.
fn of_source(files: &Files<'_>, walked: &Walked, source: (&str, &str)) -> Vec<(Node, String)> {
    // What another source brings is not of this repository.
    let of_ours = |reads| matches!(reads, Reads::Path | Reads::Again);
    let ours = walked.kustomizations.iter();
    let named = ours.filter(|one| of_ours(one.reads)).map(|one| {
        let said = |key: &str| one.spec.text_at(&["sourceRef", key]);
        (said("kind"), said("name"))
    });
    let named: BTreeSet<(&str, &str)> = named.chain([source]).collect();
    let objects = walked.objects.iter().map(|object| &object.node);
    let sources = objects.filter(|node| {
        let kind = node.text_at(&["kind"]);
        SOURCES.contains(&kind) && named.contains(&(kind, node.text_at(&["metadata", "name"])))
    });
    sources
        .filter_map(|node| {
            let said = node.at(&["spec", "ignore"])?;
            Some((said.clone(), files.name(said.at).to_string()))
        })
        .collect()
}

/// `spec.ignore` that an instance of flux-operator patches into the source which it makes.
fn of_instances(files: &Files<'_>, builder: &Builder<'_>, walked: &Walked) -> Vec<(Node, String)> {
    let objects = walked.objects.iter().map(|object| &object.node);
    let instances = objects.filter_map(|node| match node.text_at(&["kind"]) {
        "FluxInstance" => node.get("spec"),
        "HelmRelease" => node.at(&["spec", "values", "instance"]),
        _ => None,
    });
    let sources = instances.filter_map(|spec| source_of_instance(builder, spec));
    let said = sources.filter_map(|node| node.at(&["spec", "ignore"]).cloned());
    said.map(|said| {
        let file = files.name(said.at).to_string();
        (said, file)
    })
    .collect()
}
