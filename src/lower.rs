//! What was written becomes what is meant: statements find their rows, names their declarations,
//! values their types.
//!
//! Parsed files come in, a [`Model`] and findings go out. A name that is not declared lowers to
//! nothing and is reported once; what depends on it is left out without a finding.

mod allow;
mod cluster;
mod drill;
mod hook;
mod limits;
mod names;
mod namespace;
mod operated;
mod parts;
mod plan;
mod recover;
mod repair;
mod shape;
mod sites;
mod store;
mod tier;
mod workload;

pub(crate) use shape::selector_of;

use crate::diag::{Diag, Diags, findings};
use crate::model::value::Name;
use crate::model::{BlockId, Id as _, Model, StoreId, Table, share_links};
use crate::source::{FileId, Span, Spanned};
use crate::syntax::{ParsedFile, ast};
use names::{Names, Reference};
use shape::{KnownStatement, Shape};
use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One file of a plan.
pub struct Part<'a> {
    /// Its statements.
    pub parsed: &'a ParsedFile,
    /// Whether it came by `use` from elsewhere.
    pub used: bool,
}

pub(crate) struct Cx<'a> {
    names: Names,
    shapes: Vec<(FileId, bool, Shape<'a>)>,
    parts: &'a [Part<'a>],
    /// Names that stand where nothing could be declared, computed at the first question.
    lost: OnceCell<BTreeSet<(Option<crate::schema::Kind>, Box<str>)>>,
}

impl Cx<'_> {
    /// All top-level statements of a keyword, with whether they came by `use`.
    fn top_statements<'s>(
        &'s self,
        key: &'s str,
    ) -> impl Iterator<Item = (&'s KnownStatement<'s>, bool)> + 's {
        self.shapes.iter().flat_map(move |(_, used, shape)| {
            shape
                .statements_of(key)
                .map(move |statement| (statement, *used))
        })
    }
}

/// Lowers the files of one plan; `None` where there is no readable `plan` block, or where the plan is
/// too large, which is reported.
pub fn lower(parts: &[Part<'_>], out: &mut Diags) -> Option<Model> {
    let repaired: Vec<OnceCell<ast::File>> = parts.iter().map(|_| OnceCell::new()).collect();
    let mut shapes = Vec::new();
    for (part, cell) in parts.iter().zip(&repaired) {
        let shape = shape_part(part, cell, out);
        shapes.push((part.parsed.file, part.used, shape));
    }
    names::forget_repeated(parts, out);
    let mut cx = Cx {
        names: Names::default(),
        shapes,
        parts,
        lost: OnceCell::new(),
    };
    if plan::several(&cx, out) {
        return None;
    }
    names::declare(&mut cx, out);
    names::check_references(&cx, out);
    let plan = plan::lower_plan(&cx, out);
    if plan.is_none()
        && cx.top_statements("plan").next().is_none()
        && parts.iter().all(|p| p.parsed.whole)
    {
        let home = parts
            .iter()
            .find(|part| !part.used)
            .map(|part| part.parsed.file);
        out.push(no_plan_block(home.unwrap_or(FileId::new(0))));
    }
    let mut model = Model {
        plan: plan?,
        clusters: table(&cx, "cluster", cluster::lower_cluster),
        stores_unread: false,
        stores: Table::with_room_for(cx.names.count::<StoreId>()),
        snapshots: table(&cx, "snapshots", store::lower_snapshots),
        tiers: table(&cx, "tier", |cx, id, statement, used| {
            tier::lower_tier(cx, id, statement, used, out)
        }),
        platforms: table(&cx, "platform", plan::lower_platform),
        namespaces_unread: false,
        namespaces: Vec::new(),
        hooks: table(&cx, "hook", |cx, id, statement, _| {
            hook::lower_hook(cx, id, statement, out)
        }),
        drills: table(&cx, "drill", drill::lower_drill),
        alerts: drill::lower_alerts(&cx),
        allows: Vec::new(),
        accepts: allow::lower_accepts(&cx),
    };
    for (statement, _) in cx.top_statements("store") {
        let Some(id) = id_of::<StoreId>(&cx, statement) else {
            model.stores_unread = true;
            continue;
        };
        match store::lower_store(id, statement, out) {
            Some(store) => model.stores.enter(id, store),
            None => model.stores_unread = true,
        }
    }
    share_links(&mut model.stores);
    for (statement, _) in cx.top_statements("namespace") {
        let id = BlockId::new(model.namespaces.len());
        let block = namespace::lower_namespace(&cx, id, statement, out);
        model.namespaces.extend(block.map(Arc::new));
    }
    model.namespaces_unread = model.namespaces.len() < declared(parts, "namespace");
    model.stores_unread |= cx.top_statements("store").count() < declared(parts, "store");
    sites::expand(&cx, &mut model, out);
    parts::name(&mut model);
    parts::declared_twice(&model, out);
    operated::check(&model, out);
    model.allows = allow::lower_allows(&cx, out);
    limits::hold(&model, out).then_some(model)
}

/// Compares a file with the schema. Where it does not fit, and a mistake of form is the cause, the mistake
/// is reported and the rest is read as if it were correct.
fn shape_part<'a>(
    part: &Part<'a>,
    repaired: &'a OnceCell<ast::File>,
    out: &mut Diags,
) -> Shape<'a> {
    let mut found = Diags::default();
    let mut shape = shape::shape_file(&part.parsed.tree, &mut found);
    if !found.is_empty()
        && let Some(right) = repair::repair(&part.parsed.tree, out)
    {
        out.retain(|diag| {
            let follows =
                [&findings::STRAY_BRACE, &findings::MISSING_SEPARATOR].contains(&diag.finding);
            !(follows && right.paired.contains(&diag.primary.span))
        });
        found = Diags::default();
        right.found.into_iter().for_each(|diag| found.push(diag));
        shape = shape::shape_file(repaired.get_or_init(|| right.tree), &mut found);
    }
    found.into_iter().for_each(|diag| out.push(diag));
    shape
}

/// The id that a block declares.
fn id_of<I: Reference>(cx: &Cx<'_>, statement: &KnownStatement<'_>) -> Option<I> {
    let name: Spanned<Name> = statement.value()?;
    cx.names.id(name.value.as_str())
}

/// Every declaration of a keyword, by the id of its name; of several of one name the first.
fn table<I: Reference, T>(
    cx: &Cx<'_>,
    key: &str,
    mut convert: impl FnMut(&Cx<'_>, I, &KnownStatement<'_>, bool) -> Option<T>,
) -> Table<I, T> {
    let mut table = Table::with_room_for(cx.names.count::<I>());
    for (statement, used) in cx.top_statements(key) {
        if let Some(id) = id_of(cx, statement)
            && let Some(made) = convert(cx, id, statement, used)
        {
            table.enter(id, made);
        }
    }
    table
}

/// How often a keyword stands at the top, readable or not.
fn declared(parts: &[Part<'_>], key: &str) -> usize {
    let nodes = parts.iter().flat_map(|part| &part.parsed.tree.body);
    nodes
        .filter(|node| match &node.value {
            ast::Node::Statement(statement) => &*statement.keyword.value == key,
            ast::Node::Junk => true,
        })
        .count()
}

fn no_plan_block(file: FileId) -> Diag {
    Diag::new(
        &findings::NO_PLAN_BLOCK,
        Span::start_of(file),
        "no file of this directory has a `plan` block",
    )
    .help("write `plan NAME` in one of them: the names of all objects begin with it")
}
