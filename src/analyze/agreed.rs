//! What two plans of a repository say of one cluster.

use crate::model::value::region::is_one_region;
use crate::model::value::zone::is_one_zone;
use crate::model::{Cluster, Model};
use crate::repository::other_plans::{ForeignCluster, declared};
use crate::schema;

/// A statement with the value that counts here, and the one that counts in the other plan.
#[derive(Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The statement.
    pub keyword: &'static str,
    /// The value of this plan.
    pub own: String,
    /// That of the other one.
    pub other: String,
}

/// The statements about a cluster in which another plan differs. What is not stated has its default.
pub fn disagreements(
    model: &Model,
    cluster: &Cluster,
    other: &ForeignCluster,
) -> Vec<Disagreement> {
    let own = declared(model, cluster).into_iter();
    let differ = own.filter_map(|(keyword, own)| {
        let (_, foreign) = other.declared.iter().find(|(key, _)| *key == keyword)?;
        // A plan that states no zone says nothing of zones.
        if keyword == "zone" && (own.is_none() || foreign.is_none()) {
            return None;
        }
        let default = || default(keyword).to_owned();
        let (own, other) = (
            own.unwrap_or_else(default),
            foreign.clone().unwrap_or_else(default),
        );
        let same = own == other
            || keyword == "region" && is_one_region(&own, &other)
            || keyword == "zone" && is_one_zone(&own, &other, &cluster.region.value) == Some(true);
        (!same).then_some(Disagreement {
            keyword,
            own,
            other,
        })
    });
    differ.collect()
}

fn default(keyword: &str) -> &'static str {
    let mut rows = schema::blocks()
        .into_iter()
        .filter(|block| block.name == "cluster")
        .flat_map(|block| block.rows.iter());
    let row = rows.find(|row| row.key == keyword);
    row.map_or("", |row| row.default)
}
