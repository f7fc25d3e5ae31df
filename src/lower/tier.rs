//! The `tier` block and its values in a namespace.

use super::Cx;
use super::recover::lower_recover;
use super::shape::{KnownStatement, Shape};
use crate::diag::Diags;
use crate::model::value::Name;
use crate::model::{Scope, Tier, TierId, TierValues, When};
use crate::source::Spanned;

pub(super) fn lower_tier(
    cx: &Cx<'_>,
    id: TierId,
    statement: &KnownStatement<'_>,
    used: bool,
    out: &mut Diags,
) -> Option<Tier> {
    let block = statement.block.as_ref()?;
    Some(Tier {
        id,
        name: statement.value()?,
        span: statement.span,
        used,
        values: lower_values(cx, block, out),
    })
}

/// The values of a tier wherever they may stand.
pub(super) fn lower_values(cx: &Cx<'_>, block: &Shape<'_>, out: &mut Diags) -> TierValues {
    TierValues {
        rpo: block.value("rpo"),
        rto: block.value("rto"),
        keep: block.value("keep"),
        store: cx.resolve(block.value("store")),
        recover: block
            .first("recover")
            .and_then(|statement| lower_recover(statement, out)),
        tolerate: block.value("tolerate"),
        every: block.value("every"),
        avoid: block.list("avoid"),
        detect: block.value("detect"),
        order: block.value("order"),
        switch: block.value("switch"),
        objects: block.value("objects"),
        also: block
            .list::<Name>("also")
            .into_iter()
            .filter_map(|name| cx.resolve(Some(name)))
            .collect(),
        when: block.statements_of("when").filter_map(lower_when).collect(),
    }
}

fn lower_when(statement: &KnownStatement<'_>) -> Option<When> {
    let scope = scope_of(statement.arg(0)?);
    let block = statement.block.as_ref()?;
    Some(When {
        scope,
        rpo: block.value("rpo"),
        rto: block.value("rto"),
    })
}

/// The scope of a loss: the schema lets no other word through.
pub(super) fn scope_of(word: Spanned<Box<str>>) -> Spanned<Scope> {
    word.map(|word| match &*word {
        "volume" => Scope::Volume,
        "cluster" => Scope::Cluster,
        "zone" => Scope::Zone,
        _ => Scope::Region,
    })
}
