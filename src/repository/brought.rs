//! What each path of a plan brings to each cluster: applied by the author's own Kustomizations on a primary,
//! and by stages that take over what these say everywhere else.

mod moved;
mod uses;

use super::built::{self, Built};
use super::carried::{self, Applying, Carried, Elsewhere, ValuesFrom};
use super::cluster::{Cluster as Walked, Source};
use super::files::Files;
use super::kustomize::Builder;
use super::yaml::{Node, Position};
use crate::model::{Cluster, ClusterId, Model, referred_kind};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;
use uses::{Use, uses};

/// What is known of each path, by cluster.
#[derive(Default)]
pub(super) struct Brought {
    built: BTreeMap<(ClusterId, String), Rc<Built>>,
    /// What stages take over.
    pub(super) carried: BTreeMap<(ClusterId, String), Carried>,
    /// Where stages put what they apply: a namespace that the cluster has under another name.
    pub(super) moved: BTreeMap<(ClusterId, String), String>,
}

impl Brought {
    /// What a path brings to a cluster.
    pub(super) fn on(&self, cluster: ClusterId, path: &str) -> Option<&Built> {
        self.built
            .get(&(cluster, path.to_owned()))
            .map(|built| &**built)
    }

    /// What a path brings to the first cluster that has it.
    pub(super) fn of(&self, path: &str) -> Option<&Built> {
        let mut all = self.built.iter();
        let found = all.find(|((_, own), _)| own == path);
        found.map(|(_, built)| &**built)
    }

    /// Every path on every cluster.
    pub(super) fn all(&self) -> impl Iterator<Item = (ClusterId, &str, &Rc<Built>)> {
        let all = self.built.iter();
        all.map(|((cluster, path), built)| (*cluster, path.as_str(), built))
    }

    /// The same, each result of a build once.
    pub(super) fn once(&self) -> impl Iterator<Item = (&str, &Built)> {
        let mut seen = BTreeSet::new();
        let all = self.built.iter();
        all.filter(move |(_, built)| seen.insert(Rc::as_ptr(built)))
            .map(|((_, path), built)| (path.as_str(), &**built))
    }
}

/// What Flux applies from the path of each cluster of which the repository shows anything.
pub(super) type Walks = BTreeMap<ClusterId, Walked>;

/// Reads what the paths of a plan bring; `there` are those that exist.
pub(super) fn read(
    (files, builder): (&Files<'_>, &Builder<'_>),
    model: &Model,
    walks: &Walks,
    there: &BTreeMap<String, bool>,
    ours: &str,
) -> Brought {
    let mut reader = Reader {
        files,
        builder,
        model,
        walks,
        ours,
        names: walks
            .values()
            .filter_map(|one| one.origin.clone())
            .collect(),
        known: BTreeMap::new(),
        sources: BTreeMap::new(),
        parts: BTreeMap::new(),
        brought: Brought::default(),
    };
    for cluster in model.clusters.values() {
        reader.begin(cluster);
        for one in uses(model, cluster) {
            if there.get(one.path) == Some(&true) {
                reader.read(cluster, &one);
            }
        }
    }
    reader.brought
}

struct Reader<'a> {
    files: &'a Files<'a>,
    builder: &'a Builder<'a>,
    model: &'a Model,
    walks: &'a Walks,
    ours: &'a str,
    /// What this repository is called on the clusters.
    names: Vec<Source>,
    /// What was built already: a path with nothing written into it is the same on every cluster.
    known: BTreeMap<String, Vec<(Carried, Rc<Built>)>>,
    /// What values and rights come from on each cluster, as far as it was read.
    sources: BTreeMap<ClusterId, Vec<Node>>,
    /// Which of them are of each platform, and of the path of the cluster, which is empty here.
    parts: BTreeMap<(ClusterId, String), Range<usize>>,
    brought: Brought,
}

/// What a stage takes over.
struct Found<'a> {
    carried: Carried,
    /// Of which Kustomization.
    applying: Applying<'a>,
    /// Whether that is one of its own primary.
    own: bool,
}

impl<'a> Reader<'a> {
    fn begin(&mut self, cluster: &Cluster) {
        let walked = self.walks.get(&cluster.id);
        let objects = walked.iter().flat_map(|walked| &walked.objects);
        let sources = objects.map(|object| &object.node);
        let sources = sources.filter(|node| carried::is_source(node)).cloned();
        self.add((cluster.id, String::new()), sources.collect());
    }

    fn add(&mut self, of: (ClusterId, String), sources: Vec<Node>) {
        let known = self.sources.entry(of.0).or_default();
        let from = known.len();
        known.extend(sources);
        self.parts.insert(of, from..known.len());
    }

