//! What later parts of the analysis are computed from.

use crate::analyze::checked::checked;
use crate::analyze::effective::Member;
use crate::analyze::sets::BackupSet;
use crate::analyze::together::Together;
use crate::model::value::Size;
use crate::model::{Check, Cluster, ClusterId, Model, NamespaceName, Tier};
use crate::repository::Observed;
use crate::repository::schedules::OtherSchedule;
use crate::repository::schedules::recovering::Recovering;
use std::sync::Arc;

/// The plan with its namespaces and backup sets.
#[derive(Debug, Clone, Copy)]
pub(in crate::analyze) struct Facts<'f> {
    pub(in crate::analyze) model: &'f Model,
    pub(in crate::analyze) members: &'f [Arc<Member>],
    /// The sets of clusters that serve, and after them those of clusters that do not.
    pub(in crate::analyze) sets: &'f [Arc<BackupSet>],
    /// What the repository shows.
    pub(in crate::analyze) observed: &'f Observed,
    /// What recoveries on one cluster take of each other.
    pub(in crate::analyze) together: &'f Together,
}

impl<'f> Facts<'f> {
    /// The namespaces of a primary.
    pub(in crate::analyze) fn members_of(
        self,
        primary: &Cluster,
    ) -> impl Iterator<Item = &'f Arc<Member>> + use<'f> {
        let id = primary.id;
        self.members.iter().filter(move |m| m.id.cluster == id)
    }

    /// The backup sets of a cluster.
    pub(in crate::analyze) fn sets_of(
        self,
        cluster: &Cluster,
    ) -> impl Iterator<Item = &'f Arc<BackupSet>> + use<'f> {
        let id = cluster.id;
        self.sets.iter().filter(move |set| set.cluster.id == id)
    }

    /// What others take of a cluster while it recovers, with volumes of a size where none is declared: other plans, and
    /// the recoveries of this plan beside this one.
    pub(in crate::analyze) fn recoveries_on(
        self,
        cluster: &Cluster,
        size: Size,
    ) -> impl Iterator<Item = &'f Recovering> + use<'f> {
        let id = cluster.id;
        let own = self.together.recoveries(size).iter();
        let all = self.observed.recoveries.iter().chain(own);
        all.filter(move |other| other.cluster == id)
            .map(|other| &other.takes)
    }

    /// The Schedules of others that run on a cluster while it recovers.
    pub(in crate::analyze) fn schedules_on(
        self,
        cluster: &Cluster,
    ) -> impl Iterator<Item = &'f OtherSchedule> + use<'f> {
        let id = cluster.id;
        let own = self.together.schedules.iter();
        let all = self.observed.schedules.iter().chain(own);
        all.filter(move |other| other.cluster == id)
    }

    /// What must work of a tier: the checks of the drills that run on a cluster, each with its
    /// namespace on the primary.
    pub(in crate::analyze) fn checks(
        self,
        cluster: ClusterId,
        primary: ClusterId,
        tier: &'f Tier,
    ) -> impl Iterator<Item = (&'f Arc<Member>, &'f Check)> {
        let drills = self.model.drills.values();
        // A drill on a cluster that recovers several is one of each of them.
        let site = |id| self.model.clusters.get(id).map(|cluster| cluster.site_id());
        let own = site(cluster);
        let here = drills.filter(move |drill| site(drill.on.value) == own);
        let checks = here.flat_map(|drill| &drill.checks);
        checks.filter_map(move |check| {
            let named = check.namespace.value.as_str();
            let of = self.members.iter().filter(|member| {
                member.id.cluster == primary && member.name.value.as_str() == named
            });
            let member = checked(of, check)?;
            member.is_in(tier.id).then_some((member, check))
        })
    }

    /// What is recovered only with the checks of a tier: every block of a namespace that one of them names.
    pub(in crate::analyze) fn checked(
        self,
        cluster: ClusterId,
        primary: &Cluster,
        tier: &'f Tier,
    ) -> Vec<&'f Arc<Member>> {
        let named = self.checks(cluster, primary.id, tier);
        let named: Vec<&NamespaceName> = named.map(|(member, _)| &member.name.value).collect();
        let blocks = self.members_of(primary);
        blocks
            .filter(|member| member.is_in(tier.id) && named.contains(&&member.name.value))
            .collect()
    }
}
