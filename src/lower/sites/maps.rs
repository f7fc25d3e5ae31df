//! Namespaces that get another name on a cluster, and of which primary they are.

use super::from;
use crate::diag::{Diag, Diags, findings};
use crate::lower::Cx;
use crate::lower::shape::KnownStatement;
use crate::model::{Cluster, ClusterId, Model};
use crate::source::Spanned;

type Pair = (Spanned<Box<str>>, Box<str>);

/// The `map` statements of a block, each with the primary that it names.
fn stated<'a>(
    cx: &'a Cx<'_>,
    statement: &'a KnownStatement<'_>,
) -> impl Iterator<Item = (Option<Spanned<ClusterId>>, &'a KnownStatement<'a>)> + 'a {
    let block = statement.block.iter();
    let maps = block.flat_map(|block| block.statements_of("map"));
    maps.map(|map| (from(cx, map), map))
}

/// Whether a `map` is about one primary, also where that could not be read.
fn is_of_one(map: &KnownStatement<'_>) -> bool {
    let mut blocks = map.block.iter();
    blocks.any(|block| block.first("from").is_some())
}

/// What namespaces of a primary become. What names the primary counts before what names none.
pub(super) fn of_primary(
    cx: &Cx<'_>,
    statement: &KnownStatement<'_>,
    primary: Option<ClusterId>,
) -> Vec<Pair> {
    let own: Vec<Pair> = stated(cx, statement)
        .filter(|(from, _)| from.is_some_and(|from| Some(from.value) == primary))
        .flat_map(|(_, map)| map.pairs(0))
        .collect();
    let of_all = stated(cx, statement).filter(|(_, map)| !is_of_one(map));
    let of_all = of_all.flat_map(|(_, map)| map.pairs(0));
    let of_all: Vec<Pair> = of_all
        .filter(|(old, _)| !own.iter().any(|(one, _)| one.value == old.value))
        .collect();
    let mut all = [of_all, own].concat();
    all.sort_by_key(|(old, _)| old.span);
    all
}

/// Names of namespaces of another primary than the one that is named, and of one that is not recovered.
pub(super) fn of_none(
    cx: &Cx<'_>,
    model: &Model,
    (first, statement): (&Cluster, &KnownStatement<'_>),
    of: &[Spanned<ClusterId>],
    out: &mut Diags,
) {
    let name = &first.name.value;
    for (from, map) in stated(cx, statement) {
        let Some(from) = from else {
            continue;
        };
        let Some(primary) = model.clusters.get(from.value) else {
            continue;
        };
        let primary = primary.stated_name();
        if !of.iter().any(|of| of.value == from.value) {
            out.push(no_effect(
                from.span,
                format!(
                    "`{name}` does not recover `{primary}`, so it restores none of its namespaces"
                ),
            ));
            continue;
        }
        let has = |old: &str| {
            let mut blocks = model.namespaces.iter();
            blocks.any(|block| {
                let here = block
                    .cluster
                    .as_ref()
                    .is_none_or(|on| on.value == from.value);
                here && block.names.iter().any(|name| name.value.as_str() == old)
            })
        };
        // A namespace that no cluster has is reported for the whole plan.
        let elsewhere = |old: &str| {
            let mut names = model.namespaces.iter().flat_map(|block| &block.names);
            !has(old) && names.any(|name| name.value.as_str() == old)
        };
        for (old, _) in map.pairs(0) {
            if elsewhere(&old.value) {
                out.push(no_effect(
                    old.span,
                    format!("`{primary}` has no namespace `{}`", old.value),
                ));
            }
        }
    }
}

fn no_effect(at: crate::source::Span, message: String) -> Diag {
    Diag::new(&findings::MAP_NOT_POSSIBLE, at, message)
        .label("this name is given to nothing: the namespace that is meant keeps its own, and may meet another one")
        .help("write the primary whose namespace is meant after `from`")
}
