//! Which names are declared, and whether every reference is to one of them.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "only these types refer to names"
)]

use super::parts::{self, Labels};
use super::shape::{self, KnownStatement, Shape, TypedValue};
use super::{Cx, Part};
use crate::diag::{Diag, Diags, Safety, findings, near::nearest};
use crate::model::value::Name;
use crate::model::{ClusterId, DrillId, HookId, Id, PlatformId, SnapshotsId, StoreId, TierId};
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

/// With more names than these the nearest one is not searched for.
const MOST: usize = 4_000;

/// An id together with the kind of what it stands for.
pub(super) trait Reference: Id {
    /// The kind.
    const KIND: Kind;
}

macro_rules! references {
    ($($id:ident: $kind:ident),+ $(,)?) => {$(
        impl Reference for $id {
            const KIND: Kind = Kind::$kind;
        }
    )+};
}

references! {
    ClusterId: Cluster,
    StoreId: Store,
    SnapshotsId: Snapshots,
    TierId: Tier,
    PlatformId: Platform,
    HookId: Hook,
    DrillId: Drill,
}

/// The first declaration of a name.
#[derive(Debug, Clone, Copy)]
struct Declared {
    span: Span,
    /// Its place among the declarations of its kind.
    index: usize,
}

/// Every declared name.
#[derive(Debug, Default)]
pub(super) struct Names {
    declared: BTreeMap<(Kind, Box<str>), Declared>,
    counts: BTreeMap<Kind, usize>,
    /// Namespaces by the primary that their block names.
    primaries: parts::Blocks,
}

impl Names {
    /// Enters a name; gives the place of an earlier declaration of it.
    fn declare(
        &mut self,
        kind: Kind,
        name: &str,
        (primary, labels): (Option<&Name>, &Labels),
        span: Span,
    ) -> Option<Span> {
        let count = self.counts.entry(kind).or_default();
        let key = (kind, Box::from(name));
        let known = self.declared.get(&key).copied();
        if known.is_none() {
            let index = *count;
            *count += 1;
            self.declared.insert(key, Declared { span, index });
        }
        if kind != Kind::Namespace {
            return known.map(|known| known.span);
        }
        let earlier = parts::earlier(&self.primaries, name, primary, labels);
        let blocks = self.primaries.entry((Box::from(name), primary.cloned()));
        blocks.or_default().push((span, labels.clone()));
        earlier
    }

    /// How many names of a kind are declared.
    pub(super) fn count<I: Reference>(&self) -> usize {
        self.counts.get(&I::KIND).copied().unwrap_or(0)
    }

    /// The id of a declared name.
    pub(super) fn id<I: Reference>(&self, name: &str) -> Option<I> {
        let declared = self.declared.get(&(I::KIND, Box::from(name)))?;
        Some(I::new(declared.index))
    }

    /// Whether a name of a kind is declared.
    pub(super) fn has(&self, kind: Kind, name: &str) -> bool {
        self.declared.contains_key(&(kind, Box::from(name)))
    }

    /// The declared name that is nearest to one that is not.
    fn near(&self, kind: Kind, name: &str) -> Option<&str> {
        let few = self.names_of(kind).nth(MOST).is_none();
        nearest(name, self.names_of(kind).filter(|_| few))
    }

    fn names_of(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.declared
            .range((kind, Box::from(""))..)
            .take_while(move |((k, _), _)| *k == kind)
            .map(|((_, name), _)| &**name)
    }
}

