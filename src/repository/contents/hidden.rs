//! Whether a path may bring objects that it does not show.

use super::asking;
use super::chart_kinds;
use super::plain;
use super::releases::{chart, sources};
use crate::repository::built::{Built, Object};
use crate::repository::operators::inert::is_inert;
use crate::repository::operators::is_known_group;
use std::collections::BTreeSet;

/// Whether something of a path may make objects that are not shown: a chart that the table does not have, a Job, a resource
/// of an operator.
pub(super) fn hides_objects(built: &Built) -> bool {
    let sources = sources(built);
    let makes = |object: &Object| match object.kind() {
        "HelmRelease" => !chart_kinds::is_known(&sources, object),
        "Pod" => true,
        _ => !plain::is_plain(object.group()),
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

/// Whether no table says what becomes of an object: a resource of an operator that is not known, or of a tool that applies
/// something else. One that asks for storage is found by that.
pub(in crate::repository) fn is_unknown(built: &Built, object: &Object) -> bool {
    let group = object.group();
    let other_engine =
        group == "argoproj.io" && matches!(object.kind(), "Application" | "ApplicationSet");
    let known = plain::is_plain(group)
        || chart_kinds::has_group(group)
        || is_known_group(group)
        || asking::is_not_kept(group)
        || is_inert(object);
    other_engine || !known && asking::of_resource(built, object).is_none()
}

/// Tells whether the chart of a release is one of the table, so that it is known what it makes beside what its values
/// ask for.
pub(in crate::repository) fn in_table(built: &Built) -> impl Fn(&Object) -> bool {
    let sources = sources(built);
    move |release| chart_kinds::is_known(&sources, release)
}
