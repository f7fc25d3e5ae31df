//! Follows the Kustomizations of a cluster.

mod above;
mod included;
mod start;

use super::common::common;
use super::effective::Effective;
use super::generated;
use super::own_source::Source;
use super::remote::Remote;
use super::resource_set;
use super::result::{Applied, Cluster, Reads};
use super::substitute::variables;
use crate::repository::files::Files;
use crate::repository::kustomize::{Builder, Fault, Unseen};
use crate::repository::yaml::Node;
use std::collections::{BTreeSet, VecDeque};

/// How many Kustomizations may apply each other in a row.
const MAX_DEPTH: usize = 32;
/// How many are followed.
const MAX_KUSTOMIZATIONS: usize = 10_000;

struct Walk<'w> {
    files: &'w Files<'w>,
    builder: &'w Builder<'w>,
    /// Whether it begins with a stage, whose values the repository does not show as a whole.
    stage: bool,
    cluster: Cluster,
    seen: BTreeSet<(String, String)>,
    queue: VecDeque<usize>,
    /// Those whose variables were not there yet.
    late: VecDeque<usize>,
    /// What this repository is called on the clusters; a path that is read alone does not show it.
    known: &'w [Source],
    own: Option<Source>,
    read: BTreeSet<String>,
}

/// Whether an object is a Kustomization of Flux.
fn is_flux(node: &Node) -> bool {
    node.text_at(&["kind"]) == "Kustomization"
        && node
            .text_at(&["apiVersion"])
            .starts_with("kustomize.toolkit.fluxcd.io/")
}

/// What Flux applies to the cluster of a path. `known` are the names of this repository there, where others
/// show them.
pub(in crate::repository) fn walk(
    files: &Files<'_>,
    builder: &Builder<'_>,
    path: &str,
    known: &[Source],
) -> Cluster {
    run((files, builder), path, None, known)
}

/// What a Kustomization with such a `spec` applies, and those below it.
pub(in crate::repository) fn walk_stage(
    files: &Files<'_>,
    builder: &Builder<'_>,
    path: &str,
    spec: &Node,
    known: &[Source],
) -> Cluster {
    run((files, builder), path, Some(spec), known)
}

fn run(
    (files, builder): (&Files<'_>, &Builder<'_>),
    path: &str,
    stage: Option<&Node>,
    known: &[Source],
) -> Cluster {
    let mut walk = Walk {
        files,
        builder,
        stage: stage.is_some(),
        cluster: Cluster::default(),
        seen: BTreeSet::new(),
        queue: VecDeque::new(),
        late: VecDeque::new(),
        known,
        own: None,
        read: BTreeSet::new(),
    };
    match stage {
        Some(spec) => walk.start_stage(path, spec),
        None => walk.start(path),
    }
    while let Some(next) = walk.next() {
        walk.follow(next);
    }
    included::leave_out(walk.files, &mut walk.cluster);
    let mut cluster = walk.cluster;
    cluster.source = walk.own.as_ref().and_then(Source::reference);
    cluster.origin = walk.own.map(|own| own.seen_in(&cluster.objects));
    cluster.files = walk.read.into_iter().collect();
    cluster
}