/// Collects the names that every block declares; a name that is declared twice is reported.
pub(super) fn declare(cx: &mut Cx<'_>, out: &mut Diags) {
    let mut names = Names::default();
    for kind in KINDS {
        for (statement, _) in cx.top_statements(kind.word()) {
            let primary = statement
                .block
                .as_ref()
                .and_then(|block| block.value::<Name>("in"));
            let primary = primary.as_ref().map(|primary| &primary.value);
            let labels = parts::labels(statement, kind);
            for name in statement.list::<crate::model::NamespaceName>(0) {
                let text = name.value.as_str();
                if let Some(first) = names.declare(kind, text, (primary, &labels), name.span) {
                    out.push(duplicate_name(name.span, kind, text, first));
                }
            }
        }
    }
    // Statements that stand at the top of several files once in all.
    for key in ["alerts"] {
        let spans: Vec<Span> = cx
            .top_statements(key)
            .map(|(statement, _)| statement.head())
            .collect();
        if let [first, rest @ ..] = spans.as_slice() {
            for again in rest {
                out.push(
                    Diag::new(
                        &findings::DUPLICATE_STATEMENT,
                        *again,
                        format!("`{key}` is written twice in this plan"),
                    )
                    .label("written again here")
                    .related(*first, "written first here")
                    .help("keep one of the two"),
                );
            }
        }
    }
    cx.names = names;
}

