//! The statements of how state survives: of a workload, else of its namespace, else of the tier.

use super::Member;
use crate::model::value::Window;
use crate::model::{
    Elsewhere, Method, Namespace, Recover, Scope, Tier, TierId, TierValues, Volume, When, Workload,
    stated_recover,
};
use crate::source::Spanned;
use std::sync::Arc;

impl Member {
    /// Windows without a start.
    pub fn avoid(&self) -> &[Spanned<Window>] {
        let own: &[Spanned<Window>] = match self.second {
            Some(_) => &[],
            None => &self.block.values.avoid,
        };
        stated(own, |tier| &tier.avoid, self)
    }

    /// Promises for one loss each: those of the namespace, and what its tier promises beside them.
    pub fn when(&self) -> &[When] {
        match self.second {
            Some(_) => &[],
            None => &self.whens,
        }
    }

    /// The values of its tier.
    pub fn tier_values(&self) -> Option<&TierValues> {
        self.tier.as_ref().map(|tier| &tier.values)
    }

    /// Whether it is in a tier.
    pub fn is_in(&self, tier: TierId) -> bool {
        self.tier.as_ref().is_some_and(|own| own.id == tier)
    }

    /// The name of its tier; `-` where it is in none.
    pub fn tier_name(&self) -> &str {
        self.tier
            .as_ref()
            .map_or("-", |tier| tier.name.value.as_str())
    }

    /// Whether all of it comes from Git again: no backup contains it, and no Restore brings anything of it.
    pub fn is_from_git_alone(&self) -> bool {
        self.block.apps.is_some()
            && self.method.value == Method::Rebuild
            && self.set_method() == Method::Rebuild
    }

    /// The full statement of a workload's method, where it is stated for it.
    pub fn recover_of<'w>(&'w self, workload: &'w Workload) -> Option<&'w Recover> {
        match &self.second {
            Some(second) if second.overrides => {
                let own = workload.recover.as_ref();
                let stated = own.or_else(|| self.tier_values()?.recover.as_ref());
                stated.map(|recover| &recover.value)
            }
            Some(second) => recover_of(&self.block, second.first.as_deref(), workload),
            None => recover_of(&self.block, self.tier.as_deref(), workload),
        }
    }

    /// The statement for all that the namespace stores: its own, else the tier's.
    pub fn recover(&self) -> Option<&Recover> {
        let own = self.block.values.recover.as_ref();
        let stated = own.or_else(|| self.tier_values()?.recover.as_ref());
        stated.map(|recover| &recover.value)
    }

    /// What another tool copies of a workload: all of it, or one volume.
    pub fn elsewhere<'w>(
        &'w self,
        workload: &'w Workload,
    ) -> impl Iterator<Item = (Option<&'w Volume>, &'w Elsewhere)> {
        let whole = match self.recover_of(workload) {
            Some(Recover::Elsewhere(elsewhere)) => Some(&**elsewhere),
            Some(_) | None => None,
        };
        let volumes = workload.volumes.iter().filter_map(|volume| {
            let own = volume.elsewhere.as_ref()?;
            Some((Some(volume), &own.value))
        });
        whole.into_iter().map(|one| (None, one)).chain(volumes)
    }

    /// The volumes of a workload that are left out of its copies, and that a recovery fills from an archive.
    pub fn refilled<'w>(&self, workload: &'w Workload) -> impl Iterator<Item = &'w Volume> {
        let copied = self.method_of(workload).copies_volumes();
        let volumes = workload.volumes.iter().filter(move |_| copied);
        volumes.filter(|volume| {
            volume.skip.is_some() && volume.from.is_some() && volume.elsewhere.is_none()
        })
    }

    /// Whether its pods wait for data of an archive of which no time is stated.
    pub fn waits_unknown(&self) -> bool {
        let workloads = self.block.workloads.iter();
        let mut refilled = workloads.flat_map(|workload| self.refilled(workload));
        refilled.any(|volume| volume.refill.is_none())
    }

    /// Every statement that holds: one for each workload, or that of a namespace that declares none.
    pub fn recovers(&self) -> Vec<(Option<&Workload>, &Recover)> {
        if self.block.workloads.is_empty() {
            return self.recover().into_iter().map(|own| (None, own)).collect();
        }
        let workloads = self.block.workloads.iter();
        workloads
            .filter_map(|workload| Some((Some(workload), self.recover_of(workload)?)))
            .collect()
    }
}

/// The statement of how a workload's state survives: its own, else its namespace's, else the tier's.
pub fn recover_of<'w>(
    block: &'w Namespace,
    tier: Option<&'w Tier>,
    workload: &'w Workload,
) -> Option<&'w Recover> {
    let values = tier.map(|tier| &tier.values);
    stated_recover(&block.values, values, workload).map(|recover| &recover.value)
}

/// A list of a namespace, or that of its tier where it states none.
fn stated<'v, T>(
    own: &'v [T],
    shared: impl Fn(&'v TierValues) -> &'v Vec<T>,
    member: &'v Member,
) -> &'v [T] {
    match member.tier_values() {
        Some(values) if own.is_empty() => shared(values),
        Some(_) | None => own,
    }
}

/// Loss by loss and value by value: what a namespace promises for one loss takes nothing of what its tier promises
/// for another.
pub(super) fn whens(own: &[When], shared: &[When]) -> Arc<[When]> {
    let states = |scope: Scope, value: fn(&When) -> bool| {
        let mut own = own.iter().filter(|when| when.scope.value == scope);
        own.any(value)
    };
    let kept = shared.iter().filter_map(|when| {
        let scope = when.scope.value;
        let rpo = when.rpo.filter(|_| !states(scope, |own| own.rpo.is_some()));
        let rto = when.rto.filter(|_| !states(scope, |own| own.rto.is_some()));
        let scope = when.scope;
        (rpo.is_some() || rto.is_some()).then_some(When { scope, rpo, rto })
    });
    own.iter().cloned().chain(kept).collect()
}
