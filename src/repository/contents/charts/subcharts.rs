//! Databases that charts bring as a part of theirs: switched on by `enabled`, they keep data unless their values say
//! otherwise.

use super::{Asks, Kept, ROWS, Row, chart_size, kept, wants};
use crate::repository::built::Object;
use crate::repository::yaml::Node;

/// Keys of values under which other charts have these charts, with all of their values.
const PARTS: [&str; 4] = ["mariadb", "mongodb", "mysql", "postgresql"];

pub(super) fn find_parts(release: &Object, chart: &str, all: &mut Vec<Kept>) {
    let parts = ROWS.iter().filter(|row| {
        let Row(part, _, asks, _) = row;
        PARTS.contains(part) && *part != chart && *asks == Asks::Default
    });
    for Row(part, path, asks, size) in parts {
        let at: Vec<&str> = [*part].iter().chain(path.iter()).copied().collect();
        let on = release
            .node
            .at(&["spec", "values", part, "enabled"])
            .and_then(Node::text);
        // The values of the part itself may hold what a chart calls by the same name.
        if on == Some("true") && wants(release, &at, *asks) {
            let sized: Vec<&str> = at.iter().chain(size.iter()).copied().collect();
            let value = at.join(".");
            let known = |one: &Kept| one.release == release.name() && one.values == value;
            if !all.iter().any(known) {
                let size = chart_size(release, &sized);
                all.push(kept(release, chart, value, size));
            }
        }
    }
}
