//! Kinds of operators: what hands annotations to their pods, how a new resource starts, and what it keeps on claims.
//!
//! Read in the sources and API references of the operators: CloudNativePG 1.27, Zalando 1.14, Crunchy 5.8, Percona
//! (PG 2.7, PXC 1.18, PSMDB 1.21, PS 1.0), MariaDB 25.8, MySQL 9.4, StackGres 1.17, KubeDB 2025.7, Strimzi 0.48, ECK
//! 3.1, MongoDB Community 0.13, K8ssandra 1.27, RabbitMQ 2.16, Spotahome Redis 1.3, OT Redis 0.22.

pub(super) mod inert;
pub(super) mod pods;
mod rows;
pub(super) mod stored;

use crate::model::OperatorName;
use rows::ROWS;

/// A path of fields.
pub(super) type Path = &'static [&'static str];

/// A kind.
pub(super) struct Row {
    pub(super) group: &'static str,
    pub(super) kind: &'static str,
    /// Names of workloads, with `{}` for the resource and `{item}` for the item of the list; `*` is any text. Each with
    /// the field that its pods get their annotations from, a list with `[]`. None is known where there is none.
    pub(super) pods: &'static [(&'static str, Path)],
    /// What it keeps; `None` where it keeps nothing.
    pub(super) data: Option<Data>,
}

/// What a resource keeps.
pub(super) struct Data {
    /// The names by which a plan calls its operator.
    pub(super) operators: &'static [OperatorName],
    /// How a new one is told to start from a copy.
    pub(super) from: From,
    /// What to write for that.
    pub(super) help: &'static str,
    /// Why restored claims are not what it uses, where that is known.
    pub(super) refuses: Option<&'static str>,
    /// Its claims, as far as they are known.
    pub(super) claims: &'static [Claims],
    /// Its pods that mount them.
    pub(super) pods: &'static [Pods],
    /// Whether each pod keeps a part of the data, so that a copy has the bytes of all of them.
    pub(super) parts: bool,
}

/// How a kind is told to start from a copy.
pub(super) enum From {
    /// By one of these fields.
    Fields(&'static [Path]),
    /// By an object of another kind, which names it in a field.
    Object(&'static str, Path),
    /// By none.
    Never,
}

/// Claims that are alike: one of each pod.
pub(super) struct Claims {
    /// What a plan calls them, with `{item}` for the name of the item of the list.
    pub(super) volume: &'static str,
    /// The list that has one entry for each of such claims; empty where the resource itself is the entry.
    pub(super) list: Path,
    /// What must be there, seen from the entry; empty where they always are.
    pub(super) when: Path,
    /// The number of pods.
    pub(super) pods: Number,
    /// Fields of the size, seen from the entry; the first that is there counts.
    pub(super) sizes: &'static [Path],
    /// Whether other claims of this list belong to the same pods.
    pub(super) beside: bool,
}

/// Pods that mount claims, as a file backup sees them.
pub(super) struct Pods {
    /// Where they get their annotations from, a list with `[]`.
    pub(super) field: Path,
    /// What must be there, seen from the item of the list, or from the resource where there is none; empty where there
    /// always are such pods.
    pub(super) when: Path,
    /// Their volumes: what a plan calls each, and its name in the pod. `{}` is the name of the resource, `{item}` that
    /// of the item of the list.
    pub(super) volumes: &'static [(&'static str, &'static str)],
    /// Lists, and single objects, whose names are volumes too, after a text.
    pub(super) named: &'static [(&'static str, Path)],
}

/// Where a number of pods stands, with what silence means.
#[derive(Clone, Copy)]
pub(super) enum Number {
    /// In the resource.
    Whole(Path, Option<u64>),
    /// In the entry.
    Entry(Path, Option<u64>),
}

/// Every row.
pub(super) fn rows() -> &'static [Row] {
    ROWS
}

/// The row of a kind.
pub(super) fn row(group: &str, kind: &str) -> Option<&'static Row> {
    rows()
        .iter()
        .find(|row| row.kind == kind && row.group == group)
}

/// Whether a group belongs to an operator of the table.
pub(super) fn is_known_group(group: &str) -> bool {
    rows().iter().any(|row| row.group == group) || group == "barmancloud.cnpg.io"
}

/// Whether fields of a new resource tell an operator to start it from a copy, whichever of its kinds it is: where there are
/// pods and claims already, nothing is new.
pub fn starts_by_fields(operator: OperatorName) -> bool {
    let data = rows().iter().filter_map(|row| row.data.as_ref());
    let mut own = data
        .filter(|data| data.operators.contains(&operator))
        .peekable();
    own.peek().is_some() && own.all(|data| matches!(data.from, From::Fields(_)))
}

/// Why claims of a resource that are restored are not what its operator uses.
pub fn refusal(operator: OperatorName) -> &'static str {
    let data = rows().iter().filter_map(|row| row.data.as_ref());
    let mut own = data.filter(|data| data.operators.contains(&operator));
    own.find_map(|data| data.refuses).unwrap_or(
        "its operator decides by state that is not in Git whether it accepts the restored claims",
    )
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn rows_are_sorted() {
        assert!(rows().is_sorted_by_key(|row| (row.group, row.kind)));
    }
}
