//! Clusters that recover several others: a [`Cluster`] for each of these, and what they share.

mod maps;

use super::shape::KnownStatement;
use super::{Cx, cluster, id_of};
use crate::diag::{Diag, Diags, findings};
use crate::model::value::Name;
use crate::model::{Cluster, ClusterId, Mode, Model, Site};
use crate::source::Spanned;
use std::sync::Arc;

/// Makes a recovery of each primary that a block names, and reports what does not say which of them it is about.
pub(super) fn expand(cx: &Cx<'_>, model: &mut Model, out: &mut Diags) {
    for (statement, _) in cx.top_statements("cluster") {
        let Some(block) = &statement.block else {
            continue;
        };
        let named: Vec<Spanned<Name>> = block.list("recovers");
        named_twice(&named, out);
        let of = cx.resolve_all::<ClusterId>(named);
        let id = id_of::<ClusterId>(cx, statement);
        let Some(first) = id.and_then(|id| model.clusters.get(id)).cloned() else {
            continue;
        };
        // A second block of one name is reported.
        if first.span != statement.span {
            continue;
        }
        if of.len() > 1 {
            split(cx, model, (&first, statement), &of, out);
        } else {
            let of = of.first().map(|of| of.value);
            let maps = maps::of_primary(cx, statement, of);
            model.clusters.change(first.id, |known| known.maps = maps);
        }
        modes_of_none(cx, model, (&first, statement), &of, out);
        maps::of_none(cx, model, (&first, statement), &of, out);
    }
    successors(model);
}

/// One recovery for each primary: the first has the id of the block.
fn split(
    cx: &Cx<'_>,
    model: &mut Model,
    (first, statement): (&Arc<Cluster>, &KnownStatement<'_>),
    of: &[Spanned<ClusterId>],
    out: &mut Diags,
) {
    for (at, primary) in of.iter().enumerate() {
        // One that could not be read is reported.
        let Some(name) = name_of(model, primary.value) else {
            continue;
        };
        let own = Name::new(&format!("{}-{name}", first.name.value));
        let Ok(own) = own else {
            out.push(too_long(first, primary, &name));
            continue;
        };
        if let Some(taken) = model.clusters.values().find(|one| one.name.value == own) {
            out.push(taken_name(first, primary, taken));
        }
        let mode = block_modes(cx, statement)
            .find(|(from, _)| *from == Some(primary.value))
            .map(|(_, mode)| mode);
        let maps = maps::of_primary(cx, statement, Some(primary.value));
        let role = |id: ClusterId| Cluster {
            id,
            name: Spanned::new(own, first.name.span),
            site: Some(Site {
                name: first.name.clone(),
                lead: first.id,
                of: name,
            }),
            recovers: Some(*primary),
            mode,
            maps: maps.clone(),
            ..Cluster::clone(first)
        };
        if at == 0 {
            model
                .clusters
                .change(first.id, |known| *known = role(first.id));
        } else {
            model.clusters.append(role);
        }
    }
}

fn name_of(model: &Model, id: ClusterId) -> Option<Name> {
    let cluster = model.clusters.get(id)?;
    Some(cluster.stated_name().clone())
}

/// The modes of a block, each with the primary that it names.
fn block_modes<'a>(
    cx: &'a Cx<'_>,
    statement: &'a KnownStatement<'_>,
) -> impl Iterator<Item = (Option<ClusterId>, Spanned<Mode>)> + 'a {
    let block = statement.block.iter();
    let modes = block.flat_map(|block| block.statements_of("mode"));
    modes.filter_map(|mode| {
        let from = from(cx, mode).map(|from| from.value);
        Some((from, cluster::lower_mode(cx, mode)?))
    })
}

/// The primary that a statement names in its block.
fn from(cx: &Cx<'_>, statement: &KnownStatement<'_>) -> Option<Spanned<ClusterId>> {
    let block = statement.block.as_ref();
    cx.resolve::<ClusterId>(block.and_then(|block| block.value("from")))
}

