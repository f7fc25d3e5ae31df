//! Names of other objects follow when these get new names (kustomize, `filters/nameref`).

use super::config::Config;
use super::fields::{FieldSpec, Made, References, each, has};
use super::resource::{Id, Resource};
use crate::repository::yaml::{Node, Position};
use std::collections::BTreeMap;

/// What of an object a reference needs.
struct Target {
    resource: Resource,
}

impl Target {
    fn has_been(&self, references: &References) -> bool {
        let References {
            group,
            version,
            kind,
            ..
        } = references;
        self.resource.former().any(|id| id.is(group, version, kind))
    }
}

/// Writes the new names into all references; an error says which name means several objects.
pub(super) fn follow(resources: &mut [Resource], config: &Config) -> Vec<(Position, String)> {
    let mut targets: Vec<Target> = Vec::new();
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for resource in resources.iter() {
        let mut names: Vec<&str> = resource.former().map(|id| id.name).collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            continue;
        }
        for name in names {
            let known = by_name.entry(name.to_owned()).or_default();
            known.push(targets.len());
        }
        targets.push(Target {
            resource: resource.clone(),
        });
    }
    let mut faults = Vec::new();
    if targets.is_empty() {
        return faults;
    }
    let known = (&targets, &by_name);
    for resource in resources.iter_mut() {
        let original = resource.original();
        let mut asked: Vec<(&References, &FieldSpec)> = Vec::new();
        for references in &config.names {
            let fields = references.fields.iter();
            let fields =
                fields.filter(|spec| spec.is_of(&original) && has(&resource.node, &spec.path));
            asked.extend(fields.map(|spec| (references, spec)));
        }
        for (references, spec) in asked {
            let referrer = resource.clone();
            let mut node = resource.node.clone();
            each(
                &mut node,
                &spec.path,
                (false, Made::Nothing, Position::default()),
                &mut |field| {
                    set(field, &referrer, (references, spec), known, &mut faults);
                },
            );
            resource.node = node;
        }
    }
    faults
}

type Known<'a> = (&'a Vec<Target>, &'a BTreeMap<String, Vec<usize>>);

fn set(
    field: &mut Node,
    referrer: &Resource,
    (references, spec): (&References, &FieldSpec),
    known: Known<'_>,
    faults: &mut Vec<(Position, String)>,
) {
    if field.is_list() {
        for item in field.items_mut() {
            set(item, referrer, (references, spec), known, faults);
        }
        return;
    }
    let whole = field.is_map();
    let name = match whole {
        true => field.text_at(&["name"]).to_owned(),
        false => field.text().unwrap_or_default().to_owned(),
    };
    let namespace = field
        .get("namespace")
        .and_then(Node::text)
        .filter(|_| whole);
    let chosen = choose(
        &name,
        namespace.map(str::to_owned),
        referrer,
        (references, spec),
        known,
    );
    let target = match chosen {
        Ok(Some(target)) => target,
        Ok(None) => return,
        Err(several) => {
            faults.push((field.at, several));
            return;
        }
    };
    let id = target.resource.id();
    let at = field.at;
    if !whole {
        if id.name != name {
            *field = Node::string(id.name, at);
        }
        return;
    }
    let space = target.resource.node.text_at(&["metadata", "namespace"]);
    if id.name != name {
        field.set("name", Node::string(id.name, at));
    }
    if !space.is_empty() {
        field.set("namespace", Node::string(space, at));
    }
}

fn choose<'t>(
    name: &str,
    namespace: Option<String>,
    referrer: &Resource,
    (references, spec): (&References, &FieldSpec),
    (targets, by_name): Known<'t>,
) -> Result<Option<&'t Target>, String> {
    let Some(named) = by_name.get(name) else {
        return Ok(None);
    };
    let own = referrer.id();
    let mut found: Vec<&Target> = named
        .iter()
        .filter_map(|at| targets.get(*at))
        .filter(|target| target.has_been(references))
        .filter(|target| reachable(referrer, &own, target))
        .collect();
    if let Some(namespace) = &namespace {
        let first = |target: &&&Target| target.resource.original().namespace == namespace;
        let now = |target: &&&Target| target.resource.id().namespace == namespace;
        let any = targets.iter().any(|target| first(&&target));
        found = match any {
            true => found.iter().filter(first).copied().collect(),
            false => found.iter().filter(now).copied().collect(),
        };
    }
    if spec.path.join("/").ends_with("roleRef/name") {
        let role = |key: &str| referrer.node.text_at(&["roleRef", key]);
        if !role("kind").is_empty() {
            found.retain(|target| {
                let mut former = target.resource.former();
                former.any(|id| id.is(role("apiGroup"), "", role("kind")))
            });
        }
    }
    if let [only] = found.as_slice() {
        return Ok(Some(only));
    }
    let near = |target: &Target, empty: bool| {
        let ends = |a: &[Box<str>], b: &[Box<str>]| {
            (empty && (a.is_empty() || b.is_empty())) || same_end(a, b)
        };
        ends(&target.resource.prefixes, &referrer.prefixes)
            && ends(&target.resource.suffixes, &referrer.suffixes)
    };
    found.retain(|target| near(target, true));
    if found.len() > 1 {
        found.retain(|target| near(target, false));
    }
    match found.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only)),
        [first, others @ ..] => {
            let same = others
                .iter()
                .all(|other| other.resource.id().name == first.resource.id().name);
            match same {
                true => Ok(Some(first)),
                false => Err(format!("several objects were called `{name}`")),
            }
        }
    }
}

/// Whether one list ends with the other; an empty one with an empty one alone.
fn same_end(a: &[Box<str>], b: &[Box<str>]) -> bool {
    if a.is_empty() != b.is_empty() {
        return false;
    }
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let skip = long.len() - short.len();
    long.iter().skip(skip).eq(short.iter())
}

/// Whether an object can refer to another one: in its namespace, or where one of them has none.
fn reachable(referrer: &Resource, own: &Id<'_>, target: &Target) -> bool {
    let id = target.resource.id();
    if own.is_cluster() || id.is_cluster() || id.namespace == own.namespace {
        return true;
    }
    let space = target.resource.node.text_at(&["metadata", "namespace"]);
    let subjects = referrer
        .node
        .get("subjects")
        .map(Node::items)
        .unwrap_or_default();
    !space.is_empty()
        && id.kind == "ServiceAccount"
        && own.kind == "RoleBinding"
        && subjects.iter().any(|subject| {
            subject.text_at(&["kind"]) == "ServiceAccount"
                && subject.text_at(&["namespace"]) == space
        })
}
