//! Whether a path may bring objects that it does not show.

use super::chart_kinds;
use super::releases::{chart, sources};
use crate::repository::built::{Built, Object};
use std::collections::BTreeSet;

/// Whether something of a path may make objects that are not shown: a chart that the table does not have, a Job, a resource
/// of an operator.
pub(super) fn hides_objects(built: &Built) -> bool {
    let sources = sources(built);
    let makes = |object: &Object| match object.kind() {
        "HelmRelease" => !chart_kinds::is_known(&sources, object),
        "Pod" => true,
        _ => !chart_kinds::is_plain(object.group()),
    };
    !built.whole || built.objects.iter().any(makes)
}

/// The charts of a path that the table does not have.
pub(super) fn unknown_charts(built: &Built) -> BTreeSet<String> {
    let sources = sources(built);
    let releases = built.of_kind("HelmRelease");
    releases
        .filter(|release| !chart_kinds::is_known(&sources, release))
        .map(|release| chart(&sources, release).0.to_owned())
        .collect()
}