/// Modes that are about no primary of their cluster, or of which it is not known.
fn modes_of_none(
    cx: &Cx<'_>,
    model: &Model,
    (first, statement): (&Cluster, &KnownStatement<'_>),
    of: &[Spanned<ClusterId>],
    out: &mut Diags,
) {
    let name = &first.name.value;
    let stated = |of: &Spanned<ClusterId>| model.clusters.get(of.value);
    let names: Vec<String> = of
        .iter()
        .filter_map(stated)
        .map(|cluster| cluster.stated_name().to_string())
        .collect();
    for (from, mode) in block_modes(cx, statement) {
        let known = from.is_some_and(|from| of.iter().any(|of| of.value == from));
        let message = match (from, of) {
            (None, [_, _, ..]) => format!(
                "`{name}` recovers {}, and this mode does not say of which of them it is",
                listed(&names)
            ),
            (Some(from), _) if !known => {
                let from = model.clusters.get(from);
                let from = from.map_or_else(String::new, |from| from.stated_name().to_string());
                format!("`{name}` does not recover `{from}`, so it has no mode for it")
            }
            _ => continue,
        };
        let mut diag = Diag::new(&findings::MODE_NOT_POSSIBLE, mode.span, message)
            .label("this mode has no effect");
        diag = match names.as_slice() {
            [] => diag.help("remove `from`: it is for a cluster that recovers several"),
            [_] => diag.help("remove `from`: the cluster recovers one alone"),
            several => diag.help(format!(
                "write `from {}` in the braces of the mode: each has a mode of its own",
                several.join("` or `from ")
            )),
        };
        out.push(diag);
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [first, more @ ..] if more.len() > 1 => format!("`{first}` and {} more", more.len()),
        names => format!("`{}`", names.join("` and `")),
    }
}

/// A fence names the cluster that takes over by its name, which is that of several recoveries.
fn successors(model: &mut Model) {
    let fenced: Vec<(ClusterId, ClusterId)> = model
        .clusters
        .values()
        .filter_map(|lost| {
            let Some(Mode::Fenced { successor, .. }) = lost.mode.as_ref().map(|mode| &mode.value)
            else {
                return None;
            };
            let named = model.clusters.get(successor.as_ref()?.value)?;
            let mut recoveries = model.recoveries(lost.id);
            let own = recoveries.find(|own| own.shares_site(named))?;
            Some((lost.id, own.id))
        })
        .collect();
    for (lost, own) in fenced {
        model.clusters.change(lost, |lost| {
            if let Some(Mode::Fenced {
                successor: Some(successor),
                ..
            }) = lost.mode.as_mut().map(|mode| &mut mode.value)
            {
                successor.value = own;
            }
        });
    }
}

fn named_twice(named: &[Spanned<Name>], out: &mut Diags) {
    for (at, name) in named.iter().enumerate() {
        let mut earlier = named.get(..at).unwrap_or_default().iter();
        if let Some(first) = earlier.find(|other| other.value == name.value) {
            out.push(
                Diag::new(
                    &findings::DUPLICATE_STATEMENT,
                    name.span,
                    format!("`recovers` names `{}` twice", name.value),
                )
                .label("named again here")
                .related(first.span, "named first here")
                .help("keep one of the two"),
            );
        }
    }
}

fn taken_name(first: &Cluster, primary: &Spanned<ClusterId>, taken: &Cluster) -> Diag {
    Diag::new(
        &findings::DUPLICATE_NAME,
        primary.span,
        format!(
            "the recovery of this cluster by `{}` is called `{}`, as another cluster is",
            first.name.value, taken.name.value
        ),
    )
    .label("both would write the same files and objects")
    .related(taken.name.span, "the other one")
    .help("give one of the clusters another name")
}

fn too_long(first: &Cluster, primary: &Spanned<ClusterId>, name: &Name) -> Diag {
    Diag::new(
        &findings::NAME_TOO_LONG,
        primary.span,
        format!(
            "the recovery of this cluster by `{0}` is called `{0}-{name}`, which is too long for a name",
            first.name.value
        ),
    )
    .label("it is a part of the names of objects")
    .help("give one of the clusters a shorter name")
}
