//! What each path of a plan brings to each cluster: applied by the author's own Kustomizations on a primary,
//! and by stages that take over what these say everywhere else.

mod moved;

use super::built::{self, Built};
use super::carried::{self, Applying, Carried, Elsewhere, ValuesFrom};
use super::cluster::{Cluster as Walked, Source};
use super::files::Files;
use super::kustomize::Builder;
use super::yaml::{Node, Position};
use crate::model::{Apps, Cluster, ClusterId, Model, referred_kind};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

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

/// A path that is applied to a cluster.
struct Use<'m> {
    path: &'m str,
    /// The path of the primary that says how.
    as_on_primary: &'m str,
    namespaces: BTreeSet<&'m str>,
    /// Values that the plan names for this path alone, as kind and name.
    values: BTreeSet<(&'m str, &'m str)>,
    /// Whether a platform is applied from it.
    platform: bool,
}

/// Platforms first, and overlays of namespaces that belong to the primary of a cluster.
fn uses<'m>(model: &'m Model, cluster: &Cluster) -> Vec<Use<'m>> {
    let primary = cluster.recovers.map_or(cluster.id, |id| id.value);
    let new = |path, as_on_primary| Use {
        path,
        as_on_primary,
        namespaces: BTreeSet::new(),
        values: BTreeSet::new(),
        platform: false,
    };
    let mut uses: BTreeMap<&str, Use<'m>> = BTreeMap::new();
    for platform in model.platforms.values() {
        let path = platform.path.value.as_str();
        uses.entry(path).or_insert_with(|| new(path, path)).platform = true;
    }
    for block in &model.namespaces {
        let Some(apps) = &block.apps else { continue };
        let named = block.cluster.as_ref();
        let elsewhere = named.is_some_and(|named| named.value != primary);
        if elsewhere {
            continue;
        }
        for path in overlays(apps, cluster) {
            let own = apps.path.value.as_str();
            let one = uses.entry(path).or_insert_with(|| new(path, own));
            let names = block.names.iter().map(|name| name.value.as_str());
            one.namespaces.extend(names);
            let values = apps.substitute_from.iter().map(|value| &value.value);
            one.values
                .extend(values.map(|(kind, name)| (&**kind, &**name)));
        }
    }
    let mut uses: Vec<Use<'m>> = uses.into_values().collect();
    uses.sort_by_key(|one| !one.platform);
    uses
}

/// The overlays of an application on a cluster.
fn overlays<'m>(apps: &'m Apps, cluster: &Cluster) -> BTreeSet<&'m str> {
    match cluster.recovers {
        Some(_) => apps.overlays().map(|path| path.value.as_str()).collect(),
        None => BTreeSet::from([apps.path.value.as_str()]),
    }
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
    brought: Brought,
}

impl<'a> Reader<'a> {
    fn begin(&mut self, cluster: &Cluster) {
        let walked = self.walks.get(&cluster.id);
        let objects = walked.iter().flat_map(|walked| &walked.objects);
        let sources = objects.map(|object| &object.node);
        let sources = sources.filter(|node| carried::is_source(node)).cloned();
        self.sources.insert(cluster.id, sources.collect());
    }

    fn read(&mut self, cluster: &Cluster, one: &Use<'_>) {
        let mut carried = self.carried(cluster, one);
        let known = carried.as_ref();
        let spec = known.map(|(carried, of)| carried.spec(of.one, one.path));
        let written = known.map(|(carried, _)| carried.written());
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
        if let Some((carried, applying)) = &mut carried
            && cluster.recovers.is_some()
            && one.path == one.as_on_primary
        {
            self.compare(cluster, *applying, (one.path, spec.as_ref()), carried);
        }
        if one.platform {
            let sources = built.objects.iter().map(|object| &object.node);
            let sources = sources.filter(|node| carried::is_source(node)).cloned();
            let known = self.sources.entry(cluster.id).or_default();
            known.extend(sources);
        }
        self.brought.built.insert(key.clone(), built);
        if let Some((carried, _)) = carried {
            self.brought.carried.insert(key, carried);
        }
    }

    /// What the primary's Kustomization says, with the Kustomization.
    fn carried(&self, cluster: &Cluster, one: &Use<'_>) -> Option<(Carried, Applying<'a>)> {
        let primary = cluster.recovers.map_or(cluster.id, |id| id.value);
        let walked = self.walks.get(&primary)?;
        let namespaces: Vec<&str> = one.namespaces.iter().copied().collect();
        let applying = carried::find(walked, one.as_on_primary, &namespaces)?;
        let sources = self.sources.get(&cluster.id);
        let sources = sources.map(Vec::as_slice).unwrap_or_default();
        let namespace = self.model.plan.gitops.flux.namespace();
        let own = Self::named(cluster, one);
        let keys = own.iter().flat_map(|one| one.keys(sources, namespace));
        let keys: BTreeSet<String> = keys.collect();
        let there = (cluster.id != primary).then(|| Elsewhere {
            objects: sources,
            namespace,
            own: &own,
            own_keys: &keys,
        });
        let place = (one.path, one.as_on_primary);
        let carried = carried::carry(
            (self.files, self.builder),
            applying,
            place,
            there,
            self.ours,
        );
        Some((carried, applying))
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
        applying: Applying<'_>,
        (path, spec): (&str, Option<&Node>),
        carried: &mut Carried,
    ) {
        let primary = cluster.recovers.map_or(cluster.id, |id| id.value);
        let walked = self.walks.get(&primary);
        let Some(walked) = walked.filter(|_| applying.one.path != path) else {
            return;
        };
        let stage = self.builder.flux(path, spec);
        if stage.faults.is_empty() {
            let shown = (walked.objects.as_slice(), applying.at);
            carried.differences = carried::differences(self.files, shown, &stage.objects);
        }
    }
}
