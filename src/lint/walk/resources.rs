//! Resources of operators that blocks of a path name, or leave unnamed.

use super::owners::fits;
use crate::analyze::effective::Member;
use crate::model::{OperatorName, Recover, Workload};
use crate::repository::workloads::Overlay;
use std::sync::Arc;

/// A resource whose operator keeps data.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct Resource<'a> {
    /// Its namespace; empty where none is stated.
    pub(in crate::lint) namespace: &'a str,
    /// Its name.
    pub(in crate::lint) name: &'a str,
    /// The names by which a plan calls its operator.
    pub(in crate::lint) operators: &'a [OperatorName],
}

impl Resource<'_> {
    /// Which namespace something is in is not known where no file says it.
    fn is_in(&self, member: &Member) -> bool {
        member.block.may_hold(self.namespace)
    }

    /// Whether a statement is about its operator.
    fn is_of(&self, recover: Option<&Recover>) -> bool {
        let Some(Recover::Operator(operator)) = recover else {
            return false;
        };
        let word = &operator.name.value;
        self.operators.is_empty() || self.operators.iter().any(|one| one.is_called(word))
    }

    /// Whether blocks of its namespace declare it: by its name, by its operator, or by the name of a workload that is
    /// made of it.
    pub(in crate::lint) fn is_declared<'m>(
        &self,
        members: impl Iterator<Item = &'m Arc<Member>>,
        overlay: Option<&Overlay>,
    ) -> bool {
        let mut members = members.filter(|member| self.is_in(member));
        members.any(|member| {
            let silent = member.block.workloads.is_empty() && self.is_of(member.recover());
            let mut workloads = member.block.workloads.iter();
            silent || workloads.any(|one| self.is_meant(member, one, overlay))
        })
    }

    fn is_meant(&self, member: &Member, workload: &Workload, overlay: Option<&Overlay>) -> bool {
        let name = &workload.name.value;
        let shown = overlay.map(|overlay| overlay.find(name.kind, &name.name, &[]).is_some());
        match name.kind.operator() {
            Some(operator) => {
                let named = *name.name == *self.name && self.operators.contains(&operator);
                // One that is not there may be this one by a wrong name, which is reported.
                named || shown == Some(false)
            }
            None => {
                let made = shown != Some(true) && fits(workload, self.name);
                made || self.is_of(member.recover_of(workload))
            }
        }
    }
}