/// A name that no object can have is reported where it is declared; that references to it
/// are written in the same way is the same mistake.
pub(super) fn forget_repeated(parts: &[Part<'_>], out: &mut Diags) {
    let refused =
        |diag: &Diag| [&findings::BAD_NAME, &findings::NAME_TOO_LONG].contains(&diag.finding);
    if out.iter().filter(|diag| refused(diag)).count() < 2 {
        return;
    }
    let mut declared: BTreeMap<&str, BTreeSet<Span>> = BTreeMap::new();
    let mut written: BTreeMap<Span, &str> = BTreeMap::new();
    for part in parts {
        for node in &part.parsed.tree.body {
            let Node::Statement(statement) = &node.value else {
                continue;
            };
            collect(statement, &mut written);
            let kind = KINDS
                .iter()
                .any(|kind| kind.word() == &*statement.keyword.value);
            let first = statement.arguments.first().filter(|_| kind);
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

fn collect<'a>(statement: &'a ast::Statement, into: &mut BTreeMap<Span, &'a str>) {
    for item in statement
        .arguments
        .iter()
        .flat_map(|argument| &argument.items)
    {
        into.insert(item.from.span, item.from.value.text());
    }
    for node in statement.block.iter().flat_map(|block| &block.body) {
        if let Node::Statement(inner) = &node.value {
            collect(inner, into);
        }
    }
}

/// Reports every reference to a name that is not declared.
pub(super) fn check_references(cx: &Cx<'_>, out: &mut Diags) {
    let before = out.len();
    for (_, _, shape) in &cx.shapes {
        check_shape(cx, shape, out);
    }
    if out.len() == before {
        return;
    }
    // A name that no object can have is one mistake, whether or not another is near.
    let bad = out
        .iter()
        .filter(|diag| diag.finding == &findings::BAD_NAME);
    let bad: BTreeSet<Span> = bad.map(|diag| diag.primary.span).collect();
    out.retain(|diag| diag.finding != &findings::UNKNOWN_NAME || !bad.contains(&diag.primary.span));
}

fn check_shape(cx: &Cx<'_>, shape: &Shape<'_>, out: &mut Diags) {
    for statement in &shape.statements {
        check_said(cx, statement, out);
        if let Some(block) = &statement.block {
            check_shape(cx, block, out);
        }
    }
}

fn check_said(cx: &Cx<'_>, statement: &KnownStatement<'_>, out: &mut Diags) {
    for (arg, values) in statement.row.args.iter().zip(&statement.args) {
        for value in values {
            let TypedValue::Name(name) = &value.value else {
                continue;
            };
            match arg.ty {
                Ty::Ref(kind) if !cx.names.has(kind, name) && !is_lost(cx, kind, name) => {
                    let all: Vec<&str> = cx.names.names_of(kind).take(MOST + 1).collect();
                    out.push(unknown_name(value.span, name, kind.word(), &all));
                }
                Ty::Need
                    if !cx.names.has(Kind::Namespace, name)
                        && !cx.names.has(Kind::Platform, name)
                        && !is_lost(cx, Kind::Namespace, name)
                        && !is_lost(cx, Kind::Platform, name) =>
                {
                    let all = cx.names.names_of(Kind::Namespace);
                    let all: Vec<&str> = all
                        .chain(cx.names.names_of(Kind::Platform))
                        .take(MOST + 1)
                        .collect();
                    out.push(unknown_name(
                        value.span,
                        name,
                        "namespace or platform",
                        &all,
                    ));
                }
                _ => {}
            }
        }
    }
}

/// Whether a name stands in what could not be read, or in front of a block that could not be used:
/// that is reported, and the name is not a mistake of its own.
fn is_lost(cx: &Cx<'_>, kind: Kind, name: &str) -> bool {
    let lost = cx.lost.get_or_init(|| lost(cx.parts));
    [None, Some(kind)]
        .iter()
        .any(|kind| lost.contains(&(*kind, Box::from(name))))
}

/// Names with the kind of the block that they stand before, if one is known.
fn lost(parts: &[Part<'_>]) -> BTreeSet<(Option<Kind>, Box<str>)> {
    let mut lost = BTreeSet::new();
    for part in parts {
        lost.extend(
            part.parsed
                .tree
                .lost
                .iter()
                .map(|word| (None, word.clone())),
        );
        for node in &part.parsed.tree.body {
            let Node::Statement(statement) = &node.value else {
                continue;
            };
            if let Some(kind) = KINDS
                .iter()
                .find(|kind| kind.word() == &*statement.keyword.value)
            {
                let items = statement
                    .arguments
                    .first()
                    .into_iter()
                    .flat_map(|first| &first.items);
                for item in items {
                    let text = item.from.value.text();
                    lost.insert((Some(*kind), text.into()));
                    // References to it may have the name that is meant.
                    lost.extend(shape::name_of(text).map(|name| (Some(*kind), name.into())));
                }
            }
        }
    }
    lost
}

impl Cx<'_> {
    /// What a reference stands for. One to a name that is not declared is reported, and stands for the
    /// nearest that is declared, so that nothing follows from it.
    pub(super) fn resolve<I: Reference>(&self, name: Option<Spanned<Name>>) -> Option<Spanned<I>> {
        let name = name?;
        let id = self.names.id(name.value.as_str()).or_else(|| {
            let near = self.names.near(I::KIND, &name)?;
            self.names.id(near)
        })?;
        Some(Spanned::new(id, name.span))
    }

    /// What the references of a list stand for, as far as their names are declared.
    pub(super) fn resolve_all<I: Reference>(&self, names: Vec<Spanned<Name>>) -> Vec<Spanned<I>> {
        let mut seen = BTreeSet::new();
        names
            .into_iter()
            .filter_map(|name| self.resolve(Some(name)))
            .filter(|id| seen.insert(id.value))
            .collect()
    }
}

fn duplicate_name(span: Span, kind: Kind, name: &str, first: Span) -> Diag {
    let word = kind.word();
    let diag = Diag::new(
        &findings::DUPLICATE_NAME,
        span,
        format!("{word} `{name}` is declared twice"),
    )
    .label("declared again here")
    .related(first, "declared first here")
    .help(format!(
        "give one of the two another name, or write one `{word}` block"
    ));
    parts::or_apart(diag, kind, name)
}

fn unknown_name(span: Span, name: &str, kind: &str, declared: &[&str]) -> Diag {
    let diag = Diag::new(
        &findings::UNKNOWN_NAME,
        span,
        format!("unknown {kind} `{name}`"),
    )
    .label("this name is not declared in the plan");
    let candidates = if declared.len() > MOST { &[] } else { declared };
    if let Some(near) = nearest(name, candidates.iter().copied()) {
        return diag
            .help(format!("write `{near}`"))
            .fix(span, near, Safety::Review);
    }
    let word = kind.split(' ').next().unwrap_or(kind);
    let others: Vec<&str> = candidates
        .iter()
        .copied()
        .filter(|name| *name != "*" && !name.contains(' '))
        .collect();
    diag.help(match others.as_slice() {
        [] => format!("declare it: `{word} {name} {{ … }}`"),
        [only] => format!("write `{only}`, or declare it: `{word} {name} {{ … }}`"),
        several if several.len() <= 6 => format!(
            "write one of `{}`, or declare it: `{word} {name} {{ … }}`",
            several.join("`, `")
        ),
        _ => format!("declare it: `{word} {name} {{ … }}`"),
    })
}
