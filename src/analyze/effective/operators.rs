//! Workloads that an operator recovers.

use super::Member;
use crate::model::{OperatorName, Recover, Workload};

impl Member {
    /// Whether an operator recovers one of its workloads from its own copy.
    pub fn is_of_operator(&self, operator: OperatorName) -> bool {
        let mut workloads = self.block.workloads.iter();
        workloads.any(|workload| self.operator_of(workload) == Some(operator))
    }

    /// The operator that recovers a workload from its own copy, as far as its name tells.
    pub fn operator_of(&self, workload: &Workload) -> Option<OperatorName> {
        let by_name = workload.name.value.kind.operator();
        match self.recover_of(workload) {
            Some(Recover::Operator(stated)) => {
                by_name.or_else(|| OperatorName::from_word(&stated.name.value))
            }
            Some(_) => None,
            None => by_name,
        }
    }
}
