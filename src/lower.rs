//! What was written becomes what is meant: statements find their rows, names their declarations,
//! values their types.
//!
//! Parsed files come in, a [`Model`] and findings go out. A name that is declared nowhere lowers to
//! nothing and is reported once; what hangs on it is left out in silence.

mod allow;
mod cluster;
mod drill;
mod hook;
mod names;
mod namespace;
mod plan;
mod recover;
mod shape;
mod store;
mod tier;
mod workload;

pub(crate) use shape::selector_of;

use crate::diag::{Diag, Diags};
use crate::model::Model;
use crate::source::{FileId, Span};
use crate::syntax::ParsedFile;
use indexmap::IndexMap;
use names::Names;
use shape::{Said, Shape};

/// One file of a plan.
pub struct Part<'a> {
    /// What it says.
    pub parsed: &'a ParsedFile,
    /// Whether it came by `use` from elsewhere.
    pub used: bool,
}

pub(crate) struct Cx<'a> {
    names: Names,
    shapes: Vec<(FileId, bool, Shape<'a>)>,
}

impl Cx<'_> {
    /// All top-level statements of a keyword, with whether they came by `use`.
    fn all<'s>(&'s self, key: &'s str) -> impl Iterator<Item = (&'s Said<'s>, bool)> + 's {
        self.shapes
            .iter()
            .flat_map(move |(_, used, shape)| shape.all(key).map(move |said| (said, *used)))
    }
}

/// Lowers the files of one plan; `None` where there is no readable `plan` block, which is reported.
pub fn lower(parts: &[Part<'_>], out: &mut Diags) -> Option<Model> {
    let mut shapes = Vec::new();
    for part in parts {
        let file = part.parsed.file;
        let shape = shape::shape_file(&part.parsed.tree, out);
        shapes.push((file, part.used, shape));
    }
    names::forget_repeated(parts, out);
    let mut cx = Cx {
        names: Names::default(),
        shapes,
    };
    if plan::several(&cx, out) {
        return None;
    }
    names::declare(&mut cx, out);
    names::check_references(&cx, out);
    let plan = plan::lower_plan(&cx, out);
    if plan.is_none() && cx.all("plan").next().is_none() && parts.iter().all(|p| p.parsed.whole) {
        let home = parts
            .iter()
            .find(|part| !part.used)
            .map(|part| part.parsed.file);
        out.push(no_plan_block(home.unwrap_or(FileId::new(0))));
    }
    let mut model = Model {
        plan: plan?,
        clusters: IndexMap::new(),
        stores_unread: false,
        stores: IndexMap::new(),
        snapshots: IndexMap::new(),
        tiers: IndexMap::new(),
        platforms: IndexMap::new(),
        namespaces_unread: false,
        namespaces: Vec::new(),
        hooks: IndexMap::new(),
        drills: IndexMap::new(),
        alerts: drill::lower_alerts(&cx),
        foreign: Default::default(),
        allows: Vec::new(),
        accepts: allow::lower_accepts(&cx),
    };
    collect(
        &cx,
        "cluster",
        &mut model.clusters,
        |said, _| cluster::lower_cluster(&cx, said),
        |c| &c.name.value,
    );
    for (said, _) in cx.all("store") {
        if let Some(store) = store::lower_store(said, out) {
            model
                .stores
                .entry(store.name.value.clone())
                .or_insert(store);
        } else {
            model.stores_unread = true;
        }
    }
    collect(
        &cx,
        "snapshots",
        &mut model.snapshots,
        |said, _| store::lower_snapshots(said),
        |s| &s.name.value,
    );
    for (said, used) in cx.all("tier") {
        if let Some(tier) = tier::lower_tier(&cx, said, used, out) {
            model.tiers.entry(tier.name.value.clone()).or_insert(tier);
        }
    }
    collect(
        &cx,
        "platform",
        &mut model.platforms,
        |said, _| plan::lower_platform(&cx, said),
        |p| &p.name.value,
    );
    collect(
        &cx,
        "hook",
        &mut model.hooks,
        |said, _| hook::lower_hook(said),
        |h| &h.name.value,
    );
    collect(
        &cx,
        "drill",
        &mut model.drills,
        |said, _| drill::lower_drill(&cx, said),
        |d| &d.name.value,
    );
    for (said, _) in cx.all("namespace") {
        model
            .namespaces
            .extend(namespace::lower_namespace(&cx, said, out));
    }
    model.namespaces_unread = model.namespaces.len() < declared(parts, "namespace");
    model.stores_unread |= cx.all("store").count() < declared(parts, "store");
    model.allows = allow::lower_allows(&cx, out);
    Some(model)
}

fn collect<T>(
    cx: &Cx<'_>,
    key: &str,
    into: &mut IndexMap<crate::model::value::Name, T>,
    convert: impl Fn(&Said<'_>, bool) -> Option<T>,
    name: impl Fn(&T) -> &crate::model::value::Name,
) {
    for (said, used) in cx.all(key) {
        if let Some(made) = convert(said, used) {
            into.entry(name(&made).clone()).or_insert(made);
        }
    }
}

/// How often a keyword stands at the top, readable or not.
fn declared(parts: &[Part<'_>], key: &str) -> usize {
    let nodes = parts.iter().flat_map(|part| &part.parsed.tree.body);
    nodes
        .filter(|node| match &node.value {
            crate::syntax::ast::Node::Statement(said) => &*said.keyword.value == key,
            crate::syntax::ast::Node::Junk => true,
        })
        .count()
}

fn no_plan_block(file: FileId) -> Diag {
    Diag::new(
        "no-plan-block",
        Span::start_of(file),
        "no file of this directory has a `plan` block",
    )
    .help("write `plan NAME` in one of them: it names everything that is emitted")
}
