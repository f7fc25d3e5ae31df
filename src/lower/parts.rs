//! Namespaces that stand in several blocks: their labels tell them apart, and give each a part of names.

use super::shape::KnownStatement;
use crate::diag::{Diag, Diags, findings};
use crate::model::value::Name;
use crate::model::{Model, Namespace};
use crate::schema::Kind;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Labels of a block, as written.
pub(super) type Labels = Vec<(Box<str>, Box<str>)>;

/// Namespaces with the primary that their block names: where they stand, and the labels that each takes.
pub(super) type Blocks = BTreeMap<(Box<str>, Option<Name>), Vec<(Span, Labels)>>;

/// An earlier declaration of a namespace, and of the same objects. One may live in several primaries, when each block
/// says in which, and stand in several blocks, when no object has the labels of two of them.
pub(super) fn earlier(
    blocks: &Blocks,
    name: &str,
    primary: Option<&Name>,
    labels: &Labels,
) -> Option<Span> {
    let of_name = blocks.range((Box::from(name), None)..);
    let of_name = of_name.take_while(|((known, _), _)| **known == *name);
    let beside = of_name.filter(|((_, other), _)| {
        primary.is_none() || other.is_none() || other.as_ref() == primary
    });
    let mut beside = beside.flat_map(|(_, blocks)| blocks);
    // There is one safety net.
    let same = beside.find(|(_, other)| name == "*" || !are_apart(labels, other));
    same.map(|(span, _)| *span)
}

/// The labels that a block of namespaces takes.
pub(super) fn labels(statement: &KnownStatement<'_>, kind: Kind) -> Labels {
    let block = statement.block.as_ref().filter(|_| kind == Kind::Namespace);
    let labels = block.map(|block| block.list::<(Box<str>, Box<str>)>("labels"));
    let labels = labels.unwrap_or_default().into_iter();
    labels.map(|label| label.value).collect()
}

/// What else may be meant by a name that stands twice.
pub(super) fn or_apart(diag: Diag, kind: Kind, name: &str) -> Diag {
    if kind != Kind::Namespace || name == "*" {
        return diag;
    }
    diag.alternative("write `labels KEY=VALUE` in both, with another value of one key in each, for two applications of one namespace")
}

/// Whether no object has the labels of both: of one key they have no value in common.
pub(super) fn are_apart(one: &[(Box<str>, Box<str>)], other: &[(Box<str>, Box<str>)]) -> bool {
    one.iter().any(|(key, _)| separates(key, one, other))
}

/// Whether both have a key, with no value in common.
fn separates(key: &str, one: &[(Box<str>, Box<str>)], other: &[(Box<str>, Box<str>)]) -> bool {
    let values = |labels: &[(Box<str>, Box<str>)]| -> BTreeSet<Box<str>> {
        let own = labels.iter().filter(|(own, _)| **own == *key);
        own.map(|(_, value)| value.clone()).collect()
    };
    let (one, other) = (values(one), values(other));
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}

/// Gives every block with a namespace of another block what tells it apart.
pub(super) fn name(model: &mut Model) {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, block) in model.namespaces.iter().enumerate() {
        for name in &block.names {
            let known = blocks.entry(name.value.as_str().to_owned());
            known.or_default().push(at);
        }
    }
    let shared: BTreeSet<usize> = blocks
        .values()
        .filter(|of| of.len() > 1)
        .flatten()
        .copied()
        .collect();
    let mut taken: BTreeSet<String> = blocks.keys().cloned().collect();
    for at in shared {
        let Some(part) = part(model, at, &blocks, &taken) else {
            continue;
        };
        if let Some(block) = model.namespaces.get_mut(at) {
            let block = Arc::make_mut(block);
            block.part = Some(part.into());
            let names = block.names.iter();
            taken.extend(names.map(|name| block.called(name.value.as_str())));
        }
    }
}

fn part(
    model: &Model,
    at: usize,
    blocks: &BTreeMap<String, Vec<usize>>,
    taken: &BTreeSet<String>,
) -> Option<String> {
    let block = model.namespaces.get(at)?;
    let others = block.names.iter();
    let others = others.filter_map(|name| blocks.get(name.value.as_str()));
    let others = others.flatten().filter(|other| **other != at);
    let mut others = others.filter_map(|other| model.namespaces.get(*other));
    let labels = |block: &Namespace| -> Labels {
        let labels = block.labels.iter();
        labels.map(|label| label.value.clone()).collect()
    };
    let own = labels(block);
    // The key that tells it from the first of the others; where none does, that is reported.
    let first = labels(others.find(|other| is_together(block, other))?);
    let (key, _) = own.iter().find(|(key, _)| separates(key, &own, &first))?;
    let values = own.iter().filter(|(other, _)| other == key);
    let values: Vec<&str> = values.map(|(_, value)| &**value).collect();
    let plain = |c: char| match c.is_ascii_alphanumeric() {
        true => c.to_ascii_lowercase(),
        false => '-',
    };
    let plain: String = values.join("-").chars().map(plain).collect();
    let free = |part: &str| {
        let mut names = block.names.iter();
        names.all(|name| !taken.contains(&format!("{}--{part}", name.value.as_str())))
    };
    let numbered = (2..).map(|number: u64| format!("{plain}-{number}"));
    let mut all = std::iter::once(plain.clone()).chain(numbered);
    all.find(|part| free(part))
}

/// Reports a workload that two blocks of one namespace declare: its labels are those of one of them.
pub(super) fn declared_twice(model: &Model, out: &mut Diags) {
    let mut known: BTreeMap<_, Vec<(&Namespace, Span)>> = BTreeMap::new();
    let blocks = model.namespaces.iter();
    for block in blocks.filter(|block| block.part.is_some()) {
        for workload in &block.workloads {
            let (of, span) = (&workload.name.value, workload.name.span);
            let mut first = None;
            for name in &block.names {
                let all = known.entry((&name.value, of)).or_default();
                let beside = all.iter().find(|(other, _)| is_together(block, other));
                first = first.or(beside.map(|(_, span)| *span));
                all.push((block, span));
            }
            out.extend_one(first.map(|first| {
                Diag::new(
                    &findings::DUPLICATE_NAME,
                    span,
                    format!("two blocks of one namespace declare `{}`", workload.label()),
                )
                .label("its objects have the labels of one of the two blocks, and no backup of the other one contains it")
                .related(first, "declared first here")
                .help("keep it in the block whose labels it has")
            }));
        }
    }
}

/// Whether two blocks are of one primary.
fn is_together(one: &Namespace, other: &Namespace) -> bool {
    let primary = |block: &Namespace| block.cluster.as_ref().map(|cluster| cluster.value);
    let (of_one, of_other) = (primary(one), primary(other));
    of_one.is_none() || of_other.is_none() || of_one == of_other
}
