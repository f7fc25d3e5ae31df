//! The object behind a workload, and the name by which a patch meets it and no other.

use super::charts;
use super::fill::is_open;
use super::named::{ObjectName, applier, name_of};
use super::operators::{Field, Mounts, field, is_known, is_of, is_pool_of, is_release, mounts};
use super::renderers;
use super::shown::{Item, Renderers, Scope};
use super::{Found, Lacking, Reach};
use crate::model::{OperatorName, ReleaseRef, WorkloadKind};
use crate::repository::tree::is_within;
use crate::repository::yaml::Value;
use std::collections::BTreeMap;

/// What is patched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrier {
    /// The pod template of a workload.
    Template(ObjectName),
    /// The post-renderers of a HelmRelease.
    Release {
        /// The release.
        object: ObjectName,
        /// Whether it has a list of them already.
        appends: bool,
        /// Whether its chart makes the workload; `None` where that is not known.
        makes: Option<bool>,
    },
    /// The field of a resource that its operator hands to the pods.
    Resource(ObjectName, Field),
    /// Every such field of a resource that the plan names itself.
    Operated(Vec<Mounting>),
}

/// Pods of an operator that mount claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mounting {
    /// The object with the field that the operator hands to them.
    pub object: ObjectName,
    /// The field.
    pub field: Field,
    /// Their volumes.
    pub volumes: Mounts,
}

/// A workload that is looked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// Reads the post-renderers of a scope.
    pub(super) renderers: &'a dyn Fn(&Scope) -> BTreeMap<usize, Renderers>,
    /// Reads which objects lose annotations.
    pub(super) stripped: &'a dyn Fn(&Scope) -> BTreeMap<usize, String>,
    pub(super) kind: WorkloadKind,
    pub(super) name: &'a str,
    pub(super) release: Option<&'a ReleaseRef>,
    /// What its namespace may be called there.
    pub(super) namespaces: &'a [String],
    /// The path that the plan names.
    pub(super) path: &'a str,
}

impl Wanted<'_> {
    /// How well a namespace fits: less is better, `None` is another one.
    fn fit(&self, namespace: &str) -> Option<u8> {
        if self.namespaces.iter().any(|name| name == namespace) {
            return Some(0);
        }
        (namespace.is_empty() || is_open(namespace)).then_some(1)
    }

    /// The best of some objects: of its namespace, and near its path.
    fn best<'s>(
        &self,
        scope: &Scope,
        items: impl Iterator<Item = (usize, &'s Item)>,
        namespace: impl Fn(&Item) -> String,
    ) -> Option<usize> {
        let near = |item: &Item| {
            let applier = scope.appliers.get(item.applier);
            applier.is_some_and(|one| {
                is_within(self.path, &one.path) || is_within(&one.path, self.path)
            })
        };
        let ranked = items.filter_map(|(at, item)| {
            let fit = self.fit(&namespace(item))?;
            Some((fit, !near(item), at))
        });
        ranked.min().map(|(_, _, at)| at)
    }
}

/// How annotations reach the pods of a workload.
pub(super) fn reach(scope: &Scope, wanted: Wanted<'_>) -> Reach {
    match carrier(scope, wanted) {
        Ok((at, carrier, renamed)) => {
            let item = scope.item(at);
            let applier = item.and_then(|item| applier(scope, item.applier, wanted.path));
            match (item, applier) {
                (Some(item), Some(applier)) => Reach::By(Box::new(Found {
                    carrier,
                    file: item.file.clone(),
                    first: first_ordinal(item),
                    applier,
                    renamed,
                })),
                _ => Reach::Not(nothing(scope, wanted)),
            }
        }
        Err(lacking) => Reach::Not(lacking),
    }
}

/// The ordinal of the first pod of a StatefulSet.
fn first_ordinal(item: &Item) -> u64 {
    let start = item.node.text_at(&["spec", "ordinals", "start"]);
    start.parse().unwrap_or(0)
}

type Carried = (usize, Carrier, Option<String>);

/// A resource of an operator that the plan names itself.
fn of_operator(
    scope: &Scope,
    wanted: Wanted<'_>,
    operator: OperatorName,
) -> Result<Carried, Lacking> {
    if !is_known(operator) {
        return Err(Lacking::NoField(String::new()));
    }
    let makers = scope.makers().iter();
    let items = makers.filter_map(|at| Some((*at, scope.item(*at)?)));
    let own = items.filter(|(_, item)| item.last.name == wanted.name && is_of(item, operator));
    let at = wanted.best(scope, own, |item| item.last.namespace.clone());
    let Some((at, item)) = at.and_then(|at| Some((at, scope.item(at)?))) else {
        return Err(nothing(scope, wanted));
    };
    let makers = scope.makers().iter();
    let pools = makers.filter_map(|at| Some((*at, scope.item(*at)?)));
    let pools: Vec<(usize, &Item)> = pools.filter(|(_, one)| is_pool_of(one, item)).collect();
    let items: Vec<&Item> = pools.iter().map(|(_, pool)| *pool).collect();
    let unknown = || Lacking::NoField(item.file.clone());
    let mut all = Vec::new();
    for (field, pool, volumes) in mounts(item, &items).ok_or_else(unknown)? {
        let own = match pool {
            Some(pool) => pools.get(pool).map(|(at, _)| *at).ok_or_else(unknown)?,
            None => at,
        };
        // Another Kustomization applies it, so no patch of this one meets it.
        if scope
            .item(own)
            .is_none_or(|own| own.applier != item.applier)
        {
            return Err(unknown());
        }
        all.push(Mounting {
            object: name_of(scope, own)?,
            field,
            volumes,
        });
    }
    Ok((at, Carrier::Operated(all), None))
}