    fn read(&mut self, cluster: &Cluster, one: &Use<'_>) {
        let mut carried = self.carried(cluster, one);
        let known = carried.as_ref();
        let spec = known.map(|found| found.carried.spec(found.applying.one, one.path));
        let written = known.map(|found| found.carried.written());
        let mut written = written.unwrap_or_default();
        let mut built = self.build(one.path, spec.as_ref(), written.clone());
        let key = (cluster.id, one.path.to_owned());
        if let Some(new) = moved::moved(cluster, (&one.namespaces, one.platform), &built) {
            let at = Position::default();
            let mut spec = spec.clone().unwrap_or_else(|| Node::map(Vec::new(), at));
            spec.set("targetNamespace", Node::string(&new, at));
            written.target_namespace = Some(new.clone());
            built = self.build(one.path, Some(&spec), written);
            self.brought.moved.insert(key.clone(), new);
        }
        // The names of namespaces differ as the plan says.
        if let Some(found) = carried.as_mut().filter(|found| found.own)
            && cluster.recovers.is_some()
            && one.path == one.as_on_primary
        {
            self.compare(cluster, (one.path, spec.as_ref()), found);
        }
        if one.platform {
            let sources = built.objects.iter().map(|object| &object.node);
            let sources = sources.filter(|node| carried::is_source(node)).cloned();
            self.add(key.clone(), sources.collect());
        }
        self.brought.built.insert(key.clone(), built);
        if let Some(found) = carried {
            self.brought.carried.insert(key, found.carried);
        }
    }

    /// What the primary's Kustomization says, with the Kustomization. A platform is one stage for all that a cluster
    /// recovers: where its own primary shows none, the stage is the Kustomization of another one.
    fn carried(&self, cluster: &Cluster, one: &Use<'_>) -> Option<Found<'a>> {
        let primary = cluster.recovers.map_or(cluster.id, |id| id.value);
        let namespaces: Vec<&str> = one.namespaces.iter().copied().collect();
        let of = |primary: ClusterId| {
            let walked = self.walks.get(&primary)?;
            carried::find(walked, one.as_on_primary, &namespaces)
        };
        let of_others = || {
            let here = self.model.clusters.values();
            let mut here = here.filter(|other| one.platform && other.shares_site(cluster));
            here.find_map(|other| of(other.recovers?.value))
        };
        let own = of(primary);
        let applying = own.or_else(of_others)?;
        let sources = self.sources(cluster, one);
        let sources = &*sources;
        let namespace = self.model.plan.gitops.flux.namespace();
        let named = Self::named(cluster, one);
        let keys = named.iter().flat_map(|one| one.keys(sources, namespace));
        let keys: BTreeSet<String> = keys.collect();
        let there = (cluster.id != primary).then(|| Elsewhere {
            objects: sources,
            namespace,
            own: &named,
            own_keys: &keys,
        });
        let place = (one.path, one.as_on_primary);
        let mut carried = carried::carry(
            (self.files, self.builder),
            applying,
            place,
            there,
            self.ours,
        );
        if own.is_none() {
            // What a stage cannot take over is said where it is its primary's, and this primary has no such Kustomization.
            carried.left_out.clear();
            carried.name.clear();
        }
        Some(Found {
            carried,
            applying,
            own: own.is_some(),
        })
    }

    /// What a stage may take values and rights from: all platforms are before an application, and before a platform
    /// those that it needs.
    fn sources(&self, cluster: &Cluster, one: &Use<'_>) -> Cow<'_, [Node]> {
        let all = self.sources.get(&cluster.id).map(Vec::as_slice);
        let all = all.unwrap_or_default();
        if !one.platform {
            return Cow::Borrowed(all);
        }
        let paths = std::iter::once(&"").chain(&one.before);
        let parts = paths.filter_map(|path| self.parts.get(&(cluster.id, (*path).to_owned())));
        let parts = parts.filter_map(|part| all.get(part.clone()));
        Cow::Owned(parts.flatten().cloned().collect())
    }

    /// The values that the plan names for a cluster and a path.
    fn named(cluster: &Cluster, one: &Use<'_>) -> Vec<ValuesFrom> {
        let of_cluster = cluster.substitute_from.iter().map(|value| &value.value);
        let of_cluster = of_cluster.map(|(kind, name)| (&**kind, &**name));
        let all = of_cluster.chain(one.values.iter().copied());
        all.map(|(kind, name)| ValuesFrom {
            secret: referred_kind(kind) == "Secret",
            name: name.to_owned(),
            optional: false,
        })
        .collect()
    }

    fn build(&mut self, path: &str, spec: Option<&Node>, written: Carried) -> Rc<Built> {
        let known = self.known.entry(path.to_owned()).or_default();
        if let Some((_, built)) = known.iter().find(|(one, _)| *one == written) {
            return Rc::clone(built);
        }
        let built = Rc::new(built::read(
            self.files,
            self.builder,
            path,
            spec,
            &self.names,
        ));
        known.push((written, Rc::clone(&built)));
        built
    }

    /// Holds a stage against the primary, where a Kustomization over another path applies the same there.
    fn compare(
        &self,
        cluster: &Cluster,
        (path, spec): (&str, Option<&Node>),
        found: &mut Found<'_>,
    ) {
        let applying = found.applying;
        let primary = cluster.recovers.map_or(cluster.id, |id| id.value);
        let walked = self.walks.get(&primary);
        let Some(walked) = walked.filter(|_| applying.one.path != path) else {
            return;
        };
        let stage = self.builder.flux(path, spec);
        if stage.faults.is_empty() {
            let shown = (walked.objects.as_slice(), applying.at);
            found.carried.differences = carried::differences(self.files, shown, &stage.objects);
        }
    }
}
