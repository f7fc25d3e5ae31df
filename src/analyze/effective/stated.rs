//! The statements of how state survives: of a workload, else of its namespace, else of the tier.

use super::Member;
use crate::model::{Namespace, Recover, Tier, Workload, stated_recover};

impl Member {
    /// The full statement of a workload's method, where it is stated for it.
    pub fn recover_of<'w>(&'w self, workload: &'w Workload) -> Option<&'w Recover> {
        recover_of(&self.block, &self.tier, workload)
    }

    /// The statement for all that the namespace stores: its own, else the tier's.
    pub fn recover(&self) -> Option<&Recover> {
        let own = self.block.values.recover.as_ref();
        let stated = own.or(self.tier.values.recover.as_ref());
        stated.map(|recover| &recover.value)
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
    tier: &'w Tier,
    workload: &'w Workload,
) -> Option<&'w Recover> {
    stated_recover(&block.values, Some(&tier.values), workload).map(|recover| &recover.value)
}
