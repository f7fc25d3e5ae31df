//! Which recovery is meant: a cluster may recover several others.

use crate::analyze::Analysis;
use crate::analyze::recovery::RecoverySide;
use crate::model::Cluster;
use std::collections::BTreeSet;

/// What people have named.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chosen<'a> {
    /// The cluster that recovers.
    pub cluster: Option<&'a str>,
    /// The cluster that it recovers, where there are several.
    pub from: Option<&'a str>,
}

/// The sides that are meant, of all clusters where none is named. A name that the plan does not have is refused.
pub(super) fn sides_of<'a>(
    analysis: &'a Analysis,
    chosen: Chosen<'_>,
) -> Result<Vec<&'a RecoverySide>, String> {
    let all = || analysis.sides().iter().map(|side| &**side);
    let mut found: Vec<&RecoverySide> = match chosen.cluster {
        Some(name) => all()
            .filter(|side| is_called(&side.cluster, name))
            .collect(),
        None => all().collect(),
    };
    if let (Some(name), true) = (chosen.cluster, found.is_empty()) {
        let known: Vec<&str> = all()
            .filter(|side| side.cluster.leads())
            .map(|side| side.cluster.stated_name().as_str())
            .collect();
        return Err(format!(
            "unknown cluster `{name}`: the plan has {}",
            known.join(", ")
        ));
    }
    let Some(from) = chosen.from else {
        return Ok(found);
    };
    found.retain(|side| !side.at_home());
    let known = of(&found);
    found.retain(|side| side.primary.name.value.as_str() == from);
    if found.is_empty() {
        return Err(match (chosen.cluster, known.as_str()) {
            (Some(name), "") => {
                format!("`{name}` recovers no other cluster: remove --from")
            }
            (Some(name), known) => {
                format!("`{name}` does not recover `{from}`: it recovers {known}")
            }
            (None, known) => {
                format!("no cluster recovers `{from}`: those of this plan recover {known}")
            }
        });
    }
    Ok(found)
}

/// Whether people call a cluster so: by the name in its block, or by the one of a single recovery of several.
fn is_called(cluster: &Cluster, name: &str) -> bool {
    cluster.stated_name().as_str() == name || cluster.name.value.as_str() == name
}

/// Whether some sides are recoveries of several clusters by one.
pub(super) fn several(sides: &[&RecoverySide]) -> bool {
    let sites: BTreeSet<_> = sides.iter().map(|side| side.cluster.site_id()).collect();
    sites.len() == 1 && sides.len() > 1
}

/// The clusters of some sides, each once.
pub(super) fn names(sides: &[&RecoverySide]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for side in sides {
        let name = side.cluster.stated_name().as_str();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// The clusters that some sides recover.
pub(super) fn of(sides: &[&RecoverySide]) -> String {
    let of: Vec<&str> = sides
        .iter()
        .map(|side| side.primary.name.value.as_str())
        .collect();
    of.join(", ")
}