fn carrier(scope: &Scope, wanted: Wanted<'_>) -> Result<Carried, Lacking> {
    if let Some(operator) = wanted.kind.operator() {
        return of_operator(scope, wanted, operator);
    }
    if let Some(release) = wanted.release {
        let at = named_release(scope, wanted, release);
        let at = at.ok_or_else(|| Lacking::NoRelease(releases(scope, wanted)))?;
        return of_release(scope, wanted, at);
    }
    let own = |item: &Item| item.last.namespace.clone();
    let items = || {
        let named = scope.named(wanted.name).iter();
        let items = named.filter_map(|at| Some((*at, scope.item(*at)?)));
        items.filter(|(_, item)| item.group() == "apps" && item.kind() == wanted.kind.kind())
    };
    let called = items().filter(|(_, item)| item.last.name == wanted.name);
    if let Some(at) = wanted.best(scope, called, own) {
        return Ok((at, template(scope, wanted, at)?, None));
    }
    let makers = || {
        let makers = scope.makers().iter();
        makers.filter_map(|at| Some((*at, scope.item(*at)?)))
    };
    let charts = makers().filter(|(_, item)| {
        wanted.fit(&namespace_of_release(item)).is_some()
            && charts::makes(scope, item, wanted.kind, wanted.name) == Some(true)
    });
    if let Some(at) = wanted.best(scope, charts, namespace_of_release) {
        return of_release(scope, wanted, at);
    }
    let operators = makers().filter(|(_, item)| {
        wanted.fit(&item.last.namespace).is_some() && field(item, wanted.name).is_some()
    });
    if let Some(at) = wanted.best(scope, operators, own)
        && let Some(field) = scope.item(at).and_then(|item| field(item, wanted.name))
    {
        return Ok((at, Carrier::Resource(name_of(scope, at)?, field), None));
    }
    // One that the plan calls by the name of its file, and the cluster otherwise.
    if let Some(at) = wanted.best(scope, items(), own)
        && let Some(item) = scope.item(at)
    {
        let renamed = (!is_open(&item.last.name)).then(|| item.last.name.clone());
        return Ok((at, template(scope, wanted, at)?, renamed));
    }
    Err(nothing(scope, wanted))
}

/// A pod template that a Component patches.
fn template(scope: &Scope, wanted: Wanted<'_>, at: usize) -> Result<Carrier, Lacking> {
    let stripped = scope.stripped.get_or_init(|| (wanted.stripped)(scope));
    match stripped.get(&at) {
        Some(file) => Err(Lacking::Stripped(file.clone())),
        None => Ok(Carrier::Template(name_of(scope, at)?)),
    }
}

fn namespace_of_release(item: &Item) -> String {
    match item.node.text_at(&["spec", "targetNamespace"]) {
        "" => item.last.namespace.clone(),
        target => target.to_owned(),
    }
}

fn named_release(scope: &Scope, wanted: Wanted<'_>, release: &ReleaseRef) -> Option<usize> {
    let named = scope.named(&release.name).iter();
    let items = named.filter_map(|at| Some((*at, scope.item(*at)?)));
    let releases: Vec<(usize, &Item)> = items
        .filter(|(_, item)| is_release(item) && item.last.name == *release.name)
        .collect();
    if let Some(namespace) = &release.namespace {
        let own = [namespace.to_string()];
        let there = Wanted {
            namespaces: &own,
            ..wanted
        };
        let own = |item: &Item| item.last.namespace.clone();
        return there.best(scope, releases.into_iter(), own);
    }
    let all = || releases.iter().copied();
    wanted
        .best(scope, all(), namespace_of_release)
        .or(match releases.as_slice() {
            [(only, _)] => Some(*only),
            _ => None,
        })
}

fn of_release(scope: &Scope, wanted: Wanted<'_>, at: usize) -> Result<Carried, Lacking> {
    let object = name_of(scope, at)?;
    let item = scope.item(at);
    let known = scope.renderers.get_or_init(|| (wanted.renderers)(scope));
    let renderers = known.get(&at);
    if let Some(Renderers::Replaced(file)) = renderers {
        return Err(Lacking::Replaced(file.clone()));
    }
    let list = item.and_then(renderers::own);
    let written = matches!(list.map(|list| &list.value), Some(Value::List(_)));
    let carrier = Carrier::Release {
        object,
        appends: written || renderers.is_some(),
        makes: item.and_then(|item| charts::makes(scope, item, wanted.kind, wanted.name)),
    };
    Ok((at, carrier, None))
}

/// The names of the HelmReleases of a namespace.
fn releases(scope: &Scope, wanted: Wanted<'_>) -> Vec<String> {
    let items = scope.makers().iter().filter_map(|at| scope.item(*at));
    let own =
        items.filter(|item| is_release(item) && wanted.fit(&namespace_of_release(item)).is_some());
    let mut names: Vec<String> = own.map(|item| item.last.name.clone()).collect();
    names.sort();
    names.dedup();
    names
}

fn nothing(scope: &Scope, wanted: Wanted<'_>) -> Lacking {
    let not_read = scope.not_read.iter();
    Lacking::NoObject {
        releases: releases(scope, wanted),
        not_read: not_read
            .map(|(what, why)| format!("`{what}`: {why}"))
            .collect(),
    }
}
