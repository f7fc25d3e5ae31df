//! Which names there are, and whether every reference meets one.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "only these types refer to names"
)]

use super::shape::{Said, Shape, Val};
use super::{Cx, Part};
use crate::diag::{Diag, Diags, Safety, near::nearest};
use crate::model::value::Name;
use crate::schema::{Kind, Ty};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Node};
use std::collections::{BTreeMap, BTreeSet};

const KINDS: [Kind; 8] = [
    Kind::Cluster,
    Kind::Store,
    Kind::Snapshots,
    Kind::Tier,
    Kind::Platform,
    Kind::Namespace,
    Kind::Hook,
    Kind::Drill,
];

/// Every declared name, with the place of its declaration.
#[derive(Debug, Default)]
pub(super) struct Names {
    declared: BTreeMap<(Kind, Box<str>), Span>,
}

impl Names {
    /// Whether a name of a kind is declared.
    pub(super) fn has(&self, kind: Kind, name: &str) -> bool {
        self.declared.contains_key(&(kind, Box::from(name)))
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.declared
            .keys()
            .filter(move |(k, _)| *k == kind)
            .map(|(_, name)| &**name)
    }
}

/// Collects the names that every block declares; a name that is declared twice is reported.
pub(super) fn declare(cx: &mut Cx<'_>, out: &mut Diags) {
    let mut names = Names::default();
    for kind in KINDS {
        for (said, _) in cx.all(kind.word()) {
            // One namespace may live in several primaries; each block says in which.
            let home = said
                .block
                .as_ref()
                .and_then(|block| block.value::<Name>("in"));
            for name in said.list::<crate::model::NamespaceName>(0) {
                let key = match (kind, &home) {
                    (Kind::Namespace, Some(home)) => {
                        format!("{} {}", name.value.as_str(), home.value)
                    }
                    _ => name.value.as_str().to_owned(),
                };
                let first = *names
                    .declared
                    .entry((kind, key.into()))
                    .or_insert(name.span);
                names
                    .declared
                    .entry((kind, name.value.as_str().into()))
                    .or_insert(name.span);
                if first != name.span {
                    out.push(duplicate_name(name.span, kind, name.value.as_str(), first));
                }
            }
        }
    }
    // Statements that stand at the top of several files once in all.
    for key in ["alerts"] {
        let spans: Vec<Span> = cx.all(key).map(|(said, _)| said.head()).collect();
        if let [first, rest @ ..] = spans.as_slice() {
            for again in rest {
                out.push(
                    Diag::new(
                        "duplicate-statement",
                        *again,
                        format!("`{key}` is said twice in this plan"),
                    )
                    .label("said again here")
                    .related(*first, "said first here")
                    .help("keep one of the two"),
                );
            }
        }
    }
    cx.names = names;
}

/// A name that no object can have is reported where it is declared; that those who refer to it
/// write the same is the same mistake.
pub(super) fn forget_repeated(parts: &[Part<'_>], out: &mut Diags) {
    let refused = |diag: &Diag| matches!(diag.name, "bad-name" | "name-too-long");
    if out.iter().filter(|diag| refused(diag)).count() < 2 {
        return;
    }
    let mut declared: BTreeMap<&str, BTreeSet<Span>> = BTreeMap::new();
    let mut written: BTreeMap<Span, &str> = BTreeMap::new();
    for part in parts {
        for node in &part.parsed.tree.body {
            let Node::Statement(said) = &node.value else {
                continue;
            };
            collect(said, &mut written);
            let kind = KINDS.iter().any(|kind| kind.word() == &*said.keyword.value);
            let first = said.arguments.first().filter(|_| kind);
            for item in first.iter().flat_map(|argument| &argument.items) {
                let name = declared.entry(item.from.value.text()).or_default();
                name.insert(item.from.span);
            }
        }
    }
    out.retain(|diag| {
        let span = diag.primary.span;
        let declarations = written.get(&span).and_then(|text| declared.get(text));
        !refused(diag) || declarations.is_none_or(|spans| spans.contains(&span))
    });
}

fn collect<'a>(said: &'a ast::Statement, into: &mut BTreeMap<Span, &'a str>) {
    for item in said.arguments.iter().flat_map(|argument| &argument.items) {
        into.insert(item.from.span, item.from.value.text());
    }
    for node in said.block.iter().flat_map(|block| &block.body) {
        if let Node::Statement(inner) = &node.value {
            collect(inner, into);
        }
    }
}

/// Reports every reference that meets no declaration.
pub(super) fn check_references(cx: &Cx<'_>, out: &mut Diags) {
    for (_, _, shape) in &cx.shapes {
        check_shape(cx, shape, out);
    }
}

fn check_shape(cx: &Cx<'_>, shape: &Shape<'_>, out: &mut Diags) {
    for said in &shape.said {
        check_said(cx, said, out);
        if let Some(block) = &said.block {
            check_shape(cx, block, out);
        }
    }
}

fn check_said(cx: &Cx<'_>, said: &Said<'_>, out: &mut Diags) {
    for (arg, values) in said.row.args.iter().zip(&said.args) {
        for value in values {
            let Val::Name(name) = &value.value else {
                continue;
            };
            match arg.ty {
                Ty::Ref(kind) if !cx.names.has(kind, name) => {
                    let near = nearest(name, cx.names.of(kind)).map(str::to_owned);
                    out.push(unknown_name(value.span, name, kind.word(), near));
                }
                Ty::Need
                    if !cx.names.has(Kind::Namespace, name)
                        && !cx.names.has(Kind::Platform, name) =>
                {
                    let all = cx
                        .names
                        .of(Kind::Namespace)
                        .chain(cx.names.of(Kind::Platform));
                    let near = nearest(name, all).map(str::to_owned);
                    out.push(unknown_name(
                        value.span,
                        name,
                        "namespace or platform",
                        near,
                    ));
                }
                _ => {}
            }
        }
    }
}

impl Cx<'_> {
    /// A reference, if it meets a declaration.
    pub(super) fn known(&self, kind: Kind, name: Option<Spanned<Name>>) -> Option<Spanned<Name>> {
        name.filter(|name| self.names.has(kind, name))
    }

    /// The references of a list that meet declarations.
    pub(super) fn all_known(&self, kind: Kind, names: Vec<Spanned<Name>>) -> Vec<Spanned<Name>> {
        names
            .into_iter()
            .filter(|name| self.names.has(kind, name))
            .collect()
    }
}

fn duplicate_name(span: Span, kind: Kind, name: &str, first: Span) -> Diag {
    let word = kind.word();
    Diag::new(
        "duplicate-name",
        span,
        format!("{word} `{name}` is declared twice"),
    )
    .label("declared again here")
    .related(first, "declared first here")
    .help(format!(
        "give one of the two another name, or write one `{word}` block"
    ))
}

fn unknown_name(span: Span, name: &str, kind: &str, near: Option<String>) -> Diag {
    let diag = Diag::new(
        "unknown-name",
        span,
        format!("no {kind} is called `{name}`"),
    )
    .label("declared nowhere in this plan");
    match near {
        Some(near) => diag
            .help(format!("write `{near}`"))
            .fix(span, near, Safety::Review),
        None => diag.help(format!(
            "declare it: `{} {name} {{ … }}`",
            kind.split(' ').next().unwrap_or(kind)
        )),
    }
}