impl Walk<'_> {
    /// Those that wait for variables come when nothing else is left, the first of them as it is.
    fn next(&mut self) -> Option<usize> {
        self.queue.pop_front().or_else(|| self.late.pop_front())
    }

    fn unseen(&mut self, of: usize, why: &str) {
        let Some(one) = self.cluster.kustomizations.get(of) else {
            return;
        };
        let unseen = Unseen {
            // A patch may have written the path.
            path: self.files.name(one.at).to_string(),
            at: one.at,
            what: format!("Kustomization {}/{}", one.namespace, one.name),
            why: why.to_owned(),
            told: false,
        };
        self.cluster.unseen.push((of, unseen));
    }

    fn set(&mut self, of: usize, reads: Reads) {
        if let Some(one) = self.cluster.kustomizations.get_mut(of) {
            one.reads = reads;
        }
    }

    fn follow(&mut self, of: usize) {
        let made = self.cluster.kustomizations.get(of);
        let made =
            made.filter(|one| one.spec.text_at(&["sourceRef", "kind"]) == "ExternalArtifact");
        let origin = made.and_then(|one| generated::origin(one, &self.cluster.objects));
        if let Some((path, _)) = &origin
            && let Some(one) = self.cluster.kustomizations.get_mut(of)
        {
            one.path.clone_from(path);
        }
        let Some(one) = self.cluster.kustomizations.get(of) else {
            return;
        };
        let said = |key: &str| one.spec.text_at(&[key]);
        // What an ArtifactGenerator cuts out of the repository in another way has paths of its own.
        let cut =
            origin.is_none() && one.spec.text_at(&["sourceRef", "kind"]) == "ExternalArtifact";
        let source = match origin {
            Some((_, source)) => source,
            None => Source::of(&one.spec, &one.namespace),
        };
        if let Some(remote) = Remote::of_kustomization(&one.spec, &one.name, &one.path) {
            self.cluster.remote.push(remote.seen_in(self.files));
            return self.set(of, Reads::Remote);
        }
        if said("suspend") == "true" {
            return self.set(of, Reads::Suspended);
        }
        let open = said("path").is_empty() || said("path").contains("${");
        // The root is in every repository.
        let there = !one.path.is_empty() && self.files.list(&one.path).is_some();
        // What drplan wrote before shows nothing of the author's.
        let written = one.file.rsplit('/').next();
        let written = written.is_some_and(|name| name.starts_with("drplan-"));
        if self.own.is_none() && self.known.is_empty() && there && !cut && !written {
            self.own = Some(source.clone());
        }
        let mut names = self.known.iter().chain(&self.own).peekable();
        let known = names.peek().is_some();
        let ours = match names.peek() {
            Some(_) => names.any(|own| source.is(own, &self.cluster.objects)),
            None => !one.path.is_empty(),
        };
        if cut || !ours {
            self.unseen(of, &format!("it comes from {}", source.words()));
            return self.set(of, Reads::Elsewhere);
        }
        if open {
            self.unseen(of, "its path is not known");
            return self.set(of, Reads::Elsewhere);
        }
        if self.is_again(of) {
            return self.set(of, Reads::Again);
        }
        if self.depth(of) > MAX_DEPTH {
            self.unseen(of, "too many Kustomizations apply each other");
            return self.set(of, Reads::Elsewhere);
        }
        if let Some(one) = self.cluster.kustomizations.get_mut(of) {
            one.ours = known;
        }
        self.build(of);
    }

    fn build(&mut self, of: usize) {
        let Some(one) = self.cluster.kustomizations.get(of).cloned() else {
            return;
        };
        let build = self.builder.flux(&one.path, Some(&one.spec));
        self.read.extend(build.files);
        let faults = build.faults.into_iter();
        self.cluster
            .faults
            .extend(faults.map(|fault: Fault| (of, fault)));
        let unseen = build.unseen.into_iter();
        self.cluster
            .unseen
            .extend(unseen.map(|unseen| (of, unseen)));
        let mut variables = variables(&one.spec, &one.namespace, &self.cluster.objects);
        if let Some(variables) = variables.as_mut().filter(|_| self.stage && of == 0) {
            variables.whole = false;
        }
        let metadata = one.spec.get("commonMetadata").cloned();
        for object in build.objects {
            let mut node = object.node;
            if is_flux(&node) && self.builder.is_own_stage(&node) {
                continue;
            }
            let asked = variables.as_ref().map(|variables| {
                let asked = variables.asked(&node);
                variables.fill(&mut node);
                asked
            });
            if let Some(metadata) = &metadata {
                common(&mut node, metadata);
            }
            let made = match resource_set::is_one(&node) {
                true => resource_set::objects(self.files, &node),
                false => Ok(Vec::new()),
            };
            if let Err(why) = made {
                let unseen = resource_set::unseen(&node, &object.file, why);
                self.cluster.unseen.push((of, unseen));
            }
            let set = self.cluster.objects.len();
            let made = made.unwrap_or_default().into_iter();
            let made = made.map(|node| (node, Some(set)));
            for (node, set) in std::iter::once((node, None)).chain(made) {
                if is_flux(&node) {
                    self.add(&node, &object.file, of);
                } else if let Some(remote) = Remote::of_release(&node) {
                    self.cluster.remote.push(remote.seen_in(self.files));
                    continue;
                }
                self.cluster.objects.push(Effective {
                    node,
                    file: object.file.clone(),
                    asked: asked.clone().filter(|_| set.is_none()),
                    by: of,
                    set,
                });
            }
        }
    }

    fn add(&mut self, node: &Node, file: &str, parent: usize) {
        let mut applied = Applied::of(node, file, Some(parent));
        if applied.namespace.is_empty() {
            let of_parent = self.cluster.kustomizations.get(parent);
            applied.namespace = of_parent
                .map(|one| one.namespace.clone())
                .unwrap_or_default();
        }
        if !self
            .seen
            .insert((applied.namespace.clone(), applied.name.clone()))
        {
            return;
        }
        let at = self.cluster.kustomizations.len();
        if at >= MAX_KUSTOMIZATIONS {
            return self.unseen(parent, "drplan follows no more Kustomizations");
        }
        let waits = variables(&applied.spec, &applied.namespace, &self.cluster.objects);
        let waits = waits.is_some_and(|variables| !variables.whole);
        self.cluster.kustomizations.push(applied);
        match waits {
            true => self.late.push_back(at),
            false => self.queue.push_back(at),
        }
    }
}
